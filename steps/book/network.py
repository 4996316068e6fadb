"""# A private network

Your services get a network of their own, a **VPC** (Virtual Private Cloud), that nobody else is in. In it, in each of your
zones, are two **subnets**:

- a **public** one, whose route table has a way to the Internet through an **internet gateway**. Only the load balancer will
  be in there.
- a **private** one, with a route table of its own that leads nowhere outside. Your tasks are in here. Nobody on the Internet
  can reach them, and they cannot reach the Internet.

Then come the **security groups**, the guards at every network card. There are three, in a chain: the *load balancer* may be
reached from outside on port 80; the *apps* may be reached from the load balancer, and from each other, on exactly the ports
they listen on; the *endpoints*, which come later, may be reached from the apps on port 443. A new group lets everything out,
which most people never notice; these are shut, and then opened for exactly what is needed. Every VPC also comes with a *default*
group, whose members may talk to each other and to everybody; nothing here wears it, so it is emptied.

DNS host names are switched on for the VPC: the private endpoints and the names of your services rely on it.

All of this is free. It just takes care. A *flow log*, a record of every connection, is not free, so there is none: security
checkers ask for one, and so should you when real users come.
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
    VPC,
    InternetRoute,
    associations,
    subnets,
)
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step


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


STEP = Step(title="A private network", resources=resources, questions=(OPEN_TO,))
