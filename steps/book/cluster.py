"""# A cluster

**ECS**, the Elastic Container Service, starts containers, watches them and starts them anew. It needs machines to do so, and
its two *launch types* differ in whose they are:

- **EC2**: you make virtual machines and look after them. On each runs ECS's **agent**, which pulls images and starts and
  stops containers.
- **Fargate**: AWS brings the machines, with the agent. You say how much processor and memory a task needs, pay for that by
  the second, and see no machine at all. This is what we use.

A **cluster** is the name under which ECS groups what it runs. On Fargate it owns nothing and costs nothing: think of it as
the folder for your services.

## In detail

- **A task** is one running copy of an app: one or more containers that share a network interface, much like a pod in
  Kubernetes. **A service** keeps a number of tasks running. Both come on later pages.
- **The agent** works on Fargate too, where you cannot see it; the next page gives it its permission.
- **Between the two** there are ECS Managed Instances: EC2 machines, also large or special ones, that AWS looks after for you.
- **ECS's own role.** To plug network interfaces into your network and to tell the load balancer about tasks, ECS needs a
  *service-linked role*. If ECS was ever used in this account, it exists; if not, it is made now. It is the account's, so it
  stays when you take this down.
- **Container Insights**, finer measurements of each task, cost money and stay off; one setting of the cluster turns them on.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
"""

from steps.aws.tagging import IN_ECS
from steps.aws.tasks import cluster_name
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot


class EcsServiceRole(Resource):
    """The account's own role for ECS; shared by everything, so it always stays."""

    kind = "AWS::IAM::ServiceLinkedRole"
    shareable = True
    lasting = True

    def find(self, site: Site) -> Handle | None:
        """Look it up under the name that AWS gives it in every account."""
        role = site.aws.iam.get_role(RoleName="AWSServiceRoleForECS")["Role"]
        return Handle(role["RoleName"], role["Arn"], ours=False)

    def create(self, site: Site) -> Handle:
        """iam:CreateServiceLinkedRole."""
        role = site.aws.iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]
        return Handle(role["RoleName"], role["Arn"], ours=False)


class Cluster(Resource):
    """The name that groups all services and tasks of this deployment."""

    service_role: EcsServiceRole
    kind = "AWS::ECS::Cluster"
    tagging = IN_ECS
    typical = 10.0
    shareable = True

    def find(self, site: Site) -> Handle | None:
        """Look it up by name; one that is INACTIVE is gone."""
        clusters = site.aws.ecs.describe_clusters(clusters=[cluster_name(site)], include=["TAGS"])["clusters"]
        for cluster in clusters:
            if cluster["status"] not in ("INACTIVE", "FAILED"):
                return Handle(
                    cluster["clusterName"],
                    cluster["clusterArn"],
                    ours=site.owns(cluster.get("tags")),
                    leaving=cluster["status"] == "DEPROVISIONING",
                    tags=cluster.get("tags"),
                )
        return None

    def create(self, site: Site) -> Handle:
        """ecs:CreateCluster."""
        cluster = site.aws.ecs.create_cluster(clusterName=cluster_name(site), tags=site.ecs_tags)["cluster"]
        return Handle(cluster["clusterName"], cluster["clusterArn"])

    def delete(self, site: Site, handle: Handle) -> None:
        """ecs:DeleteCluster; AWS refuses while services or tasks are in it."""
        site.aws.ecs.delete_cluster(cluster=handle.id)


CLUSTER = Cluster(EcsServiceRole())


def resources(_: Plan) -> tuple[Resource, ...]:
    """The cluster and the role that ECS needs once in each account."""
    return (CLUSTER.service_role, CLUSTER)


def happened(_: Plan) -> tuple[str, ...]:
    """The folder, and who works in it."""
    return (
        f"ECS has the cluster {slot(CLUSTER)}, the folder for your services.",
        f"Under the role {slot(CLUSTER.service_role)} it plugs network interfaces into your network.",
        "That role is the account's and stays when you take this down. Neither of the two costs anything.",
    )


ALLOWS = (
    *actions("ecs", "CreateCluster DescribeClusters DeleteCluster TagResource UntagResource"),
    *actions("iam", "GetRole CreateServiceLinkedRole"),
)
"""What this page must be allowed."""

STEP = Step(title="A cluster", resources=resources, happened=happened, allows=ALLOWS)
