"""The exported template says what the calls say, and every reference in it leads to what it names."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from steps.aws.recipe import told_environment
from steps.export.cloudformation.forms import NOT_MADE
from steps.export.cloudformation.stack import Stack, stack
from steps.export.cloudformation.template import Writer
from steps.export.dictation import DictatedCall, DictatedThing, Dictation
from tests.export.apps import AWKWARD
from tests.export.dictated import PLANNED, dictated

PSEUDO = {"AWS::AccountId", "AWS::Region"}
IMPOSSIBLE = {"AWS::EC2::VPC.DefaultSecurityGroup"}
"""What CloudFormation cannot change."""
EMPTY_TAG = "a tag without a value"
"""What it does not take for some types."""


@pytest.fixture(scope="module", params=PLANNED)
def dictation(request: pytest.FixtureRequest) -> Dictation:
    return dictated(request.param)


@pytest.fixture(scope="module")
def exported(dictation: Dictation) -> Stack:
    return stack(dictation)


def test_cfn_lint_finds_nothing(exported: Stack, tmp_path: Path) -> None:
    path = tmp_path / "template.json"
    path.write_text(exported.template)
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--regions",
        "eu-central-1",
        "--template",
        str(path),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_nothing_of_the_book_is_left_out(dictation: Dictation, exported: Stack) -> None:
    empty = {EMPTY_TAG} if "" in dictation.plan.tags.values() else set()
    assert {each.partition("(")[2].rstrip(")") for each in exported.left_out} == IMPOSSIBLE | empty
    assert all(each in json.loads(exported.template)["Description"] for each in exported.left_out)


def test_values_of_environments_are_no_part_of_it(dictation: Dictation, exported: Stack) -> None:
    values = [each["ParameterValue"] for each in json.loads(exported.values or "[]")]
    known = [
        value
        for app in dictation.plan.apps
        for value in told_environment(app.settled("demo.internal")).values()
    ]
    assert sorted(values) == sorted(known)
    assert json.dumps(AWKWARD, ensure_ascii=False)[1:-1] not in exported.template


def test_every_reference_leads_somewhere(exported: Stack) -> None:
    template = json.loads(exported.template)
    known = {*template["Resources"], *template["Parameters"], *PSEUDO}
    assert set(references(template)) <= known


def test_each_resource_says_what_its_calls_say(dictation: Dictation) -> None:
    writer = Writer(dictation)
    resources = writer.template()["Resources"]
    said: dict[str, Counter[str]] = {}
    for made in dictation.made:
        if made.node.kind not in NOT_MADE and made.node.kind not in IMPOSSIBLE and not made.handle.lent:
            name = writer._names[made.node.name]
            said.setdefault(name, Counter()).update(asked(writer, made))
    for name, words in said.items():
        missing = words - Counter(leaves(resources[name]["Properties"]))
        assert not missing, (name, missing)


def asked(writer: Writer, made: DictatedThing) -> Iterator[str]:
    """Every value of the calls, with the logical id of what a mark stands for."""
    for call in made.calls:
        for key, value in call.parameters.items() if not call.operation.startswith("Describe") else ():
            if key not in call.hidden and not skipped(call, key):
                told = json.loads(value) if key.endswith("Document") else value
                yield from (named(writer, text) for text in leaves(told))


def skipped(call: DictatedCall, key: str) -> bool:
    """Tags, which not all have; a look at an operation; and whose setting a call is about, which is the resource itself."""
    about = call.operation.startswith(("Modify", "PutRetention")) and key.endswith(("Arn", "Id", "Name"))
    return "tag" in key.lower() or call.operation == "GetOperation" or about


def named(writer: Writer, text: str) -> str:
    dictation = writer.dictation
    text = re.sub(rf"({dictation.pattern.pattern}):loadbalancer/{dictation.pattern.pattern}", r"\1", text)
    for mark in dictation.pattern.findall(text):
        owner = writer._owners[dictation.marks[mark].call.place]
        prefix_list = dictation.marks[mark].call.operation == "DescribeManagedPrefixLists"
        text = text.replace(mark, "S3PrefixListId" if prefix_list else writer._names[owner.node.name])
    role = next(made for made in dictation.made if made.node.kind == "AWS::IAM::Role")
    text = text.replace(role.handle.arn, writer._names.get(role.node.name, role.handle.arn))
    text = re.sub(
        r"(?<![\w-])eu-central-1(?![\w-])", "AWS::Region", text.replace("123456789012", "AWS::AccountId")
    )
    return re.sub(r"^eu-central-1([abc])$", lambda zone: f"Zone{'abc'.index(zone[1]) + 1}", text)


def leaves(value: Any) -> Iterator[str]:
    """Every value, with a reference as the name of what it refers to; of containers neither image nor environment."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield re.sub(r"\$\{([A-Za-z0-9:]+)(\.\w+)?\}", r"\1", text).replace("${!", "${")
        case Mapping():
            for key, each in value.items():
                if key.lower() not in ("image", "environment"):
                    yield from leaves(each)
        case list() | tuple():
            for each in value:
                yield from leaves(each)
        case _:
            yield str(value)


def references(value: Any) -> Iterator[str]:
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from re.findall(r"\$\{([A-Za-z0-9:]+)(?:\.\w+)?\}", text)
        case Mapping():
            for key, each in value.items():
                yield from ([each] if key == "DependsOn" and isinstance(each, str) else references(each))
            yield from value.get("DependsOn", [])
        case list():
            for each in value:
                yield from references(each)
        case _:
            pass
