"""Cloud Map's operations: SUBMITTED, PENDING, and after a while SUCCESS with their targets, or FAIL with a reason."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from moto.servicediscovery.models import Operation as MotoOperation

from steps.sandbox.cloudmap.replaced_calls import Call, Parameters, moment, passes, refuse
from steps.sandbox.weather.pace import Slowed, times
from steps.sandbox.world import World

ACCEPTED = 1.0  # AWS seconds until an operation is PENDING
NAMESPACE = (25.0, 45.0)  # AWS seconds for what makes or deletes a hosted zone
INSTANCE = (5.0, 5.0)  # AWS seconds for what changes a record


class CannotDo(Exception):
    """An operation ended with FAIL."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Operation:
    """One operation; `subject` is what it is about, of which only one of a kind may run."""

    id: str
    kind: str
    targets: dict[str, str]
    subject: str
    created: float
    updated: float
    status: str = "SUBMITTED"
    error_code: str | None = None
    error_message: str | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.status in {"SUBMITTED", "PENDING"}


class Operations:
    """Starts operations and tells of them; they are kept in moto's backend of their region."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clock = world.clock

    def calls(self) -> dict[str, Call]:
        """What it answers."""
        return {"get_operation": get_operation, "list_operations": list_operations}

    def start(
        self,
        backend: Any,
        kind: str,
        targets: dict[str, str],
        effect: Callable[[], None],
        *,
        subject: str,
        takes: tuple[float, float] = INSTANCE,
    ) -> dict[str, Any]:
        """Begin an operation whose `effect` comes at its end; the answer carries its id.

        Refuses with DuplicateRequest what is under way already: the same kind with the same subject.
        """
        for other in backend.operations.values():
            if other.running and (other.kind, other.subject) == (kind, subject):
                raise refuse(
                    "DuplicateRequest", "The operation is already in progress.", DuplicateOperationId=other.id
                )
        now = self._clock.now()
        operation = Operation(MotoOperation(kind, {}).id, kind, targets, subject, now, now)
        backend.operations[operation.id] = operation
        self._clock.after(ACCEPTED, lambda: self._pend(operation))
        seconds = duration(takes, subject) * (
            times(self._world, Slowed.NAMESPACES) if takes == NAMESPACE else 1
        )
        withheld = self._world.access.withheld
        self._clock.after(
            seconds, lambda: self._end(operation, partial(deny, withheld) if withheld else effect)
        )
        return {"OperationId": operation.id}

    def _pend(self, operation: Operation) -> None:
        operation.status, operation.updated = "PENDING", self._clock.now()

    def _end(self, operation: Operation, effect: Callable[[], None]) -> None:
        operation.updated = self._clock.now()
        try:
            effect()
            operation.status = "SUCCESS"
            self._world.names.changed()
        except CannotDo as failure:
            operation.status = "FAIL"
            operation.error_code, operation.error_message = failure.code, failure.message


def deny(why: str) -> None:
    """End an operation for which its caller has no permission in another service."""
    raise CannotDo("ACCESS_DENIED", why)


def duration(takes: tuple[float, float], subject: str) -> float:
    """How long an operation on this subject takes, in AWS seconds: always the same for the same subject."""
    shortest, longest = takes
    return shortest + zlib.crc32(subject.encode()) % (int(longest - shortest) + 1)


def get_operation(backend: Any, asked: Parameters) -> dict[str, Any]:
    """Tell of one operation; its targets are known when it has succeeded."""
    operation = backend.operations.get(asked["OperationId"])
    if operation is None:
        raise refuse("OperationNotFound", f"Unable to find operation {asked['OperationId']}")
    told: dict[str, Any] = {
        "Id": operation.id,
        "Type": operation.kind,
        "Status": operation.status,
        "CreateDate": moment(operation.created),
        "UpdateDate": moment(operation.updated),
    }
    if operation.status == "SUCCESS":
        told["Targets"] = operation.targets
    if operation.status == "FAIL":
        told |= {"ErrorCode": operation.error_code, "ErrorMessage": operation.error_message}
    return {"Operation": told}


def list_operations(backend: Any, asked: Parameters) -> dict[str, Any]:
    """List operations by namespace, service, status and type."""
    found = (
        {"Id": operation.id, "Status": operation.status}
        for operation in backend.operations.values()
        if passes(asked.get("Filters"), _facts(operation))
    )
    return {"Operations": list(found)}


def _facts(operation: Operation) -> dict[str, str | None]:
    return {
        "NAMESPACE_ID": operation.targets.get("NAMESPACE"),
        "SERVICE_ID": operation.targets.get("SERVICE"),
        "STATUS": operation.status,
        "TYPE": operation.kind,
    }
