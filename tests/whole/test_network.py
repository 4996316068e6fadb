"""A network that is away for a while pauses the run and nothing more; whoever is not AWS is not taken for it."""

import signal
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from steps import STEPS
from steps.engine.build import down, up
from steps.engine.build.settle import apps_of, settle
from steps.engine.cloud import clients
from steps.engine.model.events import AnyEvent, Created, Failed, Outcome, Paused, Resumed
from steps.sandbox.control import clear_weather, set_weather
from tests.practice import at
from tests.tools.way import Way
from tests.whole.account import client
from tests.whole.conftest import Wizard
from tests.whole.standing import standing
from tests.whole.weathered import NAME, Weathered, deployed, once, until_network

WAYS = {
    "closed": "AWS cannot be reached, so everything waits.",
    "portal": "This is not AWS answering, so everything waits.",
    "redirect": "This is not AWS answering, so everything waits.",
    "cut": "AWS's answer broke off, so everything waits.",
    "fault": "AWS has a fault of its own and does not answer, so everything waits.",
}


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not answer within a second is not waited for; must come before `weathered`."""
    monkeypatch.setattr(clients, "PATIENT", (1.0, 1.0))
    monkeypatch.setattr(clients, "IMPATIENT", (1.0, 1.0))


@pytest.fixture
def weathered(wizard: Wizard, cloud: dict[str, str], way: Way) -> Iterator[Weathered]:
    with deployed({**wizard.environ, **cloud, "AWS_ENDPOINT_URL": way.endpoint}) as weathered:
        yield weathered
        way.set("open")


@pytest.mark.parametrize(("mode", "said"), WAYS.items())
@pytest.mark.parametrize("number", [12, 60])
def test_the_run_pauses_says_so_and_goes_on(
    weathered: Weathered, way: Way, cloud: dict[str, str], mode: str, said: str, number: int
) -> None:
    weathered.after = number, lambda: way.set(mode)
    weathered.when_paused = lambda: way.set("open")
    assert until_network(weathered) == []
    assert [event.what for event in weathered.of(Paused)] == [said]
    assert len(weathered.of(Resumed)) == 1
    assert once(cloud)


@pytest.mark.usefixtures("hasty")
def test_sockets_that_are_dead_are_left_for_new_ones(
    weathered: Weathered, way: Way, cloud: dict[str, str]
) -> None:
    weathered.after = 30, lambda: way.set("silent")
    weathered.when_paused = lambda: way.set("open")
    assert until_network(weathered) == []
    assert "AWS cannot be reached: nobody answers, so everything waits." in {
        event.what for event in weathered.of(Paused)
    }
    assert once(cloud)


def test_without_dns_it_pauses_too(weathered: Weathered) -> None:
    def nobody_knows(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.MonkeyPatch.context() as patch:
        weathered.after = 12, lambda: patch.setattr(socket, "getaddrinfo", nobody_knows)
        weathered.when_paused = patch.undo
        assert until_network(weathered) == []
    assert [event.what for event in weathered.of(Paused)] == [
        "AWS cannot be reached: nobody knows its name, so everything waits."
    ]


def test_down_pauses_as_well(weathered: Weathered, way: Way, cloud: dict[str, str]) -> None:
    assert until_network(weathered) == []
    weathered.after = 80, lambda: way.set("closed")
    weathered.when_paused = lambda: way.set("open")
    outcome = down.tear_down(weathered.work)
    assert weathered.of(Failed) == []
    assert outcome is Outcome.DONE
    assert len(weathered.of(Paused)) == 1
    assert not any(standing(cloud, NAME).values())


def test_a_fault_of_one_call_pauses_nothing(weathered: Weathered, cloud: dict[str, str]) -> None:
    set_weather(at(cloud), "errors", action="ecs:CreateCluster", count=50)
    failed = until_network(weathered)
    clear_weather(at(cloud))
    assert weathered.of(Paused) == []
    assert len(failed) == 1
    assert "AWS has a fault of its own and does not answer." in failed[0]


def test_a_service_that_is_deleted_while_it_is_waited_for_is_said_to_be_and_made_anew(
    weathered: Weathered, cloud: dict[str, str]
) -> None:
    ecs, work = client(cloud, "ecs"), weathered.work
    name = f"{NAME}-static-app"

    def delete(event: AnyEvent) -> None:
        if isinstance(event, Created) and event.resource == "service.static-app":
            weathered.when = lambda event: None
            ecs.delete_service(cluster=f"{NAME}-cluster", service=name, force=True)

    weathered.when = delete
    settle(work, apps_of(work))
    services = next(step for step in STEPS if step.key == "services")
    assert up.build(work, services) is Outcome.FAILED
    assert [event.what for event in weathered.of(Failed)] == [f"{name} was deleted while it was waited for."]
    assert up.build(work, services) is Outcome.DONE


def test_a_first_look_that_failed_is_not_remembered(weathered: Weathered, cloud: dict[str, str]) -> None:
    work = weathered.work
    set_weather(at(cloud), "denied", action="ec2:DescribeAvailabilityZones")
    with pytest.raises(ClientError):
        settle(work, apps_of(work))
    clear_weather(at(cloud))
    assert settle(work, apps_of(work)).answers["zones"]


WITHIN = 15.0  # seconds; a call hangs for twice as long, and a quiet machine takes one


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_hung_call_delays_no_signal_before_the_run(
    wizard: Wizard, cloud: dict[str, str], way: Way, number: signal.Signals
) -> None:
    way.set("silent")
    process = wizard.start(
        "up", "hung", "--target", "aws", "--yes", environ={**cloud, "AWS_ENDPOINT_URL": way.endpoint}
    )
    assert way.connected.wait(60)
    began = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - began < WITHIN
    assert process.returncode == 130
    assert "Stopping." in err
    assert "Traceback" not in err


def last_run(wizard: Wizard) -> list[dict[str, Any]]:
    """What the journal has since the last run began; others before it may have failed, and were meant to."""
    events = wizard.journal(NAME)
    began = [place for place, event in enumerate(events) if event["event"] == "began"]
    return events[began[-1] :]


def test_a_hung_call_delays_no_signal_in_the_run_and_what_was_in_flight_is_looked_for(
    wizard: Wizard, cloud: dict[str, str], way: Way
) -> None:
    words = ("up", NAME, "--target", "aws", "--until", "network", "--yes", "--json")
    process = wizard.start(*words, environ={**cloud, "AWS_ENDPOINT_URL": way.endpoint})
    assert process.stdout
    for line in process.stdout:
        if '"event":"creating","resource":"vpc"' in line:
            way.set("silent")
            process.send_signal(signal.SIGTERM)
            break
    began = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - began < WITHIN
    assert process.returncode == 130, err
    assert "Stopping." in err
    assert not [event for event in last_run(wizard) if event["event"] == "failed"]
    assert wizard(*words, environ=cloud).code == 0
    assert once(cloud)
    assert wizard("down", NAME, "--yes", environ=cloud).code == 0
    assert not any(standing(cloud, NAME).values())
