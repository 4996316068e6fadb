"""AWS's partitions: worlds of their own, each with its accounts, its names and its addresses."""

BUILT_IN = ("aws", "aws-cn", "aws-us-gov", "aws-eusc")
"""Those that can be built in: the usual one, China, GovCloud, the European Sovereign Cloud."""

SUFFIXES = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}
HOMES = {"cn": "cn-northwest-1", "us-gov": "us-gov-west-1", "eusc": "eusc-de-east-1"}
"""The region of each partition that no account can close, by how its regions begin; botocore's partitions.json."""


def dns_suffix(partition: str) -> str:
    """What the addresses of its services end with."""
    return SUFFIXES.get(partition, "amazonaws.com")


def registry(account: str, region: str, partition: str) -> str:
    """The address of an account's ECR registry, which is the beginning of every repository's URI there."""
    return f"{account}.dkr.ecr.{region}.{dns_suffix(partition)}"


def home_region(region: str) -> str:
    """The default region of the partition that a region belongs to."""
    return next((home for begin, home in HOMES.items() if region.startswith(f"{begin}-")), "us-east-1")
