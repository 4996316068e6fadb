"""What a shell makes of a quoted word is the word."""

import subprocess

import pytest

from steps.export.bash.quoting import command_line, folded, quoted, variable
from steps.export.bash.variable_names import variable_name

AWKWARD = [
    "", "plain", "two words", "it's", 'a "quoted" word', "$HOME", "`id`", "$(id)", "back\\slash", "ünï ☃", "!!", "a\nb", "~", "*",
    '{"a": "b$c"}', "--flag", "#no", "a;b|c&d", "'\"'\"'",
]  # fmt: skip


def said_by_bash(text: str, **variables: str) -> str:
    return subprocess.run(
        ["bash", "-uc", f"printf '%s|' {text}"], env={"LC_ALL": "C.UTF-8", **variables}, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip


def test_every_word_means_itself() -> None:
    assert said_by_bash(command_line(AWKWARD)) == "".join(f"{word}|" for word in AWKWARD)


@pytest.mark.parametrize("value", ["vpc-1", "$(id) `id` \"x\" 'y' \\"])
def test_a_variable_is_told_wherever_it_stands(value: str) -> None:
    words = [
        f"{before}{variable('VPC_ID')}{after}" for before in AWKWARD for after in ("", "_x", "[0]", *AWKWARD)
    ]
    assert said_by_bash(command_line(words), VPC_ID=value) == "".join(
        f"{before}{value}{after}|" for before in AWKWARD for after in ("", "_x", "[0]", *AWKWARD)
    )


def test_a_variable_reads_as_a_person_would_write_it() -> None:
    assert quoted(variable("VPC_ID")) == '"$VPC_ID"'
    assert quoted(f"{variable('ROLE')}_x") == '"${ROLE}_x"'
    assert quoted(f'{{"Id": "{variable("A")}"}}') == """'{"Id": "'"$A"'"}'"""


def test_a_long_command_is_folded_at_its_options() -> None:
    words = ["aws", "ecs", "create-service", "--cluster", "c" * 60, "--subnets", "a", "b" * 60]
    lines = folded("make X", words).split(" \\\n    ")
    assert lines == ["make X aws ecs create-service", f"--cluster {'c' * 60}", f"--subnets a {'b' * 60}"]


@pytest.mark.parametrize(
    ("resource", "path", "name"),
    [
        ("vpc", "Vpc.VpcId", "VPC_ID"),
        ("subnet.public.eu-central-1a", "Subnet.SubnetId", "SUBNET_PUBLIC_EU_CENTRAL_1A_ID"),
        ("namespace", "OperationId", "NAMESPACE_OPERATION_ID"),
        ("namespace", "Operation.Targets.NAMESPACE", "NAMESPACE_ID"),
        ("load-balancer", "LoadBalancers[0].LoadBalancerArn", "LOAD_BALANCER_ARN"),
    ],
)
def test_a_name_tells_whose_it_is(resource: str, path: str, name: str) -> None:
    assert variable_name(resource, path) == name


def test_a_name_that_is_taken_becomes_longer() -> None:
    taken = {variable_name("vpc", "Vpc.VpcId")}
    for name in ("VPC_VPC_ID", "VPC_VPC_ID_2", "VPC_VPC_ID_3"):
        assert variable_name("vpc", "Vpc.VpcId", taken) == name
        taken.add(name)
