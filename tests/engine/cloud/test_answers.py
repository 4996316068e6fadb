"""Odd answers: a page, something that cannot be understood, a part that is missing or of another kind."""

import json
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest

from steps.engine.cloud.answers import CarefulFactory, Lacking
from steps.engine.cloud.refusals import BROKEN_OFF, NOT_AWS, NOT_UNDERSTOOD

Parse = Callable[..., Any]
CLUSTERS = {
    "clusters": [{"clusterName": "one", "runningTasksCount": 2, "tags": [{"key": "a", "value": "b"}]}]
}


@pytest.fixture(scope="module")
def parse() -> Parse:
    """What a caller of ecs:DescribeClusters would get for this body."""
    shape = (
        botocore.session.Session().get_service_model("ecs").operation_model("DescribeClusters").output_shape
    )

    def read(body: object, status: int = 200, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return (
            CarefulFactory()
            .create_parser("json")
            .parse({"status_code": status, "headers": headers, "body": raw}, shape)
        )

    return read


def test_what_is_as_it_should_be_is_passed_on(parse: Parse) -> None:
    parsed = parse(CLUSTERS)
    assert parsed["clusters"] == CLUSTERS["clusters"]
    assert parsed["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<!DOCTYPE html>\n<html></html>", 200),
        (b"  <HTML><body/></HTML>", 403),
        (b"<!-- a proxy --><html/>", 407),
        (b'<?xml version="1.0"?><!DOCTYPE html><html/>', 200),
        (b"", 302),
        (b"{}", 511),
    ],
)
def test_a_page_is_not_aws(parse: Parse, body: bytes, status: int) -> None:
    assert parse(body, status)["Error"]["Code"] == NOT_AWS


@pytest.mark.parametrize("body", [b"", b'{"clusters":', b'{"clusters": []}'])
def test_an_answer_that_broke_off_is_not_an_empty_one(parse: Parse, body: bytes) -> None:
    assert parse(body, **{"Content-Length": f"{len(body)}"}).get("Error", {}).get("Code") != BROKEN_OFF
    assert parse(body, **{"Content-Length": f"{len(body) + 1}"})["Error"]["Code"] == BROKEN_OFF


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "many", ""])
def test_a_length_that_is_none_is_not_counted_with(parse: Parse, length: str) -> None:
    assert parse(CLUSTERS, **{"Content-Length": length})["clusters"] == CLUSTERS["clusters"]


def test_a_page_with_which_aws_says_that_it_is_out_of_order_is_awss(parse: Parse) -> None:
    assert parse(b"<html><body>Service Unavailable</body></html>", 503)["Error"]["Code"] == "503"


@pytest.mark.parametrize(
    "body",
    [[], "text", 3, {"clusters": "none"}, {"clusters": {"a": 1}}, {"clusters": ["one"]}, {"clusters": [None]},
     {"clusters": [{"tags": 1}]}, {"clusters": 5}],
    ids=str,
)  # fmt: skip
def test_a_list_that_is_none_is_not_taken_for_an_empty_one(parse: Parse, body: object) -> None:
    assert parse(body)["Error"]["Code"] == NOT_UNDERSTOOD


def test_one_odd_value_is_as_if_it_were_not_there(parse: Parse) -> None:
    cluster = parse({"clusters": [{"clusterName": 7, "runningTasksCount": "two", "status": None}]})[
        "clusters"
    ][0]
    assert cluster == {}
    assert cluster.get("status") is None


@pytest.mark.parametrize(
    "take", [lambda found: found["clusters"][0]["clusterName"], lambda found: found["clusters"][1]]
)
def test_what_is_missing_is_a_trouble_of_awss(parse: Parse, take: Callable[[Any], Any]) -> None:
    with pytest.raises(Lacking, match="which it always has"):
        take(parse({"clusters": [{}]}))


def test_a_refusal_stays_one(parse: Parse) -> None:
    refused = parse({"__type": "ClusterNotFoundException", "message": "Cluster not found."}, 400)
    assert refused["Error"] == {"Code": "ClusterNotFoundException", "Message": "Cluster not found."}
