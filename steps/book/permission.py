"""# Permission and logs

Whoever *starts* your app needs permission in AWS: Fargate must fetch the image from ECR before the container runs, and write
its output to **CloudWatch Logs**, where AWS keeps what programs print. It does so under an **execution role** that you give
it.

**IAM** is AWS's service for who may do what. A *role* is a set of permissions that somebody puts on, like a badge; a *policy*
is the list on it. The list of this one is short: pull from *these* repositories, write to *these* log groups.

Each app gets a **log group**, which keeps what it prints for one week, also when the task is long gone. Roles cost nothing,
and so little output next to nothing.

## In detail

- **Execution role or task role?** This one is for the start. A program that itself calls AWS, to read a file in S3 say, needs
  a second one, the *task role*. The apps here call nothing and have none, and this wizard gives none to yours.
- **Its own role.** Many guides reuse the account-wide `ecsTaskExecutionRole`; then one project's clean-up breaks all the
  others. This one is made for this deployment, and nobody takes it but ECS, for tasks of your account in this region.
- **In a company** you may not be allowed to make roles, or only with a *permissions boundary*, a policy that says what a role
  may do at most. Give the name of a role that there is, or the boundary's ARN; everybody else answers nothing here.
- **Log groups** do not go away by themselves, and keep everything for ever unless told otherwise: hence the week.
- **Encryption.** Logs are encrypted with AWS's own key. A key of yours (KMS) costs {key} a month: right for secrets, not for
  a demonstration, whatever a checker says.
- **Waiting.** It takes some seconds until all of AWS knows a new role. The wizard waits where it matters.
- **GuardDuty.** Where its Runtime Monitoring is on, AWS adds an agent of its own to tasks and fetches that image under this
  role too. The policy does not name it; nobody has yet tried what becomes of it here.

More from AWS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-iam-role-overview.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
"""

import json
from typing import Any

from steps.appfile.apps import App
from steps.aws.by_kind import born
from steps.aws.given_role import BOUNDARY, GIVEN_ROLE, given_role_name
from steps.aws.policies import LOG, PULL, role_name, says_the_same, trust_policy
from steps.aws.tagging import IN_IAM, IN_LOGS
from steps.aws.task_output import log_group_name
from steps.book.repositories import Repository
from steps.engine.cloud.listing import read_all
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot

KEEP_DAYS = 7
POLICY = "pull-and-log"


class LogGroup(Resource):
    """Where one app's output goes, kept for a week."""

    app: App
    kind = "AWS::Logs::LogGroup"
    tagging = IN_LOGS
    shareable = True

    def find(self, site: Site) -> Handle | None:
        """Look it up by name among the deployment's."""
        prefix = log_group_name(site.plan.deployment)
        groups = site.listing(
            "log groups",
            lambda: read_all(site.aws.logs, "describe_log_groups", "logGroups", logGroupNamePrefix=prefix),
        )
        for group in groups:
            if group["logGroupName"] == prefix + self.app.name:
                arn = group["arn"].removesuffix(":*")
                tags = site.aws.logs.list_tags_for_resource(resourceArn=arn)["tags"]
                since = born(self.kind, group)
                ours = site.owns(tags)
                return Handle(group["logGroupName"], arn, ours=ours, born=since, tags=tags, seen=group)
        return None

    def create(self, site: Site) -> Handle:
        """logs:CreateLogGroup, then logs:PutRetentionPolicy."""
        name = log_group_name(site.plan.deployment, self.app.name)
        site.aws.logs.create_log_group(logGroupName=name, tags=site.tags)
        site.aws.logs.put_retention_policy(logGroupName=name, retentionInDays=KEEP_DAYS)
        plan = site.plan
        return Handle(name, f"arn:{plan.partition}:logs:{plan.region}:{plan.account}:log-group:{name}")

    def ready(self, site: Site, handle: Handle) -> Handle | str:
        """At once; AWS tells only a look when it was made."""
        return handle if handle.born else self.find(site) or "waiting for AWS to see it"

    def differs(self, site: Site, handle: Handle) -> str:  # noqa: ARG002  (the verbs' signature)
        """It must not keep everything for ever."""
        return "" if handle.seen.get("retentionInDays") == KEEP_DAYS else f"kept for {KEEP_DAYS} days"

    def update(self, site: Site, handle: Handle) -> Handle:
        """logs:PutRetentionPolicy."""
        site.aws.logs.put_retention_policy(logGroupName=handle.id, retentionInDays=KEEP_DAYS)
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """logs:DeleteLogGroup."""
        site.aws.logs.delete_log_group(logGroupName=handle.id)


