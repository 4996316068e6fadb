"""Any sequence of building, stopping, killing, scaling, drift, attaching and taking down keeps the promise."""

import shutil
import signal
from collections import Counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from steps.engine.model.site import DEPLOYMENT_TAG, RESOURCE_TAG
from tests.crash.behind_our_back import DRIFTS, drift
from tests.crash.disturbed import Disturbed, done
from tests.crash.lives import KILLED
from tests.foreign import harm
from tests.tools.blow import Blow, Moment
from tests.whole.account import everything, more_than
from tests.whole.standing import standing

FEW = settings(
    max_examples=1, stateful_step_count=7, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
STOPPED = 130
COUNTS = {"hostname-app": 2, "static-app": 1, "random-quote-app": 1}  # tasks, unless scaled
EARLY = ("first_light", "lesson")  # what they show is over once there are private endpoints
NOT_COMPARED = (
    "ecs clusters", "ecs services", "ecs tasks", "ec2 describe_subnets", "ec2 describe_network_interfaces",
    "elbv2 targets", "names instances",  # they change with the number of tasks, and those that stop are still there
    "ec2 describe_network_acls",  # the practice cloud's default one remembers subnets that were deleted
)  # fmt: skip

blows = st.builds(
    Blow,
    st.sampled_from(Moment),
    st.integers(1, 130),
    signal=st.sampled_from([signal.SIGKILL, signal.SIGINT]),
)
steps = st.sampled_from(["repositories", "network", "first_light", "front_door", "lesson", "services"])


class Life(RuleBasedStateMachine):
    """One deployment from nothing to nothing."""

    disturbed: Disturbed

    def __init__(self) -> None:
        super().__init__()
        self.name = self.disturbed.new_name()
        self.wizard = self.disturbed.wizard
        self.counts = dict(COUNTS)

    @property
    def known(self) -> bool:
        """Whether it was ever planned on this machine."""
        return any(event["event"] == "planned" for event in self.wizard.journal(self.name))

    @rule()
    def build(self) -> None:
        done(self.wizard.up(self.name))
        self.is_whole()

    @rule(step=steps)
    def build_until(self, step: str) -> None:
        if step in EARLY and standing(self.wizard.cloud, self.name)["endpoints"]:
            return
        done(self.wizard.up(self.name, "--until", step))

    @rule(blow=blows)
    def break_off_a_build(self, blow: Blow) -> None:
        assert self.wizard.up(self.name, blow=blow).code in (KILLED, STOPPED, 0)

    @precondition(lambda self: self.known)
    @rule(blow=blows)
    def break_off_a_teardown(self, blow: Blow) -> None:
        assert self.wizard.down(self.name, blow=blow).code in (KILLED, STOPPED, 0)

    @precondition(lambda self: self.known)
    @rule(count=st.integers(1, 3))
    def scale(self, count: int) -> None:
        done(self.wizard("scale", self.name, "hostname-app", str(count), "--yes", "--json"))
        self.counts["hostname-app"] = count
        self.is_whole()

    @precondition(lambda self: self.known)
    @rule(kinds=st.sets(st.sampled_from(sorted(DRIFTS)), min_size=1, max_size=3))
    def change_something_behind_our_back(self, kinds: set[str]) -> None:
        for kind in sorted(kinds):
            drift(self.wizard.cloud, self.name, kind)

    @precondition(lambda self: self.known)
    @rule()
    def take_down(self) -> None:
        done(self.wizard.down(self.name))
        assert self.disturbed.left() == []

    @precondition(lambda self: self.known and self.stands())
    @rule()
    def lose_the_record_and_attach(self) -> None:
        shutil.rmtree(self.wizard.home / self.name)
        done(self.wizard("attach", self.name, "--target", "sandbox", "--json"))
        services = {
            each["serviceName"]: each["desiredCount"]
            for each in everything(self.wizard.cloud)["ecs services"]
        }
        self.counts = {app: services.get(f"{self.name}-{app}", count) for app, count in COUNTS.items()}

    @invariant()
    def one_of_each_and_foreign_things_as_they_were(self) -> None:
        """Names are unique in AWS by themselves; EC2's things have only our tags."""
        now = everything(self.wizard.cloud)
        assert harm(self.disturbed.before, now) == {}
        tags: dict[str, dict[str, str]] = {}
        for tag in now["ec2 describe_tags"]:
            tags.setdefault(tag["ResourceId"], {})[tag["Key"]] = tag["Value"]
        keys = Counter(each[RESOURCE_TAG] for each in tags.values() if each.get(DEPLOYMENT_TAG) == self.name)
        assert [key for key, times in keys.items() if times > 1] == []

    def is_whole(self) -> None:
        """It is as it would be if nothing had disturbed it, but for what the number of tasks changes."""
        wrong = self.disturbed.wrong(self.name, revisions=False)
        assert [each for each in wrong if not each[2:].startswith(NOT_COMPARED)] == []
        tasks = more_than(self.disturbed.before, everything(self.wizard.cloud))["ecs tasks"]
        assert Counter(task["group"].removeprefix(f"service:{self.name}-") for task in tasks) == self.counts

    def stands(self) -> bool:
        """Whether anything of it is in AWS, beside the claim of a run that was broken off."""
        return any("/.lock." not in each for each in self.disturbed.left())

    def teardown(self) -> None:
        """Whatever came before, one `down` is enough."""
        done(self.wizard("down", self.name, "--target", "sandbox", "--yes", "--json"))
        left = self.disturbed.left()
        if left:
            self.disturbed.begin_anew()
        assert left == []


def test_any_life_keeps_the_promise(disturbed: Disturbed) -> None:
    class OfThis(Life):
        pass

    OfThis.disturbed = disturbed
    many = settings.get_current_profile_name() == "many"
    run_state_machine_as_test(OfThis, settings=settings() if many else FEW)
