"""# A private network

Your apps get a network of their own, a **VPC** (Virtual Private Cloud). In each of your zones it has two **subnets**: a
*public* one, from which a way leads to the Internet, and a *private* one, from which none does.

```
Internet
   |  internet gateway
public subnets    the load balancer
   |  port 8080
private subnets   tasks: no way out
```

Nobody on the Internet reaches your tasks, nor do they reach it. Only the load balancer lives in the public subnets, and the
next page's task.

**Security groups** guard every network interface. All of it is free; it only takes care.

## In detail

- **Addresses.** The VPC has 10.0.0.0/16, which is all that begin with 10.0; a subnet has 256 of them, of which AWS keeps
  five. In such a *CIDR* /32 means exactly this one address, and 0.0.0.0/0 every address there is.
- **Route tables** are signposts: for this address go that way. The public one says that everything else is reached through
  the **internet gateway**; the private one knows only the VPC itself.
- **The chain of guards.** The *load balancer's* security group lets in port 80 from outside. The *apps'* lets in the load
  balancer and the other apps, on exactly the ports they listen on. The *endpoints'*, which come later, lets in the apps on
  port 443.
- **What goes out.** A new group lets everything out, which few people notice; these are closed first, then opened for exactly
  what is needed. Groups are *stateful*: answers to what was let in may always leave.
- **The default group** comes with every VPC, and its members may talk to everybody. Nothing here has it, so it is emptied.
- **DNS host names** are switched on: the private endpoints and the names of your services rely on them.
- **See it**: press `5`, and this part of the picture lights up.
- **A flow log**, a record of every connection, is not free, so there is none. Checkers ask for one; so should you when real
  users come.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html and
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""

from collections.abc import Sequence

from steps.aws.security_groups import (
    APPS_GROUP,
    ENDPOINTS_GROUP,
    LOAD_BALANCER_GROUP,
    OPEN_TO,
    ClosedDefaultGroup,
    closed_groups,
    rules,
)
from steps.aws.vpc import (
    ATTACHMENT,
    DNS_HOST_NAMES,
    GATEWAY,
    PRIVATE_TABLE,
    PUBLIC_TABLE,
    RANGE,
    VPC,
    InternetRoute,
    associations,
    subnets,
)
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step, slot


def resources(plan: Plan) -> Sequence[Resource]:
    """The network, its ways and its guards."""
    return (
        VPC,
        DNS_HOST_NAMES,
        *subnets(plan, "public"),
        *subnets(plan, "private"),
        GATEWAY,
        ATTACHMENT,
        PUBLIC_TABLE,
        PRIVATE_TABLE,
        InternetRoute(PUBLIC_TABLE, GATEWAY, ATTACHMENT),
        *associations(plan, "public"),
        *associations(plan, "private"),
        LOAD_BALANCER_GROUP,
        APPS_GROUP,
        ENDPOINTS_GROUP,
        *closed_groups(),
        *([ClosedDefaultGroup(VPC)] if plan.edition > 1 else []),
        *rules(plan),
    )


def happened(plan: Plan) -> tuple[str, ...]:
    """What the network is called, and where its two kinds of subnets lead."""
    public, private = subnets(plan, "public")[0], subnets(plan, "private")[0]
    return (
        f"Your network is {slot(VPC)}; it has {RANGE}, all addresses that begin with 10.0.",
        f"{slot(public)} is public, by way of {slot(GATEWAY)}; {slot(private)} is private and leads nowhere outside.",
        f"From outside only {slot(LOAD_BALANCER_GROUP)} lets anybody in; {slot(APPS_GROUP)} lets in the load balancer.",
    )


ALLOWS = (
    *actions(
        "ec2",
        "CreateVpc DescribeVpcs DescribeVpcAttribute ModifyVpcAttribute DeleteVpc CreateSubnet "
        "DescribeSubnets DeleteSubnet CreateInternetGateway DescribeInternetGateways "
        "AttachInternetGateway DetachInternetGateway DeleteInternetGateway CreateRouteTable "
        "DescribeRouteTables CreateRoute AssociateRouteTable DisassociateRouteTable DeleteRouteTable "
        "CreateSecurityGroup DescribeSecurityGroups DescribeSecurityGroupRules "
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress ModifySecurityGroupRules DeleteSecurityGroup CreateTags DeleteTags",
    ),
)
"""What this page must be allowed."""

STEP = Step(
    title="A private network", resources=resources, questions=(OPEN_TO,), happened=happened, allows=ALLOWS
)