class ExecutionRole(Resource):
    """What Fargate may do in your name when it starts a task."""

    kind = "AWS::IAM::Role"
    tagging = IN_IAM
    typical = 10.0

    def find(self, site: Site) -> Handle | None:
        """Look it up by name; roles are global, so the region is part of it. One that was named by the user is lent."""
        if given := given_role_name(site.plan.answer(GIVEN_ROLE)):
            return self._lent(site, given)
        role = site.listing("role", lambda: site.aws.iam.get_role(RoleName=role_name(site)))["Role"]
        tags, since = role.get("Tags"), born(self.kind, role)
        return Handle(role["RoleName"], role["Arn"], ours=site.owns(tags), born=since, tags=tags, seen=role)

    def create(self, site: Site) -> Handle:
        """iam:CreateRole, for ECS tasks of this account and region only; or iam:GetRole of the one that is lent."""
        if given := given_role_name(site.plan.answer(GIVEN_ROLE)):
            return self._lent(site, given)
        boundary = site.plan.answer(BOUNDARY)
        limits: Any = {"PermissionsBoundary": boundary} if boundary else {}
        role = site.aws.iam.create_role(
            **limits,
            RoleName=role_name(site),
            AssumeRolePolicyDocument=json.dumps(trust_policy(site.plan)),
            Description=f"Starts the tasks of {site.plan.deployment}",
            Tags=site.tag_list,
        )["Role"]
        return Handle(role["RoleName"], role["Arn"], born=born(self.kind, role))

    def differs(self, site: Site, handle: Handle) -> str:
        """Who may take it, and what it may do at most."""
        trusted = says_the_same(handle.seen["AssumeRolePolicyDocument"], trust_policy(site.plan))
        bounded = self._boundary(handle) == site.plan.answer(BOUNDARY)
        found = ("" if trusted else "who may act under it", "" if bounded else "its permissions boundary")
        return ", ".join(filter(None, found))

    def update(self, site: Site, handle: Handle) -> Handle:
        """iam:UpdateAssumeRolePolicy, and iam:PutRolePermissionsBoundary or iam:DeleteRolePermissionsBoundary."""
        wanted, iam = site.plan.answer(BOUNDARY), site.aws.iam
        if self._boundary(handle) != wanted:
            if wanted:
                iam.put_role_permissions_boundary(RoleName=handle.id, PermissionsBoundary=wanted)
            else:
                iam.delete_role_permissions_boundary(RoleName=handle.id)
        document = json.dumps(trust_policy(site.plan))
        iam.update_assume_role_policy(RoleName=handle.id, PolicyDocument=document)
        return handle

    @staticmethod
    def _boundary(handle: Handle) -> str:
        """The ARN of the one that it has; empty for none."""
        return str(handle.seen.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""))

    @staticmethod
    def _lent(site: Site, name: str) -> Handle:
        role = site.aws.iam.get_role(RoleName=name)["Role"]
        return Handle(name, role["Arn"], ours=False, lent=True, born=born("AWS::IAM::Role", role), seen=role)

    def delete(self, site: Site, handle: Handle) -> None:
        """iam:DeleteRole; its policy is gone before."""
        site.aws.iam.delete_role(RoleName=handle.id)


