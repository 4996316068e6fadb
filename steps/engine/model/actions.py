"""Actions as IAM's policies name them: what a page must be allowed."""


def actions(service: str, operations: str) -> tuple[str, ...]:
    """`actions("ec2", "CreateVpc DeleteVpc")`: the operations of one service of IAM's policies."""
    return tuple(f"{service}:{operation}" for operation in operations.split())
