"""Service quotas, as a new account has them."""

import json
from functools import partial
from typing import Any

from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

from steps.sandbox.patch import around
from steps.sandbox.weather.shortages import quota_of
from steps.sandbox.world import World

QUOTAS = {
    "fargate": {
        "L-3032A538": ("Fargate On-Demand vCPU resource count", 6.0),
        "L-36FBB829": ("Fargate Spot vCPU resource count", 6.0),
    },
    "ec2": {"L-0263D0A3": ("EC2-VPC Elastic IPs", 5.0)},
    "elasticloadbalancing": {"L-53DA6B97": ("Application Load Balancers per Region", 50.0)},
}
"""What moto does not know, by service, code and name, as a new account has it."""

RAISED = {"L-F678F1CE": 100.0, "L-A4707A72": 100.0}
"""VPCs and internet gateways: AWS has raised these for who practises, and nothing is refused before there is weather."""


def of_service(service: str, region: str, account: str) -> list[dict[str, Any]]:
    """Write a service's quotas."""
    return [
        {
            "ServiceCode": service,
            "ServiceName": service,
            "QuotaArn": f"arn:aws:servicequotas:{region}:{account}:{service}/{code}",
            "QuotaCode": code,
            "QuotaName": name,
            "Value": value,
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
        }
        for code, (name, value) in QUOTAS[service].items()
    ]


def applied(world: World, quotas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of quotas what the weather makes of them."""
    codes = [quota["QuotaCode"] for quota in quotas]
    values = {code: RAISED.get(code) if (told := quota_of(world, code)) is None else told for code in codes}
    return [
        quota if (value := values[quota["QuotaCode"]]) is None else quota | {"Value": value}
        for quota in quotas
    ]


def defaults(plain: Any, backend: Any, service_code: str) -> list[dict[str, Any]]:
    """List a service's quotas."""
    if service_code in QUOTAS:
        return of_service(service_code, backend.region_name, backend.account_id)
    return list(plain(backend, service_code))


def one(world: World, _plain: Any, backend: Any, service_code: str, quota_code: str) -> dict[str, Any]:
    """Find one quota among those of its service."""
    for quota in applied(world, backend.list_aws_default_service_quotas(service_code)):
        if quota["QuotaCode"] == quota_code:
            return dict(quota)
    raise NoSuchResource


def get_aws_default_service_quota(call: Any) -> str:
    """Answer with what a new account has of one quota."""
    asked = json.loads(call.body)
    for quota in call.backend.list_aws_default_service_quotas(asked["ServiceCode"]):
        if quota["QuotaCode"] == asked["QuotaCode"]:
            return json.dumps({"Quota": quota})
    raise NoSuchResource


def list_service_quotas(world: World, call: Any) -> str:
    """Answer with the quotas that apply, which are the default ones here in fair weather."""
    code = json.loads(call.body)["ServiceCode"]
    return json.dumps({"Quotas": applied(world, call.backend.list_aws_default_service_quotas(code))})


def install(world: World) -> None:
    """Lay the quotas on moto."""
    around(ServiceQuotasBackend, "list_aws_default_service_quotas", defaults)
    around(ServiceQuotasBackend, "get_service_quota", partial(one, world))
    ServiceQuotasResponse.get_aws_default_service_quota = get_aws_default_service_quota
    ServiceQuotasResponse.list_service_quotas = lambda call: list_service_quotas(world, call)
