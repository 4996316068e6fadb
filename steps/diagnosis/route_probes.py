"""Routes: S3's gateway endpoint on the table of the tasks' subnets, and the way to the Internet of those that have one."""

from collections.abc import Iterator
from typing import Any

from steps.aws.vpc import ANYWHERE
from steps.diagnosis.case import Case
from steps.diagnosis.finding import Finding, rebuilt
from steps.diagnosis.firewall import HTTPS, Peer, lets
from steps.engine.cloud.listing import read_all

SOMEWHERE = "52.95.110.1"  # an address out in the Internet
STEP = "endpoints"


def s3(case: Case) -> Iterator[Finding]:
    """The way to the layers of images."""
    gateways = [
        each
        for each in case.endpoints
        if each["ServiceName"].endswith(".s3") and each["VpcEndpointType"] == "Gateway"
    ]
    if not gateways:
        if case.network.get("assignPublicIp") == "ENABLED":
            yield from internet_way(case)
        else:
            yield rebuilt("endpoint s3", f"there is no endpoint for S3 in {case.vpc}", STEP)
        return
    gateway = gateways[0]
    yield Finding("endpoint s3", ok=True, said=f"{gateway['VpcEndpointId']} is {gateway['State'].lower()}")
    for table in {_table_of(case, subnet["SubnetId"]) for subnet in case.subnets}:
        if table in gateway["RouteTableIds"]:
            yield Finding("route to S3", ok=True, said=f"{table}, the tasks' route table, has it")
        else:
            yield rebuilt("route to S3", f"{table}, the tasks' route table, has no route to S3", STEP)
    yield _out_to_s3(case)


def internet_way(case: Case) -> Iterator[Finding]:
    """The way out of a task with a public address."""
    for table in {_table_of(case, subnet["SubnetId"]) for subnet in case.subnets}:
        found: Any = case.aws.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]
        ways = [
            route
            for route in found["Routes"]
            if route.get("DestinationCidrBlock") == ANYWHERE and route.get("State") == "active"
        ]
        if ways:
            yield Finding("route to the Internet", ok=True, said=f"{table} leads there")
        else:
            yield rebuilt(
                "route to the Internet", f"{table}, the tasks' route table, does not lead there", "network"
            )
    groups = case.network["securityGroups"]
    if lets(case.rules(groups), out=True, port=HTTPS, peer=Peer(address=SOMEWHERE)):
        yield Finding(
            "out to the Internet", ok=True, said=f"{', '.join(groups)} lets its tasks out on {HTTPS}"
        )
    else:
        said = f"{', '.join(groups)} does not let its tasks out on port {HTTPS}"
        yield rebuilt("out to the Internet", said, "network")


def _out_to_s3(case: Case) -> Finding:
    groups, name = case.network["securityGroups"], f"com.amazonaws.{case.aws.region}.s3"
    filters: Any = [{"Name": "prefix-list-name", "Values": [name]}]
    lists = read_all(case.aws.ec2, "describe_managed_prefix_lists", "PrefixLists", Filters=filters)
    peer = Peer(address=SOMEWHERE, prefix_list=lists[0]["PrefixListId"] if lists else "")
    if lets(case.rules(groups), out=True, port=HTTPS, peer=peer):
        return Finding(
            "out to S3", ok=True, said=f"{', '.join(groups)} lets its tasks out to S3's prefix list"
        )
    return rebuilt("out to S3", f"{', '.join(groups)} does not let its tasks out to S3's prefix list", STEP)


def _table_of(case: Case, subnet: str) -> str:
    """The route table of a subnet: its own, or the VPC's main one."""
    filters: Any = [{"Name": "vpc-id", "Values": [case.vpc]}]
    tables = read_all(case.aws.ec2, "describe_route_tables", "RouteTables", Filters=filters)
    own = [t for t in tables if any(each.get("SubnetId") == subnet for each in t["Associations"])]
    main = [t for t in tables if any(each.get("Main") for each in t["Associations"])]
    return str((own or main)[0]["RouteTableId"])
