"""In which state an alarm is: so many of its last periods beyond the threshold, and what periods without data mean.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import operator
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch.models import MetricDatumBase, Statistics

COMPARED: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}
WITHOUT_DATA = {
    "breaching": ("ALARM", "Breaching"),
    "notBreaching": ("OK", "NonBreaching"),
    "missing": ("INSUFFICIENT_DATA", "Missing"),
}


def evaluate(alarm: Any, data: Sequence[MetricDatumBase], now: datetime, period: float) -> tuple[str, str]:
    """Give an alarm's state and AWS's reason for it; `period` is how many seconds one of its periods takes here."""
    values = statistics(alarm, data, now, period)
    if not any(value is not None for value in values):
        return without_data(alarm)
    breaches, words = COMPARED[alarm.comparison_operator]
    beyond = sum(
        alarm.treat_missing_data == "breaching" if value is None else breaches(value, alarm.threshold)
        for value in values
    )
    wanted = alarm.datapoints_to_alarm or alarm.evaluation_periods
    state = "ALARM" if beyond >= wanted else "OK"
    points = ", ".join(str(value) for value in values if value is not None)
    were = f"{beyond} out of the last {len(values)} datapoints [{points}] were {words} the threshold"
    change = f"(minimum {wanted} datapoint{'' if wanted == 1 else 's'} for OK -> ALARM transition)"
    return state, f"Threshold Crossed: {were} ({alarm.threshold}) {change}."


def without_data(alarm: Any) -> tuple[str, str]:
    """Give the state when none of the periods has data."""
    count = alarm.evaluation_periods
    state, treated = WITHOUT_DATA.get(alarm.treat_missing_data or "missing", (alarm.state_value, "Ignore"))
    nothing = f"no datapoints were received for {count} period{'' if count == 1 else 's'}"
    if state == "INSUFFICIENT_DATA":
        return state, f"Insufficient Data: {nothing}."
    were = "datapoint was" if count == 1 else "datapoints were"
    return state, f"Threshold Crossed: {nothing} and {count} missing {were} treated as [{treated}]."


def statistics(
    alarm: Any, data: Sequence[MetricDatumBase], now: datetime, period: float
) -> list[float | None]:
    """Work out the alarm's statistic for each of its last periods, the newest first; None for one without data."""
    dimensions = [(each.name, each.value) for each in alarm.dimensions]
    mine = [
        datum
        for datum in data
        if (datum.namespace, datum.name) == (alarm.namespace, alarm.metric_name)
        and sorted((each.name, each.value) for each in datum.dimensions) == sorted(dimensions)
        and alarm.unit in (None, datum.unit)
    ]
    found: list[float | None] = []
    for number in range(alarm.evaluation_periods):
        until = now - timedelta(seconds=number * period)
        of_it = [datum for datum in mine if until - timedelta(seconds=period) < datum.timestamp <= until]
        statistic = Statistics([alarm.statistic], until)
        statistic.metric_data = of_it
        value: Any = statistic.get_statistics_for_type(alarm.statistic) if of_it else None
        found.append(None if value is None else float(value))
    return found
