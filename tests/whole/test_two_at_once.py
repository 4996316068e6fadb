"""The same deployment from two machines: one gives way in words, there is never more than one platform, and nothing is left.

EVERY_CALL=yes pytest tests/whole/test_two_at_once.py    the second comes at every call of the first, not at every tenth
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steps import STEPS
from steps.engine.build import claim
from steps.engine.build.claim import Claim, who_holds
from steps.engine.build.down import tear_down
from steps.engine.build.up import build
from steps.engine.model.events import Outcome, Verb
from steps.engine.model.holder import Held, Holder, Overtaken
from steps.sandbox.control import clear_weather, set_weather
from tests.practice import at
from tests.whole.conftest import Wizard
from tests.whole.standing import standing
from tests.whole.two_homes import Machine, at_once

NAME = "twice"
EVERY = 1 if os.environ.get("EVERY_CALL") else 10
NO_CLAIM = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", '
    '"Action": "logs:CreateLogGroup", "Resource": "arn:aws:logs:*:*:log-group:/fargate-wizard/*/.lock.*"}]}'
)
SENTENCE = re.compile(r".+ on .+ is (building|taking down) twice, for \d+ s now\.")

Cloud = dict[str, str]
Homes = Callable[[], Machine]


@pytest.fixture
def homes(wizard: Wizard, cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Homes]:
    """Gives a home that knows nothing yet, each time that it is asked; after the test nothing of the deployment is left."""
    made: list[Machine] = []

    def new() -> Machine:
        home = tmp_path / f"home-{len(made)}"
        home.mkdir()
        (home / "sandbox").symlink_to(wizard.home / "sandbox")
        made.append(Machine(home, NAME))
        return made[-1]

    monkeypatch.setenv("FARGATE_WIZARD_HOME", str(wizard.home))
    yield new
    clear_weather(at(cloud))
    last = new()
    last.work.displaced = who_holds(last.work.new_run())
    assert tear_down(last.work) is Outcome.DONE, last.failed
    assert not any(standing(cloud, NAME).values())


def is_one(cloud: Cloud) -> bool:
    """Whether there is one network and no claim."""
    found = standing(cloud, NAME)
    locks = [group for group in found["log groups"] if ".lock" in group]
    return not locks and [len(found[kind]) for kind in ("vpcs", "gateways", "subnets")] == [1, 1, 4]


def network(machine: Machine) -> Outcome:
    """Build as far as the network."""
    return build(machine.work, next(step for step in STEPS if step.key == "network"))


def broken_off(machine: Machine) -> Holder:
    """The claim of a run that was killed."""
    run = machine.work.new_run()
    Claim(run, Verb.BUILD).take()
    holder = who_holds(run)
    assert holder
    return holder


def test_whoever_comes_second_gives_way_at_any_call(homes: Homes, cloud: Cloud) -> None:
    first, second = homes(), homes()
    gave_way: list[str] = []

    def come() -> None:
        for do in (build, tear_down):
            with pytest.raises(Held) as held:
                do(second.work)
            gave_way.append(held.value.what)

    def counts(number: int, operation: str) -> bool:
        """Between making its claim and giving it up: both are calls for log groups."""
        return number % EVERY == 2 % EVERY and not operation.endswith("LogGroup")

    first.at_calls(counts, come)
    assert build(first.work) is Outcome.DONE, first.failed
    assert is_one(cloud)
    of_up = len(gave_way)
    assert tear_down(first.work) is Outcome.DONE, first.failed
    assert of_up > 20
    assert len(gave_way) > of_up + 20
    assert [words for words in gave_way if not SENTENCE.fullmatch(words)] == []
    assert {words.split(" is ")[1].partition(" twice")[0] for words in gave_way} == {
        "building",
        "taking down",
    }
    assert not second.failed
    assert not second.deployment.progress().began


def test_what_is_read_in_the_middle_of_it_is_no_drift(homes: Homes) -> None:
    machine = homes()
    seen: list[dict[str, str]] = []
    machine.at_calls(lambda number, _: number % (2 * EVERY) == 0, lambda: seen.append(machine.drift))
    assert network(machine) is Outcome.DONE, machine.failed
    assert tear_down(machine.work) is Outcome.DONE, machine.failed
    assert len(seen) > 5
    assert [drift for drift in seen if drift] == []


def test_one_that_was_done_before_the_other_claimed_it_is_carried_on(homes: Homes, cloud: Cloud) -> None:
    first, second = homes(), homes()
    outcomes: list[Outcome] = []
    first.at_calls(lambda number, _: number == 1, lambda: outcomes.append(network(second)))
    assert network(first) is Outcome.DONE, first.failed
    assert outcomes == [Outcome.DONE]
    assert is_one(cloud)


def test_of_two_that_begin_at_once_one_builds(homes: Homes, cloud: Cloud) -> None:
    results = at_once(network, [homes(), homes()])
    assert Outcome.DONE in results
    assert [type(each) for each in results if each is not Outcome.DONE] in ([], [Held])
    assert is_one(cloud)


def test_after_a_kill_the_same_home_goes_on_at_once_and_another_after_a_yes(
    homes: Homes, cloud: Cloud
) -> None:
    first, second = homes(), homes()
    broken_off(first)
    assert network(first) is Outcome.DONE, first.failed
    holder = broken_off(first)
    with pytest.raises(Held) as held:
        tear_down(second.work)
    assert held.value.holder == holder
    second.work.displaced = holder
    assert tear_down(second.work) is Outcome.DONE, second.failed
    assert not any(standing(cloud, NAME).values())


def test_of_two_that_take_over_at_once_one_does(homes: Homes, cloud: Cloud) -> None:
    holder = broken_off(homes())
    takers = [homes(), homes()]
    for each in takers:
        each.work.displaced = holder
    results = at_once(network, takers)
    assert Outcome.DONE in results
    assert [type(each) for each in results if each is not Outcome.DONE] == [Held]
    assert is_one(cloud)


def test_one_that_was_overtaken_says_so_at_its_end_and_leaves_the_claim_alone(homes: Homes) -> None:
    first, second = homes(), homes()

    def overtake() -> None:
        run = second.work.new_run()
        Claim(run, Verb.TEARDOWN).take(who_holds(run))

    first.at_calls(lambda _, operation: operation == "ec2.CreateVpc", overtake)
    with pytest.raises(Overtaken, match=r"was taken over from here.* is taking down twice, for"):
        network(first)
    ended = first.deployment.progress().ended
    assert ended
    assert ended.outcome is Outcome.FAILED
    holder = who_holds(first.work.new_run())
    assert holder
    assert holder.number == 2


@pytest.mark.parametrize(
    ("again", "said"), [(0.0, f"{NAME} was taken over"), (claim.AGAIN, "There is more than one vpc")]
)
def test_what_two_made_that_were_both_alive_is_seen_at_the_next_look_or_at_the_end(
    homes: Homes, again: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "AGAIN", again)
    first, second = homes(), homes()
    outcomes: list[Outcome] = []

    def overtake() -> None:
        second.work.displaced = who_holds(second.work.new_run())
        outcomes.append(network(second))

    first.at_calls(lambda _, operation: operation == "ec2.CreateVpc", overtake)
    assert network(first) is Outcome.FAILED
    assert outcomes == [Outcome.DONE]
    assert any(words.startswith(said) for words in first.failed), first.failed


def test_whoever_may_make_no_claim_goes_on_and_says_so(homes: Homes, cloud: Cloud) -> None:
    first, second = homes(), homes()
    set_weather(at(cloud), "policy", document=NO_CLAIM)
    outcomes: list[Outcome] = []
    first.at_calls(
        lambda _, operation: operation == "ec2.CreateVpc", lambda: outcomes.append(network(second))
    )
    assert network(first) is Outcome.FAILED
    assert outcomes == [Outcome.DONE]
    assert any(words.startswith("There is more than one vpc") for words in first.failed), first.failed
    assert first.said[0].startswith(f"No other machine is kept from {NAME} meanwhile: User: ")
    assert tear_down(first.work) is Outcome.DONE, first.failed
    assert not any(standing(cloud, NAME).values())


def test_whoever_may_make_no_claim_gives_way_to_one_that_there_is(homes: Homes, cloud: Cloud) -> None:
    first, second = homes(), homes()
    holder = broken_off(first)
    set_weather(at(cloud), "policy", document=NO_CLAIM)
    with pytest.raises(Held) as held:
        network(second)
    assert held.value.holder == holder
    assert tear_down(first.work) is Outcome.DONE, first.failed
    assert not any(standing(cloud, NAME).values())
