"""# Finding each other

The last app is not public. Nothing on the Internet leads to it, and no load balancer stands before it. But the other apps
must find it, and its tasks' addresses come and go.

**Cloud Map** keeps a private phone book for your network: a **namespace**, a domain that only your VPC can see, and in it a
name for each private app. ECS writes the address of every running task into it and takes it out when the task goes. Any of
your tasks that asks for `random-quote.` and your domain gets an address that answers right now.

Behind the namespace is a *hosted zone* of Route 53, AWS's DNS: {hosted zone} a month, whole and at once, unless you delete it
within twelve hours.

## In detail

- **Up to eight.** A name with several tasks is answered with up to eight of their addresses, chosen at random; the caller
  takes one. That is all the load balancing there is inside.
- **Ten seconds.** The answer may be kept for only so long (its TTL). Many guides allow five minutes: that is five minutes of
  calling a task that is gone.
- **The port.** The caller goes straight to the task, so it must name the port: `http://random-quote.demo.internal:8080/`.
- **Two kinds of service.** Cloud Map has services too: each is just a name.
- **The ending.** `.internal` is reserved for private names like these and never clashes with the Internet; `.local` belongs
  to another protocol, mDNS.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html and
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/troubleshooting-billed-twice.html
"""

from typing import Any

from steps.appfile.apps import App
from steps.aws.cloud_map_operations import operation_now
from steps.aws.prices import ZONE_A_MONTH
from steps.aws.tagging import IN_CLOUD_MAP
from steps.aws.vpc import DNS_HOST_NAMES, VPC, DnsHostNames, Vpc
from steps.book.ecs_service import Service
from steps.book.services import service_of
from steps.book.task_definitions import NAMESPACE
from steps.engine.cloud.listing import read_all
from steps.engine.model.actions import actions
from steps.engine.model.charge import Charge
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Handle, Resource, WhenReady
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot

TTL_SECONDS = 10


class Namespace(Resource):
    """The private phone book: a domain that only your network sees."""

    vpc: WhenReady[Vpc]
    dns: WhenReady[DnsHostNames]
    kind = "AWS::ServiceDiscovery::PrivateDnsNamespace"
    tagging = IN_CLOUD_MAP
    position = Position(Part.NAMES)
    typical = 45.0
    typical_deletion = 30.0
    patience = 600.0

    def charges(self) -> tuple[Charge, ...]:
        """The hosted zone of Route 53 behind it, billed by the month and not divided."""
        return (Charge("names: 1 hosted zone, by the month", a_month=ZONE_A_MONTH),)

    def find(self, site: Site) -> Handle | None:
        """Look it up by name and tags."""
        for namespace in site.listing("namespaces", lambda: _namespaces(site)):
            if namespace["Name"] == site.plan.answer(NAMESPACE):
                tags = _tags(site, namespace["Arn"])
                if site.owns(tags):  # another network may have one of the same name
                    return Handle(namespace["Id"], namespace["Arn"], tags=tags)
        return None

    def create(self, site: Site) -> Handle:
        """servicediscovery:CreatePrivateDnsNamespace, which only starts an operation."""
        operation = site.aws.servicediscovery.create_private_dns_namespace(
            Name=site.plan.answer(NAMESPACE),
            Vpc=site.id(self.vpc),
            CreatorRequestId=site.token,
            Description=f"Names inside {site.plan.deployment}",
            Tags=site.tag_list,
        )
        return Handle(operation["OperationId"])

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """The operation has succeeded; only then is the namespace's id known. Raises Trouble when it failed."""
        if handle.arn:
            return handle
        operation = operation_now(site, handle.id, f"make {site.plan.answer(NAMESPACE)}")
        if operation["Status"] != "SUCCESS":
            return str(operation["Status"]).lower()
        namespace = operation["Targets"]["NAMESPACE"]
        plan = site.plan
        arn = f"arn:{plan.partition}:servicediscovery:{plan.region}:{plan.account}:namespace/{namespace}"
        return Handle(namespace, arn)

    def delete(self, site: Site, handle: Handle) -> str | None:
        """servicediscovery:DeleteNamespace, with its hosted zone; it only starts an operation."""
        return site.aws.servicediscovery.delete_namespace(Id=handle.id).get("OperationId")

    def check_deletion(self, site: Site, begun: str) -> None:
        """The operation may fail, as for who may not delete hosted zones."""
        operation_now(site, begun, f"delete {site.plan.answer(NAMESPACE)}")


