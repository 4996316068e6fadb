"""What becomes of one resource: looked up, created or adopted, or removed; each wait is a yield."""

import time
import uuid
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from steps.engine.build.let_go import ask_until_let_go
from steps.engine.build.observe import show
from steps.engine.build.patience import is_overdue, patiently
from steps.engine.build.schedule import Life
from steps.engine.build.tags import calls, retagging, with_tags
from steps.engine.build.waiting import wait, wait_until_ready
from steps.engine.cloud.clients import asking_once
from steps.engine.cloud.refusals import is_absent, is_unanswered, says_it_exists
from steps.engine.memory.progress import Standing
from steps.engine.model.events import (
    Adopted,
    Checked,
    Created,
    Creating,
    Deleted,
    Deleting,
    Kept,
    Observed,
    Ready,
    Updated,
    Updating,
    Waiting,
)
from steps.engine.model.kind_words import kind_in_words
from steps.engine.model.resource import Check, Handle, Resource
from steps.engine.model.site import Site
from steps.engine.troubles import NotYet, Trouble

LAG = 300.0  # seconds until AWS surely shows what it made (what Terraform's provider settled on for EC2)


def look_up(site: Site, resource: Resource) -> Life:
    """Find it and remember its handle in the run."""
    handle = yield from patiently(site, lambda: _find(site, resource))
    if handle:
        site.run.handles[resource] = handle


def create_or_adopt(site: Site, resource: Resource, made: Callable[[], None]) -> Life:
    """From nothing, or from what the look found, to ready; calls `made` when dependents may start.

    Raises Trouble when one of that name is somebody else's and cannot be used, or when it takes too long.
    """
    handle = site.run.handles.get(resource)
    started = site.run.clock()
    while handle and handle.leaving:
        yield from wait(site, resource, site.run.clock() - started, "an old one is still being deleted")
        handle = yield from patiently(site, lambda: _find(site, resource))
    if handle is None and not resource.repeatable and resource.name in site.run.asked:
        handle = yield from _look_longer(site, resource)
    if handle is None:
        handle = yield from _create(site, resource)
    else:
        handle = yield from _carry_on(site, resource, handle)
    site.run.handles[resource] = handle
    made()
    yield 0.0
    looked, seen = site.run.clock(), None
    while isinstance(state := (yield from _ready_or_why(site, resource, handle, seen)), str):
        seen = show(site, resource, handle, seen)
        yield from wait_until_ready(site, resource, looked - started, state)
        looked = site.run.clock()
    if seen:
        show(site, resource, handle, seen)
    site.run.handles[resource] = state
    site.run.tell(_ready(resource, state, site.run.clock() - started))


def _ready_or_why(
    site: Site, resource: Resource, handle: Handle, seen: Observed | None
) -> Generator[float, None, Handle | str]:
    """Whether it is ready; when it will not be, how it is inside is shown once more."""
    try:
        return (yield from patiently(site, partial(resource.ready, site, handle)))
    except Trouble:
        show(site, resource, handle, seen)
        raise


def tell_of(site: Site, resource: Resource) -> Life:
    """Tell of what the look found, and whether it is ready now; nothing is asked of AWS but that."""
    handle = site.run.handles[resource]
    site.run.tell(_adopted(resource, handle))
    state = yield from patiently(site, partial(resource.ready, site, handle))
    if not isinstance(state, str):
        site.run.tell(_ready(resource, state, 0.0))


def verify(site: Site, check: Check) -> Life:
    """Look until the check is true; raises Trouble when it is not in time."""
    started = site.run.clock()
    while True:
        looked = site.run.clock()
        try:
            said = check.verify(site)
        except NotYet as not_yet:
            if is_overdue(site, looked - started, check.patience):
                raise check.overdue(site, not_yet) from not_yet
            yield check.every
        else:
            site.run.tell(Checked(check=check.name, said=said, seconds=site.run.clock() - started))
            return


def remove(site: Site, resource: Resource, *, recorded: bool) -> Life:
    """Take it down, if it is there and ours, and stay until it is gone; `recorded` when the journal says it stands."""
    handle = site.run.handles.get(resource)
    started = site.run.clock()
    if handle is None and recorded and not resource.vanishes:
        handle = yield from _look_longer(site, resource)
    parted = recorded and resource.vanishes  # it goes or stays with what it is part of
    if handle and not handle.ours and not parted:
        if recorded and not resource.lasting:
            raise _unproven(resource, handle)
        site.run.tell(Kept(resource=resource.name, id=handle.id))
        return
    if handle is None and not recorded:
        return
    site.run.still_alone()
    site.run.tell(Deleting(resource=resource.name))
    if handle and not resource.vanishes:
        yield from _delete(site, resource, handle, started)
    site.run.tell(Deleted(resource=resource.name, seconds=site.run.clock() - started))


class Unproven(Trouble):
    """Something of our name stays, because nothing shows that it is ours; what it was made of need not wait for it."""


def _unproven(resource: Resource, handle: Handle) -> Unproven:
    return Unproven(
        f"{handle.arn or handle.id} stays: it no longer carries this deployment's tag.",
        why=f"This deployment once made {kind_in_words(resource.kind)} of that name, but somebody may have made this one since.",
        cure="If nobody needs it, delete it yourself in the AWS console; if it is this deployment's, give it its tag back.",
    )


