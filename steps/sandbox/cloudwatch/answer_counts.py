"""What the load balancers have answered: how often and when, each second a number."""

from collections import defaultdict, deque
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend, MetricDatum, MetricDatumBase

from steps.sandbox.clock import Clock
from steps.sandbox.patch import around

NAMESPACE = "AWS/ApplicationELB"
UNIT = "Count"
MINUTE = 60  # seconds: load balancers tell CloudWatch of themselves once a minute
KEPT = 3 * 60 * 60  # seconds with an answer of one kind; AWS keeps minutes for 15 days


class LoadBalancerAnswers:
    """The answers of every load balancer, by its ARN and the metric; call it under the world's lock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seconds: defaultdict[tuple[str, str], deque[list[int]]] = defaultdict(
            lambda: deque(maxlen=KEPT)
        )
        around(CloudWatchBackend, "get_all_metrics", self._beside_motos)

    def count(self, balancer_arn: str, source: str, status: int) -> None:
        """Count one answer with this status; `source` is who gave it, `ELB` or `Target`."""
        seconds = self._seconds[balancer_arn, f"HTTPCode_{source}_{status // 100}XX_Count"]
        now = int(self._clock.now())
        if not seconds or seconds[-1][0] != now:
            seconds.append([now, 0])
        seconds[-1][1] += 1

    def clear(self) -> None:
        """Forget all answers."""
        self._seconds.clear()

    def metrics(self, region: str, grain: int = 1) -> list[MetricDatumBase]:
        """Give a region's answers as data of CloudWatch's, each at the beginning of so many seconds."""
        return [
            MetricDatum(NAMESPACE, name, float(count), of(arn), moment(second - second % grain), UNIT)
            for (arn, name), seconds in self._seconds.items()
            if arn.split(":")[3] == region
            for second, count in seconds
        ]

    def _beside_motos(self, plain: Any, backend: Any) -> list[MetricDatumBase]:
        return [*plain(backend), *self.metrics(backend.region_name, MINUTE)]


def of(balancer_arn: str) -> list[dict[str, str]]:
    """The dimension that tells one load balancer from another: the end of its ARN, `app/NAME/ID`."""
    return [{"Name": "LoadBalancer", "Value": balancer_arn.partition(":loadbalancer/")[2]}]


def moment(second: float) -> datetime:
    """A second since the epoch as moto writes it: in UTC, and not saying so."""
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None)
