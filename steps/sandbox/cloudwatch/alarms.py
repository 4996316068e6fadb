"""Alarms: what CloudWatch refuses, and the state that each is in when somebody looks."""

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse

from steps.sandbox.cloudwatch.answer_counts import LoadBalancerAnswers, moment
from steps.sandbox.cloudwatch.evaluation import evaluate
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.world import World

SHORT_PERIODS = (10, 20, 30)
MINUTE, DAY = 60, 24 * 60 * 60
SHORTEST = 1.0  # real seconds of a period: where AWS's take no time, answers of the last second still count
TAGS_AT_MOST = 50


class Alarms:
    """Every region's alarms, laid on moto's."""

    def __init__(self, world: World, answered: LoadBalancerAnswers) -> None:
        self._clock, self._answered = world.clock, answered

    def install(self) -> None:
        """Replace what moto does otherwise than AWS."""
        around(CloudWatchBackend, "put_metric_alarm", self.put)
        around(CloudWatchBackend, "set_alarm_state", self.set_state)
        around(CloudWatchBackend, "delete_alarms", delete)
        around(CloudWatchResponse, "describe_alarms", self.look)
        around(CloudWatchResponse, "describe_alarms_for_metric", self.look)

    def put(self, plain: Any, backend: Any, **asked: Any) -> Any:
        """Make an alarm, or overwrite one: its state and its tags stay then."""
        check(asked)
        before = backend.alarms.get(asked["name"])
        alarm = plain(backend, **asked | ({"tags": None} if before else {}))
        if before:
            for kept in ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp"):
                setattr(alarm, kept, getattr(before, kept))
        else:
            alarm.state_value = "INSUFFICIENT_DATA"
        alarm.rests_until = before.rests_until if before else self._clock.now() + self._period(alarm)
        return alarm

    def set_state(self, plain: Any, backend: Any, name: str, *asked: Any) -> None:
        """Put an alarm into a state by hand, to see what comes of it; the next period finds its own again."""
        plain(backend, name, *asked)
        alarm = backend.alarms[name]
        alarm.rests_until = self._clock.now() + self._period(alarm)

    def look(self, plain: Any, response: Any) -> Any:
        """Bring every alarm into its state, then tell."""
        backend = response.cloudwatch_backend
        data = [*backend.metric_data, *self._answered.metrics(backend.region_name)]
        now = self._clock.now()
        for alarm in backend.alarms.values():
            if now >= alarm.rests_until:
                state, reason = evaluate(alarm, data, moment(now), self._period(alarm))
                if state != alarm.state_value:
                    alarm.update_state(reason, "{}", state)
        return plain(response)

    def _period(self, alarm: Any) -> float:
        """How many real seconds an alarm's period takes here."""
        return max(self._clock.real(alarm.period), SHORTEST)


def check(asked: dict[str, Any]) -> None:
    """Refuse what AWS refuses of an alarm, and what is not here."""
    if asked.get("metric_data_queries") or asked.get("extended_statistic") or asked.get("rule"):
        raise NotImplementedError("alarms on expressions, percentiles or other alarms.")
    period, periods = asked["period"], asked["evaluation_periods"]
    if not asked["metric_name"] or not asked["namespace"]:
        raise Refusal("ValidationError", "Exactly one of MetricName or Metrics must be specified")
    if not asked["statistic"]:
        raise Refusal("ValidationError", "Either Statistic or ExtendedStatistic must be specified")
    if asked["threshold"] is None:
        raise Refusal("ValidationError", "The parameter Threshold is required.")
    if not period or (period not in SHORT_PERIODS and period % MINUTE):
        raise Refusal("ValidationError", "Period must be 10, 20, 30 or a multiple of 60")
    if period * periods > DAY:
        raise Refusal("ValidationError", "Metrics cannot be checked across more than a day")
    if (asked.get("datapoints_to_alarm") or 0) > periods:
        raise Refusal("ValidationError", "DatapointsToAlarm must be less than or equal to EvaluationPeriods")
    if asked.get("treat_missing_data") not in (None, "breaching", "notBreaching", "ignore", "missing"):
        raise Refusal(
            "ValidationError",
            f"Option {asked['treat_missing_data']} is not supported. Supported options for parameter "
            "TreatMissingData are breaching, notBreaching, ignore and missing.",
        )


def delete(plain: Any, backend: Any, names: list[str]) -> None:
    """Delete those that there are with their tags, and refuse for those that there are not."""
    missing = [name for name in names if name not in backend.alarms]
    for name in set(names) - set(missing):
        backend.tagger.delete_all_tags_for_resource(backend.alarms[name].alarm_arn)
    plain(backend, names)
    if missing:
        raise Refusal("ResourceNotFound", f"Unknown alarm names: {', '.join(missing)}")
