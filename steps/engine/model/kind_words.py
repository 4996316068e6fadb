"""CloudFormation's names of kinds, in words: AWS::IAM::Role is an IAM role."""

import re

OF_THE_ACCOUNT = frozenset({"AWS::IAM::ServiceLinkedRole"})
"""Kinds that are the account's own, whoever made one: no deployment's."""

SERVICES = {
    "ElasticLoadBalancingV2": "Elastic Load Balancing",
    "ServiceDiscovery": "Cloud Map",
    "Logs": "CloudWatch Logs",
}
"""Whose name in CloudFormation is not the one that people know."""

AN = re.compile(r"[AEIO]|[FHLMNRSX](?![a-z])")
"""How a name begins that is spoken with a vowel first: S3 as well, by its letter."""


def kind_in_words(kind: str) -> str:
    """The kind with its article, as a sentence has it."""
    _, service, thing = [*kind.split("::"), "", ""][:3]
    if not thing:
        return f"a {kind}"
    word = re.sub(r"(?<=[a-z])(?=[A-Z])|\.|(?<=[A-Z])(?=[A-Z][a-z])", " ", thing)
    words = " ".join(each if each.isupper() else each.lower() for each in word.split())
    named = f"{SERVICES.get(service, service)} {words}"
    return f"{'an' if AN.match(named) else 'a'} {named}"
