"""Tags as the command line gives them."""

import re
from collections.abc import Iterable, Sequence

from steps.engine.troubles import BadInput

ALLOWED = re.compile(r"[\w .:/=+\-@]*")
OWN = "fargate-wizard:"


def read_tags(pairs: Sequence[str]) -> dict[str, str]:
    """`["K=V", …]` as a dict. Raises BadInput for what some AWS service would refuse."""
    tags: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not 0 < len(key) <= 128 or len(value) > 256:
            raise BadInput(
                f"“{pair}” is not a tag.", cure="Write KEY=VALUE: 1 to 128 characters, then up to 256."
            )
        if not ALLOWED.fullmatch(key + value) or key.lower().startswith(("aws:", OWN)):
            raise BadInput(
                f"The tag “{pair}” cannot be used.",
                why=f"AWS takes letters, digits, spaces and . : / = + - @ _; aws: and {OWN} are reserved.",
                cure="Change it and try again. Nothing was made.",
            )
        tags[key] = value
    for key, others in _by_letters(tags).items():
        if others:
            raise BadInput(
                f"The tags “{key}” and “{others[0]}” differ only in their capitals.",
                why="Some services of AWS's, such as IAM, take them for the same one.",
                cure="Give one of them. Nothing was made.",
            )
    if len(tags) > 40:
        raise BadInput(
            f"{len(tags)} tags are too many.", cure="AWS takes 50 on each resource; give at most 40."
        )
    return tags


def _by_letters(keys: Iterable[str]) -> dict[str, list[str]]:
    """The first key of each spelling, and those that are the same but for their capitals."""
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(key.casefold(), []).append(key)
    return {same[0]: same[1:] for same in found.values()}
