"""What a person does with the wizard, from the first Enter to the receipt."""

import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from steps.engine.memory.deployment import Deployment
from steps.engine.memory.status import read_status
from steps.engine.troubles import Exit
from steps.target.target import Target, TargetKind
from tests.tui.book import ACCOUNT, WHOLE, Cloud
from tests.tui.browser import Browser
from tests.tui.conftest import new_wizard, press, press_until, settled, until
from tui.screens.everything import Everything
from tui.screens.finish import Finish
from tui.screens.help import Help
from tui.screens.outage_menu import OutageMenu
from tui.screens.quit_menu import QuitMenu
from tui.screens.review import Review
from tui.screens.start import Start
from tui.screens.step_page import StepPage
from tui.screens.target_page import TargetPage
from tui.screens.teardown import Teardown
from tui.screens.trouble_menu import TroubleMenu
from tui.widgets.output import Output
from tui.widgets.plan_table import PlanTable
from tui.widgets.questions import Field
from tui.widgets.rail import entries
from tui.wizard.app import Wizard

TO_REVIEW = ("enter", "enter")
TO_FIRST_PAGE = (*TO_REVIEW, "enter")


def text_of(wizard: Wizard, selector: str) -> str:
    return str(wizard.screen.query_one(selector, Static).render())


def page_of(wizard: Wizard) -> str:
    assert isinstance(wizard.screen, StepPage)
    return wizard.screen.current.key


@asynccontextmanager
async def in_trouble(wizard: Wizard, cloud: Cloud) -> AsyncIterator[Pilot[int]]:
    """The wizard when it was to build everything, and one thing could not be made."""
    cloud.broken.add("load-balancer")
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press_until(pilot, TroubleMenu, *TO_REVIEW, "b")
        yield pilot


async def test_enter_and_nothing_but_enter_builds_the_platform(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for _ in range(30):
            if isinstance(wizard.screen, Finish):
                break
            await press(pilot, "enter")
        assert isinstance(wizard.screen, Finish)
        assert set(cloud.objects) == WHOLE
        assert "practice stands" in text_of(wizard, "#headline")


async def test_the_guided_walk_shows_one_page_after_another(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert isinstance(wizard.screen, Start)
        await press(pilot, "enter")
        assert isinstance(wizard.screen, TargetPage)
        await press(pilot, "enter")
        assert isinstance(wizard.screen, Review)
        await press(pilot, "enter")
        assert page_of(wizard) == "preflight"
        await press(pilot, "enter", "enter")
        assert page_of(wizard) == "network"
        assert "Done" in text_of(wizard, "#next")


async def test_an_optional_step_can_be_skipped_and_is_not_built(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "enter", "enter", "enter", "s", "enter")
        assert page_of(wizard) == "front"
        assert set(cloud.objects) == {"network", "subnet.a", "subnet.b", "load-balancer"}


async def test_what_an_earlier_life_had_is_not_done_in_this_one(wizard: Wizard) -> None:
    def word() -> str:
        assert wizard.sight
        sight = wizard.sight
        return entries(sight.book, sight.progress, sight.plan, "")[2].mark.word

    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "n", "enter", "enter", "enter")
        assert word() == "done", "the optional step was made, and has gone"
        wizard.tear_down()
        await settled(pilot)
        wizard.build(None)
        await settled(pilot)
        assert word() == "skipped"


async def test_after_a_teardown_the_contents_say_what_status_says(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "n", "enter")
        await wizard.build(None).wait()
        await settled(pilot)
        wizard.tear_down()
        await settled(pilot)
        assert wizard.sight
        sight = wizard.sight
        rail = [each.mark.word for each in entries(sight.book, sight.progress, sight.plan, "")][1:]
        told = [each.state for each in read_status(sight.work.deployment, sight.book).steps][1:]
        assert rail == told == ["gone"] * 4


async def test_an_optional_step_goes_when_the_next_one_is_built(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "n", "enter")
        assert "bonus" in cloud.objects
        await press(pilot, "enter", "enter")
        assert page_of(wizard) == "front"
        assert "bonus" not in cloud.objects


async def test_what_is_slow_goes_on_while_the_next_page_is_read_and_asked_for(
    wizard: Wizard, cloud: Cloud
) -> None:
    gate = cloud.slow["load-balancer"] = threading.Event()
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "n", "n")
        await pilot.press("enter")
        await until(pilot, lambda: "load-balancer" in cloud.objects)
        await pilot.press("enter")
        assert page_of(wizard) == "look"
        assert wizard.room.busy
        await pilot.press("enter")
        await until(pilot, lambda: "look" in [step.key for step in wizard.queued])
        assert "service.hello" not in cloud.objects
        gate.set()
        await settled(pilot)
        assert "service.hello" in cloud.objects


