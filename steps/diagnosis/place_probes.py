"""Room for the tasks: the quota, free addresses, and zones that carry Fargate."""

from collections.abc import Iterator
from typing import Any

from steps.aws.zones import zones
from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding

VCPUS = "L-3032A538"
LEAST = 1  # addresses that a task takes


def vcpu_quota(case: Case) -> Iterator[ProbeFinding]:
    """What this account may run on Fargate at once."""
    quotas: Any = case.aws.service_quotas
    value = float(quotas.get_service_quota(ServiceCode="fargate", QuotaCode=VCPUS)["Quota"]["Value"])
    needed = case.app.cpu / 1024 * case.service["desiredCount"]
    said = f"this account may run {value:g} vCPUs on Fargate at once in all, and {case.app.name} needs {needed:g}"
    yield ProbeFinding("Fargate vCPU quota", ok=value >= needed, said=said)


def free_addresses(case: Case) -> Iterator[ProbeFinding]:
    """Whether each subnet has room for one more task."""
    for subnet in case.subnets:
        free, name = subnet["AvailableIpAddressCount"], subnet["SubnetId"]
        said = f"{name} ({subnet['CidrBlock']}) has {free} free address{'' if free == 1 else 'es'}"
        yield ProbeFinding("free addresses", ok=free >= LEAST, said=said, step="network")


def zones_of_tasks(case: Case) -> Iterator[ProbeFinding]:
    """Which zones the tasks are to start in, and what is known against one."""
    against = {zone.name: zone.unusable for zone in zones(case.site.run)}
    for subnet in case.subnets:
        name, known = subnet["AvailabilityZone"], against.get(subnet["AvailabilityZone"], "")
        said = f"{name} ({subnet['AvailabilityZoneId']}): {known or 'AWS tells nothing against it'}"
        yield ProbeFinding("zone", ok=False if known else None, said=said)
