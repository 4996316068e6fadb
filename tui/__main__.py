"""The `fargate-wizard` command."""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence

from steps.engine.troubles import Exit, Trouble
from tui.streams import flush, flush_errors, open_closed_streams
from tui.wizard_command import open_wizard

ON_WINDOWS = "fargate-wizard runs on Linux and macOS, and on Windows inside WSL 2."


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; every failure is a paragraph, never a traceback."""
    open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a quotation mark that a terminal lacks must not end a run
    os.umask(0o077)  # whatever is written is its user's alone
    words = sys.argv[1:] if words is None else words
    try:
        code = _in_words(lambda: _here(words))
        return _in_words(flush) or code
    finally:
        flush_errors()
        logging.shutdown()


def _in_words(do: Callable[[], int | None]) -> int:
    """The exit code of what it does; every failure is told."""
    try:
        return int(do() or 0)
    except Trouble as trouble:
        _print(trouble)
        return int(trouble.exit_code)
    except KeyboardInterrupt:
        _print(Trouble("Stopped. Everything that was made is written down; run it again to carry on."))
        return int(Exit.STOPPED)
    except BrokenPipeError:
        return int(Exit.STOPPED)  # nobody reads any more
    except OSError as error:
        from steps.engine.cloud.local import refused_by_the_system

        _print(refused_by_the_system(error))
        return int(Exit.FAILED)
    except SystemExit as end:  # how argparse ends
        return end.code if isinstance(end.code, int) else int(Exit.DONE)


def _here(words: Sequence[str]) -> Exit:
    if sys.platform == "win32":
        raise Trouble(
            ON_WINDOWS, cure="`wsl --install` in PowerShell sets WSL up; then install it there as on Linux."
        )
    if "_ARGCOMPLETE" in os.environ:
        from tui.lines.completion import complete

        complete()
    return _run(words) if words else open_wizard()


def _run(words: Sequence[str]) -> Exit:
    from tui.lines.arguments import parser

    options = parser().parse_args(words)
    if not options.command:
        return open_wizard(options)
    from tui.lines import commands

    return commands.run(options)


def _print(trouble: Trouble) -> None:
    from tui.lines.plain import print_trouble

    with contextlib.suppress(OSError, ValueError):
        print_trouble(trouble)


if __name__ == "__main__":
    sys.exit(main())
