"""The sizes that Fargate sells: which memory goes with which CPU.

CPU in units of 1/1024 vCPU, memory in MiB, both as RegisterTaskDefinition takes them:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from math import log2
from types import MappingProxyType
from typing import NamedTuple


class Size(NamedTuple):
    """CPU units and MiB of memory that may be asked for together."""

    cpu: int
    memory: int


GIB = 1024

MEMORY = MappingProxyType(
    {
        256: (512, 1 * GIB, 2 * GIB),
        512: tuple(range(1 * GIB, 4 * GIB + 1, GIB)),
        1024: tuple(range(2 * GIB, 8 * GIB + 1, GIB)),
        2048: tuple(range(4 * GIB, 16 * GIB + 1, GIB)),
        4096: tuple(range(8 * GIB, 30 * GIB + 1, GIB)),
        8192: tuple(range(16 * GIB, 60 * GIB + 1, 4 * GIB)),
        16384: tuple(range(32 * GIB, 120 * GIB + 1, 8 * GIB)),
    }
)
"""The memory sizes that each CPU size can have."""

SIZES = tuple(Size(cpu, memory) for cpu, memories in MEMORY.items() for memory in memories)
"""Every pair, the smallest first."""


def nearest(cpu: int, memory: int, count: int = 3) -> tuple[Size, ...]:
    """Give the pairs closest to the one asked for, in ratios, so that half and double are equally far."""

    def distance(size: Size) -> float:
        return abs(log2(size.cpu / max(cpu, 1))) + abs(log2(size.memory / max(memory, 1)))

    return tuple(sorted(sorted(SIZES, key=distance)[:count]))
