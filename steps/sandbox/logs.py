"""CloudWatch Logs as AWS has it: events in pages both ways, those of a group in one order, reserved names, tags that go.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
ListTagsForResource of a group that is gone is a ResourceNotFoundException: GitHub, prowler-cloud/prowler#2370.
"""

import json
import re
from collections.abc import Callable
from itertools import accumulate, takewhile
from typing import Any

from moto.logs.models import LogGroup, LogsBackend
from moto.logs.responses import LogsResponse

from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.weather.short_pages import SmallPages
from steps.sandbox.wire.refusal_words import bad_token
from steps.sandbox.world import World

TOKEN = re.compile(r"[fb]/-?[0-9]{55,56}")
MOST = 10_000  # events on a page
LARGEST = 1 << 20  # bytes on a page
BESIDES = 26  # bytes that each event counts besides its message
RESERVED = "aws/"

Page = tuple[list[dict[str, Any]], str, str]


def install(world: World) -> None:
    """Lay it on moto."""

    def get(plain: Callable[..., Page], group: LogGroup, *words: Any) -> Page:
        return get_events(plain, group, words, most(world))

    around(LogGroup, "get_log_events", get)
    around(LogsBackend, "create_log_group", create_group)
    around(LogsBackend, "delete_log_group", delete_group)
    for name in ("list_tags_for_resource", "tag_resource", "untag_resource"):
        around(LogsBackend, name, of_what_stands)
    around(LogsBackend, "filter_log_events", filter_mixed)
    around(LogsResponse, "filter_log_events", filter_by_prefix)


def create_group(
    plain: Callable[..., Any], backend: LogsBackend, log_group_name: str, *words: Any, **more: Any
) -> Any:
    """Refuse a name that begins as AWS's own do."""
    if log_group_name.startswith(RESERVED):
        raise Refusal("InvalidParameterException", f"Log group name cannot start with '{RESERVED}'.")
    return plain(backend, log_group_name, *words, **more)


def delete_group(plain: Callable[..., None], backend: LogsBackend, log_group_name: str) -> None:
    """Let its tags go with it, so that the next one of its name has only its own."""
    group = backend.groups.get(log_group_name)
    plain(backend, log_group_name)
    if group:
        backend.tagger.delete_all_tags_for_resource(group.arn)


def of_what_stands(plain: Callable[..., Any], backend: LogsBackend, resource_arn: str, *words: Any) -> Any:
    """Refuse the tags of a log group that is not there."""
    _, is_group, name = resource_arn.partition(":log-group:")
    if is_group and name.removesuffix(":*") not in backend.groups:
        raise Refusal("ResourceNotFoundException", "The specified resource does not exist.")
    return plain(backend, resource_arn, *words)


def filter_mixed(plain: Callable[..., Any], backend: LogsBackend, *words: Any) -> Any:
    """Mix the events of all streams by their time, as AWS does whatever `interleaved`, the last of the words, says."""
    return plain(backend, *words[:-1], True)


def filter_by_prefix(plain: Callable[[LogsResponse], str], response: LogsResponse) -> str:
    """Search the streams whose names begin so, of those that are named if any are; raises Refusal where these have none."""
    asked = json.loads(response.body)
    group = response.logs_backend.groups.get(asked["logGroupName"])
    prefix, named = asked.pop("logStreamNamePrefix", ""), asked.get("logStreamNames")
    if not prefix or group is None:
        return plain(response)
    meant = [name for name in named or group.streams if name.startswith(prefix)]
    if named and not meant:
        raise Refusal(
            "InvalidParameterException", "The prefix matches none of the specified log stream names."
        )
    if not meant:
        return json.dumps({"events": [], "searchedLogStreams": []})
    response.body = json.dumps({**asked, "logStreamNames": meant})
    return plain(response)


def most(world: World) -> int:
    """How many events a page has at most, as the weather is."""
    small = world.weather.find(SmallPages)
    return small.size if small and small.means("logs", "GetLogEvents") else MOST


def get_events(plain: Callable[..., Page], group: LogGroup, words: tuple[Any, ...], most: int) -> Page:
    """One page with its two tokens; raises Refusal for a token that was never given."""
    stream, start, end, limit, token, from_head = words
    if token and not TOKEN.fullmatch(token):
        raise bad_token("logs", token)
    events, backward, forward = plain(group, stream, start, end, min(limit or MOST, most), token, from_head)
    back = token.startswith("b") if token else not from_head
    kept = fitting(events[::-1] if back else events)
    first, last = int(backward[2:]), int(forward[2:])
    if kept == len(events):
        return events, backward, forward
    if back:
        return events[-kept:], f"b/{last - kept + 1:056d}", forward
    return events[:kept], backward, f"f/{first + kept - 1:056d}"


def fitting(events: list[dict[str, Any]]) -> int:
    """How many of the events fit on a page; one always does."""
    sizes = accumulate(len(event["message"].encode()) + BESIDES for event in events)
    return max(1, sum(1 for _ in takewhile(lambda size: size <= LARGEST, sizes))) if events else 0
