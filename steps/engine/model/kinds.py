"""CloudFormation's names of kinds, in words: AWS::IAM::Role is an IAM role."""

import re

SERVICES = {
    "ElasticLoadBalancingV2": "Elastic Load Balancing",
    "ServiceDiscovery": "Cloud Map",
    "Logs": "CloudWatch Logs",
}
"""Whose name in CloudFormation is not the one that people know."""


def kind_in_words(kind: str) -> str:
    """The kind with its article, as a sentence has it."""
    _, service, thing = [*kind.split("::"), "", ""][:3]
    if not thing:
        return f"a {kind}"
    word = re.sub(r"(?<=[a-z])(?=[A-Z])|\.|(?<=[A-Z])(?=[A-Z][a-z])", " ", thing)
    words = " ".join(each if each.isupper() else each.lower() for each in word.split())
    named = f"{SERVICES.get(service, service)} {words}"
    return f"{'an' if named[0] in 'AEIO' else 'a'} {named}"
