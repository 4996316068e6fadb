"""Cloud Map's operations: the call that makes or deletes a namespace only begins one, and how it ends has to be asked."""

from typing import Any

from steps.engine.cloud.denied import denied
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble

DENIED = "ACCESS_DENIED"
CURES = {
    "CANNOT_CREATE_HOSTED_ZONE": "Choose another private domain, or delete the leftover hosted zone of that name in Route 53."
}
"""What to do, by Cloud Map's code; everything else but a denial passes by itself."""


def operation_now(site: Site, id_: str, doing: str) -> Any:
    """The operation as it is, what it is about and its Status. Raises Trouble where Cloud Map could not do what it is `doing`.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_Operation.html
    """
    operation: Any = site.aws.servicediscovery.get_operation(OperationId=id_)["Operation"]
    if operation["Status"] != "FAIL":
        return operation
    code, message = operation.get("ErrorCode", ""), operation.get("ErrorMessage", "")
    cure = CURES.get(code, "Wait a minute, then run the same command again: it is carried on from here.")
    raise Trouble(
        f"Cloud Map could not {doing}: {message}",
        why=code,
        cure=denied(doing, message).cure if code == DENIED else cure,
    )
