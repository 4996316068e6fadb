"""# Permission to start

Your app does not need any permission in AWS. But whoever *starts* it does: before your container runs, Fargate must fetch the
image from ECR, and while it runs, it must write its output to CloudWatch Logs. It does so in the name of an **execution
role** that you give it.

This one is made for this deployment alone and may do just that: pull from *these* repositories and write to *these* log
groups. Nobody takes it but ECS, for tasks of your account in this region. Many guides reuse the account-wide
`ecsTaskExecutionRole`; then one project's clean-up breaks all the others.

Each app gets a **log group**. Nobody deletes log groups by themselves and they keep everything for ever unless told
otherwise, so these keep one week. What your apps print is there, even after the task is gone. AWS encrypts it with a key of its
own; a key of yours (KMS) costs a dollar a month, so a checker that asks for one is right for secrets and not for a demonstration.

A new role takes AWS some seconds to spread through its systems. The wizard knows, and waits where it matters.
"""

import json

from steps.appfile.apps import App
from steps.aws.by_kind import born
from steps.aws.policies import LOG, PULL, role_name, says_the_same, trust_policy
from steps.aws.tagging import IN_IAM, IN_LOGS
from steps.aws.task_output import log_group_name
from steps.book.repositories import Repository
from steps.engine.cloud.listing import read_all
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step

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
    """Whoever starts a task acts under this role."""

    kind = "AWS::IAM::Role"
    tagging = IN_IAM
    typical = 10.0

    def find(self, site: Site) -> Handle | None:
        """Look it up by name; roles are global, so the region is part of it."""
        role = site.listing("role", lambda: site.aws.iam.get_role(RoleName=role_name(site)))["Role"]
        tags, since = role.get("Tags"), born(self.kind, role)
        return Handle(role["RoleName"], role["Arn"], ours=site.owns(tags), born=since, tags=tags, seen=role)

    def create(self, site: Site) -> Handle:
        """iam:CreateRole, for ECS tasks of this account and region only."""
        role = site.aws.iam.create_role(
            RoleName=role_name(site),
            AssumeRolePolicyDocument=json.dumps(trust_policy(site.plan)),
            Description=f"Starts the tasks of {site.plan.deployment}",
            Tags=site.tag_list,
        )["Role"]
        return Handle(role["RoleName"], role["Arn"], born=born(self.kind, role))

    def differs(self, site: Site, handle: Handle) -> str:
        """Who may take it."""
        trusted = handle.seen["AssumeRolePolicyDocument"]
        return "" if says_the_same(trusted, trust_policy(site.plan)) else "who may act under it"

    def update(self, site: Site, handle: Handle) -> Handle:
        """iam:UpdateAssumeRolePolicy."""
        document = json.dumps(trust_policy(site.plan))
        site.aws.iam.update_assume_role_policy(RoleName=handle.id, PolicyDocument=document)
        return handle

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
        """Look it up in the role."""
        role = site.find(self.role)
        if role is None:
            return None
        policy = site.aws.iam.get_role_policy(RoleName=role.id, PolicyName=POLICY)
        return Handle(POLICY, ours=role.ours, born=role.born, seen=policy["PolicyDocument"])

    def create(self, site: Site) -> Handle:
        """iam:PutRolePolicy."""
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


STEP = Step(title="Permission to start", resources=resources)