class RolePolicy(Resource):
    """What the execution role may do: pull these images, write these logs, nothing else."""

    role: ExecutionRole
    repositories: tuple[Repository, ...]
    log_groups: tuple[LogGroup, ...]
    kind = "AWS::IAM::RolePolicy"
    typical = 10.0

    def find(self, site: Site) -> Handle | None:
        """Look it up in the role; one that is lent has its own, which was looked at before it was taken."""
        if site.plan.answer(GIVEN_ROLE):
            return Handle(POLICY, ours=False, lent=True)
        role = site.find(self.role)
        if role is None:
            return None
        policy = site.aws.iam.get_role_policy(RoleName=role.id, PolicyName=POLICY)
        return Handle(POLICY, ours=role.ours, born=role.born, seen=policy["PolicyDocument"])

    def create(self, site: Site) -> Handle:
        """iam:PutRolePolicy; a role that is lent stays as it is."""
        if site.plan.answer(GIVEN_ROLE):
            return Handle(POLICY, ours=False, lent=True)
        site.aws.iam.put_role_policy(
            RoleName=role_name(site), PolicyName=POLICY, PolicyDocument=json.dumps(self._document(site))
        )
        return Handle(POLICY, born=site.handle(self.role).born)

    def differs(self, site: Site, handle: Handle) -> str:
        """An app more or less changes what it names."""
        return "" if handle.seen == self._document(site) else "the apps it names"

    def update(self, site: Site, handle: Handle) -> Handle:  # noqa: ARG002  (putting it again replaces it)
        """iam:PutRolePolicy."""
        return self.create(site)

    def delete(self, site: Site, handle: Handle) -> None:
        """iam:DeleteRolePolicy."""
        site.aws.iam.delete_role_policy(RoleName=role_name(site), PolicyName=handle.id)

    def _document(self, site: Site) -> dict[str, object]:
        return {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": ["*"]},
                {
                    "Effect": "Allow",
                    "Action": PULL,
                    "Resource": [site.arn(each) for each in self.repositories],
                },
                {
                    "Effect": "Allow",
                    "Action": LOG,
                    "Resource": [f"{site.arn(each)}:*" for each in self.log_groups],
                },
            ],
        }


def role_policy(plan: Plan) -> RolePolicy:
    """The policy, which knows its role, its repositories and its log groups."""
    return RolePolicy(
        ExecutionRole(),
        tuple(Repository(app) for app in plan.apps),
        tuple(LogGroup(app) for app in plan.apps),
    )


def resources(plan: Plan) -> tuple[Resource, ...]:
    """The role, the logs, and what the role may do."""
    policy = role_policy(plan)
    return (policy.role, *policy.log_groups, policy)


def happened(plan: Plan) -> tuple[str, ...]:
    """Who may do what."""
    policy = role_policy(plan)
    return (
        f"Fargate may act under the role {slot(policy.role)} when it starts a task of yours.",
        f"Its policy, {slot(policy)}, names your repositories and log groups, and nothing else.",
        f"What {plan.apps[0].name} prints will be in {slot(policy.log_groups[0])}, for a week.",
    )


ALLOWS = (
    *actions(
        "iam",
        "CreateRole GetRole TagRole UntagRole UpdateAssumeRolePolicy DeleteRole PutRolePolicy "
        "GetRolePolicy DeleteRolePolicy PutRolePermissionsBoundary DeleteRolePermissionsBoundary",
    ),
    *actions(
        "logs",
        "CreateLogGroup PutRetentionPolicy DescribeLogGroups ListTagsForResource TagResource "
        "UntagResource DeleteLogGroup",
    ),
)
"""What this page must be allowed."""

STEP = Step(
    title="Permission and logs",
    resources=resources,
    questions=(GIVEN_ROLE, BOUNDARY),
    happened=happened,
    allows=ALLOWS,
)
