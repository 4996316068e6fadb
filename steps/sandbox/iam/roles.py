"""IAM: the managed policies that a Fargate platform needs, service-linked roles by their right names, simulation."""

from typing import Any

from moto.core.responses import EmptyResult
from moto.iam import models
from moto.iam.exceptions import NotFoundException
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.iam.responses import IamResponse
from moto.moto_api._internal import mock_random

from steps.sandbox.key import PERSON
from steps.sandbox.patch import around
from steps.sandbox.refusal import Refusal
from steps.sandbox.trust import check_trust
from steps.sandbox.world import World

# Path, name, and what it allows. Loading all of AWS's managed policies instead costs 1.7 s and 37 MB.
READ_IMAGES = (
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
)
WRITE_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
POLICIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/service-role/", "AmazonECSTaskExecutionRolePolicy", READ_IMAGES + WRITE_LOGS),
    ("/", "AmazonEC2ContainerRegistryReadOnly", (*READ_IMAGES, "ecr:Describe*", "ecr:List*")),
    ("/", "AmazonEC2ContainerRegistryPullOnly", READ_IMAGES),
    ("/", "CloudWatchLogsFullAccess", ("logs:*",)),
    (
        "/",
        "AmazonECS_FullAccess",
        ("ecs:*", "ec2:*", "elasticloadbalancing:*", "servicediscovery:*", "logs:*"),
    ),
    ("/", "AdministratorAccess", ("*",)),
)
LINKED_NAMES = {
    "ecs": "ECS",
    "elasticloadbalancing": "ElasticLoadBalancing",
    "application-autoscaling": "ApplicationAutoScaling",
}
LINKED_PATH = "/aws-service-role/"


def managed_policies(_plain: Any, backend: Any) -> list[AWSManagedPolicy]:
    """Make the managed policies of a new account."""
    return [
        AWSManagedPolicy.from_data(
            name,
            backend.account_id,
            backend.region_name,
            {
                "DefaultVersionId": "v1",
                "Path": path,
                "CreateDate": "2017-11-16T18:48:22+00:00",
                "UpdateDate": "2017-11-16T18:48:22+00:00",
                "Document": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}],
                },
            },
        )
        for path, name, actions in POLICIES
    ]


def linked_name(service: str) -> str:
    """Give the name of a service's own role, by its principal such as `ecs.amazonaws.com`."""
    return f"AWSServiceRoleFor{LINKED_NAMES.get(service.split('.', maxsplit=1)[0], '')}"


def create_service_linked_role(
    plain: Any, backend: Any, service_name: str, description: str, suffix: str
) -> Any:
    """Refuse a role that is there already, in the words by which SDKs know that it is."""
    name = linked_name(service_name)
    if not suffix and any(role.name == name for role in backend.roles.values()):
        raise Refusal(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different suffix.",
        )
    return plain(backend, service_name, description, suffix)


def delete_role(plain: Any, backend: Any, role_name: str) -> None:
    """Refuse a role that a service owns."""
    if backend.get_role(role_name).path.startswith(LINKED_PATH):
        raise Refusal(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{role_name}' - this role is only modifiable by AWS",
        )
    plain(backend, role_name)


def delete_service_linked_role(_plain: Any, backend: Any, role_name: str) -> str:
    """Delete a role that a service owns, at that service's word."""
    role = backend.get_role(role_name)
    del backend.roles[role.id]
    return f"task{role.path}{role_name}/{mock_random.uuid4()}"


def create_role(
    plain: Any, backend: Any, role_name: str, assume_role_policy_document: str, *rest: Any, **more: Any
) -> Any:
    """Refuse a role that nobody could assume for want of a trust policy that can be read."""
    check_trust(assume_role_policy_document)
    return plain(backend, role_name, assume_role_policy_document, *rest, **more)


def update_assume_role_policy(_plain: Any, backend: Any, role_name: str, policy_document: str) -> None:
    """Give a role another trust policy, if it is one."""
    role = backend.get_role(role_name)
    check_trust(policy_document)
    role.assume_role_policy_document = policy_document


def put_user_permissions_boundary(call: Any) -> EmptyResult:
    """Give a user a boundary, which moto knows of roles alone."""
    boundary = call.params["PermissionsBoundary"]
    if boundary not in call.backend.managed_policies:
        raise Refusal("NoSuchEntity", f"Scope ARN: {boundary} does not exist or is not attachable.")
    call.backend.get_user(call.params["UserName"]).permissions_boundary_arn = boundary
    return EmptyResult()


def delete_user_permissions_boundary(call: Any) -> EmptyResult:
    """Take it away again."""
    call.backend.get_user(call.params["UserName"]).permissions_boundary_arn = None
    return EmptyResult()


def create_user(plain: Any, call: Any) -> Any:
    """Make a user, with a boundary when one is given; the person who practises is one already."""
    refuse_the_person(call.params["UserName"])
    made = plain(call)
    if call.params.get("PermissionsBoundary"):
        put_user_permissions_boundary(call)
    return made


def update_user(plain: Any, call: Any) -> Any:
    """Rename a user, but not to the person who practises."""
    refuse_the_person(call.params.get("NewUserName", ""))
    return plain(call)


def refuse_the_person(name: str) -> None:
    """Refuse the name of the one user whom nobody made, and who may do everything."""
    if name.lower() == PERSON.rpartition("/")[2]:
        raise Refusal("EntityAlreadyExists", f"User with name {name} already exists.")


def get_role(plain: Any, backend: Any, role_name: str) -> Any:
    """Say in IAM's words that there is no such role."""
    try:
        return plain(backend, role_name)
    except NotFoundException:
        raise NotFoundException(f"The role with name {role_name} cannot be found.") from None


def install(_world: World) -> None:
    """Lay IAM's manners on moto."""
    models.SERVICE_NAME_CONVERSION.update(LINKED_NAMES)
    around(IAMBackend, "_init_aws_policies", managed_policies)
    around(IAMBackend, "create_service_linked_role", create_service_linked_role)
    around(IAMBackend, "get_role", get_role)
    around(IAMBackend, "create_role", create_role)
    around(IAMBackend, "update_assume_role_policy", update_assume_role_policy)
    around(IAMBackend, "delete_role", delete_role)
    around(IAMBackend, "delete_service_linked_role", delete_service_linked_role)
    IamResponse.put_user_permissions_boundary = put_user_permissions_boundary
    IamResponse.delete_user_permissions_boundary = delete_user_permissions_boundary
    around(IamResponse, "create_user", create_user)
    around(IamResponse, "update_user", update_user)
