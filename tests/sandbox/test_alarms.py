"""CloudWatch tells what the load balancers answered, and its alarms are in the state that follows from it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.front_door import Aws, FrontDoor, ask, fixed, forward
from tests.sandbox.origin import origin
from tests.sandbox.refused_calls import refused
from tests.sandbox.waiting import until

TAGS = [{"Key": "Environment", "Value": "Demo"}]


def dimension(balancer: dict[str, Any]) -> list[dict[str, str]]:
    return [{"Name": "LoadBalancer", "Value": balancer["LoadBalancerArn"].partition("loadbalancer/")[2]}]


def asked(name: str = "door", **more: Any) -> dict[str, Any]:
    """What asks for an alarm."""
    return {
        "AlarmName": name, "Namespace": "AWS/ApplicationELB", "MetricName": "HTTPCode_ELB_5XX_Count",
        "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 1, "Threshold": 2.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
    } | more  # fmt: skip


def told(aws: Aws, name: str = "door") -> dict[str, Any]:
    """What CloudWatch says of an alarm."""
    found = aws("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return dict(found[0]) if found else {}


def becomes(aws: Aws, state: str) -> dict[str, Any]:
    until(lambda: told(aws)["StateValue"] == state)
    return told(aws)


def counted(aws: Aws, balancer: dict[str, Any], metric: str) -> float:
    """How often a load balancer's metric happened within the last minutes."""
    now = datetime.now(UTC)
    points = aws("cloudwatch").get_metric_statistics(
        Namespace="AWS/ApplicationELB", MetricName=metric, Dimensions=dimension(balancer), Period=60,
        StartTime=now - timedelta(minutes=5), EndTime=now + timedelta(minutes=1), Statistics=["Sum"],
    )["Datapoints"]  # fmt: skip
    return float(sum(point["Sum"] for point in points))


def test_an_alarm_follows_what_the_load_balancer_answers(aws: Aws) -> None:
    door = FrontDoor(aws)
    balancer = door.balancer()
    door.listener(balancer, forward(door.targets()))  # where nobody is: 503
    aws("cloudwatch").put_metric_alarm(**asked(Dimensions=dimension(balancer)))
    assert told(aws)["StateValue"] == "INSUFFICIENT_DATA"
    calm = becomes(aws, "OK")
    assert calm["StateReason"] == (
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching]."
    )

    assert [ask(balancer["DNSName"]).status for _ in range(4)] == [503] * 4
    assert "were greater than or equal to the threshold (2.0)" in becomes(aws, "ALARM")["StateReason"]
    becomes(aws, "OK")


def test_answers_of_the_load_balancer_and_of_its_targets_are_told_apart(aws: Aws) -> None:
    door = FrontDoor(aws)
    balancer, group = door.balancer(), door.targets()
    listener = door.listener(balancer, forward(group))
    with origin("one") as server:
        door.elb.register_targets(TargetGroupArn=group, Targets=[server.target])
        door.wait_for(group, "healthy")
        assert ask(balancer["DNSName"], "/ill").status == 500
        until(lambda: counted(aws, balancer, "HTTPCode_Target_5XX_Count") == 1)
        assert counted(aws, balancer, "HTTPCode_ELB_5XX_Count") == 0
        door.elb.modify_listener(ListenerArn=listener, DefaultActions=[fixed("sorry", "503")])
        assert ask(balancer["DNSName"]).status == 503
        assert counted(aws, balancer, "HTTPCode_ELB_5XX_Count") == 1
        assert counted(aws, balancer, "HTTPCode_Target_5XX_Count") == 1
    names = {each["MetricName"] for each in aws("cloudwatch").list_metrics()["Metrics"]}
    assert names == {"HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"}
    now = datetime.now(UTC)
    metric = {
        "Namespace": "AWS/ApplicationELB", "MetricName": "HTTPCode_ELB_5XX_Count", "Dimensions": dimension(balancer),
    }  # fmt: skip
    data = aws("cloudwatch").get_metric_data(
        StartTime=now - timedelta(minutes=5), EndTime=now + timedelta(minutes=1),
        MetricDataQueries=[{"Id": "all", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}],
    )["MetricDataResults"]  # fmt: skip
    assert [sum(each["Values"]) for each in data] == [1]


