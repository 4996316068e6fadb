"""# See it work

It stands: it is up, and answers. This page asks every address from here, as anybody on the Internet would, and shows what
comes back:

- the public apps answer on the load balancer's address, each under its path;
- asked again and again, the first page names two different tasks: they take turns, in two zones;
- the quotation comes from a task that nothing outside can reach, asked for by its name.

Enter shows what you have built: open the pages, press `+` and `-` to run more tasks or fewer and watch them come and go, read
what everything did. And when you are done, `d` takes all of it down again and shows you that nothing is left.

## The way on

- **What stays when it goes.** ECS's and Elastic Load Balancing's service-linked roles are the account's, not this
  deployment's, and cost nothing. A hosted zone's month is not refunded.
- **The commands.** Everything that was done here was an `aws` command: tab `4` has them, and `c` copies them.
- **HTTPS**: a domain, a certificate for it (ACM, no charge), and a second listener on port 443.
- **More tasks by themselves** when there is more to do: service auto scaling.
- **Passwords**: in Secrets Manager or the Parameter Store, named in the task definition, never in its environment.
- **As code.** The command line is good for finding out. What is to last is better described in Terraform, CloudFormation or
  the CDK, which know what depends on what.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
"""

import json
import urllib.error
import urllib.request

from steps.appfile.apps import App
from steps.aws.load_balancer import LoadBalancer, load_balancer
from steps.book.front_door import Listener, ListenerRule, door
from steps.book.names import private_service
from steps.book.services import Service, service
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, WhenReady
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot
from steps.engine.troubles import NotYet

ANSWER_WITHIN = 10.0  # seconds
NO_ANSWER = (
    "Open the address in a browser. If it loads nowhere, the tab Tasks says how its tasks are. If only here not, this "
    "machine's address is not the one that may open the front door: answer that question again (`--set open-to=…`)."
)

NOT_BOTH = "The tab Tasks says how the other task is; a service with one task only takes no turns."


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
            raise NotYet(f"Only {', '.join(hosts)} answers at {url} so far.", cure=NOT_BOTH)
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
        url = f"{site.handle(self.door).url}random-quote"
        quote = json.loads(fetch(url, accept="application/json"))
        return f"“{quote['quote']}” ({quote['author']})"


def checks(plan: Plan) -> tuple[Check, ...]:
    """Each public app's answer, and what the apps that come with the wizard can show besides."""
    answers = {
        app.name: Answers(app, door(plan, app), load_balancer(plan), service(plan, app))
        for app in plan.public_apps
    }
    found: list[Check] = list(answers.values())
    for app in plan.public_apps:
        if app.name == "hostname-app":
            here = door(plan, app)
            private = tuple(private_service(plan, each) for each in plan.private_apps)
            found += [HostNamesAlternate(app, answers[app.name], here)] if app.count > 1 else []
            found += [QuoteComesBack(app, answers[app.name], here, private)] if private else []
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
        reason = getattr(error, "reason", error)
        raise NotYet(f"{url} does not answer yet: {reason}.", cure=NO_ANSWER) from error


def happened(plan: Plan) -> tuple[str, ...]:
    """What was answered."""
    return tuple(f"{slot(check, 'said')}." for check in checks(plan))


STEP = Step(title="See it work", checks=checks, happened=happened)
