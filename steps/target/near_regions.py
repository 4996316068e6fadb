"""Which regions may have been meant by a word that is none: by its letters, by its place, and near it on the map."""

from collections.abc import Mapping
from difflib import SequenceMatcher

ALIKE = 0.6  # of 1: how much of a name must be the same
MOST = 3


def region_places(partition: str) -> dict[str, str]:
    """Where each region of this partition is, such as "Europe (Frankfurt)", by name; from botocore's own tables."""
    from botocore.session import Session

    partitions = Session().get_data("partitions")["partitions"]
    regions = next(each["regions"] for each in partitions if each["id"] == partition)
    return {name: str(region.get("description", "")) for name, region in regions.items()}


def near_regions(text: str, places: Mapping[str, str]) -> list[str]:
    """Up to three of the regions in `places`, which says where each is, that may have been meant.

    They are those of a place that is named, else the most alike on the same part of the earth (`eu-`, `us-`), else on any.
    """
    words = text.lower().replace(",", " ").split()
    if named := [
        name for name, place in places.items() if words and all(word in place.lower() for word in words)
    ]:
        return named[:MOST]
    area = text.lower().partition("-")[0]

    def likeness(name: str) -> tuple[bool, float]:
        return name.partition("-")[0] == area, SequenceMatcher(None, text.lower(), name).ratio()

    found = sorted(places, key=likeness, reverse=True)
    here = [name for name in found if likeness(name)[0]]
    return (here or [name for name in found if likeness(name)[1] >= ALIKE])[:MOST]
