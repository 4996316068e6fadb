"""How tests speak to a practice cloud as its wizard does: with the key pair that it gave out."""

import math
from collections.abc import Mapping
from typing import Any

from steps.sandbox.control import RunningPractice


def at(cloud: Mapping[str, str]) -> RunningPractice:
    """The practice cloud that these variables point at."""
    return RunningPractice(
        cloud["AWS_ENDPOINT_URL"], 0, math.inf, cloud["AWS_ACCESS_KEY_ID"], cloud["AWS_SECRET_ACCESS_KEY"]
    )


def behind(client: Any) -> RunningPractice:
    """The practice cloud that a boto3 client was made for."""
    pair = client._request_signer._credentials
    return RunningPractice(client.meta.endpoint_url, 0, math.inf, pair.access_key, pair.secret_key)
