"""While something is built, the page says how far it is, how long it will still take, and what is overdue."""

import threading

from textual.widgets import Static

from steps.engine.memory.usual import Usual
from tests.tui.book import Cloud
from tests.tui.conftest import new_wizard, press, settled, until


async def test_the_time_that_is_left_and_what_is_overdue() -> None:
    gate = threading.Event()
    cloud = Cloud(slow={"load-balancer": gate})
    wizard = new_wizard(cloud)

    def far(seconds: float) -> str:
        wizard.now = lambda: since + seconds
        wizard.redraw_now()
        return str(wizard.screen.query_one("#far", Static).render())

    async with wizard.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter")
        await pilot.press("b")
        await until(pilot, lambda: wizard.sight is not None and "load-balancer" in cloud.objects)
        assert wizard.sight
        wizard.sight.usual = Usual()  # as on AWS: in this cloud nothing takes any time
        since = wizard.sight.progress.node("load-balancer").since
        early, late = far(50), far(300)
        gate.set()
        await settled(pilot)
    assert early.startswith("Building ━")
    assert early.endswith("3 of 6 · about 2 min 40 s left"), "a hundred seconds, and sixty for the service"
    assert late.endswith("left · load-balancer overdue")
    assert early.count("━") < late.count("━"), "the bar grows"
