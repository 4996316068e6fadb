"""What was heard, told as commands to be read."""

from steps.engine.model.events import AnyEvent, Began, Called, Created, Deleted, Ready, Verb
from steps.export.bash.overheard import Overheard, as_script
from tests.tui.widgets.scene import BOOK, plan

VPC = Called(
    resource="vpc", line="aws ec2 create-vpc --cidr-block 10.0.0.0/16 --region eu-central-1", seconds=0.1,
    gave={"Vpc.VpcId": "vpc-12345678"},
)  # fmt: skip
LOOK = Called(resource="vpc", line="aws ec2 describe-vpcs --region eu-central-1", seconds=0.1)
SUBNET = Called(
    resource="subnet.public.eu-central-1a", seconds=0.1,
    line="aws ec2 create-subnet --vpc-id vpc-12345678 --client-token c-1 --tags 'it'\"'\"'s $x' --region eu-central-1",
    gave={"Subnet.SubnetId": "subnet-12345678"},
)  # fmt: skip
NAMESPACE = (
    Called(
        resource="namespace", line="aws servicediscovery create-private-dns-namespace --name x", seconds=0.1,
        gave={"OperationId": "operation-1"},
    ),
    Called(
        resource="namespace", line="aws servicediscovery get-operation --operation-id operation-1", seconds=0.1,
        gave={"Operation.Targets.NAMESPACE": "ns-12345678"},
    ),
    Ready(resource="namespace", id="ns-12345678"),
    Called(resource="namespace", line="aws servicediscovery create-service --namespace-id ns-12345678", seconds=0.1),
)  # fmt: skip


def began(verb: Verb) -> Began:
    return Began(verb=verb, deployment="demo", target="aws", account="1", region="eu-central-1")


def told(*events: AnyEvent, everything: bool = False) -> list[str]:
    overheard = Overheard()
    for event in events:
        overheard.take(event)
    script = as_script(overheard.read(BOOK, plan(), everything=everything), "eu-central-1")
    return [line for line in script.splitlines() if line]


def test_what_changes_things_is_told_by_step_and_in_variables() -> None:
    head, title, *lines = told(LOOK, VPC, LOOK, LOOK, Ready(resource="vpc", id="vpc-12345678"), SUBNET)
    assert head == "export AWS_DEFAULT_REGION=eu-central-1"
    assert title.startswith("# A private network")
    assert lines == [
        "VPC_ID=$(aws ec2 create-vpc --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text)",
        'aws ec2 wait vpc-available --vpc-ids "$VPC_ID"',
        """aws ec2 create-subnet --vpc-id "$VPC_ID" --tags 'it'"'"'s $x'""",
    ]


def test_everything_shows_each_look_once_and_no_wait_beside_the_polls() -> None:
    lines = told(LOOK, LOOK, VPC, LOOK, Ready(resource="vpc", id="vpc-12345678"), everything=True)[2:]
    assert [line.split()[2] for line in lines] == ["describe-vpcs", "create-vpc", "describe-vpcs"]


def test_a_look_whose_answer_is_needed_is_told_and_what_it_needs_itself() -> None:
    asked = 'aws servicediscovery get-operation --operation-id "$NAMESPACE_OPERATION_ID" --query Operation'
    made = "aws servicediscovery create-private-dns-namespace --name x --query OperationId --output text"
    assert told(*NAMESPACE)[2:] == [
        f"NAMESPACE_OPERATION_ID=$({made})",
        f"NAMESPACE_ID=$({asked}.Targets.NAMESPACE --output text)",
        f'until [ "$({asked}.Status --output text)" = SUCCESS ]; do sleep 5; done',
        'aws servicediscovery create-service --namespace-id "$NAMESPACE_ID"',
    ]


def test_a_command_alone_is_as_it_was_called() -> None:
    overheard = Overheard()
    for event in (VPC, SUBNET):
        overheard.take(event)
    [passage] = overheard.read(BOOK, plan())
    assert [line.alone for line in passage.lines] == [VPC.line, SUBNET.line]


def test_a_teardown_is_told_after_it_from_the_last_step_to_the_first() -> None:
    gone = Called(
        resource="namespace", line="aws servicediscovery delete-namespace --id ns-12345678", seconds=0.1
    )
    went = Called(resource="vpc", line="aws ec2 delete-vpc --vpc-id vpc-12345678", seconds=0.1)
    events = (began(Verb.TEARDOWN), went, gone, Deleted(resource="namespace"))
    lines = told(began(Verb.BUILD), VPC, *NAMESPACE, *events)
    comments = [line for line in lines if line.startswith("#")]
    assert [line.endswith(": taken down.") for line in comments[-2:]] == [True, True]
    assert lines[-1] == 'aws ec2 delete-vpc --vpc-id "$VPC_ID"'
    assert any(line.startswith('until [ "$(aws servicediscovery list-namespaces') for line in lines)


def test_what_docker_did_is_told_where_an_image_was_pushed() -> None:
    from steps import STEPS
    from steps.appfile.apps import BUNDLED, load

    apps = load(BUNDLED)
    wanted = plan(apps, images={app.name: "tag-1" for app in apps})
    overheard = Overheard()
    overheard.take(Created(resource="image.static-app", id="tag-1"))
    script = as_script(overheard.read(STEPS[1:3], wanted), "")
    for words in (
        "docker build --platform linux/amd64 --tag",
        "docker login --username AWS --password-stdin",
        "docker push",
    ):
        assert words in script
    assert f"{BUNDLED / 'static-app'}\n" in script


def test_a_refusal_is_kept_with_its_word() -> None:
    overheard = Overheard()
    overheard.take(Called(resource="vpc", line="aws ec2 create-vpc", seconds=0.1, error="VpcLimitExceeded"))
    [passage] = overheard.read(BOOK, plan())
    assert [line.refused for line in passage.lines] == ["VpcLimitExceeded"]
