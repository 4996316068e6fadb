"""The exported script, run by bash and the AWS CLI, builds what the wizard builds, and takes it away again."""

import shutil
import stat
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest

from steps.appfile.apps import load
from steps.appfile.image_tag import image_tag
from steps.sandbox.control import reset
from steps.sandbox.folders import ANNOTATION, register
from tests.export.apps import AWKWARD, SETS, Asked
from tests.export.graph import differences, graph_of
from tests.marks import long
from tests.practice import at
from tests.whole.account import everything
from tests.whole.conftest import Wizard
from tests.whole.shell import Shell, aws_shell

NAME = "left"
CONFIG = f'{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{"0" * 64}","size":2}}'
MANIFEST = (
    '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[],'
    f'"annotations":{{"{ANNOTATION}":"\'"$digest"\'"}},"config":{CONFIG}}}'
)
DOCKER = f"""
docker() {{
    case $1 in
        build) test -f "${{!#}}/Dockerfile" ;;
        login) test "$(cat)" ;;
        push)
            local image=${{2##*/}} digest
            digest=$(cat "$FOLDERS/${{image%:*}}")
            aws ecr put-image --repository-name "${{image%:*}}" --image-tag "${{image#*:}}" --image-manifest '{MANIFEST}' ;;
    esac
}}
"""
"""Plays Docker where there is none: what is pushed is the note with which the practice cloud runs a folder as it is."""


@pytest.fixture(params=[name if name == "three" else long(name) for name in SETS])
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Asked:
    return SETS[request.param](tmp_path)


def get(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers={"Accept": "*/*"}), timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def addresses(script: "subprocess.CompletedProcess[str]") -> list[str]:
    """Where the script says that apps answer."""
    return [word for word in script.stdout.split() if word.startswith("http")]


def run(shell: Shell, script: Path, folders: Path) -> "subprocess.CompletedProcess[str]":
    told = shell.run(script, FOLDERS=str(folders), PAUSE="0.2")
    assert told.returncode == 0, told.stdout + told.stderr
    return told


def registered(wizard: Wizard, asked: Asked, folder: Path) -> Path:
    """A folder with the digest of each app, for what plays Docker."""
    folder.mkdir()
    for app in load(asked.folder):
        digest = register(wizard.home / "sandbox", Path(app.folder), image_tag(app))
        (folder / f"{NAME}-{app.name}").write_text(digest)
    return folder


def test_it_builds_the_same_answers_and_leaves_nothing(
    wizard: Wizard, cloud: Mapping[str, str], asked: Asked, tmp_path: Path
) -> None:
    reset(at(cloud))
    before = everything(cloud)
    asked.build(wizard, NAME)
    built = graph_of(cloud)
    script, undo = tmp_path / "here" / "build it.sh", tmp_path / "here" / "undo.sh"
    for path, words in ((script, ()), (undo, ("--down",))):
        told = wizard("export", NAME, "--format", "bash", "-o", str(path), *words)
        assert (told.code, "Left out" in told.out) == (0, False), told.out + told.err
    look_at_files(script, undo)
    reset(at(cloud))
    shutil.rmtree(wizard.home / NAME)
    folders = registered(wizard, asked, tmp_path / "folders")
    with aws_shell({**wizard.environ, **cloud}, tmp_path, DOCKER) as shell:
        first = run(shell, script, folders)
        again = run(shell, script, folders)
        assert addresses(again) == addresses(first)
        assert differences(built, graph_of(cloud)) == {}
        look_at(addresses(first), asked)
        run(shell, undo, folders)
    assert {kind: left for kind, left in everything(cloud).items() if left != before[kind]} == {}
    assert not list(script.parent.glob("*.made"))


def look_at(urls: list[str], asked: Asked) -> None:
    """What is asked for is said."""
    root = min(urls, key=len)
    for path, words in asked.says.items():
        for _ in range(100):
            try:
                assert words in get(root.rstrip("/") + path)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError(f"{root}{path} does not answer")


def look_at_files(*scripts: Path) -> None:
    """Clean to shellcheck, where it is; values of environments in a file of its own that nobody else can read."""
    if shellcheck := shutil.which("shellcheck"):
        told = subprocess.run([shellcheck, *scripts], capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout
    for environment in scripts[0].parent.glob("*.env"):
        assert stat.S_IMODE(environment.stat().st_mode) == 0o600
    for script in scripts:
        assert AWKWARD not in script.read_text()
        assert "☃" not in script.read_text()
