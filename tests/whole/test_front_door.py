"""The last page, as a load balancer judges: any answer of the app proves the door, and no answer is a finding."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from steps import STEPS
from steps.appfile.apps import BUNDLED, load
from steps.aws import remains
from steps.aws.security_groups import OPEN_TO
from steps.book.look import Answers, HostNamesAlternate, checks
from steps.engine.build import patience
from steps.engine.build.settle import settle
from steps.engine.build.up import build
from steps.engine.build.work import Work
from steps.engine.memory.deployment import Deployment
from steps.engine.model.events import AnyEvent, Checked, Failed, Outcome
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle
from steps.engine.troubles import NotYet, Stopped
from steps.target.target import Target, TargetKind, open_target, start_practice, stop_practice

SERVER = """
import os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        status = 200 if self.path == "/health" else int(os.environ["ANSWER"])
        if status == 504:
            print("waiting for a database that is not there", flush=True)
            time.sleep(60)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/login")
        self.send_header("Content-Length", "0" if status != 500 else "1000000")  # of 500 the body never comes
        self.end_headers()
        if status == 500:
            self.wfile.flush()
            time.sleep(60)

ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Answering).serve_forever()
"""
ANSWERS = {"missing": 404, "login": 302, "closed": 401, "broken": 500, "silent": 504}


def write_app(folder: Path, name: str, answer: int, path: str) -> None:
    (folder / name).mkdir(parents=True)
    shutil.copy(BUNDLED / "static-app" / "Dockerfile", folder / name)
    (folder / name / "server.py").write_text(SERVER)
    (folder / name / "app.toml").write_text(
        f'name = "{name}"\nabout = "Answers {answer}."\nport = 8080\npath = "{path}"\ncpu = 256\nmemory = 512\ncount = 1\n'
        f'[health]\npath = "/health"\n[environment]\nANSWER = "{answer}"\n'
        '[practice]\ncommand = ["{python}", "-I", "server.py"]\n'
    )


@pytest.fixture(scope="module")
def events() -> list[AnyEvent]:
    return []


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, events: list[AnyEvent]) -> Iterator[Work]:
    """A platform of apps of which each answers otherwise, built as far as it can be."""
    folder = tmp_path_factory.mktemp("apps")
    for name, answer in ANSWERS.items():
        write_app(folder, name, answer, "/" if name == "missing" else f"/{name}/*")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FARGATE_WIZARD_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setattr(patience, "LEAST_PATIENCE", 1.0)
        start_practice(speed=float("inf"))
        deployment = Deployment("doors")
        try:
            with deployment.locked():
                aws = open_target(Target(TargetKind.SANDBOX))
                work = Work(deployment, STEPS, "sandbox", aws, events.append, remains=remains)
                settle(work, load(folder))
                assert build(work) is Outcome.FAILED
                yield work
        finally:
            stop_practice()


@pytest.mark.parametrize(
    ("app", "said"),
    [
        ("missing", "404 Not Found"),
        ("login", "302 Found, to http://127.0.0.1:1/login (not followed)"),
        ("closed", "401 Unauthorized"),
        ("broken", "500 Internal Server Error"),
    ],
)
def test_whatever_the_app_answers_proves_the_door(
    work: Work, events: list[AnyEvent], app: str, said: str
) -> None:
    checked = {event.check: event.said for event in events if isinstance(event, Checked)}
    assert checked[f"answers.{app}"].startswith(f"{app} answers at http://127.0.0.1:")
    assert checked[f"answers.{app}"].endswith(f": {said}")


def test_no_answer_in_time_is_a_finding_with_what_the_app_wrote(work: Work, events: list[AnyEvent]) -> None:
    failed = [event for event in events if isinstance(event, Failed)]
    assert [event.resource for event in failed] == ["answers.silent"]
    finding = failed[0]
    assert "with 504 Gateway Timeout" in finding.what
    assert "from a private subnet there is no way to the Internet" in finding.why
    assert "`fargate-wizard logs doors silent`" in finding.cure
    assert "waiting for a database that is not there" in finding.lines


def asked(work: Work, plan: Plan, url: str) -> str:
    """What the check of the first app says when its door is at this address."""
    run, check = work.new_run(plan), checks(plan)[0]
    assert isinstance(check, Answers)
    run.handles[check.door] = Handle("80", url=url)
    return check.verify(run.at(check))


CLOSED_DOOR = "http://127.0.0.1:1/"


@pytest.fixture
def unproxied(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_a_door_that_cannot_be_reached_is_waited_for(work: Work, unproxied: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotYet, match="cannot be reached: Connection refused"):
        asked(work, work.plan, CLOSED_DOOR)


def test_it_is_left_out_where_this_machine_is_not_let_in(work: Work, unproxied: pytest.MonkeyPatch) -> None:
    narrow = replace(work.plan, answers={**work.plan.answers, OPEN_TO.key: "203.0.113.7/32"})
    said = asked(work, narrow, CLOSED_DOOR)
    assert "was not asked at" in said
    assert "it lets in 203.0.113.7/32 alone" in said
    url = work.record.progress.node("listener").url
    assert asked(work, narrow, url).endswith("404 Not Found"), "whoever gets through asks"
    with pytest.raises(NotYet, match="cannot be reached"):
        asked(work, narrow, "http://not-known-yet.invalid/")  # that says nothing of who is let in


def test_it_is_left_out_where_only_a_proxy_leads_out(work: Work, unproxied: pytest.MonkeyPatch) -> None:
    unproxied.setenv("http_proxy", "http://ada:secret@proxy.example:3128")
    said = asked(work, work.plan, CLOSED_DOOR)
    assert said.endswith("only a proxy leads out of here, proxy.example (Connection refused)")
    assert "secret" not in said
    unproxied.delenv("http_proxy")
    unproxied.setenv("ALL_PROXY", "http://proxy.example:3128")
    assert asked(work, work.plan, CLOSED_DOOR).endswith("proxy.example (Connection refused)")
    unproxied.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(NotYet):
        asked(work, work.plan, CLOSED_DOOR)


def test_an_app_that_only_has_the_name_of_one_of_ours_is_not_held_to_its_answers(work: Work) -> None:
    app = next(app for app in work.plan.public_apps if app.path == "/")
    images = {"hostname-app": work.plan.images[app.name]}
    plan = replace(work.plan, apps=(replace(app, name="hostname-app", count=2),), images=images)
    check = next(each for each in checks(plan) if isinstance(each, HostNamesAlternate))
    run = work.new_run(plan)
    run.handles[check.door] = Handle("80", url=work.record.progress.node("listener").url)
    said = check.verify(run.at(check))
    assert "answers 404 Not Found, without hostname" in said


def test_nobody_who_stops_waits_for_an_answer(work: Work) -> None:
    silent = next(app for app in work.plan.public_apps if app.name == "silent")
    check = next(each for each in checks(work.plan) if isinstance(each, Answers) and each.app == silent)
    run = work.new_run()
    run.handles[check.door] = Handle("80", url=work.record.progress.node("listener-rule.silent").url)
    work.stop.set()
    try:
        with pytest.raises(Stopped):
            check.verify(run.at(check))
    finally:
        work.stop.clear()
