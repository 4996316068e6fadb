"""The user's tags on what stands: those that are missing or say something else, and those that are no longer wanted."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from steps.engine.model.graph import Handle
from steps.engine.model.resource import Resource
from steps.engine.model.site import RESOURCE_TAG, Site, as_mapping


class Retagging(NamedTuple):
    """What is to be put on, and the keys of what is to be taken off; both empty when the tags are right."""

    put: dict[str, str]
    take: list[str]


def retagging(site: Site, resource: Resource, handle: Handle) -> Retagging:
    """How the tags of something of ours differ from the plan's; what others have put on it stays."""
    if resource.tagging is None or handle.tags is None or not handle.ours:
        return Retagging({}, [])
    found = as_mapping(handle.tags)
    put = {key: value for key, value in site.tags.items() if found.get(key) != value}
    if found.get(RESOURCE_TAG) in resource.formerly:
        put.pop(RESOURCE_TAG, None)
    return Retagging(put, sorted(key for key in found.keys() & site.run.former_tags if key not in site.tags))


def with_tags(what: str, change: Retagging) -> str:
    """What differs otherwise, and the tags if they do."""
    return ", ".join(filter(None, (what, "its tags" if any(change) else "")))


def calls(site: Site, resource: Resource, handle: Handle) -> list[Callable[[], object]]:
    """The calls that put its tags right, each of which may be repeated.

    First off, then on: IAM takes a key in capitals for the same key.
    """
    change, tagging = retagging(site, resource, handle), resource.tagging
    if tagging is None:
        return []
    take = [partial(tagging.take, site, handle, change.take)] if change.take else []
    put = [partial(tagging.put, site, handle, change.put)] if change.put else []
    return [*take, *put]