def _create(site: Site, resource: Resource, tries: int = 2) -> Generator[float, None, Handle]:
    """Make it; where AWS says that it is there already, or did not answer, look for what came of the request."""
    from botocore.exceptions import BotoCoreError, ClientError

    run = site.run
    run.still_alone()
    token = run.tokens.setdefault(resource.name, str(uuid.uuid4()))
    run.tell(Creating(resource=resource.name, kind=resource.kind, token=token, needs=_neighbours(resource)))
    run.asked[resource.name] = time.time()
    try:
        handle = yield from patiently(site, lambda: _ask_for(site, resource))
    except (BotoCoreError, ClientError) as error:
        unanswered = is_unanswered(error) and not resource.repeatable
        if not (unanswered or says_it_exists(error)):
            raise
        found = yield from _look_longer(site, resource)
        if found:
            handle = yield from _carry_on(site, resource, found)
        elif unanswered and tries > 1:
            return (yield from _create(site, resource, tries - 1))
        else:
            raise
    else:
        run.tell(Created(resource=resource.name, **seen_of(handle)))
    del run.tokens[resource.name]
    return handle


def _ask_for(site: Site, resource: Resource) -> Handle:
    before = asking_once.set(not resource.repeatable)
    try:
        return resource.create(site)
    finally:
        asking_once.reset(before)


def _look_longer(site: Site, resource: Resource) -> Generator[float, None, Handle | None]:
    """Look for what was asked for before, for as long as AWS may take to show it."""
    started = site.run.clock()
    since = max(0.0, time.time() - site.run.asked.get(resource.name, 0.0))
    while (seconds := site.run.clock() - started) < LAG / site.run.pace - since:
        if handle := (yield from patiently(site, lambda: _find(site, resource))):
            return handle
        state = "looking for what was asked for before"
        site.run.tell(Waiting(resource=resource.name, state=state, seconds=seconds))
        yield resource.every
    return (yield from patiently(site, lambda: _find(site, resource)))


def _carry_on(site: Site, resource: Resource, handle: Handle) -> Generator[float, None, Handle]:
    if not (handle.ours or handle.lent or resource.shareable):
        raise Trouble(
            f"There is already {kind_in_words(resource.kind)} named {handle.id}, and this deployment did not make it.",
            why="Using it could break whatever it belongs to, so nothing was changed.",
            cure="Choose another deployment name, or remove that one yourself if nobody needs it.",
        )
    site.run.tell(_adopted(resource, handle))
    what = (yield from patiently(site, partial(resource.differs, site, handle))) if handle.ours else ""
    if changes := with_tags(what, retagging(site, resource, handle)):
        site.run.still_alone()
        site.run.tell(Updating(resource=resource.name, what=changes))
        if what:
            handle = yield from patiently(site, partial(resource.update, site, handle))
        for step in calls(site, resource, handle):
            yield from patiently(site, step)
        site.run.tell(Updated(resource=resource.name))
    return handle


def _adopted(resource: Resource, handle: Handle) -> Adopted:
    return Adopted(
        resource=resource.name,
        kind=resource.kind,
        ours=handle.ours,
        needs=_neighbours(resource),
        **seen_of(handle),
    )


def _neighbours(resource: Resource) -> tuple[str, ...]:
    return tuple(need.name for need in resource.needs)


def _ready(resource: Resource, handle: Handle, seconds: float) -> Ready:
    return Ready(resource=resource.name, seconds=seconds, **seen_of(handle))


def seen_of(there: Handle | Standing) -> dict[str, Any]:
    """What events tell of an object wherever it is met: by what it can be looked up again, and where it is reached."""
    return {"id": there.id, "arn": there.arn, "url": there.url, "born": there.born}


def _find(site: Site, resource: Resource) -> Handle | None:
    from botocore.exceptions import ClientError

    try:
        return resource.find(site)
    except ClientError as error:
        if is_absent(error):
            return None
        raise


def _delete(site: Site, resource: Resource, handle: Handle, started: float) -> Life:
    """Ask for its deletion and stay until it is gone; a twin that shows itself then goes the same way.

    What is there under its name after it and is somebody else's is not waited for.
    """
    asked: set[str] = {handle.id} if handle.leaving else set()
    left: Handle | None = handle
    begun: str | None = None
    while left and (left.ours or left.id in asked):
        looked = site.run.clock()
        if left.id not in asked and left.ours:
            asked.add(left.id)
            begun = yield from ask_until_let_go(
                site, resource, left, partial(_ask_to_delete, site, resource, left)
            )
        left = yield from patiently(site, lambda: _find(site, resource), deleting=True)
        if left and begun:
            yield from patiently(site, partial(resource.check_deletion, site, begun))
        if left:
            yield from wait(site, resource, looked - started, "being deleted")


def _ask_to_delete(site: Site, resource: Resource, handle: Handle) -> str | None:
    from botocore.exceptions import ClientError

    try:
        return resource.delete(site, handle)
    except ClientError as error:
        if not is_absent(error):
            raise
        return None
