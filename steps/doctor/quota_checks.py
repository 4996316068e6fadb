"""Service quotas against what this plan needs; what stands already needs nothing more.

https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html; the codes are facts of each service's own page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, stop, warn
from steps.doctor.patient import Patient
from steps.engine.cloud.listing import read_all
from steps.engine.cloud.refusals import is_absent

UNITS = 1024  # CPU units of a vCPU
NOT_TOLD = "NoSuchResourceException"


@dataclass(frozen=True)
class CountedQuota:
    """A quota by its service and code; of which things it counts how many there are, and in AWS's words their kind."""

    what: str
    service: str
    code: str
    kind: str
    count: Callable[[Any], int]

    def look(self, patient: Patient) -> Finding:
        """Whether one more fits."""
        if self.kind in patient.standing:
            return ok("what this deployment needs stands")
        most = applied(patient, self.service, self.code)
        there = self.count(patient.run.aws)
        saw = f"{there} of {most:g}"
        if there < most:
            return ok(f"{saw} are there, one more is needed")
        return stop(
            f"A quota of this account is used up: {saw} {self.what} are there, and one more is needed.",
            why="AWS refuses the next one in this region.",
            cure="Delete one that nobody needs, or ask Service Quotas for more: "
            f"{raise_it(patient, self.service, self.code, there + 1)}.",
        )


def applied(patient: Patient, service: str, code: str) -> float:
    """The quota that holds for this account, in its own unit. Any error of AWS's may pass through."""
    from botocore.exceptions import ClientError

    quotas, asked = patient.run.aws.client("service-quotas"), {"ServiceCode": service, "QuotaCode": code}
    try:
        return float(quotas.get_service_quota(**asked)["Quota"]["Value"])
    except ClientError as error:
        if not (is_absent(error) or error.response["Error"]["Code"] == NOT_TOLD):
            raise
    return float(quotas.get_aws_default_service_quota(**asked)["Quota"]["Value"])


def raise_it(patient: Patient, service: str, code: str, value: float) -> str:
    """The command that asks AWS for more."""
    return (
        f"`aws service-quotas request-service-quota-increase --service-code {service} --quota-code {code} "
        f"--desired-value {value:g} --region {patient.run.aws.region}`"
    )


def fargate(patient: Patient) -> Finding:
    """The vCPUs that all tasks of the plan take, and those that are there twice while a service is renewed."""
    apps = patient.run.plan.apps
    needed = sum(app.cpu * app.count for app in apps) / UNITS
    most = applied(patient, "fargate", "L-3032A538")
    saw = f"{most:g} vCPU, of which this takes {needed:g}"
    cure = f"Ask Service Quotas for more: {raise_it(patient, 'fargate', 'L-3032A538', max(needed * 2, 6))}."
    if most == 0:
        return stop(
            "This account may not run so many tasks: its Fargate vCPU quota is 0.",
            why="AWS has not verified it yet; new accounts often begin like this.",
            cure=f"{cure} If that is refused, open a case with AWS Support under “Account and billing”.",
        )
    if most < needed:
        tell = warn if patient.practises else stop  # there more is told than kept to
        return tell(
            f"This account may not run so many tasks: its Fargate vCPU quota is {saw}.",
            why="Some tasks would never start.",
            cure=cure,
        )
    if most < needed * 2:
        return warn(
            f"Fargate's quota is tight: {saw}.",
            why="While a service is renewed, old and new tasks run side by side.",
            cure=cure,
        )
    return ok(saw)


def _listed(operation: str, key: str) -> Callable[[Any], int]:
    return lambda aws: len(read_all(aws.ec2, operation, key))


def _application_balancers(aws: Any) -> int:
    found = read_all(aws.elbv2, "describe_load_balancers", "LoadBalancers")
    return sum(each["Type"] == "application" for each in found)


def _addresses(aws: Any) -> int:
    return len(aws.ec2.describe_addresses()["Addresses"])


VPCS = CountedQuota("VPCs", "vpc", "L-F678F1CE", "AWS::EC2::VPC", _listed("describe_vpcs", "Vpcs"))
GATEWAYS = CountedQuota(
    "internet gateways", "vpc", "L-A4707A72", "AWS::EC2::InternetGateway",
    _listed("describe_internet_gateways", "InternetGateways"),
)  # fmt: skip
BALANCERS = CountedQuota(
    "load balancers", "elasticloadbalancing", "L-53DA6B97", "AWS::ElasticLoadBalancingV2::LoadBalancer",
    _application_balancers,
)  # fmt: skip
ADDRESSES = CountedQuota("elastic IP addresses", "ec2", "L-0263D0A3", "AWS::EC2::EIP", _addresses)


def addresses(patient: Patient) -> Finding:
    """Only a NAT gateway takes one; a load balancer's are AWS's own."""
    if "nat" not in str(patient.run.plan.answers.get("outbound", "")):
        return ok("this plan takes none")
    return ADDRESSES.look(patient)


QUOTAS = (
    *(Examination(f"quota of {each.what}", each.look) for each in (VPCS, GATEWAYS, BALANCERS)),
    Examination("quota of addresses", addresses),
    Examination("quota of Fargate", fargate),
)
