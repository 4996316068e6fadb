"""The AWS CLI without its start-up: one process that runs many commands, each with the CLI's own driver.

Reads commands from standard input, a shell-quoted line each; puts what a command prints into the file that is its
argument, what it complains of beside it (`.errors`), and answers with its exit code, a line each.
"""

import contextlib
import os
import shlex
import sys
from pathlib import Path

import botocore.waiter
from awscli.clidriver import create_clidriver  # type: ignore[import-untyped]  # it has no types
from botocore.session import Session

PATIENCE = 1.0  # seconds instead of the fifteen between a waiter's looks: on the practice cloud time is short


class Clock:
    """Stands for the module `time` in botocore's waiters."""

    @staticmethod
    def sleep(seconds: float) -> None:
        """Wait, but not for long."""
        import time

        time.sleep(min(seconds, PATIENCE))


def main() -> None:
    """Run commands until there are no more."""
    botocore.waiter.time = Clock  # type: ignore[attr-defined]  # an import of its own, not its interface
    loader = Session().get_component("data_loader")  # reading AWS's models is the slow part: once is enough
    output = Path(sys.argv[1])
    complaints = output.with_suffix(".errors")
    for line in sys.stdin:
        driver = create_clidriver()
        driver.session.register_component("data_loader", loader)
        with (
            output.open("w") as file, complaints.open("w") as errors,
            contextlib.redirect_stdout(file), contextlib.redirect_stderr(errors),
        ):  # fmt: skip
            try:
                code = driver.main(shlex.split(line))
            except SystemExit as ended:  # it does not know the command
                code = ended.code
        os.write(1, f"{code}\n".encode())


if __name__ == "__main__":
    main()
