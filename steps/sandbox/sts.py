"""Who is asking: a person called practice."""

from typing import Any

from moto.sts.models import STSBackend

from steps.sandbox.patch import around
from steps.sandbox.world import World

USER_ID = "AIDAPRACTICEPRACTICE0"


def get_caller_identity(plain: Any, backend: Any, access_key_id: str, region: str) -> tuple[str, str, str]:
    """Name the person who practises, unless the access key is one that was made here for somebody else."""
    user_id, arn, account = plain(backend, access_key_id, region)
    if arn.endswith(":user/moto"):
        return USER_ID, f"arn:{backend.partition}:iam::{account}:user/practice", account
    return user_id, arn, account


def install(_world: World) -> None:
    """Lay the name on moto."""
    around(STSBackend, "get_caller_identity", get_caller_identity)
