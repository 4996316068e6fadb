"""The environment of an app that runs as a process: what it may be told, and what its program would obey before the app runs.

A loader, a shell or an interpreter takes orders from variables such as LD_PRELOAD, PYTHONWARNINGS or NODE_OPTIONS: who sets
one runs what he likes, and a task definition may come from anybody who holds a key. So a process begins with an empty
environment, and gets such a variable only if the app's own app.toml names it, with the same value, under [environment].
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

INHERITED = ("PATH", "LANG", "SYSTEMROOT")  # the last is Windows', which starts nothing without it

OBEYED = re.compile(
    # loaders and the C library
    r"(LD|DYLD|GLIBC|GCONV|MALLOC|NIS)_.*|TZDIR|HOSTALIASES|LOCALDOMAIN|TERMCAP|TERMINFO.*|"
    # shells, and the programs that are started for somebody
    r"BASH.*|ZDOTDIR|ENV|IFS|PS[0-4]|SHELL.*|PROMPT_COMMAND|GLOBIGNORE|BROWSER|EDITOR|VISUAL|(MAN)?PAGER|LESS[A-Z]+|COMSPEC|WINDIR|"
    r"GIT_(?!(COMMIT|SHA|TAG|BRANCH|REF|REVISION)$).*|SSH_.*|"
    # interpreters, their package managers and their frameworks
    r"PYTHON.*|PERL.*|RUBY.*|(LUA|PHP|TCL|GUILE|ERL|ELIXIR|MIX|JULIA|DENO|BUN|R|GEM|BUNDLE|CORECLR|COR|COMPLUS)_.*|PHPRC|"
    r"NODE_(?!ENV$).*|DOTNET_(?!ENVIRONMENT$).*|_?JAVA_.*|JDK_.*|GO[A-Z]+|"
    r"(NPM_CONFIG|YARN|PNPM|COREPACK|PIP|UV|POETRY|CARGO|RUSTC?|ELECTRON|OPENSSL|XDG|GTK|QT|FLASK|WERKZEUG|UVICORN)_.*|"
    r"((PY|RB|NOD|J|PL|PHP)ENV|NVM|FNM|ASDF|MISE|VOLTA|RUSTUP|TS_NODE|CGO)_.*|ASPNETCORE_HOSTING.*|"
    r"MAKEFILES|MAKESHELL|CC|CXX|CPP|LD|AR|(RAILS|RACK)_ENV|.*_MODULE|SSLKEYLOGFILE|"
    # what such names look like
    r".*PATH|.*OPT(ION)?S|.*_OPT(ION)?|.*ARGS|.*FLAGS|.*_HOOKS?|.*_PRELOAD|.*_INIT|.*_RC|.*_CONF(IG)?|.*_HOME|.*_WRAPPER|.*_ASKPASS",
    re.IGNORECASE,
)
"""Names that loaders, shells, interpreters and what they start obey; rather some too many than one too few."""

OURS = re.compile(
    r"AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_.*|CONTAINER_.*)|BOTO_CONFIG|ECS_CONTAINER_METADATA_URI.*",
    re.IGNORECASE,
)
"""Names that nobody else sets: they tell an SDK where credentials are, and this machine has its user's."""

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def inherited() -> dict[str, str]:
    """Give what a process needs of this one's environment, and nothing else."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


def private(place: Path) -> dict[str, str]:
    """Give a process a home and a place for its files with nothing of the user's, and an SDK no file of the user's."""
    files = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG")
    places = ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")
    return dict.fromkeys(places, str(place)) | dict.fromkeys(files, os.devnull)


def together(ours: Mapping[str, str], wished: Mapping[str, str]) -> dict[str, str]:
    """Lay a task definition's variables over what Fargate gives by itself, but for those that are always ours."""
    if KEYS[0] in wished:  # one pair of keys, not half of each
        ours = {name: value for name, value in ours.items() if name not in KEYS}
    return {**ours, **{name: value for name, value in wished.items() if not OURS.fullmatch(name)}}


def part(
    settings: Mapping[str, str], ours: Mapping[str, str], declared: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Part a container's variables: those that a process gets, and the names of those that it does not.

    It gets those that are `ours`, those that nothing before the app obeys, and those that are `declared`: what the app.toml
    of its folder has under [environment].
    """
    given = {
        name: value
        for name, value in settings.items()
        if possible(name, value)
        and (not OBEYED.fullmatch(name) or value in (ours.get(name), declared.get(name)))
    }
    return given, sorted(settings.keys() - given.keys())


def possible(name: str, value: str) -> bool:
    """Whether an environment can hold this; an exported function of a shell is none."""
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return bool(NAME.fullmatch(name)) and "\0" not in value


def told(withheld: list[str]) -> Iterator[str]:
    """Say in the task's log what was withheld, why, and what helps."""
    if withheld:
        names = ", ".join(ascii(name)[1:-1] for name in withheld)
        yield (
            f"The practice cloud did not give this process {names}: the program that runs the app would obey before the "
            "app does. On Fargate the container gets it. To have it here too, write it with the same value under "
            "[environment] in app.toml."
        )
