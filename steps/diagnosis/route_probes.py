"""Routes: S3's gateway endpoint on the table of the tasks' subnets, and the way to the Internet of those that have one."""

from collections.abc import Iterator
from typing import Any

from steps.aws.endpoint_services import service_name
from steps.aws.vpc import ANYWHERE
from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding, rebuilt
from steps.diagnosis.firewall import HTTPS, Peer, lets
from steps.engine.cloud.listing import read_all

SOMEWHERE = "52.95.110.1"  # an address out in the Internet
STEP = "endpoints"


def s3(case: Case) -> Iterator[ProbeFinding]:
    """The way to the layers of images."""
    gateway = next((each for each in case.endpoints if each["ServiceName"].endswith(".s3")), None)
    led = gateway["RouteTableIds"] if gateway and gateway["VpcEndpointType"] == "Gateway" else []
    missed = [table["RouteTableId"] for table in case.route_tables if table["RouteTableId"] not in led]
    if missed and has_way_out(case):
        yield from internet_way(case)
        return
    if gateway is None:
        yield rebuilt("endpoint s3", f"there is no endpoint for S3 in {case.vpc}", STEP)
        return
    yield ProbeFinding(
        "endpoint s3", ok=True, said=f"{gateway['VpcEndpointId']} is {gateway['State'].lower()}"
    )
    for name in missed:
        yield rebuilt("route to S3", f"{name}, the tasks' route table, has no route to S3", STEP)
    if not missed:
        yield ProbeFinding("route to S3", ok=True, said="the tasks' route table has it")
    yield _out_to_s3(case)


def has_way_out(case: Case) -> bool:
    """Whether its tasks are meant to go through the Internet: they have public addresses, or there is a NAT gateway."""
    return case.network.get("assignPublicIp") == "ENABLED" or any(
        "NatGatewayId" in route for table in case.route_tables for route in _out_of(table)
    )


def internet_way(case: Case) -> Iterator[ProbeFinding]:
    """The way out."""
    for table in case.route_tables:
        name, check = table["RouteTableId"], "route to the Internet"
        if _out_of(table):
            yield ProbeFinding(check, ok=True, said=f"{name} leads there")
        else:
            yield rebuilt(check, f"{name}, the tasks' route table, does not lead there", "network")
    groups, check = case.network["securityGroups"], "out to the Internet"
    if lets(case.rules(groups), out=True, port=HTTPS, peer=Peer(address=SOMEWHERE)):
        yield ProbeFinding(check, ok=True, said=f"{', '.join(groups)} lets its tasks out on {HTTPS}")
    else:
        yield rebuilt(check, f"{', '.join(groups)} does not let its tasks out on port {HTTPS}", "network")


def _out_of(table: Any) -> list[Any]:
    """A route table's default routes that lead somewhere."""
    return [
        route
        for route in table["Routes"]
        if route.get("DestinationCidrBlock") == ANYWHERE and route.get("State") == "active"
    ]


def _out_to_s3(case: Case) -> ProbeFinding:
    groups, name = case.network["securityGroups"], service_name(case.site.run, "s3")
    filters: Any = [{"Name": "prefix-list-name", "Values": [name]}]
    lists = read_all(case.aws.ec2, "describe_managed_prefix_lists", "PrefixLists", Filters=filters)
    peer = Peer(address=SOMEWHERE, prefix_list=lists[0]["PrefixListId"] if lists else "")
    if lets(case.rules(groups), out=True, port=HTTPS, peer=peer):
        return ProbeFinding(
            "out to S3", ok=True, said=f"{', '.join(groups)} lets its tasks out to S3's prefix list"
        )
    return rebuilt("out to S3", f"{', '.join(groups)} does not let its tasks out to S3's prefix list", STEP)