@pytest.mark.parametrize(
    ("treated", "state"),
    [("notBreaching", "OK"), ("breaching", "ALARM"), ("missing", "INSUFFICIENT_DATA"), ("ignore", "INSUFFICIENT_DATA")],
)  # fmt: skip
def test_what_no_data_means_is_said_by_the_alarm(aws: Aws, treated: str, state: str) -> None:
    aws("cloudwatch").put_metric_alarm(**asked(TreatMissingData=treated))
    becomes(aws, state)
    aws("cloudwatch").put_metric_alarm(**asked("other", TreatMissingData="notBreaching"))
    until(lambda: told(aws, "other")["StateValue"] == "OK")  # made later, evaluated later
    assert told(aws)["StateValue"] == state


def test_a_state_set_by_hand_lasts_until_the_next_period(aws: Aws) -> None:
    aws("cloudwatch").put_metric_alarm(**asked())
    becomes(aws, "OK")
    aws("cloudwatch").set_alarm_state(AlarmName="door", StateValue="ALARM", StateReason="to see it")
    assert (told(aws)["StateValue"], told(aws)["StateReason"]) == ("ALARM", "to see it")
    becomes(aws, "OK")


def test_an_alarm_that_is_put_again_keeps_its_state_and_its_tags(aws: Aws) -> None:
    aws("cloudwatch").put_metric_alarm(**asked(Tags=TAGS))
    before = becomes(aws, "OK")
    other = [{"Key": "Environment", "Value": "Other"}]
    aws("cloudwatch").put_metric_alarm(**asked(Tags=other, Threshold=9.0))
    assert (told(aws)["Threshold"], told(aws)["StateValue"]) == (9.0, "OK")
    tags = aws("cloudwatch").list_tags_for_resource(ResourceARN=before["AlarmArn"])["Tags"]
    assert tags == TAGS


def test_alarms_are_found_by_their_tags_until_they_are_gone(aws: Aws) -> None:
    def found() -> list[str]:
        asked = {"TagFilters": [{"Key": "Environment"}], "ResourceTypeFilters": ["cloudwatch:alarm"]}
        listed = aws("resourcegroupstaggingapi").get_resources(**asked)["ResourceTagMappingList"]
        return [each["ResourceARN"] for each in listed]

    aws("cloudwatch").put_metric_alarm(**asked(Tags=TAGS))
    arn = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:door"
    assert (told(aws)["AlarmArn"], found()) == (arn, [arn])
    code, message = refused(aws("cloudwatch").delete_alarms, AlarmNames=["door", "window"])
    assert (code, "window" in message) == ("ResourceNotFound", True)
    assert (told(aws), found()) == ({}, [])
    aws("cloudwatch").put_metric_alarm(**asked())
    assert aws("cloudwatch").list_tags_for_resource(ResourceARN=arn)["Tags"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"Period": 61}, {"DatapointsToAlarm": 4}, {"Period": 86400}, {"TreatMissingData": "maybe"}, {"AlarmName": "x" * 256},
        {"Statistic": "Most"}, {"ComparisonOperator": "Equal"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_what_aws_refuses_is_refused(aws: Aws, wrong: dict[str, Any]) -> None:
    assert refused(aws("cloudwatch").put_metric_alarm, **asked(**wrong))[0] == "ValidationError"
    assert aws("cloudwatch").describe_alarms()["MetricAlarms"] == []


@pytest.mark.parametrize("more", [{"Statistic": None, "ExtendedStatistic": "p99"}])
def test_what_cannot_be_evaluated_is_not_pretended(aws: Aws, more: dict[str, Any]) -> None:
    wanted = {key: value for key, value in asked(**more).items() if value is not None}
    code, message = refused(aws("cloudwatch").put_metric_alarm, **wanted)
    assert code == "UnsupportedOperation"
    assert "percentiles" in message


def test_alarms_come_in_pages(aws: Aws) -> None:
    names = [f"alarm-{number:02}" for number in range(7)]
    for name in names:
        aws("cloudwatch").put_metric_alarm(**asked(name))
    first = aws("cloudwatch").describe_alarms(MaxRecords=3)
    assert len(first["MetricAlarms"]) == 3
    pages = aws("cloudwatch").get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 3})
    assert sorted(each["AlarmName"] for page in pages for each in page["MetricAlarms"]) == names
