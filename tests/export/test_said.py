"""What a script says to the AWS CLI and to Docker, whatever the texts are: bash runs it, and who listens writes down each word.

It runs under `/bin/bash`, which is version 3.2 on a Mac; elsewhere `test_no_word_is_younger_than_macos` knows what that lacks.
"""

import itertools
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steps.aws.recipe import APP_LABEL, declaration, told_environment
from steps.engine.model.plan import Plan
from steps.export.bash.script import down_script, up_script
from steps.export.dictation import Dictation
from tests.export.dictated import dictated
from tests.export.shapes import SHAPES

LISTENER = r"""
aws() {
    printf '%s\0' "$#" aws "$@" >>"$WORDS"
    case "$*" in
        *get-caller-identity*) echo 123456789012 ;;
        *"get-role --role-name AWSServiceRoleForECS"*) return 1 ;;
        *Operation.Status*) echo SUCCESS ;;
        *"query length"*) echo 0 ;;
        *"VpcEndpoints[0].State"*) echo available ;;
        *) echo one two three four ;;
    esac
}
docker() { printf '%s\0' "$#" docker "$@" >>"$WORDS"; if [ "$1" = login ]; then cat >/dev/null; fi; }
"""
YOUNGER = re.compile(
    r"declare|typeset|local -|mapfile|readarray|coproc|\|&|&>>|;;?&|\$\{[^}]*(\^|,,|@[A-Za-z]\})|\[-1\]|-v [A-Z]|wait -n|EPOCH"
    r"|BASHPID|\{\w+\.\.\w+\.\.|printf '%\(|shopt|\"\$\{\w+\[@\]\}\""
)
"""What bash 3.2 does not know, or, like an array that may be empty, not under `set -u`."""
BASH = "/bin/bash" if Path("/bin/bash").exists() else "bash"


def run(script: str, folder: Path) -> list[list[str]]:
    """What the commands of a script are given, when bash runs it in a folder where what it reads is."""
    place, heard, listener = folder / "script.sh", folder / "words", folder / "listener"
    place.write_text(script, "utf-8")
    listener.write_text(LISTENER)
    heard.write_bytes(b"")
    told = subprocess.run(
        [BASH, place], check=False, capture_output=True, text=True,
        env={**os.environ, "BASH_ENV": str(listener), "WORDS": str(heard), "PAUSE": "0", "HOME": "/home of"},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr
    return list(commands(heard.read_text("utf-8").split("\0")))


def commands(said: list[str]) -> Iterator[list[str]]:
    """The words of each command; before them stands how many there are after its name."""
    while said[0]:
        count = int(said[0]) + 2
        yield said[1:count]
        said = said[count:]


def option(command: list[str], name: str) -> Any:
    """What was given for an option."""
    return command[command.index(f"--{name}") + 1]


@pytest.mark.parametrize("which", SHAPES)
def test_every_text_arrives_as_it_was_written(which: str, tmp_path: Path) -> None:
    look_at_what_is_said(dictated(which), tmp_path)


def look_at_what_is_said(dictation: Dictation, folder: Path) -> None:
    """What the script says is what the apps say; said again it is nothing new, and the other script leaves nothing noted."""
    script = up_script(dictation)
    (folder / "demo.env").write_text(script.environment, "utf-8")
    said = run(script.text, folder)
    look_at_recipes(said, dictation.plan)
    look_at_builds(said, dictation.plan)
    idle = [app for app in dictation.plan.apps if app.public and not app.count]
    assert script.text.count("(idle: no tasks)") == len(idle)
    counts = [option(each, "desired-count") for each in said if each[1:3] == ["ecs", "create-service"]]
    assert sorted(counts) == sorted(str(app.count) for app in dictation.plan.apps)
    assert [each for each in run(script.text, folder) if makes(each)] == []
    run(down_script(dictation).text, folder)
    assert not (folder / "demo.made").exists()


def makes(command: list[str]) -> bool:
    """Whether it changes anything."""
    return command[0] == "docker" or command[2].startswith(("create", "put", "register", "attach"))


def look_at_recipes(said: list[list[str]], plan: Plan) -> None:
    """They have the environments, labels and checks of the apps, and the user's tags."""
    recipes = [each for each in said if "register-task-definition" in each]
    for app, command in zip(plan.apps, recipes, strict=True):
        [container] = json.loads(option(command, "container-definitions"))
        environment = told_environment(app.settled(plan.answers["namespace"]))
        assert {each["name"]: each["value"] for each in container["environment"]} == environment
        assert container["dockerLabels"] == {APP_LABEL: declaration(plan.seal(app))}
        assert container.get("healthCheck", {}).get("command", []) == list(app.health.command)
        tags = {each["key"]: each["value"] for each in json.loads(option(command, "tags"))}
        assert plan.tags.items() <= tags.items()


def look_at_builds(said: list[list[str]], plan: Plan) -> None:
    """Docker is given the arguments and secrets of each app's [build]."""
    builds = {option(each, "tag").partition("/")[2]: each for each in said if each[:2] == ["docker", "build"]}
    for app in plan.apps:
        if not app.image:
            command = builds[f"demo-{app.name}:tag-{app.name}"]
            assert command[-1].startswith(app.folder)
            pairs = list(itertools.pairwise(command))
            args = [f"{name}={value}" for name, value in app.build.args.items()]
            assert [value for name, value in pairs if name == "--build-arg"] == args
            files = [each.file.replace("~", "/home of") for each in app.build.secrets.values() if each.file]
            secrets = [value for name, value in pairs if name == "--secret" and "src=" in value]
            assert [value.partition("src=")[2] for value in secrets] == files


@pytest.mark.parametrize("which", ["one", "three"])
def test_no_word_is_younger_than_macos(which: str) -> None:
    dictation = dictated(which)
    for script in (up_script(dictation), down_script(dictation)):
        assert [line for line in script.text.splitlines() if YOUNGER.search(line)] == []


@pytest.mark.parametrize(
    "word", ["${name,,}", "declare -A x", "mapfile -t x", "local -n x=y", '"${x[@]}"', "a |& b"]
)
def test_what_is_younger_is_known(word: str) -> None:
    assert YOUNGER.search(word)
