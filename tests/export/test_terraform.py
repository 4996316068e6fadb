"""The exported Terraform files adopt what stands, and build the same in an empty account; `forget` leaves it to them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from steps.appfile.apps import load
from steps.appfile.image_tag import image_tag
from steps.sandbox.control import reset
from steps.sandbox.folders import ANNOTATION, register
from tests.export.apps import AWKWARD, SETS, Asked
from tests.export.terraform import Terraform, needed
from tests.export.test_script import look_at
from tests.practice import at
from tests.sandbox.grounds import put_image
from tests.sandbox.test_terraform import active
from tests.whole.account import client, everything
from tests.whole.conftest import Wizard

NAME = "owned"
OF_TERRAFORM = {"force_delete", "wait_for_steady_state"}
"""Arguments that AWS knows nothing of, so that an import finds them empty."""
LINES = 400  # that say something to Terraform, without a page that not everybody wants


@pytest.fixture(params=SETS)
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Asked:
    needed()
    return SETS[request.param](tmp_path)


def differing(change: Mapping[str, Any]) -> set[str]:
    """The arguments that would be others."""
    before, after = change["before"], change["after"]
    return {key for key in after if after[key] != before.get(key)}


def only_terraforms(each: Mapping[str, Any]) -> bool:
    """Whether nothing in AWS would change: its own flags, a mark of secrecy, a target group that it read in two ways."""
    change = each["change"]
    if change["actions"] == ["no-op"]:
        return True
    found = differing(change) - OF_TERRAFORM
    if each["type"] == "aws_lb_listener_rule":
        [before], [after] = change["before"]["action"], change["after"]["action"]
        before = {**before, "target_group_arn": after["target_group_arn"]}
        found -= {"action"} if before == after else set()
    return change["actions"] == ["update"] and not found


def test_it_adopts_what_stands_and_builds_the_same_anew(
    wizard: Wizard, cloud: Mapping[str, str], asked: Asked, tmp_path: Path
) -> None:
    reset(at(cloud))
    before = everything(cloud)
    asked.build(wizard, NAME)
    place = tmp_path / "terraform"
    told = wizard("export", NAME, "--format", "terraform", "-o", str(place))
    assert (told.code, "Left out" in told.out) == (0, False), told.out + told.err
    look_at_files(place)
    terraform = Terraform(place, {**wizard.environ, **cloud, **needed()})
    terraform.run("fmt", "-check", "-diff")
    terraform.run("init", "-input=false")
    changes = terraform.changes()
    assert all("importing" in each["change"] for each in changes)
    assert [each["address"] for each in changes if not only_terraforms(each)] == []
    terraform.run("apply", "-input=false", "plan")
    assert terraform.changes() == []
    look_at_forgetting(wizard, cloud)
    assert terraform.changes() == []
    terraform.run("destroy", "-auto-approve")
    look_at_nothing(cloud, before)
    look_at_a_fresh_one(terraform, wizard, cloud, asked)
    terraform.run("destroy", "-auto-approve")
    look_at_nothing(cloud, before)


def look_at_files(place: Path) -> None:
    """Few lines, no ids, and no value of an environment but in the file that nobody else can read."""
    files = [path for path in place.glob("*.tf") if path.name != "imports.tf"]
    counted = [path for path in files if path.name != "alarm.tf"]
    text = "".join(path.read_text() for path in (*files, place / "terraform.tfvars"))
    lines = [line.strip() for path in counted for line in path.read_text().splitlines()]
    assert sum(bool(line) and not line.startswith("#") for line in lines) < LINES
    assert "ignore_changes" not in text
    assert not any(word in text for word in ("vpc-", "subnet-", "sg-", ":loadbalancer/", AWKWARD, "☃"))
    for path in place.glob("*.auto.tfvars"):
        assert path.stat().st_mode & 0o777 == 0o600


def look_at_forgetting(wizard: Wizard, cloud: Mapping[str, str]) -> None:
    """Nothing is deleted, and nothing tells of it any more."""
    stood = everything(cloud)["ecs services"]
    refused = wizard("forget", NAME)
    assert (refused.code != 0, "goes on costing" in refused.out) == (True, True), refused.out + refused.err
    forgotten = wizard("forget", NAME, "--yes")
    assert forgotten.code == 0, forgotten.out + forgotten.err
    assert "fargate-wizard:" not in json.dumps(without_tasks(everything(cloud)), default=str)
    assert [each["serviceName"] for each in everything(cloud)["ecs services"]] == [
        each["serviceName"] for each in stood
    ]
    assert wizard("list", "--all", "--target", "sandbox", "--json").out.strip() == "[]"
    assert wizard("status", NAME).code != 0
    down = wizard("down", NAME, "--target", "sandbox", "--yes")
    assert (down.code, "nothing to take down" in down.out) == (0, True), down.out + down.err


def without_tasks(account: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Running tasks have their service's tags for as long as they run, and so have their network interfaces."""
    return {
        kind: each
        for kind, each in account.items()
        if kind not in ("ecs tasks", "ec2 describe_network_interfaces", "ec2 describe_tags")
    }


def look_at_nothing(cloud: Mapping[str, str], before: dict[str, list[Any]]) -> None:
    """All is as it was, but for recipes: Terraform deregisters them, and they stay listed."""
    after = everything(cloud)
    after["ecs definitions"] = [each for each in after["ecs definitions"] if active(each)]
    assert {kind for kind in after if after[kind] != before[kind]} <= {"ecs families"}


def look_at_a_fresh_one(terraform: Terraform, wizard: Wizard, cloud: Mapping[str, str], asked: Asked) -> None:
    """The same files without the imports, in an empty account."""
    reset(at(cloud))
    client(cloud, "iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    (terraform.folder / "imports.tf").unlink()
    terraform.run("apply", "-auto-approve", "-target=aws_ecr_repository.app")
    for app in load(asked.folder):
        tag = image_tag(app)
        digest = register(wizard.home / "sandbox", Path(app.folder), tag)
        put_image(client(cloud, "ecr"), f"{NAME}-{app.name}", {ANNOTATION: digest}, tag)
    terraform.run("apply", "-auto-approve")
    state = json.loads((terraform.folder / "terraform.tfstate").read_text())
    look_at(list(state["outputs"]["urls"]["value"].values()), asked)
    assert terraform.changes() == []
