"""The way from a task to ECR and to CloudWatch Logs: an endpoint of its VPC, its name, and who may knock at it.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
"""

from collections.abc import Iterator
from typing import Any

from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding, rebuilt
from steps.diagnosis.firewall import HTTPS, Peer, lets
from steps.diagnosis.route_probes import has_way_out, internet_way

STEP = "endpoints"


def ecr_api(case: Case) -> Iterator[ProbeFinding]:
    """The way to ECR's token."""
    return _way(case, "ecr.api")


def ecr_dkr(case: Case) -> Iterator[ProbeFinding]:
    """The way to `docker pull`."""
    return _way(case, "ecr.dkr")


def logs(case: Case) -> Iterator[ProbeFinding]:
    """The way to where output goes."""
    return _way(case, "logs")


def _way(case: Case, service: str) -> Iterator[ProbeFinding]:
    endpoint = _endpoint(case, service)
    if endpoint is None:
        if has_way_out(case):
            yield from internet_way(case)
        else:
            yield rebuilt(f"endpoint {service}", f"there is no endpoint for {service} in {case.vpc}", STEP)
        return
    name, state = endpoint["VpcEndpointId"], endpoint["State"]
    if state.lower() != "available":
        yield rebuilt(f"endpoint {service}", f"the endpoint {name} is {state}", STEP)
        return
    yield ProbeFinding(f"endpoint {service}", ok=True, said=f"{name} is available")
    yield _private_dns(case, service, endpoint)
    yield from _doors(case, service, endpoint)


def _endpoint(case: Case, service: str) -> Any:
    """The endpoint for a service; one that is available before one that is on its way."""
    named = [
        each
        for each in case.endpoints
        if each["ServiceName"].endswith(f".{service}")
        and each["State"].lower() not in ("deleted", "deleting")
    ]
    return min(named, key=lambda each: each["State"].lower() != "available", default=None)


def _private_dns(case: Case, service: str, endpoint: Any) -> ProbeFinding:
    check = f"private DNS of {service}"
    if not endpoint.get("PrivateDnsEnabled"):
        return rebuilt(
            check, f"private DNS is off in {endpoint['VpcEndpointId']}, so its usual name leads outside", STEP
        )
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer: Any = case.aws.ec2.describe_vpc_attribute(VpcId=case.vpc, Attribute=attribute)
        if not answer[attribute[0].upper() + attribute[1:]]["Value"]:
            return rebuilt(
                check, f"{attribute} is off in {case.vpc}, so its usual name leads outside", "network"
            )
    return ProbeFinding(check, ok=True, said="its usual name leads to the endpoint")


def _doors(case: Case, service: str, endpoint: Any) -> Iterator[ProbeFinding]:
    """Port 443: in at the endpoint's groups, out of the tasks'."""
    here, there = case.network["securityGroups"], [group["GroupId"] for group in endpoint["Groups"]]
    came_in = lets(case.rules(there), out=False, port=HTTPS, peer=Peer(here, _an_address(case)))
    check = f"into the endpoint {service}"
    if came_in:
        yield ProbeFinding(check, ok=True, said=f"{_list(there)} lets {_list(here)} in on {HTTPS}")
    else:
        yield rebuilt(check, f"{_list(there)} does not let {_list(here)} in on port {HTTPS}", STEP)
    got_out = lets(case.rules(here), out=True, port=HTTPS, peer=Peer(there, _an_address(case)))
    check = f"out to the endpoint {service}"
    if got_out:
        yield ProbeFinding(check, ok=True, said=f"{_list(here)} lets its tasks out to it on {HTTPS}")
    else:
        yield rebuilt(
            check, f"{_list(here)} does not let its tasks out to {_list(there)} on port {HTTPS}", STEP
        )


def _an_address(case: Case) -> str:
    """An address in the tasks' subnet, where the endpoint's card may be as well."""
    return str(case.subnets[0]["CidrBlock"].partition("/")[0])


def _list(groups: list[str]) -> str:
    return ", ".join(groups)
