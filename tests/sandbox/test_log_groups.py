"""The events of a whole log group: mixed by time, in pages, of the streams that are meant."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Aws = Callable[..., Any]
Weather = Callable[..., None]
START = 1_795_000_000_000
GROUP = "/many"


@pytest.fixture
def logs(aws: Aws) -> Any:
    """A group of three streams whose events come in turn: 0 to 8."""
    logs = aws("logs")
    logs.create_log_group(logGroupName=GROUP)
    for number, stream in enumerate(("web/web/a1", "web/web/a2", "web/web/b1")):
        logs.create_log_stream(logGroupName=GROUP, logStreamName=stream)
        events = [{"timestamp": START + n, "message": f"{n}"} for n in range(number, 9, 3)]
        logs.put_log_events(logGroupName=GROUP, logStreamName=stream, logEvents=events)
    return logs


def said(logs: Any, **asked: Any) -> list[str]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP, **asked)
    return [event["message"] for page in pages for event in page["events"]]


@pytest.mark.parametrize("asked", [{}, {"interleaved": False}, {"PaginationConfig": {"PageSize": 2}}])
def test_the_events_of_all_streams_are_mixed_by_time(logs: Any, asked: dict[str, Any]) -> None:
    assert said(logs, **asked) == [f"{n}" for n in range(9)]
    assert said(logs, startTime=START + 5, **asked) == ["5", "6", "7", "8"]


def test_small_pages_cut_them_too(logs: Any, weather: Weather) -> None:
    weather("small-pages")
    assert len(logs.filter_log_events(logGroupName=GROUP)["events"]) == 2
    assert said(logs) == [f"{n}" for n in range(9)]


def test_a_prefix_means_the_streams_that_begin_so(logs: Any) -> None:
    assert said(logs, logStreamNamePrefix="web/web/a") == ["0", "1", "3", "4", "6", "7"]
    assert said(logs, logStreamNamePrefix="web/web/b1") == ["2", "5", "8"]
    assert said(logs, logStreamNamePrefix="other") == []
    named = ["web/web/a2", "web/web/b1"]
    assert said(logs, logStreamNamePrefix="web/web/a", logStreamNames=named) == ["1", "4", "7"]


def test_a_prefix_of_none_of_the_named_streams_is_refused(logs: Any) -> None:
    with pytest.raises(ClientError) as refused:
        said(logs, logStreamNamePrefix="other", logStreamNames=["web/web/a1"])
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