class DiscoveryService(Resource):
    """A name in the phone book; ECS keeps the addresses behind it."""

    app: App
    namespace: WhenReady[Namespace]
    edition: int
    kind = "AWS::ServiceDiscovery::Service"
    tagging = IN_CLOUD_MAP

    @property
    def name(self) -> str:
        """What it is called, which cannot be changed; another app may have it next. Version 0.1 named it after its app."""
        return (
            f"discovery-service.{self.app.name}" if self.edition == 1 else f"private-name.{self.app.private}"
        )

    def find(self, site: Site) -> Handle | None:
        """Look it up by name in its namespace."""
        namespace = site.listing("namespace", lambda: site.find(self.namespace))
        if namespace is None:
            return None
        for service in site.listing("discovery services", lambda: _discovery_services(site, namespace.id)):
            if service["Name"] == self.app.private:
                return Handle(service["Id"], service["Arn"], tags=_tags(site, service["Arn"]))
        return None

    def create(self, site: Site) -> Handle:
        """servicediscovery:CreateService, with a short memory."""
        service = site.aws.servicediscovery.create_service(
            Name=self.app.private,
            NamespaceId=site.id(self.namespace),
            CreatorRequestId=site.token,
            DnsConfig={"DnsRecords": [{"Type": "A", "TTL": TTL_SECONDS}], "RoutingPolicy": "MULTIVALUE"},
            HealthCheckCustomConfig={"FailureThreshold": 1},
            Tags=site.tag_list,
        )["Service"]
        return Handle(service["Id"], service["Arn"])

    def delete(self, site: Site, handle: Handle) -> None:
        """servicediscovery:DeleteService; AWS refuses while an address is behind it."""
        site.aws.servicediscovery.delete_service(Id=handle.id)


NAMESPACE_OBJECT = Namespace(VPC, DNS_HOST_NAMES)


def private_name(plan: Plan, app: App) -> DiscoveryService:
    """The name that a private app is known by."""
    return DiscoveryService(app, NAMESPACE_OBJECT, plan.edition)


def private_service(plan: Plan, app: App) -> Service:
    """A private app's service, known by name."""
    return service_of(plan, app, registry=private_name(plan, app))


def resources(plan: Plan) -> tuple[Resource, ...]:
    """The namespace, and a name and a service for each private app."""
    if not plan.private_apps:
        return ()
    pairs = ((private_name(plan, app), private_service(plan, app)) for app in plan.private_apps)
    return (NAMESPACE_OBJECT, *(each for pair in pairs for each in pair))


def _namespaces(site: Site) -> list[Any]:
    private = {"Name": "TYPE", "Values": ["DNS_PRIVATE"], "Condition": "EQ"}
    return read_all(site.aws.servicediscovery, "list_namespaces", "Namespaces", Filters=[private])


def _discovery_services(site: Site, namespace: str) -> list[Any]:
    inside = {"Name": "NAMESPACE_ID", "Values": [namespace], "Condition": "EQ"}
    return read_all(site.aws.servicediscovery, "list_services", "Services", Filters=[inside])


def _tags(site: Site, arn: str) -> list[Any]:
    return site.aws.servicediscovery.list_tags_for_resource(ResourceARN=arn)["Tags"]


def happened(plan: Plan) -> tuple[str, ...]:
    """Which name leads where."""
    if not plan.private_apps:
        return ()
    app = plan.private_apps[0]
    name = f"{app.private}.{plan.answer(NAMESPACE)}"
    return (
        f"The private domain {plan.answer(NAMESPACE)} is {slot(NAMESPACE_OBJECT)}; only {slot(VPC)} sees it.",
        f"{name} leads to the tasks of {slot(private_service(plan, app))}, whichever run.",
        f"From another app: http://{name}:{app.port}/. From your browser it leads nowhere.",
    )


ALLOWS = (
    *actions(
        "servicediscovery",
        "CreatePrivateDnsNamespace GetOperation ListNamespaces GetNamespace DeleteNamespace CreateService "
        "GetService ListServices DeleteService ListTagsForResource TagResource UntagResource",
    ),
    *actions(
        "route53",
        "CreateHostedZone GetHostedZone ListHostedZonesByName DeleteHostedZone ChangeResourceRecordSets",
    ),
    *actions("ec2", "DescribeVpcs DescribeRegions"),
)
"""What this page must be allowed."""

STEP = Step(title="Finding each other", resources=resources, happened=happened, allows=ALLOWS)
