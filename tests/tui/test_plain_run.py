"""Building and taking down in lines, over the small book: trouble and its ways on, drift, what stays."""

import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from steps.engine.troubles import Exit
from tests.tui.book import WHOLE, Cloud
from tui.lines.plain_run import build, settle_drift, take_down
from tui.sight import Sight

Answer = Callable[[str], None]


class Mending(io.StringIO):
    """Answers that mend the cloud as soon as the first of them is read."""

    def __init__(self, cloud: Cloud, lines: str) -> None:
        super().__init__(lines)
        self._cloud = cloud

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # as typeshed has StringIO itself
        self._cloud.broken.clear()
        self._cloud.stubborn.clear()
        return super().readline(-1 if size is None else size)


@pytest.fixture
def answer(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Answer:
    return lambda lines: monkeypatch.setattr(sys, "stdin", Mending(cloud, lines))


def test_a_failure_is_told_alone_and_tried_again(
    sight: Sight, cloud: Cloud, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.broken.add("load-balancer")
    answer("1\n1\n")
    assert build(sight) is Exit.DONE
    out = capsys.readouterr().out
    assert (
        "Something went wrong.\n  load-balancer cannot be made.\n  The cloud is full.\n  What to do: Make room"
        in out
    )
    assert "practice stands, nothing is billed." in out
    assert set(cloud.objects) == WHOLE


def test_after_a_failure_an_answer_is_changed(sight: Sight, cloud: Cloud, answer: Answer) -> None:
    cloud.broken.add("load-balancer")
    answer("2\n2\nenormous\nlarge\n1\n1\n")
    assert build(sight) is Exit.DONE
    assert sight.plan.answers["size"] == "large"


def test_after_a_failure_what_stands_is_kept(
    sight: Sight, cloud: Cloud, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.broken.add("load-balancer")
    answer("4\n")
    assert build(sight) is Exit.FAILED
    assert "What was made stays, nothing is billed; run it again to carry on." in capsys.readouterr().out
    assert "network" in cloud.objects


def test_a_teardown_says_what_stays_and_why(
    sight: Sight, cloud: Cloud, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.foreign.add("network")
    answer("2\npractise\npractice\n")
    assert build(sight) is Exit.DONE
    out = capsys.readouterr().out
    assert "These 4 resources go, dependents first:\n  service.hello\n  load-balancer\n" in out
    assert "network stays: it is not this deployment's." in out
    assert "4 made, 4 gone, running cost now $0.00/h." in out
    assert not cloud.objects


def test_what_could_not_be_deleted_is_left_for_the_next_time(
    sight: Sight,
    cloud: Cloud,
    answer: Answer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer("1\n")
    build(sight)
    monkeypatch.setattr(sys, "stdin", io.StringIO("practice\n"))
    cloud.stubborn.add("load-balancer")
    assert take_down(sight) is Exit.LEFT_BEHIND
    out = capsys.readouterr().out
    assert "5 made, 1 gone, 4 left." in out
    assert "fargate-wizard down practice" in out
    answer("practice\n")
    assert take_down(sight) is Exit.DONE


@pytest.mark.parametrize(
    ("choice", "goes_on", "taken"), [("1", True, False), ("2", True, True), ("3", False, False)]
)
def test_drift_is_named_and_decided_about(
    sight: Sight, cloud: Cloud, answer: Answer, capsys: pytest.CaptureFixture[str], choice: str, goes_on: bool,
    taken: bool,
) -> None:  # fmt: skip
    answer("1\n")
    build(sight)
    del cloud.objects["service.hello"]
    nodes = sight.progress.nodes
    nodes["service.hello"] = replace(
        nodes["service.hello"], asked=1.0
    )  # long ago: AWS hides nothing any more
    answer(f"{choice}\n")
    assert settle_drift(sight) is goes_on
    assert "  service.hello: deleted\n" in capsys.readouterr().out
    assert bool(sight.progress.taken) is taken
    assert settle_drift(sight) if taken else True, "what is taken as it is, is not asked about again"