async def test_build_everything_from_the_review(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b")
        assert isinstance(wizard.screen, Everything)
        assert "Everything stands" in text_of(wizard, "#far")
        assert set(cloud.objects) == WHOLE
        await press(pilot, "enter")
        assert isinstance(wizard.screen, Finish)


async def test_stopping_everything_keeps_what_stands_and_goes_on_later(wizard: Wizard, cloud: Cloud) -> None:
    gate = cloud.slow["load-balancer"] = threading.Event()
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW)
        await pilot.press("b")
        await until(pilot, lambda: "load-balancer" in cloud.objects)
        await press(pilot, "x")
        assert "Stopped" in text_of(wizard, "#far")
        gate.set()
        await press(pilot, "t")
        assert set(cloud.objects) == WHOLE


async def test_a_failure_is_told_in_three_parts_and_tried_again(wizard: Wizard, cloud: Cloud) -> None:
    async with in_trouble(wizard, cloud) as pilot:
        words = text_of(wizard, ".prose")
        assert "load-balancer cannot be made." in words
        assert "The cloud is full." in words
        assert "What to do: Make room" in words
        await press(pilot, "escape")
        assert text_of(wizard, "#far").endswith("t goes on; i says why.")
        cloud.broken.clear()
        await press(pilot, "t")
        assert set(cloud.objects) == WHOLE


async def test_a_failure_can_be_kept_and_left(wizard: Wizard, cloud: Cloud) -> None:
    async with in_trouble(wizard, cloud) as pilot:
        await pilot.press("k")
        await pilot.pause(0.4)
    assert wizard.return_value == Exit.FAILED
    assert "network" in cloud.objects


async def test_what_was_left_is_offered_first_and_carried_on(cloud: Cloud) -> None:
    first = new_wizard(cloud)
    async with first.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "enter", "q")
        assert isinstance(first.screen, QuitMenu)
        await pilot.press("k")
        await pilot.pause(0.4)
    second = new_wizard(cloud)
    async with second.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        option = second.screen.query_one(OptionList).highlighted_option
        assert option
        assert "Stopped at step 3 of 5" in str(option.prompt), (
            "at the optional page, which nobody has passed over yet"
        )
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(second.screen, StepPage))
        assert page_of(second) == "bonus"
        assert any(
            "network says hello" in line for line in second.screen.query_one("#Output Output", Output).lines
        )
        await press(pilot, "s", "enter", "enter", "enter")
        assert set(cloud.objects) == WHOLE


async def test_a_deployment_named_at_the_start_is_opened_at_once(cloud: Cloud) -> None:
    first = new_wizard(cloud)
    async with first.run_test() as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b")
        await first.room.close()
    second = new_wizard(cloud, start="practice")
    async with second.run_test() as pilot:
        await settled(pilot)
        await until(pilot, lambda: isinstance(second.screen, Finish))


async def test_quitting_in_the_middle_takes_no_time_and_is_written_down(wizard: Wizard, cloud: Cloud) -> None:
    cloud.slow["load-balancer"] = threading.Event()
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW)
        await pilot.press("b")
        await until(pilot, lambda: "load-balancer" in cloud.objects)
        await pilot.press("ctrl+c")
        await pilot.press("k")
        await until(pilot, lambda: wizard.return_value is not None)
    assert wizard.return_value == Exit.STOPPED
    ended = Deployment("practice").progress().ended
    assert ended
    assert ended.outcome == "stopped"


