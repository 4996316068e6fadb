"""# Look

It stands. This page asks every address from here, as anybody on the Internet would, and shows what comes back:

- the public apps answer on the load balancer's address, each under its path;
- asked again and again, the first page names two different hosts: two tasks share the work, in two zones;
- the quotation comes from a task that nothing outside can reach, asked for by name.

From here you can change the number of tasks and watch them come and go, open the pages, or read what everything did. And when
you are done: one key takes everything down again, and shows you that nothing is left.
"""

import json
import urllib.error
import urllib.request

from steps.appfile.apps import App
from steps.aws.listener import Listener
from steps.aws.listener_rules import ListenerRule
from steps.aws.load_balancer import LoadBalancer, load_balancer
from steps.book.front_door import door
from steps.book.names import private_service
from steps.book.services import Service, service
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, WhenReady
from steps.engine.model.site import Site
from steps.engine.model.step import Step
from steps.engine.troubles import NotYet

ANSWER_WITHIN = 10.0  # seconds


class Answers(Check):
    """A public app answers on the load balancer's address."""

    app: App
    door: WhenReady[Listener | ListenerRule]
    balancer: WhenReady[LoadBalancer]
    service: WhenReady[Service]
    patience = 300.0

    def verify(self, site: Site) -> str:
        """Ask for its page."""
        url = site.handle(self.door).url
        fetch(url)
        return f"{self.app.name} answers at {url}"


class HostNamesAlternate(Check):
    """Two tasks share the work: their names take turns."""

    app: App
    answers: WhenReady[Answers]
    door: WhenReady[Listener | ListenerRule]
    patience = 120.0

    def verify(self, site: Site) -> str:
        """Ask until two different hosts have answered."""
        url = site.handle(self.door).url
        hosts = {json.loads(fetch(url, accept="application/json"))["hostname"] for _ in range(6)}
        if len(hosts) < 2:
            raise NotYet(f"Only {', '.join(hosts)} answers at {url} so far.")
        return f"requests go to {' and '.join(sorted(hosts))} in turn"


class QuoteComesBack(Check):
    """One app finds another by name, inside."""

    app: App
    answers: WhenReady[Answers]
    door: WhenReady[Listener | ListenerRule]
    private: WhenReady[tuple[Service, ...]]
    patience = 120.0

    def verify(self, site: Site) -> str:
        """Ask for a quotation."""
        url = f"{site.handle(self.door).url.rstrip('/')}/random-quote"
        quote = json.loads(fetch(url, accept="application/json"))
        return f"“{quote['quote']}” ({quote['author']})"


def checks(plan: Plan) -> tuple[Check, ...]:
    """The answer of each public app that has tasks, and what the apps that come with the wizard can show besides."""
    answers = {
        app.name: Answers(app, door(plan, app), load_balancer(plan), service(plan, app))
        for app in plan.public_apps
        if app.count
    }
    found: list[Check] = list(answers.values())
    for app in plan.public_apps:
        if app.name == "hostname-app" and app.count:
            here = door(plan, app)
            private = tuple(private_service(plan, each) for each in plan.private_apps if each.count)
            found += [HostNamesAlternate(app, answers[app.name], here)] if app.count > 1 else []
            within = app.path == "/" or app.path.endswith("*")
            found += [QuoteComesBack(app, answers[app.name], here, private)] if private and within else []
    return tuple(found)


def fetch(url: str, accept: str = "*/*") -> bytes:
    """The page at this address. Raises NotYet while it does not answer."""
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310  (always http, our own address)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ANSWER_WITHIN) as answer:
            page: bytes = answer.read()
            return page
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise NotYet(f"{url} does not answer yet: {getattr(error, 'reason', error)}.") from error


STEP = Step(title="Look", checks=checks)
