"""Whoever can call the practice cloud, or put words into a task definition, runs nothing but a registered app's own command."""

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steps.sandbox.folders import ANNOTATION
from tests.sandbox.grounds import APP, GROUP, SERVER, Grounds
from tests.sandbox.test_ecs_tasks import ask, running
from tests.sandbox.waiting import until

Aws = Callable[..., Any]
SHELL_APP = APP.replace('["{python}", "-I", "-S", "server.py"]', '["bash", "serve.sh", "{python}"]')
EVERYWHERE = SERVER.replace("127.0.0.1", "0.0.0.0")


@pytest.fixture
def grounds(aws: Aws, tmp_path: Path) -> Grounds:
    return Grounds(aws, tmp_path)


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that an attack writes when it works."""
    return tmp_path / "mark"


@pytest.fixture
def evil(tmp_path: Path, mark: Path) -> Path:
    """A folder of the attacker's, in which whatever is run leaves the mark."""
    folder = tmp_path / "evil"
    folder.mkdir()
    touch = f"touch {shlex.quote(str(mark))}\n"
    (folder / "app.toml").write_text(APP)
    for module in ("server.py", "sitecustomize.py", "usercustomize.py", "json.py"):
        (folder / module).write_text(f"open({str(mark)!r}, 'w').close()\n")
    for program in ("bash", "python3", "rc"):
        (folder / program).write_text(f"#!/bin/sh\n{touch}")
        (folder / program).chmod(0o755)
    return folder


def write_shell_app(folder: Path, environment: str = "", server: str = SERVER) -> Path:
    """An app that a shell and then an interpreter start: all that could take orders from a variable."""
    app = folder / "shell"
    app.mkdir()
    (app / "app.toml").write_text(f"{SHELL_APP}\n{environment}")
    (app / "serve.sh").write_text('exec "$1" server.py\n')
    (app / "server.py").write_text(server)
    return app


def logged(grounds: Grounds, task: dict[str, Any]) -> str:
    """What a task's log says."""
    stream = f"web/web/{task['taskArn'].split('/')[-1]}"
    events = grounds.client("logs").get_log_events(logGroupName=GROUP, logStreamName=stream)["events"]
    return "\n".join(event["message"] for event in events)


@pytest.mark.parametrize("name", ["fargate-wizard.source", ANNOTATION])
@pytest.mark.parametrize(
    "said", ["{evil}", "../../evil", f"sha256:{'0' * 64}", "sha256:../../evil", ""], ids=str
)
def test_a_manifest_decides_nothing(grounds: Grounds, evil: Path, mark: Path, name: str, said: str) -> None:
    image = grounds.put({name: said.format(evil=evil)}, "evil")
    task = grounds.run(grounds.define(image=image))
    stopped = until(lambda: grounds.became(task["taskArn"], "STOPPED"))
    assert "CannotPullContainerError" in stopped["stoppedReason"]
    assert not mark.exists()


ORDERS = {
    "a browser of warnings": {
        "PYTHONWARNINGS": "all:0:antigravity.x:0:0",
        "BROWSER": "sh -c 'touch {mark}' %s",
    },
    "a path of modules": {"PYTHONPATH": "{evil}"},
    "a home of modules": {"PYTHONUSERBASE": "{evil}", "PYTHONSTARTUP": "{evil}/server.py"},
    "a shell's first file": {"BASH_ENV": "{evil}/rc", "ENV": "{evil}/rc"},
    "a shell's function": {"BASH_FUNC_exec%%": "() {{ touch {mark}; }}"},
    "a path of programs": {"PATH": "{evil}"},
    "another shell's home": {"ZDOTDIR": "{evil}"},
    "the rules of make": {"MAKEFILES": "{evil}/rc", "CC": "{evil}/bash"},
    "another interpreter": {
        "PYENV_ROOT": "{evil}",
        "RUSTUP_TOOLCHAIN": "{evil}",
        "GOCACHEPROG": "{evil}/bash",
    },
}


