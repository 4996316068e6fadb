"""The health checks of the targets, at their group's interval, on threads of their own."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from steps.sandbox.real_seconds import Pace
from steps.sandbox.targets import health_check
from steps.sandbox.targets.states import CHECKING, HEALTHY, RegisteredTarget, TargetState, TargetStatus
from steps.sandbox.world import World

LOG = logging.getLogger(__name__)

QUICK, STEADY = (
    0.05,
    1.0,
)  # real seconds: the shortest pause between checks before and after a target is healthy
PATIENT_CHECKS = 40  # after so many failures in a row the checks become steady too
THREADS = 8

Place = Callable[[str, str, int], tuple[str, int] | None]


class Checkups:
    """Checks targets again and again; `counts(group_arn, target)` says whether a registration still matters."""

    def __init__(
        self, world: World, pace: Pace, where: Place, counts: Callable[[str, RegisteredTarget], bool]
    ) -> None:
        self._world = world
        self._pace = pace
        self._where = where
        self._counts = counts
        self._checkers = ThreadPoolExecutor(THREADS, "practice-health")

    def begin(self, group: Any, target: RegisteredTarget) -> None:
        """Check a newly registered target at once, and then for as long as it counts."""
        target.status, target.passes, target.failures = CHECKING, 0, 0
        self._submit(group, target)

    def _submit(self, group: Any, target: RegisteredTarget) -> None:
        self._checkers.submit(self._check, group, target)

    def _check(self, group: Any, target: RegisteredTarget) -> None:
        """Check a target once and have it checked again, whatever comes of it: a defect is this target's alone."""
        try:
            verdict = self._ask(group, target)
        except Exception:
            LOG.exception("a health check of %s:%s failed", target.ip, target.port)
            verdict = health_check.INTERNAL
        with self._world.lock:
            if verdict is not None and self._checked(group, target):
                record(
                    target, verdict, int(group.healthy_threshold_count), int(group.unhealthy_threshold_count)
                )
                self._pace.later(self._pause(group, target), lambda: self._submit(group, target))

    def _ask(self, group: Any, target: RegisteredTarget) -> health_check.HealthCheckResult | None:
        """Ask a target how it is; None when it is not checked any more."""
        with self._world.lock:
            if not self._checked(group, target):
                return None
            question = health_check.HealthCheck.of(group, self._world.clock)
            port = target.port if group.health_check_port == "traffic-port" else int(group.health_check_port)
            place = self._where(group.arn, target.ip, port)
        return health_check.check(place, question)

    def _checked(self, group: Any, target: RegisteredTarget) -> bool:
        """Whether this target is one that is checked: neither gone nor draining nor out of use."""
        being_checked = (
            target.status.state in {TargetState.HEALTHY, TargetState.UNHEALTHY} or target.status is CHECKING
        )
        return being_checked and self._counts(group.arn, target)

    def _pause(self, group: Any, target: RegisteredTarget) -> float:
        steady = target.status.state is TargetState.HEALTHY or target.failures > PATIENT_CHECKS
        scaled = self._world.clock.real(float(group.health_check_interval_seconds))
        return max(scaled, STEADY if steady else QUICK)


def record(
    target: RegisteredTarget,
    verdict: health_check.HealthCheckResult,
    passes_needed: int,
    failures_needed: int,
) -> None:
    """Count one check. One pass makes a new target healthy; later changes need as many in a row as the group says."""
    if verdict.passed:
        target.passes, target.failures = target.passes + 1, 0
        if target.status is CHECKING or target.passes >= passes_needed:
            target.status = HEALTHY
    else:
        target.passes, target.failures = 0, target.failures + 1
        if target.status.state is TargetState.UNHEALTHY or target.failures >= failures_needed:
            target.status = TargetStatus(TargetState.UNHEALTHY, verdict.reason, verdict.description)
