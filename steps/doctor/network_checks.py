"""What would come between the network and the world, or into the network: Block Public Access, GuardDuty, equal ranges."""

from ipaddress import ip_network

from steps.aws.vpc import RANGE
from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, stop, warn
from steps.doctor.patient import Patient
from steps.engine.cloud.listing import read_all
from steps.engine.model.site import DEPLOYMENT_TAG

AGENT, FEATURE = "ECS_FARGATE_AGENT_MANAGEMENT", "RUNTIME_MONITORING"


def public_access(patient: Patient) -> Finding:
    """VPC Block Public Access cuts a load balancer off without a word."""
    aws = patient.run.aws
    options = aws.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    mode = options.get("InternetGatewayBlockMode", "off")
    if mode == "off":
        return ok("VPC Block Public Access is off")
    organisation = options.get("ManagedBy") == "declarative-policy"
    return stop(
        f"VPC Block Public Access is on in {aws.region}: {mode}.",
        why="Everything would be built, and the load balancer would answer nobody.",
        cure="Your organisation has set it: ask whoever manages it for an exclusion."
        if organisation
        else "Turn it off, if you may: `aws ec2 modify-vpc-block-public-access-options --internet-gateway-block-mode off "
        f"--region {aws.region}`.",
    )


def guardduty(patient: Patient) -> Finding:
    """Runtime Monitoring puts an endpoint of its own into every network that runs tasks."""
    watching = patient.run.aws.client("guardduty")
    for detector in read_all(watching, "list_detectors", "DetectorIds"):
        for feature in watching.get_detector(DetectorId=detector).get("Features", ()):
            agents = {each["Name"]: each["Status"] for each in feature.get("AdditionalConfiguration", ())}
            if (feature["Name"], feature["Status"], agents.get(AGENT)) == (FEATURE, "ENABLED", "ENABLED"):
                return warn(
                    "GuardDuty's Runtime Monitoring is on for Fargate.",
                    why="It adds an endpoint and a security group to your network, which AWS bills, and which `down` takes "
                    "with it.",
                    cure=f"Nothing needs to be done. Who manages it: `aws guardduty get-detector --detector-id {detector}`.",
                )
    return ok("it adds nothing to your network")


def ranges(patient: Patient) -> Finding:
    """Two networks of one range can never be joined, but may stand side by side."""
    taken = [
        vpc["VpcId"]
        for vpc in read_all(patient.run.aws.ec2, "describe_vpcs", "Vpcs")
        if ip_network(vpc["CidrBlock"]).overlaps(ip_network(RANGE)) and not _is_a_deployments(vpc)
    ]
    if not taken:
        return ok(f"{RANGE} is free")
    return warn(
        f"{taken[0]} has addresses of {RANGE} too.",
        why="Both work, but they can never be peered or share a transit gateway.",
        cure=f"Nothing, unless you mean to join them. What it is: `aws ec2 describe-vpcs --vpc-ids {taken[0]}`.",
    )


def _is_a_deployments(vpc: object) -> bool:
    tags = vpc.get("Tags", ()) if isinstance(vpc, dict) else ()
    return any(tag["Key"] == DEPLOYMENT_TAG for tag in tags)


PUBLIC_ACCESS = Examination("public access", public_access)
NETWORK = (PUBLIC_ACCESS, Examination("GuardDuty", guardduty), Examination("addresses", ranges))
