"""What the variables of a script are called."""

import itertools
import re
from collections.abc import Container


def variable_name(resource: str, path: str, taken: Container[str] = ()) -> str:
    """`vpc` and `Vpc.VpcId` → VPC_ID.

    What the resource is not called itself, or what is taken, gets more of the path's words: NAMESPACE_OPERATION_ID.
    """
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", re.split(r"[.\]]", path)[-1]) or ["answer"]
    words = [word.upper() for word in words]
    start = re.sub(r"[^A-Z0-9]+", "_", resource.upper()).strip("_")
    own = set(start.split("_"))
    if words == [start]:
        words = ["ID"]
    names = [words] if words[:-1] and not own & set(words[:-1]) else [words[-1:], words]
    found = ["_".join([start, *some]) for some in names]
    numbered = (f"{found[-1]}_{number}" for number in itertools.count(2))
    return next(name for name in itertools.chain(found, numbered) if name not in taken)
