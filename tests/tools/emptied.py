"""An account that was never used, without waiting for another practice cloud."""

import urllib.request


def empty(endpoint: str) -> None:
    """Empty the practice cloud at this URL: its accounts, its weather, what runs in it."""
    request = urllib.request.Request(f"{endpoint}/_practice/reset", method="POST")
    urllib.request.urlopen(request, timeout=10).close()
