"""What an account has set for a whole region: closed, shut to the Internet, watched, not verified, full."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.refused_calls import code

Aws = Callable[..., Any]
Weather = Callable[..., None]


def test_a_closed_region_knows_nobody_and_the_others_tell_that_it_is(aws: Aws, weather: Weather) -> None:
    asked = {"RegionNames": ["eu-central-1"], "AllRegions": True}
    elsewhere = aws("ec2", "us-east-1")
    assert elsewhere.describe_regions(**asked)["Regions"][0]["OptInStatus"] == "opt-in-not-required"
    weather("region")
    assert code(aws("sts").get_caller_identity) == "InvalidClientTokenId"
    assert code(aws("ec2").describe_vpcs) == "AuthFailure"
    assert code(aws("ecs").list_clusters) == "UnrecognizedClientException"
    assert aws("sts", "us-east-1").get_caller_identity()["Account"] == "123456789012"
    assert elsewhere.describe_regions(**asked)["Regions"][0]["OptInStatus"] == "not-opted-in"
    assert "eu-central-1" not in [one["RegionName"] for one in elsewhere.describe_regions()["Regions"]]


def test_a_region_that_is_shut_to_the_internet(aws: Aws, weather: Weather) -> None:
    def mode() -> str:
        told = aws("ec2").describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
        return str(told["InternetGatewayBlockMode"])

    assert mode() == "off"
    weather("public-access", mode="block-ingress")
    assert mode() == "block-ingress"


def test_a_region_that_guardduty_watches(aws: Aws, weather: Weather) -> None:
    guardduty = aws("guardduty")
    assert guardduty.list_detectors()["DetectorIds"] == []
    weather("guardduty")
    (detector,) = guardduty.list_detectors()["DetectorIds"]
    (feature,) = guardduty.get_detector(DetectorId=detector)["Features"]
    assert (feature["Name"], feature["Status"]) == ("RUNTIME_MONITORING", "ENABLED")
    assert code(guardduty.create_detector, Enable=True) == "UnknownOperationException"


@pytest.mark.parametrize(
    ("setting", "service", "quota", "service_to_call", "operation", "asked", "refusal"),
    [
        ("gateways", "vpc", "L-A4707A72", "ec2", "create_internet_gateway", {}, "InternetGatewayLimitExceeded"),
        ("addresses", "ec2", "L-0263D0A3", "ec2", "allocate_address", {"Domain": "vpc"}, "AddressLimitExceeded"),
    ],
)  # fmt: skip
def test_a_region_that_is_full(
    aws: Aws, weather: Weather, setting: str, service: str, quota: str,
    service_to_call: str, operation: str, asked: dict[str, str], refusal: str,
) -> None:  # fmt: skip
    weather("quota", **{setting: 0})
    assert code(getattr(aws(service_to_call), operation), **asked) == refusal
    told = aws("service-quotas").get_service_quota(ServiceCode=service, QuotaCode=quota)["Quota"]
    assert told["Value"] == 0


def test_a_clock_that_is_wrong(aws: Aws, weather: Weather) -> None:
    weather("clock", minutes=-7)
    with pytest.raises(ClientError, match="Signature not yet current") as caught:
        aws("sts").get_caller_identity()
    assert caught.value.response["Error"]["Code"] == "SignatureDoesNotMatch"
    assert code(aws("logs").describe_log_groups) == "InvalidSignatureException"
    assert code(aws("ec2").describe_vpcs) == "RequestExpired"
