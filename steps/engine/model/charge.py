"""What AWS bills for as long as a resource stands, as the resource itself tells it."""

from dataclasses import dataclass
from enum import StrEnum


class Priced(StrEnum):
    """What has a price an hour of its own in each region: the columns of the price list."""

    VCPU = "vcpu"
    GIGABYTE = "gigabyte"
    ARM_VCPU = "arm_vcpu"
    ARM_GIGABYTE = "arm_gigabyte"
    LOAD_BALANCER = "load_balancer"
    ENDPOINT = "endpoint"


@dataclass(frozen=True)
class Charge:
    """So much of something that is billed: of an `item` of the price list, or at a price that is the same everywhere.

    Charges with the same `what` make one line of the bill; `{count}` in it is how many they are. `an_hour` and `a_month`
    are US dollars for one.
    """

    what: str
    quantity: float = 1.0
    item: Priced | None = None
    an_hour: float = 0.0
    a_month: float = 0.0
