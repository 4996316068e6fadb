"""The `fargate-wizard` command."""

import io
import logging
import os
import sys
from collections.abc import Sequence

from steps.engine.troubles import Exit, Trouble
from tui import plain
from tui.arguments import parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; every failure is a paragraph, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a quotation mark that a terminal lacks must not end a run
    options = parser().parse_args(words)
    os.umask(0o077)  # whatever is written is its user's alone
    from tui import commands

    try:
        return int(commands.run(options))
    except Trouble as trouble:
        plain.print_trouble(trouble)
        return int(trouble.exit_code)
    except KeyboardInterrupt:
        plain.print_trouble(
            Trouble("Stopped. Everything that was made is written down; run it again to carry on.")
        )
        return int(Exit.STOPPED)
    except BrokenPipeError:
        sys.stderr.close()  # nobody reads any more; Python would complain about it at exit
        return int(Exit.STOPPED)
    finally:
        logging.shutdown()


if __name__ == "__main__":
    sys.exit(main())
