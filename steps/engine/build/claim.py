"""One wizard at a time: whoever changes a deployment claims it first, by a log group, whose name AWS gives only once.

Of what AWS makes once and at once a log group asks the least: whoever builds may make, tag, see and delete log groups, it
costs nothing while it is empty, its name is unique in the account and region, and AWS's own clock tells its age
(CreateLogGroup: ResourceAlreadyExistsException; DescribeLogGroups: creationTime). A parameter of Systems Manager would do
the same, for permissions that nobody needs otherwise; roles may not be made by everybody.

The first claim is `/fargate-wizard/NAME/.lock.1`, and no app has a dot in its name. Taking over is making the next number,
so that AWS lets one of two do it; the highest number holds, and deletes all of them at its end. A run that was killed
leaves its claim: the same home goes on at once, another one after a yes. There is no heartbeat: a laptop that sleeps has
none either, and whether somebody comes back, only people know. Whoever was overtaken sees it at his next look.
"""

import getpass
import re
import socket
import time
from email.utils import parsedate_to_datetime
from typing import Any

from steps.engine.cloud.explain import DENIED
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import error_code, error_message, is_absent, says_it_exists
from steps.engine.memory.home_id import home_id
from steps.engine.model.events import Said, Verb
from steps.engine.model.graph import Node
from steps.engine.model.holder import Held, Holder, Overtaken
from steps.engine.model.sentences import DOING
from steps.engine.model.site import Run, as_mapping
from steps.engine.troubles import Stopped

HOME_TAG, WHO_TAG, VERB_TAG = (f"fargate-wizard:{word}" for word in ("home", "who", "verb"))
UNTAGGABLE = re.compile(r"[^\w .:/=+@-]", re.ASCII)
BUSY = "OperationAbortedException"  # two asked for the same at the same moment
TRIES = 12  # at a claim that is there and not shown yet, or is just being given up
BETWEEN = 1.0  # seconds between two of them
AGAIN = 60.0  # seconds after which a run looks whether it was overtaken, before it makes or deletes anything


class Lock(Node):
    """What a claim is tagged as."""


LOCK = Lock().name


class Claim:
    """This home's claim to a deployment for one run; `number` is 0 while there is none."""

    def __init__(self, run: Run, verb: Verb) -> None:
        self._run, self._name, self._verb = run, run.plan.deployment, verb
        self._home = home_id(run.folder.parent)
        self._refused = False
        self._looked = time.time()
        self.number = 0

    def take(self, displaced: Holder | None = None) -> None:
        """Claim it, also in the place of a broken-off run of this home, or of the `displaced` one.

        Goes on without a claim where AWS allows none, and says so. Raises Held when anybody else has it, and Stopped.
        """
        number = 1
        for _ in range(TRIES):
            made = self._make(number)
            holder = self._other(number, made=made)
            if holder and holder.home != self._home and holder != displaced:
                if made:
                    self._delete(number)
                raise Held(self._name, holder)
            if made and not holder:
                self.number = number
                return
            if self._refused:
                self.number = holder.number if holder else 0
                return
            if holder:
                number = holder.number + 1
            elif self._run.stop.wait(BETWEEN / self._run.pace):
                raise Stopped
        raise Held(self._name, Holder(number, time.time()))

    def check(self) -> None:
        """Look now and then whether it is still ours. Raises Overtaken; any error of AWS's may pass through."""
        if self.number and time.time() - self._looked >= AGAIN:
            self._looked = time.time()
            holder, _ = self._now()
            if holder is None or self._is_another(holder):
                raise Overtaken(self._name, holder)

    def release(self) -> None:
        """Give it up, with all that it displaced. Raises Overtaken; any error of AWS's may pass through."""
        if self.number:
            holder, numbers = self._now()
            if holder and self._is_another(holder):
                raise Overtaken(self._name, holder)
            for number in sorted(numbers):
                self._delete(number)

    def _is_another(self, holder: Holder) -> bool:
        """Ours may have lost its tags; another one of our number has its own."""
        return holder.number > self.number or holder.home not in ("", self._home)

    def _now(self) -> tuple[Holder | None, set[int]]:
        """Who has it now, and the numbers of all claims that there are; AWS may not show our own yet."""
        claims = {self.number: 0.0, **_claims(self._run)}
        newest = max(claims)
        return _told(self._run, newest, claims[newest]), set(claims)

    def _make(self, number: int) -> bool:
        """Whether AWS made it just now; not when it is there already, or when AWS does not allow it."""
        from botocore.exceptions import ClientError

        verb = DOING[self._verb].lower()
        tags = {**self._run.at(Lock()).tags, HOME_TAG: self._home, WHO_TAG: _who(), VERB_TAG: verb}
        try:
            if not self._refused:
                self._run.aws.logs.create_log_group(logGroupName=_group(self._run, number), tags=tags)
        except ClientError as error:
            if DENIED.search(error_code(error)):
                self._refused = True
                line = f"No other machine is kept from {self._name} meanwhile: {error_message(error)}"
                self._run.tell(Said(resource="", line=line))
            elif not (says_it_exists(error) or error_code(error) == BUSY):
                raise
            return False
        return not self._refused

    def _other(self, number: int, *, made: bool) -> Holder | None:
        """Who has it, when that is not the one of this number that was just `made`; None also while AWS does not show it."""
        claims = _claims(self._run)
        newest = max(claims, default=0)
        return _told(self._run, newest, claims[newest]) if newest >= number + made else None

    def _delete(self, number: int) -> None:
        from botocore.exceptions import ClientError

        try:
            self._run.aws.logs.delete_log_group(logGroupName=_group(self._run, number))
        except ClientError as error:
            if not is_absent(error):
                raise


