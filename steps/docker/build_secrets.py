"""What a build is trusted with: that each secret is where app.toml says, and what no output may show of it."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from steps.appfile.building import Build, SecretSource
from steps.docker.docker_troubles import DockerTrouble


def secret_words(folder: Path, build: Build, environ: Mapping[str, str]) -> frozenset[str]:
    """Give every text that must not be shown: each secret, its lines, and what stands behind an equals sign.

    Raises DockerTrouble for a secret that is not there. Nobody but BuildKit reads one for the image.
    """
    values = [_value(folder, build, name, source, environ) for name, source in build.secrets.items()]
    return frozenset(word for value in values for word in _words(value))


def _value(folder: Path, build: Build, name: str, source: SecretSource, environ: Mapping[str, str]) -> str:
    if source.env:
        if source.env not in environ:
            raise _missing(folder, name, f"the environment variable {source.env} is not set")
        return environ[source.env]
    path = build.secret_path(folder, source)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _missing(folder, name, f"{path} cannot be read: {error.strerror}") from error
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode()
    return ""  # no text, and so in no line of output


def _words(value: str) -> Iterator[str]:
    yield value.strip()
    for line in value.splitlines():
        yield line.strip()
        yield line.partition("=")[2].strip()


def _missing(folder: Path, name: str, why: str) -> DockerTrouble:
    return DockerTrouble(
        f"The secret `{name}` that {folder.name} is built with is not here.",
        why=why[0].upper() + why[1:],
        cure=f"Give it, or name another source under [build.secrets] in {folder / 'app.toml'}.",
    )
