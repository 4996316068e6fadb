"""A service behind a load balancer is rolled over to new tasks, and nobody who asks it notices."""

import math
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.front_door import ask
from tests.sandbox.grounds import Grounds, write_app
from tests.sandbox.waiting import until

CLIENTS = 3


@pytest.mark.parametrize("speed", [50.0, math.inf])
def test_a_roll_of_tasks_loses_no_request(
    practice_at: Callable[[float], Any], tmp_path: Path, speed: float
) -> None:
    grounds = Grounds(practice_at(speed).client, tmp_path)
    group = grounds.front()
    grounds.serve(count=2, **grounds.behind(group))
    until(lambda: grounds.steady(2), within=30)
    answers: Counter[int | str] = Counter()
    stopped = threading.Event()

    def keep_asking() -> None:
        while not stopped.is_set():
            try:
                answers[ask(grounds.balancer["DNSName"]).status] += 1
            except OSError as error:
                answers[repr(error)] += 1

    clients = [threading.Thread(target=keep_asking) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        before = {task["taskArn"] for task in grounds.tasks()}
        grounds.ecs.update_service(cluster="demo", service="web", forceNewDeployment=True)
        until(lambda: grounds.steady(2), within=60)
        after = {task["taskArn"] for task in grounds.tasks()}
    finally:
        stopped.set()
        for client in clients:
            client.join(10)
    assert len(after) == 2
    assert not before & after
    assert set(answers) == {200}, answers


SLOW = """
import os, pathlib, signal, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            pathlib.Path("asked").touch()
            while not pathlib.Path("go").exists():
                threading.Event().wait(0.02)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass

ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""


def test_a_task_that_is_replaced_answers_what_it_was_asked_before_it_stops(
    practice_at: Callable[[float], Any], tmp_path: Path
) -> None:
    grounds = Grounds(practice_at(math.inf).client, tmp_path)
    app = write_app(tmp_path)
    (app / "server.py").write_text(SLOW)
    group = grounds.front()
    grounds.serve(**grounds.behind(group))
    until(lambda: grounds.steady(1), within=30)
    answers: list[int] = []
    client = threading.Thread(target=lambda: answers.append(ask(grounds.balancer["DNSName"], "/slow").status))
    client.start()
    until((app / "asked").exists)
    grounds.ecs.update_service(cluster="demo", service="web", forceNewDeployment=True)

    def states() -> list[str]:
        found = grounds.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return sorted(one["TargetHealth"]["State"] for one in found)

    until(lambda: states() == ["draining", "healthy"], within=30)
    assert {task["lastStatus"] for task in grounds.tasks("STOPPED")} == {"DEACTIVATING"}
    (app / "go").touch()
    client.join(10)
    assert answers == [200]
    until(lambda: states() == ["healthy"] and len(grounds.stopped()) == 1, within=30)
