"""# See it work

It stands: it is up, and answers. This page asks every address from here, as anybody on the Internet would, and shows what
comes back:

- the public apps answer on the load balancer's address, each under its path;
- asked again and again, the first page names two different tasks: they take turns, in two zones;
- the quotation comes from a task that nothing outside can reach, asked for by its name.

Enter shows what you have built: open the pages, press `+` and `-` to run more tasks or fewer and watch them come and go, read
what everything did. And when you are done, `d` takes all of it down again and shows you that nothing is left.

## The way on

- **Any answer of theirs** proves the way, also a 404 or a redirect, which is not followed.
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

from http import HTTPStatus
from typing import Any

import msgspec

from steps.appfile.apps import App
from steps.aws.knock import LeftOut, NoAnswer, knock
from steps.aws.last_words import latest_lines_of
from steps.aws.listener import Listener
from steps.aws.listener_rules import ListenerRule
from steps.aws.load_balancer import LoadBalancer, load_balancer
from steps.book.ecs_service import Service
from steps.book.front_door import door
from steps.book.names import private_service
from steps.book.services import service
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, WhenReady
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot
from steps.engine.troubles import NotYet, Trouble


class Answers(Check):
    """A public app answers on the load balancer's address."""

    app: App
    door: WhenReady[Listener | ListenerRule]
    balancer: WhenReady[LoadBalancer]
    service: WhenReady[Service]
    patience = 300.0

    def verify(self, site: Site) -> str:
        """Ask for its page: whatever the app answers, the way to it is open."""
        url = site.handle(self.door).url
        try:
            return f"{self.app.name} answers at {url}: {knock(site, url)}"
        except LeftOut as why:
            return f"{self.app.name} was not asked at {url}: {why}"

    def overdue(self, site: Site, not_yet: NotYet) -> Trouble:
        """What was seen last, why that may be, and the app's own last lines."""
        name, deployment = self.app.name, site.plan.deployment
        return Trouble(
            f"{name} does not answer through the front door. {not_yet}",
            why=not_yet.causes if isinstance(not_yet, NoAnswer) else "",
            cure=f"Read what it writes (`fargate-wizard logs {deployment} {name}`) and correct it; then build again.",
            lines=latest_lines_of(site, name),
        )


class HostNamesAlternate(Check):
    """Two tasks share the work: their names take turns."""

    app: App
    answers: WhenReady[Answers]
    door: WhenReady[Listener | ListenerRule]
    patience = 120.0

    def verify(self, site: Site) -> str:
        """Ask until two different hosts have answered."""
        url = site.handle(self.door).url
        try:
            hosts = {read_answer(site, url, "hostname")[0] for _ in range(6)}
        except LeftOut as why:
            return f"not asked for their names: {why}"
        if len(hosts) < 2:
            raise NotYet(f"Only {', '.join(hosts)} answers at {url} so far.")
        *some, last = sorted(hosts)
        return f"Requests go to {', '.join(some)} and {last} in turn"


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
        try:
            quote, author = read_answer(site, url, "quote", "author")
        except LeftOut as why:
            return f"not asked for a quotation: {why}"
        return f"“{quote}” ({author})"


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


def read_answer(site: Site, url: str, *keys: str) -> tuple[str, ...]:
    """What the app answers under these keys, as the apps do that come with the wizard.

    Raises NotYet while it fails, and LeftOut where another app has its name, which answers otherwise.
    """
    answer = knock(site, url, accept="application/json")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NotYet(f"{url} answers {answer}.")
    try:
        told = msgspec.json.decode(answer.page, type=dict[str, Any])
        return tuple(str(told[key]) for key in keys)
    except (msgspec.MsgspecError, KeyError):
        raise LeftOut(f"{url} answers {answer}, without {' and '.join(keys)}") from None


def happened(plan: Plan) -> tuple[str, ...]:
    """What was answered."""
    return tuple(f"{slot(check, 'said')}." for check in checks(plan))


STEP = Step(title="See it work", checks=checks, happened=happened)
