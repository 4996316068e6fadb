"""What may pass an endpoint: its policy is asked beside the role's own, for the call, its resource and its caller.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from typing import Any

from steps.sandbox.ecs import paths
from steps.sandbox.ecs.task import EcsTask
from steps.sandbox.iam.conditions import texts
from steps.sandbox.iam.policy_documents import RequestedAction, read


def passes(task: EcsTask, service: str, action: str, resource: str) -> bool:
    """Whether the endpoint that leads the task to a service lets it do this; without one there is no policy to ask."""
    doors = paths.gateways(task) if service == "s3" else [paths.named_endpoint(task, service)]
    account, role = task.region.account, getattr(task.definition, "execution_role_arn", "") or ""
    facts = {
        "aws:principalaccount": (account,),
        "aws:resourceaccount": (account,),
        "aws:principalarn": (role,),
    }
    request = RequestedAction(action, resource, facts)
    return all(_lets_pass(door, request, account, role) for door in doors if door)


def _lets_pass(endpoint: Any, request: RequestedAction, account: str, role: str) -> bool:
    """Whether an endpoint's policy allows a request; an account's name means its root user alone at a gateway."""
    whole = set() if endpoint.vpc_endpoint_type == "Gateway" else {account, f"arn:aws:iam::{account}:root"}
    spoken = [
        statement
        for statement in read(endpoint.policy_document)
        if {"*", role, *whole} & set(_named(statement.principals)) and statement.applies(request)
    ]
    return bool(spoken) and all(statement.allows for statement in spoken)


def _named(principals: Any) -> list[str]:
    """Give the people and roles that a statement is about; without a Principal everybody."""
    if isinstance(principals, dict):
        return texts(principals.get("AWS", []))
    return texts("*" if principals is None else principals)