def who_holds(run: Run) -> Holder | None:
    """Who has claimed the run's deployment now, as far as AWS tells. Any error of AWS's may pass through."""
    claims = _claims(run)
    newest = max(claims, default=0)
    return _told(run, newest, claims[newest]) if newest else None


def _group(run: Run, number: int | str) -> str:
    return f"/fargate-wizard/{run.plan.deployment}/.lock.{number}"


def _claims(run: Run) -> dict[int, float]:
    """The number of each claim that stands, and when it was made; none where AWS does not let us look."""
    from botocore.exceptions import ClientError

    prefix = _group(run, "")
    try:
        found = read_all(run.aws.logs, "describe_log_groups", "logGroups", logGroupNamePrefix=prefix)
    except ClientError as error:
        if DENIED.search(error_code(error)):
            return {}
        raise
    numbers = {group["logGroupName"].removeprefix(prefix): group["creationTime"] / 1000 for group in found}
    return {int(number): began for number, began in numbers.items() if number.isdecimal()}


def _told(run: Run, number: int, began: float) -> Holder | None:
    """What its tags tell of it; None when it has just been given up."""
    from botocore.exceptions import ClientError

    plan = run.plan
    arn = f"arn:{plan.partition}:logs:{plan.region}:{plan.account}:log-group:{_group(run, number)}"
    try:
        answer: Any = run.aws.logs.list_tags_for_resource(resourceArn=arn)
    except ClientError as error:
        if is_absent(error):
            return None
        if DENIED.search(error_code(error)):
            return Holder(number, began, time.time() - began)
        raise
    tags = as_mapping(answer["tags"])
    home, who, doing = (tags.get(tag, "") for tag in (HOME_TAG, WHO_TAG, VERB_TAG))
    return Holder(number, began, _now(answer) - began, home, who, doing)


def _now(answer: Any) -> float:
    """When AWS gave this answer, by its own clock; ours may be wrong."""
    date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    return parsedate_to_datetime(date).timestamp() if date else time.time()


def _who() -> str:
    """Whoever runs this, and where, as far as a tag can say it."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody's name, as in some containers
        user = "somebody"
    return UNTAGGABLE.sub("-", f"{user} on {socket.gethostname()}")[:256]
