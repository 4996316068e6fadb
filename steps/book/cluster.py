"""# A cluster

A **cluster** is the name under which ECS, the Elastic Container Service, groups what it runs for you. On Fargate there are no
machines in it: it costs nothing and owns nothing. Think of it as the folder that your services will be in. *Container Insights*,
finer measurements of each task, stay off because each costs money; one setting of the cluster turns them on when you want them.

Before its first cluster in an account, ECS wants a *service-linked role*: the permission to plug network cards into your
network and to tell the load balancer about new tasks. AWS made it if you ever used ECS; if not, it is made now. It belongs to
the account, and other clusters use it too, so it stays when you tear down.
"""

from steps.aws.tagging import IN_ECS
from steps.aws.tasks import cluster_name
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step


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
    """The cluster and the role that ECS needs once an account."""
    return (CLUSTER.service_role, CLUSTER)


STEP = Step(title="A cluster", resources=resources)
