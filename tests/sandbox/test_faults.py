"""A fault in one object's life is told once, where it belongs, and stops nothing else."""

import json
import logging
import math
import socket
import sys
import threading
from contextlib import ExitStack, suppress
from types import SimpleNamespace
from typing import Any, Self

from steps.sandbox.clock import Clock
from steps.sandbox.ecs.scheduler import look_after
from steps.sandbox.faults import Once
from tests.sandbox.front_door import Aws, FrontDoor, forward
from tests.sandbox.origin import origin
from tests.sandbox.raw import head_of
from tests.sandbox.waiting import until


class Kept(logging.Handler):
    """A log that keeps its records."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(record)


def record(log: logging.Handler, fails: Any) -> None:
    """Log what `fails` raises."""
    try:
        fails()
    except Exception:  # noqa: BLE001 - any defect will do
        log.handle(logging.LogRecord("practice", logging.ERROR, "", 0, "it failed", (), sys.exc_info()))


def test_the_log_says_a_fault_once_and_another_one_too() -> None:
    log = Kept()
    log.addFilter(Once())
    written = log.written
    for number in range(1000):
        record(log, lambda number=number: [][number])
        record(log, lambda: int("x"))
    assert [entry.exc_info[0] for entry in written if entry.exc_info] == [IndexError, ValueError]
    log.handle(logging.LogRecord("practice", logging.WARNING, "", 0, "no fault", (), None))
    log.handle(logging.LogRecord("practice", logging.WARNING, "", 0, "no fault", (), None))
    assert len(written) == 4


def test_a_defect_in_one_service_is_one_event_of_that_service() -> None:
    region = SimpleNamespace(now=lambda: 1.0)
    service: Any = SimpleNamespace(arn="arn", name="web", created_at=1.0, told=0, events=[], region=region)
    for _ in range(100):
        look_after(service)  # it has no status at all
    (event,) = service.events
    assert event["message"].startswith("(service web) met a defect of the practice cloud (AttributeError: ")


def test_an_action_that_fails_does_not_stop_the_clock() -> None:
    clock, done = Clock(math.inf, threading.RLock()), threading.Event()
    clock.after(1, lambda: 1 // 0)  # type: ignore[arg-type]
    clock.after(2, done.set)
    assert done.wait(10)


def test_targets_that_dribble_keep_no_other_from_its_health_checks(aws: Aws) -> None:
    door = FrontDoor(aws)
    slow, quick, balancer = door.targets("slow"), door.targets("quick"), door.balancer()
    door.listener(balancer, forward(slow), port=80)
    door.listener(balancer, forward(quick), port=81)
    with ExitStack() as running:
        ports = [running.enter_context(Dribbling()).port for _ in range(16)]
        asked = [{"Id": "127.0.0.1", "Port": port} for port in ports]
        door.elb.register_targets(TargetGroupArn=slow, Targets=asked)
        good = running.enter_context(origin())
        door.elb.register_targets(TargetGroupArn=quick, Targets=[good.target])
        door.wait_for(quick, "healthy", within=30)
        until(lambda: set(door.states(slow)) == {"unhealthy"}, within=60)
        described = {one["TargetHealth"]["Reason"] for one in door.health(slow)}
        assert described == {"Target.Timeout"}


def test_a_health_check_with_an_odd_path_is_still_a_check(aws: Aws) -> None:
    door = FrontDoor(aws)
    group = door.targets(HealthCheckPath="/gesund/é?x=%20 y")
    door.listener(door.balancer(), forward(group))
    with origin() as one:
        door.elb.register_targets(TargetGroupArn=group, Targets=[one.target])
        door.wait_for(group, "healthy")
        assert one.asked[0][1] == "/gesund/%C3%A9?x=%20%20y"


def test_a_role_without_a_statement_never_comes_to_be(aws: Aws) -> None:
    iam = aws("iam")
    with suppress(iam.exceptions.MalformedPolicyDocumentException):
        iam.create_role(RoleName="run", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17"}))
    assert not [role for role in iam.list_roles()["Roles"] if role["RoleName"] == "run"]


class Dribbling:
    """A target that answers a character now and then, and never to the end."""

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._over = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head_of(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not self._over.wait(0.3):
                connection.sendall(b"x")
