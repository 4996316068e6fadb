"""What an answer of AWS's has that later calls may name: ids and ARNs, each by its JMESPath."""

import itertools
import re
from collections.abc import Iterator, Mapping

ID = re.compile(r"((?<!Owner)(?<!User)(?<!Zone)(?<!Registry)(?<!registry)Id|NAMESPACE)$")
ARN = re.compile(r"(Arn|ARN)$")
LOOKS = re.compile(r"(Describe|List|Get|Lookup|Search|BatchGet|BatchCheck|Filter|Head|Simulate)[A-Z]")
DEEPEST = 4  # levels of an answer
MOST = 24  # of one answer
FIRST = 3  # of a list
LEAST = 8  # characters: a shorter value is found in any text by chance


def changes(operation: str) -> bool:
    """Whether a call by the API's name of it, such as CreateVpc, changes anything, and is no look-up."""
    return LOOKS.match(operation) is None


def references(operation: str, answer: object, asked: str) -> dict[str, str]:
    """The ids in an answer that were not in what was asked, by where they are: {"Vpc.VpcId": "vpc-1"}.

    Of what changed something also the ARNs; a look-up tells those of what may be made from names as well.
    """
    patterns = (ID, ARN) if changes(operation) else (ID,)
    found = (
        (path, value)
        for path, value in _texts(answer, "", DEEPEST)
        if len(value) >= LEAST and re.search(r"\d", value) and value not in asked
        if any(pattern.search(path) for pattern in patterns)
    )
    return dict(itertools.islice(found, MOST))


def _texts(value: object, path: str, levels: int) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping() if levels:
            for key, each in value.items():
                if key != "ResponseMetadata":
                    yield from _texts(each, f"{path}.{key}" if path else key, levels - 1)
        case list() if levels:
            for place, each in enumerate(value[:FIRST]):
                yield from _texts(each, f"{path}[{place}]", levels - 1)
        case str():
            yield path, value
        case _:
            pass
