"""How each service refuses parameters, page tokens and batches: its own code, and its own words where they are known.

Known from AWS's answers in public issues: ECR's, CloudWatch Logs', IAM's and EC2's words, ECS's “service names can have at
most 10 items.” and the load balancers' “You cannot describe more than '20' target groups at a time”. The others are
written after them; their codes are those of the services' models. tests/real asks AWS for them where somebody has an account.
"""

from steps.sandbox.refusal import Refusal

INVALID = {
    "cloudwatch": "ValidationError",
    "ecr": "InvalidParameterException",
    "ecs": "InvalidParameterException",
    "elbv2": "ValidationError",
    "iam": "ValidationError",
    "logs": "InvalidParameterException",
    "resourcegroupstaggingapi": "InvalidParameterException",
    "secretsmanager": "ValidationException",
    "service-quotas": "IllegalArgumentException",
    "servicediscovery": "InvalidInput",
    "ssm": "ValidationException",
    "sts": "ValidationError",
}
"""The services that enforce what their models say, with their code for it; EC2 has its own checks."""

TOKENS = {
    "cloudwatch": ("InvalidNextToken", "Request parameter NextToken is invalid"),
    "ec2": (
        "InvalidParameterValue",
        "Value ( {} ) for parameter NextToken is invalid. The token is invalid.",
    ),
    "ecr": (
        "InvalidParameterException",
        "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
    ),
    "ecs": ("InvalidParameterException", "Invalid token."),
    "elbv2": ("ValidationError", "'{}' is not a valid marker"),
    "iam": ("ValidationError", "Invalid Marker."),
    "logs": ("InvalidParameterException", "The specified nextToken is invalid."),
    "resourcegroupstaggingapi": (
        "PaginationTokenExpiredException",
        "The pagination token is not valid.",
    ),
    "secretsmanager": ("InvalidNextTokenException", "The NextToken value is invalid."),
    "service-quotas": ("InvalidPaginationTokenException", "The pagination token is not valid."),
    "servicediscovery": ("InvalidInput", "The NextToken is not valid."),
    "ssm": ("InvalidNextToken", "The specified token isn't valid."),
}
OTHERWISE = ("InvalidNextToken", "The specified token is not valid.")


def bad_token(service: str, token: str) -> Refusal:
    """Refuse a page token that was never given, or not for this."""
    code, message = TOKENS.get(service, OTHERWISE)
    return Refusal(code, message.format(token))


def out_of_bounds(service: str, action: str, faults: list[tuple[str, str, str]]) -> Refusal:
    """Refuse parameters: each fault is where, what it is there, and the constraint that it fails."""
    if service == "ecr":
        where, _, constraint = faults[0]
        return Refusal(
            INVALID["ecr"],
            f"Invalid parameter at '{where}' failed to satisfy constraint: '{as_ecr(constraint)}'",
        )
    code = "ClientException" if (service, action) == ("ecs", "RegisterTaskDefinition") else INVALID[service]
    said = "; ".join(
        f"Value {value} at '{where}' failed to satisfy constraint: {constraint}"
        for where, value, constraint in faults
    )
    many = "error" if len(faults) == 1 else "errors"
    return Refusal(code, f"{len(faults)} validation {many} detected: {said}")


def as_ecr(constraint: str) -> str:
    """Write a constraint as ECR does."""
    words, colon, pattern = constraint.partition(" regular expression pattern: ")
    return f"must satisfy regular expression '{pattern}'" if colon else words
