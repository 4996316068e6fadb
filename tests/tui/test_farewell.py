"""The last words on the terminal promise no address at which nothing answers."""

from steps.appfile.apps import App
from steps.engine.memory.progress import Progress
from steps.engine.model.events import Created, Creating, Ready
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step
from tests.tui.widgets.scene import APPS, BOOK, plan
from tui.farewell import addresses


class Rule(Resource):
    """What leads from the load balancer to the app."""

    app: App
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule"


def test_an_address_is_told_once_its_tasks_run() -> None:
    rule = Rule(APPS[0])
    book = (Step(title="Rules", key="rules", resources=lambda plan: [rule]), *BOOK)
    progress = Progress()
    progress.take(Ready(resource=rule.name, id="r", url="http://front.example/"))
    assert addresses(book, plan(), progress) == ["  hostname-app         does not run yet"]
    service = "service.hostname-app"
    progress.take(Creating(resource=service, kind="AWS::ECS::Service"))
    progress.take(Created(resource=service, id="s"))
    assert addresses(book, plan(), progress) == ["  hostname-app         does not run yet"]
    progress.take(Ready(resource=service, id="s"))
    assert addresses(book, plan(), progress) == ["  hostname-app         http://front.example/"]
