"""What CreateNatGateway refuses at once, what makes a gateway fail later, and which gateways are shown.

Failures: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.utils import generic_filter

from steps.sandbox.ec2.gateways import attached_to
from steps.sandbox.ec2.nat_gateway import NatGateway
from steps.sandbox.refusal import Refusal

PER_ZONE = 5
SECONDARY = (
    "SecondaryAllocationIds",
    "SecondaryPrivateIpAddresses",
    "SecondaryPrivateIpAddressCount",
    "AvailabilityZoneAddresses",
)


def check(backend: Any, asked: dict[str, Any]) -> tuple[Any, Any]:
    """Find the subnet and the Elastic IP (None for a private gateway); refuse what AWS refuses before it begins."""
    if asked.get("AvailabilityMode") == "regional" or any(asked.get(name) for name in SECONDARY):
        raise Refusal(
            "UnsupportedOperation",
            "The practice cloud has NAT gateways of one zone with one address, and no others.",
        )
    if not asked.get("SubnetId"):
        raise missing("SubnetId")
    subnet = backend.get_subnet(asked["SubnetId"])
    allocation = asked.get("AllocationId")
    if (asked.get("ConnectivityType") or "public") == "private":
        if allocation:
            raise Refusal(
                "InvalidParameter", "The AllocationId parameter is not supported for private NAT gateways."
            )
    elif not allocation:
        raise missing("AllocationId")
    address = next((one for one in backend.addresses if one.allocation_id == allocation), None)
    if allocation and address is None:
        raise Refusal("InvalidElasticIpID.NotFound", f"The elasticIp ID '{allocation}' does not exist")
    check_quota(backend, subnet.availability_zone)
    return subnet, address


def check_quota(backend: Any, zone: str) -> None:
    """Refuse a sixth gateway in a zone; those that come and go count."""
    here = [gateway for gateway in backend.nat_gateways.values() if gateway.zone == zone]
    if sum(gateway.state in {"pending", "available", "deleting"} for gateway in here) >= PER_ZONE:
        raise Refusal("NatGatewayLimitExceeded", "The maximum number of NAT Gateways has been reached.")


def trouble(backend: Any, gateway: NatGateway, address: Any) -> tuple[str, str] | None:
    """Give the code and the words with which a gateway will fail; None when all is well."""
    if gateway.connectivity_type == "public" and not attached_to(backend, gateway.vpc_id):
        return "Gateway.NotAttached", f"Network {gateway.vpc_id} has no Internet gateway attached"
    if address is not None and address.association_id:
        return (
            "Resource.AlreadyAssociated",
            f"Elastic IP address {address.allocation_id} is already associated",
        )
    return None


def known(backend: Any, gateway_id: str) -> NatGateway:
    """Find a gateway that is there or still shown."""
    found: NatGateway | None = backend.nat_gateways.get(gateway_id)
    if found is None:
        raise Refusal("NatGatewayNotFound", f"NAT gateway {gateway_id} was not found")
    return found


def describe(_plain: Any, call: Any) -> ActionResult:
    """Show gateways, those that are gone for an hour among them; every one that is asked for must be there."""
    backend = call.ec2_backend
    ids = call.params.get("NatGatewayIds") or []
    gateways = [known(backend, one) for one in ids] if ids else list(backend.nat_gateways.values())
    filters = call._filters_from_querystring()  # noqa: SLF001 - how moto reads them
    return ActionResult({"NatGateways": generic_filter(filters, gateways)})


def missing(parameter: str) -> Refusal:
    """Make the refusal of a request that lacks a parameter."""
    return Refusal("MissingParameter", f"The request must include the {parameter} parameter.")