@pytest.mark.parametrize("orders", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("overridden", [False, True], ids=["definition", "override"])
def test_no_variable_gives_orders(
    grounds: Grounds, tmp_path: Path, evil: Path, mark: Path, orders: dict[str, str], *, overridden: bool
) -> None:
    image = grounds.push(write_shell_app(tmp_path), "2")
    set_ = {name: value.format(evil=evil, mark=mark) for name, value in orders.items()}
    changes: dict[str, Any] = {}
    if overridden:
        pairs = [{"name": name, "value": value} for name, value in set_.items()]
        changes["overrides"] = {"containerOverrides": [{"name": "web", "environment": pairs}]}
    definition = grounds.define(image=image, environment={} if overridden else set_)
    task = running(grounds, grounds.run(definition, **changes)["taskArn"])
    assert ask(grounds, task)["PORT"]
    assert not mark.exists()
    words = logged(grounds, task)
    assert all(name in words for name in orders), "it is said in the log"


def test_a_bundled_app_takes_no_orders(grounds: Grounds, mark: Path) -> None:
    """What ran a shell before: a task definition for static-app, in a repository of its name."""
    uri = grounds.client("ecr").create_repository(repositoryName="static-app")["repository"]["repositoryUri"]
    media = "application/vnd.oci.image.manifest.v1+json"
    manifest = {
        "schemaVersion": 2,
        "mediaType": media,
        "config": {"size": 2, "digest": f"sha256:{'0' * 64}"},
        "layers": [],
    }
    grounds.client("ecr").put_image(
        repositoryName="static-app", imageManifest=json.dumps(manifest), imageTag="1"
    )
    orders = {name: word.format(mark=mark) for name, word in ORDERS["a browser of warnings"].items()}
    running(grounds, grounds.run(grounds.define(image=f"{uri}:1", environment=orders))["taskArn"])
    assert not mark.exists()


def test_no_other_command_is_run(grounds: Grounds, mark: Path) -> None:
    asked = grounds.definition()
    asked["containerDefinitions"][0] |= {"entryPoint": ["sh", "-c"], "command": [f"touch {mark}"]}
    definition = grounds.ecs.register_task_definition(**asked)["taskDefinition"]["taskDefinitionArn"]
    other = {"containerOverrides": [{"name": "web", "command": ["touch", str(mark)]}]}
    for overrides in ({}, other):
        task = running(grounds, grounds.run(definition, overrides=overrides)["taskArn"])
        assert ask(grounds, task)["PORT"]
        assert "own [practice] command" in logged(grounds, task)
    assert not mark.exists()


def test_an_app_is_given_what_its_own_app_toml_declares_and_any_other_variable(
    grounds: Grounds, tmp_path: Path
) -> None:
    declared = '[environment]\nPYTHONPATH = "lib"\nNODE_OPTIONS = "--enable-source-maps"\n'
    image = grounds.push(write_shell_app(tmp_path, declared), "2")
    wished = {
        "PYTHONPATH": "lib",
        "NODE_OPTIONS": "--require /tmp/x.js",
        "COLOUR": "grün",
        "NODE_ENV": "production",
    }
    task = running(grounds, grounds.run(grounds.define(image=image, environment=wished))["taskArn"])
    said = ask(grounds, task)
    assert (said["PYTHONPATH"], said["COLOUR"], said["NODE_ENV"]) == ("lib", "grün", "production")
    assert "NODE_OPTIONS" not in said


def test_a_variable_that_no_process_can_have_is_withheld(grounds: Grounds) -> None:
    odd = {"a=b": "1", "": "1", "NUL": "a\0b", "HALF": "\ud800", "FINE": "1"}
    task = running(grounds, grounds.run(grounds.define(environment=odd))["taskArn"])
    said = ask(grounds, task)
    assert said["FINE"] == "1"
    assert not {"a", "a=b", "", "NUL", "HALF"} & said.keys()


def test_a_process_sees_nothing_of_the_wizards_environment_and_its_own_home_is_empty_and_goes(
    grounds: Grounds,
) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    said = ask(grounds, task)
    home = Path(said["HOME"])
    assert home != Path.home()
    assert (list(home.iterdir()), home.stat().st_mode & 0o777) == ([], 0o700)
    assert said["TMPDIR"] == str(home)
    ours = {"PATH", "LANG", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "HOSTNAME", "PORT", "HOST"}
    known = ours | {"BOTO_CONFIG", "http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY", "LC_CTYPE"}
    assert {
        name for name in said if not name.startswith(("AWS_", "ECS_")) and os.environ.get(name)
    } <= known, "of this process"
    grounds.ecs.stop_task(cluster="demo", task=task["taskArn"])
    until(lambda: not home.exists())


def test_an_app_listens_on_this_machine_only_or_its_log_says_so(grounds: Grounds, tmp_path: Path) -> None:
    task = running(grounds, grounds.run()["taskArn"])
    assert ask(grounds, task)["HOST"] == "127.0.0.1"
    assert "every address" not in logged(grounds, task)
    image = grounds.push(write_shell_app(tmp_path, server=EVERYWHERE), "2")
    task = running(grounds, grounds.run(grounds.define(image=image))["taskArn"])
    until(lambda: "every address of this machine" in logged(grounds, task))
