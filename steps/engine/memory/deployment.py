"""A deployment on this machine: its folder, its journal, its lock, and the list of all of them."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from steps.engine.memory.journal import Journal
from steps.engine.memory.progress import Progress
from steps.engine.troubles import BadInput, Trouble

NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,19}")
RESERVED = ("internal", "sg")
"""First words of a name, up to a hyphen, that AWS refuses: in load balancers' names and in security groups'."""


def home() -> Path:
    """The folder of all deployments: FARGATE_WIZARD_HOME, or the user's config directory; made with mode 0700."""
    if override := os.environ.get("FARGATE_WIZARD_HOME"):
        path = Path(override).expanduser()
    else:
        from platformdirs import user_config_path

        path = user_config_path("fargate-wizard")
    return private_folder(path)


def private_folder(path: Path) -> Path:
    """This folder, made with mode 0700 if it is not there. Raises Trouble when that cannot be."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            f"The folder {path} cannot be made: {error.strerror or error}.",
            why="The progress of a deployment is kept there.",
            cure="Make it yourself, or point FARGATE_WIZARD_HOME at a folder that you can write to.",
        ) from error
    return path


def check_name(name: str) -> str:
    """The name itself. Raises BadInput when AWS would refuse it in one of the names that are made from it."""
    if NAME.fullmatch(name):
        first = name.split("-", maxsplit=1)[0]
        if first not in RESERVED:
            return name
        raise BadInput(
            f"“{name}” cannot be a deployment's name.",
            why=f"It becomes part of other names, and AWS lets none of them begin with “{first}-”.",
            cure="Choose one that begins with another word: for example “practice”.",
        )
    raise BadInput(
        f"“{_shown(name)}” cannot be a deployment's name.",
        why="It becomes part of the names of a load balancer, a role and a private domain, which AWS limits.",
        cure="Use 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter: for example “practice”.",
    )


def _shown(name: str) -> str:
    """The name with every character spelled out that a terminal would obey or cannot show."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in name)


class Deployment:
    """One deployment's folder under `home()`; nothing is written before `journal` is appended to."""

    def __init__(self, name: str) -> None:
        self.folder = home() / (name if NAME.fullmatch(name) else check_name(name))
        self.journal = Journal(self.folder)
        # What was begun before a name was reserved must still be taken down.
        self.name = name if self.known else check_name(name)

    @property
    def known(self) -> bool:
        """Whether this machine has a journal of it."""
        return self.journal.path.exists()

    def progress(self) -> Progress:
        """The fold over its journal."""
        return Progress.of(self.journal.read())

    def forget(self) -> None:
        """Let this machine know nothing of it any more; whoever asks holds its lock and knows that nothing stands."""
        self.journal.path.unlink(missing_ok=True)
        self.journal.output.unlink(missing_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else works on it meanwhile. Raises Trouble that says who does."""
        from filelock import FileLock, Timeout

        private_folder(self.folder)
        holder = self.folder / "lock.holder"
        lock = FileLock(self.folder / "lock", timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise Trouble(
                f"Another fargate-wizard is working on {self.name}{_who(holder)}.",
                cure="Wait until it is done, or stop it there with Ctrl-C; then try again.",
            ) from None
        try:
            holder.write_text(f"process {os.getpid()}")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()


def known_deployments() -> list[Deployment]:
    """All that this machine has a journal of, by name."""
    folders = sorted(path for path in home().iterdir() if (path / "journal.jsonl").exists())
    return [Deployment(path.name) for path in folders if NAME.fullmatch(path.name)]


def _who(holder: Path) -> str:
    try:
        return f" ({holder.read_text()})"
    except OSError:
        return ""