async def test_a_practice_deployment_is_taken_down_by_one_enter(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b", "enter", "d")
        assert "practice deployment: Enter deletes all of practice" in text_of(wizard, "#sign")
        assert not wizard.screen.query_one(Input).display
        await press(pilot, "enter")
        assert not cloud.objects


async def test_teardown_asks_for_the_name_and_gives_a_receipt(wizard: Wizard, cloud: Cloud) -> None:
    cloud.foreign.add("network")
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await wizard.open("practice", Target(TargetKind.AWS, region="eu-central-1"))
        await wizard.build(None).wait()
        wizard.pages.show_teardown()
        await press(pilot, "enter")
        assert cloud.objects, "an empty name deletes nothing"
        assert wizard.screen.query_one(Input).placeholder != "practice"
        assert isinstance(wizard.screen, Teardown)
        assert "network stays: not this deployment's" in text_of(wizard, "#promise")
        await press(pilot, *"practise", "enter")
        assert cloud.objects, "a wrong name deletes nothing"
        assert "That is not its name" in text_of(wizard, "#sign")
        await press(pilot, *"practice", "enter")
        assert not cloud.objects
        assert "4 made, 4 gone, running cost now $0.00/h" in text_of(wizard, "#promise")
        await press(pilot, "enter")
        assert isinstance(wizard.screen, Start)


async def test_a_teardown_that_left_something_goes_on(wizard: Wizard, cloud: Cloud) -> None:
    cloud.stubborn.add("load-balancer")
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b", "d", "enter")
        assert "4 left" in text_of(wizard, "#promise")
        cloud.stubborn.clear()
        await press(pilot, "enter")
        assert not cloud.objects
        assert "running cost now $0.00/h" in text_of(wizard, "#promise")


async def test_teardown_is_one_key_away_while_something_is_being_built(wizard: Wizard, cloud: Cloud) -> None:
    cloud.slow["load-balancer"] = threading.Event()
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW)
        await pilot.press("b")
        await until(pilot, lambda: "load-balancer" in cloud.objects)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(wizard.screen, Teardown) and wizard.focused is not None)
        await pilot.press("enter")
        await until(pilot, lambda: not cloud.objects)  # the build has to come to its end before


async def test_escape_leads_back_from_every_page(wizard: Wizard) -> None:
    async with wizard.run_test() as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b", "enter", "d")
        seen = []
        for _ in range(5):
            seen.append(type(wizard.screen))
            await press(pilot, "escape")
        assert seen == [Teardown, Finish, Everything, Review, TargetPage]
        assert isinstance(wizard.screen, Start)


async def test_one_answer_is_changed_and_the_review_is_back(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "e", "down", "enter")
        field = wizard.screen.query_one(Field)
        field.query_one(Input).value = "large"
        await press(pilot, "enter")
        assert isinstance(wizard.screen, Review)
        assert wizard.sight
        assert wizard.sight.plan.answers["size"] == "large"
        rows = [row for row in wizard.screen.query_one(PlanTable)._rows if row[0] == "Size"]
        assert rows == [("Size", "large", "your answer")]


@pytest.mark.parametrize(
    ("typed", "objection"), [("enormous", "“enormous” is no size."), ("huge", "more than this cloud has")]
)
async def test_a_wrong_text_is_objected_to_in_its_place(wizard: Wizard, typed: str, objection: str) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n")
        field = wizard.screen.query_one(Field)
        entry = field.query_one(Input)
        entry.focus()
        entry.value = typed
        await press(pilot, "enter")
        assert objection in str(field.query_one(".trouble", Static).render())
        assert wizard.sight
        assert wizard.sight.plan.answers["size"] == "small"


async def test_a_wrong_choice_is_objected_to_in_its_place(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE)
        field = wizard.screen.query_one(Field)
        field.focus_answer()
        await press(pilot, "enter")
        assert "At least two zones" in str(field.query_one(".trouble", Static).render())


