"""Where the user's AWS configuration is, and whether it can be read at all: AWS's library passes over what it cannot open."""

from collections.abc import Mapping
from pathlib import Path

from steps.engine.troubles import Trouble


def config_file(environ: Mapping[str, str]) -> Path:
    """The file of profiles."""
    return Path(environ.get("AWS_CONFIG_FILE", aws_folder(environ) / "config")).expanduser()


def credentials_file(environ: Mapping[str, str]) -> Path:
    """The file of stored keys."""
    return Path(environ.get("AWS_SHARED_CREDENTIALS_FILE", aws_folder(environ) / "credentials")).expanduser()


def aws_folder(environ: Mapping[str, str]) -> Path:
    """Where AWS's tools keep their own."""
    return Path(environ.get("HOME", "~")).expanduser() / ".aws"


def check_readable(environ: Mapping[str, str]) -> None:
    """Raise Trouble for a file that is there and cannot be read: its profiles would seem not to exist."""
    for path in (config_file(environ), credentials_file(environ)):
        try:
            with path.open("rb") as file:
                file.read(1)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Trouble(
                f"Your AWS configuration cannot be read: {path}: {error.strerror}.",
                why="Its profiles and keys are in it.",
                cure=f"Make it readable for you: `ls -l {path}` shows whose it is.",
            ) from error
