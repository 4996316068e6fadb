"""What AWS calls the services that endpoints lead to, which is not the same in every partition."""

from steps.engine.cloud.listing import read_all
from steps.engine.model.actions import actions
from steps.engine.model.site import Run

ENDPOINT_ACTIONS = (
    *actions("ec2", "CreateVpcEndpoint DescribeVpcEndpoints ModifyVpcEndpoint DeleteVpcEndpoints"),
    *actions("ec2", "DescribeVpcEndpointServices DescribeManagedPrefixLists CreateTags DeleteTags"),
    "route53:AssociateVPCWithHostedZone",
)
"""What endpoints take; AWS asks the last one of whoever wants private DNS names.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html"""

LIKE_THE_USUAL = ("aws", "aws-us-gov")


def service_name(run: Run, service: str) -> str:
    """Its full name in this region, such as com.amazonaws.eu-central-1.ecr.api.

    China has `cn.com.amazonaws…` for some and not for others, and the sovereign cloud names of its own: there AWS is
    asked. https://docs.amazonaws.cn/en_us/vpc/latest/privatelink/aws-services-privatelink-support.html
    """
    usual = f"com.amazonaws.{run.aws.region}.{service}"
    if run.plan.partition in LIKE_THE_USUAL:
        return usual
    ending = f".{run.aws.region}.{service}"
    return next((name for name in _offered(run) if name.endswith(ending)), usual)


def _offered(run: Run) -> list[str]:
    """The names of all services that have endpoints here, asked once."""

    def ask() -> list[str]:
        details = read_all(run.aws.ec2, "describe_vpc_endpoint_services", "ServiceDetails")
        return [each["ServiceName"] for each in details]

    return run.facts.ask("endpoint services", ask)
