"""Pages whose tokens are not a listing's: a stream's events, both ways, and a zone's records; names that AWS refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import unchecked
from tests.sandbox.refused_calls import code

Aws = Callable[..., Any]
Weather = Callable[..., None]
WHERE = {"logGroupName": "/pages", "logStreamName": "one"}


@pytest.fixture
def logs(aws: Aws) -> Any:
    logs = aws("logs")
    logs.create_log_group(logGroupName=WHERE["logGroupName"])
    logs.create_log_stream(**WHERE)
    return logs


def write(logs: Any, *messages: str) -> None:
    first = len(read(logs, startFromHead=True))
    events = [
        {"timestamp": 1_795_000_000_000 + first + n, "message": said} for n, said in enumerate(messages)
    ]
    logs.put_log_events(**WHERE, logEvents=events)


def read(logs: Any, **asked: Any) -> list[str]:
    """Everything from there on, page by page, until a page gives the token that it was asked by."""
    way = "nextForwardToken" if asked.get("startFromHead") else "nextBackwardToken"
    messages: list[str] = []
    token = ""
    while True:
        page = logs.get_log_events(**WHERE, **asked, **({"nextToken": token} if token else {}))
        found = [event["message"] for event in page["events"]]
        messages = messages + found if asked.get("startFromHead") else found + messages
        if page[way] == token:
            return messages
        token = page[way]


SAID = [f"line {n}" for n in range(7)]


@pytest.mark.parametrize("asked", [{}, {"limit": 3}, {"limit": 1}])
@pytest.mark.parametrize("head", [True, False])
def test_events_are_read_to_both_ends(logs: Any, asked: dict[str, int], head: bool) -> None:
    write(logs, *SAID)
    assert read(logs, startFromHead=head, **asked) == SAID


def test_small_pages_cut_them_too(logs: Any, weather: Weather) -> None:
    write(logs, *SAID)
    weather("small-pages")
    page = logs.get_log_events(**WHERE, startFromHead=True)
    assert [event["message"] for event in page["events"]] == SAID[:2]
    assert read(logs, startFromHead=True) == SAID
    assert [event["message"] for event in logs.get_log_events(**WHERE)["events"]] == SAID[-2:]
    assert read(logs, startFromHead=False) == SAID


@pytest.mark.parametrize("head", [True, False])
def test_no_page_has_more_than_a_megabyte(logs: Any, head: bool) -> None:
    long = [letter * 200_000 for letter in "abcdefghijk"]
    for some in (long[:5], long[5:10], long[10:]):
        write(logs, *some)
    page = logs.get_log_events(**WHERE, startFromHead=head)["events"]
    assert [event["message"][0] for event in page] == list("abcde" if head else "ghijk")
    assert read(logs, startFromHead=head) == long


def test_a_reader_at_the_end_gets_what_comes_later(logs: Any) -> None:
    assert read(logs, startFromHead=True) == []
    write(logs, "first")
    end = logs.get_log_events(**WHERE, startFromHead=True)["nextForwardToken"]
    assert logs.get_log_events(**WHERE, nextToken=end, startFromHead=True)["events"] == []
    write(logs, "second")
    later = logs.get_log_events(**WHERE, nextToken=end, startFromHead=True)["events"]
    assert [event["message"] for event in later] == ["second"]


@pytest.mark.parametrize(
    "asked", [{"nextToken": "nonsense"}, {"nextToken": "f/1"}, {"limit": 0}, {"limit": 10001}]
)
def test_what_cannot_be_asked_of_a_stream(logs: Any, asked: dict[str, Any]) -> None:
    assert code(unchecked(logs).get_log_events, **WHERE, **asked) == "InvalidParameterException"


@pytest.fixture
def zone(aws: Aws) -> tuple[Any, str]:
    """A zone of seven records, five of them of one name and type, beside its own two."""
    route53 = aws("route53")
    made = route53.create_hosted_zone(Name="pages.example", CallerReference="once")["HostedZone"]["Id"]
    sets: list[dict[str, Any]] = [
        {"Name": "many.pages.example", "SetIdentifier": f"id-{n}", "MultiValueAnswer": True} for n in range(5)
    ]
    sets += [{"Name": f"{name}.pages.example"} for name in ("a", "z")]
    for each in sets:
        each |= {"Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.0.0.1"}]}
    changes = [{"Action": "CREATE", "ResourceRecordSet": each} for each in sets]
    route53.change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": changes})
    return route53, made


def names(route53: Any, zone: str, **asked: Any) -> list[tuple[str, str, str]]:
    """The records, page by page, as the paginator goes on."""
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone, **asked)
    return [
        (record["Name"], record["Type"], record.get("SetIdentifier", ""))
        for page in pages
        for record in page["ResourceRecordSets"]
    ]


def test_records_of_one_name_are_read_to_the_last_one_once(zone: tuple[Any, str], weather: Weather) -> None:
    whole = names(*zone)
    assert len(whole) == len(set(whole)) == 9
    assert names(*zone, PaginationConfig={"PageSize": 2}) == whole
    weather("small-pages")
    first = zone[0].list_resource_record_sets(HostedZoneId=zone[1])
    assert (len(first["ResourceRecordSets"]), first["IsTruncated"]) == (2, True)
    assert names(*zone) == whole


def test_a_listing_begins_where_it_is_asked_to(zone: tuple[Any, str]) -> None:
    begin = {"StartRecordName": "many.pages.example", "StartRecordType": "A", "StartRecordIdentifier": "id-3"}
    found = zone[0].list_resource_record_sets(HostedZoneId=zone[1], **begin)["ResourceRecordSets"]
    assert [each.get("SetIdentifier") for each in found] == ["id-3", "id-4", None]


@pytest.mark.parametrize(
    "asked",
    [{"StartRecordType": "A"}, {"StartRecordName": "a", "StartRecordIdentifier": "b"}, {"MaxItems": "0"}],
)
def test_what_cannot_be_asked_of_a_zone(zone: tuple[Any, str], asked: dict[str, str]) -> None:
    assert code(zone[0].list_resource_record_sets, HostedZoneId=zone[1], **asked) == "InvalidInput"


TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)


@pytest.mark.parametrize("name", ["r" * 65, "a role", "a/role", "rôle", ""])
def test_role_names_that_iam_refuses(aws: Aws, name: str) -> None:
    create = unchecked(aws("iam")).create_role
    assert code(create, RoleName=name, AssumeRolePolicyDocument=TRUST) == "ValidationError"


@pytest.mark.parametrize("name", ["g" * 513, "a group", "group*", "gröup", "aws/ecs", ""])
def test_names_of_log_groups_that_are_refused(aws: Aws, name: str) -> None:
    assert code(unchecked(aws("logs")).create_log_group, logGroupName=name) == "InvalidParameterException"


def test_the_longest_names_are_taken(aws: Aws) -> None:
    aws("iam").create_role(RoleName="r" * 64, AssumeRolePolicyDocument=TRUST)
    aws("logs").create_log_group(logGroupName="/aws/ecs_a-b.c#d/" + "g" * 495)
