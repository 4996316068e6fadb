"""Coming back: to what others changed meanwhile, to a run that waits for a login, and to what is gone."""

import threading

import pytest
from textual.widgets import OptionList, Static

from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import Answered, Paused, Resumed
from tests.tui.book import WHOLE, Cloud
from tests.tui.conftest import new_wizard, press, press_until, settled, until
from tui.__main__ import main
from tui.known import read_known, taken_names
from tui.screens.drift_menu import DriftMenu
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.frame import PausedBanner
from tui.screens.quit_menu import QuitMenu
from tui.screens.start import Start
from tui.wizard.app import Wizard


@pytest.fixture
async def standing(cloud: Cloud) -> Cloud:
    """A cloud in which a first wizard has built all of the book, and was left."""
    wizard = new_wizard(cloud)
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "b")
        await wizard.room.close()
    return cloud


async def test_what_was_deleted_is_named_and_built_again(standing: Cloud) -> None:
    del standing.objects["service.hello"]
    wizard = new_wizard(standing)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_until(pilot, DriftMenu, "enter")
        words = str(wizard.screen.query_one(".prose", Static).render())
        assert "service.hello  deleted" in words
        assert "network" not in words
        await press(pilot, "b")
        assert isinstance(wizard.screen, Everything)
        assert set(standing.objects) == WHOLE


async def test_what_was_deleted_can_be_taken_as_it_is(standing: Cloud) -> None:
    del standing.objects["service.hello"]
    wizard = new_wizard(standing)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_until(pilot, DriftMenu, "enter")
        await press(pilot, "t")
        assert wizard.sight
        assert wizard.sight.progress.taken == {"service.hello": "deleted"}
        assert "service.hello" not in standing.objects


async def test_nothing_is_asked_where_all_is_as_it_was_left(standing: Cloud) -> None:
    wizard = new_wizard(standing)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        assert isinstance(wizard.screen, Finish)


async def test_a_check_at_the_end_asks_before_it_builds_again(standing: Cloud) -> None:
    wizard = new_wizard(standing)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        del standing.objects["service.hello"]
        await press_until(pilot, DriftMenu, "r")
        await press(pilot, "escape")
        assert "service.hello" not in standing.objects, "undecided: nothing is done"
        await press_until(pilot, DriftMenu, "r")
        await press(pilot, "b")
        assert set(standing.objects) == WHOLE


async def test_a_paused_run_says_what_to_do_and_goes_on(wizard: Wizard, cloud: Cloud) -> None:
    gate = cloud.slow["load-balancer"] = threading.Event()
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter")
        await pilot.press("b")
        await until(pilot, lambda: "load-balancer" in cloud.objects)
        assert wizard.sight
        banner, tell = wizard.screen.query_one(PausedBanner), wizard.sight.work.record.tell
        assert not banner.display
        tell(Paused(what="Your SSO session has ended.", cure="Run `aws sso login --profile work`."))
        await until(pilot, lambda: banner.display)
        words = str(banner.render())
        assert "Your SSO session has ended." in words
        assert "Run `aws sso login --profile work`." in words
        assert "goes on by itself" in words
        assert "Paused at" in str(wizard.screen.query_one("#far", Static).render())
        tell(Resumed(seconds=3.0))
        await until(pilot, lambda: not banner.display)
        gate.set()
        await settled(pilot)


async def test_what_is_gone_comes_last_and_leaves_its_name(standing: Cloud) -> None:
    wizard = new_wizard(standing)
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "enter", "d", "enter", "enter")
        assert isinstance(wizard.screen, Start)
        await settled(pilot)
        options = wizard.screen.query_one(OptionList)
        await until(pilot, lambda: "Nothing of it stands" in str(options.options[-1].prompt))
        assert options.highlighted_option
        assert "Practise here" in str(options.highlighted_option.prompt)
        await press(pilot, "enter", "enter", "b")
        assert wizard.sight
        assert wizard.sight.plan.deployment == "practice"
        assert set(standing.objects) == WHOLE


@pytest.fixture
def only_opened() -> Deployment:
    """One of which nothing is known but an answer, which is none where it is opened now."""
    deployment = Deployment("practice")
    deployment.folder.mkdir()
    deployment.journal.append(Answered(question="zones", value=["a"]))
    return deployment


async def test_what_was_only_opened_is_forgotten_by_one_key(only_opened: Deployment, cloud: Cloud) -> None:
    wizard = new_wizard(cloud)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        first = str(wizard.screen.query_one(OptionList).get_option_at_index(0).prompt)
        assert "Only opened; nothing was made" in first
        await press(pilot, "d")
        assert isinstance(wizard.screen, Start)
        assert not only_opened.known
        assert "practice is forgotten" in str(wizard.screen.query_one("#said", Static).render())


async def test_what_was_only_opened_leaves_its_name_to_another(only_opened: Deployment, cloud: Cloud) -> None:
    assert taken_names(read_known(0.0), practice=False) == frozenset()
    wizard = new_wizard(cloud)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        assert wizard.sight
        assert wizard.sight.plan.answers["zones"] == ["a", "b"], "an answer that is none here is asked anew"


def test_in_lines_what_was_only_opened_is_forgotten_by_down(
    only_opened: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["down", "practice"]) == 0
    assert "was only opened" in capsys.readouterr().out
    assert not only_opened.known


def test_what_a_damaged_journal_may_have_begun_is_not_forgotten(only_opened: Deployment) -> None:
    (only_opened.folder / "damaged-1.jsonl").touch()
    assert main(["down", "practice"]) == 1
    assert only_opened.known


async def test_leaving_the_first_page_says_what_stands(standing: Cloud) -> None:
    wizard = new_wizard(standing)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+c")
        assert isinstance(wizard.screen, QuitMenu)
        words = str(wizard.screen.query_one(".prose", Static).render())
        assert words == "practice stays: nothing is billed."
        assert wizard.last_words == f"{words}\nCome back with: fargate-wizard"
