"""The `fargate-wizard` command."""

import io
import logging
import os
import sys
from collections.abc import Sequence

from steps.engine.troubles import Exit, Trouble
from tui.wizard_command import open_wizard


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; every failure is a paragraph, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a quotation mark that a terminal lacks must not end a run
    os.umask(0o077)  # whatever is written is its user's alone
    words = sys.argv[1:] if words is None else words
    try:
        return int(_run(words) if words else open_wizard())
    except Trouble as trouble:
        _print(trouble)
        return int(trouble.exit_code)
    except KeyboardInterrupt:
        _print(Trouble("Stopped. Everything that was made is written down; run it again to carry on."))
        return int(Exit.STOPPED)
    except BrokenPipeError:
        sys.stderr.close()  # nobody reads any more; Python would complain about it at exit
        return int(Exit.STOPPED)
    finally:
        logging.shutdown()


def _run(words: Sequence[str]) -> Exit:
    from tui.lines.arguments import parser

    options = parser().parse_args(words)
    if not options.command:
        return open_wizard(plain=options.plain)
    from tui.lines import commands

    return commands.run(options)


def _print(trouble: Trouble) -> None:
    from tui.lines.plain import print_trouble

    print_trouble(trouble)


if __name__ == "__main__":
    sys.exit(main())
