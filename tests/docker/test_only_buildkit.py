"""What only BuildKit reads is found with its line, and nothing else is taken for it."""

from pathlib import Path

import pytest

from steps.docker import DockerTrouble
from steps.docker.dockerfile import read_dockerfile
from steps.docker.only_buildkit import beyond_classic, refuse_classic


def found(folder: Path, text: str, *args: str) -> tuple[int, str] | None:
    (folder / "Dockerfile").write_text(text)
    return beyond_classic(read_dockerfile(folder / "Dockerfile"), args)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("# syntax=docker/dockerfile:1\nFROM a\n", 1, "# syntax=docker/dockerfile:1"),
        ("# escape=`\n#Syntax = x/y:1-labs\nFROM a\n", 2, "# syntax=x/y:1-labs"),
        ("FROM a\nRUN <<EOF\necho\nEOF\n", 2, "RUN <<EOF"),
        ("FROM a\nRUN cat <<-'END' > /x\n a\nEND\n", 2, "RUN <<END"),
        ("FROM a\nCOPY <<a <<b /\n1\na\n2\nb\n", 2, "COPY <<a"),
        ("FROM a\n\n# note\nrun --mount=type=cache,target=/c \\\n  make\n", 4, "RUN --mount=type=cache,target=/c"),
        ("FROM a\nRUN --network=none make\n", 2, "RUN --network=none"),
        ("FROM a\nCOPY --chown=1 --chmod=755 a /\n", 2, "COPY --chmod=755"),
        ("FROM a\nCOPY --link a /\n", 2, "COPY --link"),
        ("FROM a\nCOPY --parents a /\n", 2, "COPY --parents"),
        ("FROM a\nADD --checksum=sha256:1 http://a/b /\n", 2, "ADD --checksum=sha256:1"),
        ("FROM a\nADD https://a.b/c.git#v1 /src\n", 2, "ADD https://a.b/c.git#v1"),
        ("FROM a\nONBUILD RUN --mount=type=ssh true\n", 2, "RUN --mount=type=ssh"),
        ("FROM --platform=$BUILDPLATFORM a\n", 1, "FROM … $BUILDPLATFORM"),
        ("FROM a\nARG VERSION TARGETARCH\n", 2, "ARG TARGETARCH"),
        ("FROM a\nARG\tTARGETARCH\n", 2, "ARG TARGETARCH"),
        ("FROM a\nONBUILD\tRUN\t--mount=type=ssh true\n", 2, "RUN --mount=type=ssh"),
        ("FROM a\nLABEL version=${VERSION#v}\n", 2, "LABEL ${VERSION#…}"),
        ("FROM a\nENV SHORT=${LONG%.*}\n", 2, "ENV ${LONG%…}"),
        ("FROM a\nRUN echo \\\n  # a comment between\n\n  two\nCOPY --link a /\n", 6, "COPY --link"),
        ("# escape=`\nFROM a\nRUN dir `\n  c:\\\nCOPY --link a /\n", 5, "COPY --link"),
    ],
)  # fmt: skip
def test_it_is_found_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    assert found(tmp_path, text) == (line, what)


@pytest.mark.parametrize(
    "text",
    [
        "FROM --platform=linux/amd64 a AS b\nCOPY --from=b --chown=1:1 a /\nADD --chown=1 a /\n",
        "FROM a\nRUN echo $((1<<2)) '<<EOF' \"$TARGETARCH\"; cat <<< x\n",
        "FROM a\nRUN echo --mount=type=cache ${A%b}\n",
        "FROM a\n# syntax=docker/dockerfile:1\nRUN true\n",
        "FROM a\nARG TARGETARCH=amd64\n",
        'FROM a\nHEALTHCHECK --interval=5s CMD true\nCMD ["sh", "-c", "cat <<EOF"]\n',
        "FROM a\nONBUILD\n\\\n",
        "",
    ],
)
def test_what_both_read_alike_passes(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) is None


def test_an_argument_that_is_given_is_no_longer_automatic(tmp_path: Path) -> None:
    assert found(tmp_path, "FROM a\nARG TARGETARCH\n", "TARGETARCH") is None


def test_the_refusal_names_the_line_the_file_and_what_to_install(tmp_path: Path) -> None:
    found(tmp_path, "FROM a\nCOPY --link a /\n")
    with pytest.raises(DockerTrouble) as caught:
        refuse_classic("web", tmp_path / "Dockerfile", (), "Install buildx.")
    assert f"line 2 of {tmp_path / 'Dockerfile'} has `COPY --link`" in caught.value.what
    assert "Nothing was sent" in caught.value.why
    assert caught.value.cure == "Install buildx."


def test_stages_arguments_and_secrets_are_read(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "ARG BASE=a\nFROM $BASE as one\nARG VERSION\nFROM one\nRUN <<EOF\nARG IN_TEXT\nEOF\n"
        "RUN --mount=type=secret,id=npmrc --mount=target=/run/secrets/key,type=secret true\n"
    )
    read = read_dockerfile(tmp_path / "Dockerfile")
    assert read.stages == ("one", "1")
    assert read.args == ("VERSION",)
    assert read.secrets == {"npmrc": 8, "key": 8}
