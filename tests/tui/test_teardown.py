"""A teardown that is held says by what, counts down and goes on by itself; what is left is on the receipt, with the reason."""

import msgspec
import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Static

from steps.engine.model.obstacle import Cleared, Obstacle
from steps.engine.model.sentences import sentence
from steps.target.target import Target, TargetKind
from tests.tui.book import Cloud
from tests.tui.conftest import NOON, new_wizard, press, settled, until
from tests.tui.pictures import Picture
from tests.tui.widgets.stage import Stage
from tui.lines.plain import EventLines
from tui.lines.step_lines import urgent
from tui.widgets.in_the_way import InTheWay
from tui.widgets.left_over import LeftOver
from tui.widgets.output import entries
from tui.wizard.app import Wizard

pytestmark = pytest.mark.usefixtures("at_noon")
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


async def to_teardown(pilot: Pilot[int], wizard: Wizard) -> None:
    """Build it in an account, and go to the page."""
    await settled(pilot)
    await wizard.open("practice", Target(TargetKind.AWS, region="eu-central-1"))
    await wizard.build(None).wait()
    wizard.pages.show_teardown()
    await settled(pilot)


def text_of(wizard: Wizard, kind: type[Static]) -> str:
    return str(wizard.screen.query_one(kind).render())


@SIZES
async def test_what_holds_on_is_shown_with_a_countdown_until_it_has_let_go(
    snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    cloud = Cloud()
    wizard = new_wizard(cloud)
    wizard.now = lambda: NOON + 10
    async with wizard.run_test(size=size) as pilot:
        await to_teardown(pilot, wizard)
        cloud.held.add("subnet.a")
        await pilot.press(*"practice", "enter")
        await until(pilot, lambda: bool(wizard.sight and wizard.sight.progress.obstacles))
        wizard.redraw_now()
        await pilot.pause()
        assert "subnet.a is held  the run waits 0:20 more" in text_of(wizard, InTheWay)
        assert "eni-0a1b2c3d" in text_of(wizard, InTheWay)
        assert "Usually within 20 min" in text_of(wizard, InTheWay)
        assert wizard.export_screenshot() == snapshot(name="held", extension_class=Picture)
        cloud.held.clear()
        await settled(pilot)
        assert not cloud.objects
        assert not wizard.screen.query_one(InTheWay).display
        assert "every id in its journal" in text_of(wizard, LeftOver)


@SIZES
async def test_what_is_left_is_on_the_receipt_with_the_reason(size: tuple[int, int]) -> None:
    cloud = Cloud(stubborn={"load-balancer"})
    wizard = new_wizard(cloud)
    async with wizard.run_test(size=size) as pilot:
        await to_teardown(pilot, wizard)
        await press(pilot, *"practice", "enter")
        assert "load-balancer does not want to go. Ask it again." in text_of(wizard, LeftOver)
        assert "left until that has gone: network (id-network), subnet.a" in text_of(wizard, LeftOver)
        assert "still costs about" in text_of(wizard, LeftOver)
        assert wizard.sight
        assert wizard.sight.exit_code == 3


def test_it_is_told_in_one_wording_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    event = Obstacle(
        resource="subnet.a", kind="AWS::EC2::NetworkInterface", id="eni-1", what="the network interface eni-1 is in it",
        cure="Ask ada.", patience=1200,
    )  # fmt: skip
    words = str(sentence(event))
    assert words == (
        "subnet.a: HELD. The network interface eni-1 is in it. Ask ada. "
        "The run waits up to 20 min for that and goes on by itself."
    )
    EventLines()(event)
    assert words in capsys.readouterr().out
    (entry,) = entries(event)
    assert words.endswith(entry.text)


def test_what_lets_go_by_itself_is_no_news_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    held = Obstacle(
        resource="subnet.a", kind="AWS::EC2::NetworkInterface.LoadBalancer", id="eni-1", what="it is in it",
        cure="It goes.", usual=60,
    )  # fmt: skip
    told, all_told = EventLines(), EventLines(verbose=True)
    for event in (held, Cleared(resource="subnet.a", id="eni-1", seconds=40)):
        told(event)
        assert urgent(event) == ()
    assert capsys.readouterr().out == ""
    all_told(held)
    assert "Held for the moment. It is in it. It goes. Usually within 1 min." in capsys.readouterr().out


def test_what_somebody_has_to_let_go_of_is_told_while_it_happens() -> None:
    event = Obstacle(
        resource="subnet.a", kind="AWS::EC2::Instance", id="i-1", what="it is in it", cure="Ask ada."
    )
    assert urgent(event) == (str(sentence(event)),)


async def test_what_lets_go_by_itself_is_calm_and_alike_things_are_one() -> None:
    eni = Obstacle(
        resource="network", kind="AWS::EC2::NetworkInterface", id="eni-1", what="eni-1 is in it", cure="", usual=60, patience=90
    )  # fmt: skip
    held = [eni, msgspec.structs.replace(eni, id="eni-2")]
    widget = InTheWay()
    async with Stage(widget).run_test():
        widget.show(held, eni.at)
        shown = str(widget.render())
        assert shown.count("network is held") == 1
        assert "1 more like it: eni-2. There is nothing for you to do." in shown
        widget.show([msgspec.structs.replace(each, usual=0) for each in held], eni.at)
        assert str(widget.render()).count("network is held") == 2
        assert "nothing for you to do" not in str(widget.render())
