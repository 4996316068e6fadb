"""The Resource Groups Tagging API: what of a region carries which tags, over all services at once.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
"""

from moto.resourcegroupstaggingapi.responses import ResourceGroupsTaggingAPIResponse

from steps.sandbox.patch import around
from steps.sandbox.tagging.search import get_resources
from steps.sandbox.world import World


def install(_world: World) -> None:
    """Lay the search on moto's, which misses half of what stands here."""
    around(ResourceGroupsTaggingAPIResponse, "get_resources", get_resources)