async def test_a_name_that_aws_would_refuse_is_objected_to(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        name = wizard.screen.query_one("#name", Input)
        name.focus()
        name.value = "Not A Name"
        await press(pilot, "enter")
        assert "cannot be a deployment's name" in text_of(wizard, "#name-trouble")
        assert isinstance(wizard.screen, TargetPage)


async def test_expired_credentials_are_tried_again_in_place(
    wizard: Wizard, cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile work]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/builder\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setattr("steps.target.profiles.open_target", cloud.reach)
    cloud.logged_in = False
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "enter", "enter")
        assert "aws sso login" in text_of(wizard, "#said")
        cloud.logged_in = True
        await press(pilot, "t")
        assert ACCOUNT in text_of(wizard, "#said")
        await press(pilot, "enter", "enter", "enter")
        assert isinstance(wizard.screen, Review)
        assert wizard.sight
        assert wizard.sight.plan.region == "eu-west-1"


async def test_the_finish_opens_copies_and_scales(wizard: Wizard, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser("firefox")
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b", "enter", "o", "c")
        assert browser.opened == ["http://front.example/"]
        assert wizard.clipboard == "http://front.example/"
        assert wizard.sight
        before = wizard.sight.plan.apps[0].count
        await press(pilot, "plus")
        assert wizard.sight.plan.apps[0].count == before + 1
        await press(pilot, "minus")
        assert wizard.sight.plan.apps[0].count == before


async def test_where_only_a_text_browser_is_the_address_is_copied(
    wizard: Wizard, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser("/usr/bin/w3m")
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b", "enter", "o")
        assert browser.opened == []
        assert wizard.clipboard == "http://front.example/"


async def test_the_last_task_goes_only_after_a_question(wizard: Wizard, cloud: Cloud) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_REVIEW, "b", "enter")
        assert wizard.sight
        sight = wizard.sight
        while sight.plan.apps[0].count > 1:
            await press(pilot, "minus")
        await press(pilot, "minus")
        assert isinstance(wizard.screen, OutageMenu)
        await press(pilot, "escape")
        assert sight.plan.apps[0].count == 1
        await press(pilot, "minus", "n")
        assert sight.plan.apps[0].count == 0
        await press(pilot, "minus")
        assert isinstance(wizard.screen, Finish)
        assert sight.plan.apps[0].count == 0


async def test_the_last_words_say_what_stands_and_the_ways_back(wizard: Wizard) -> None:
    async with wizard.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert wizard.last_words == ""
        await press(pilot, *TO_REVIEW, "b", "enter")
        stands = wizard.last_words
        wizard.tear_down()
        await settled(pilot)
        assert wizard.last_words == "Nothing of practice stands."
        wizard.pages.show_start()
        await settled(pilot)
        assert wizard.last_words == ""
    assert stands.splitlines() == [
        "practice: 5 resources in the practice cloud of this machine, nothing is billed.",
        "Come back with: fargate-wizard",
        "Take it down with: fargate-wizard down practice",
    ]


async def test_the_cli_lines_are_copied(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "enter", "4", "c")
        assert "aws pretend create --name network\n" in wizard.clipboard


async def test_help_lists_every_key_of_the_page_in_words(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE, "n", "question_mark")
        assert isinstance(wizard.screen, Help)
        words = " ".join(str(each.render()) for each in wizard.screen.query(Static))
        assert "Make what this page is about" in words
        assert "See what would be deleted" not in words, "nothing stands yet"


async def test_a_terminal_that_shrinks_keeps_the_page(wizard: Wizard) -> None:
    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, *TO_FIRST_PAGE)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert wizard.screen.has_class("-narrow", "-short")
        assert page_of(wizard) == "preflight"


async def test_somebody_else_at_work_is_said_and_nothing_is_opened(wizard: Wizard) -> None:
    with Deployment("practice").locked():
        async with wizard.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "enter")
            assert "Another fargate-wizard is working on practice" in text_of(wizard, "#said")
            assert wizard.sight is None
