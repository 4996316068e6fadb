"""What is exported: the template, and the values of its parameters that must not stand in it."""

import json
from dataclasses import dataclass

from steps.export.cloudformation.template import Writer
from steps.export.dictation import Dictation


@dataclass(frozen=True)
class Stack:
    """The template and `values` as JSON, and what has no form in CloudFormation."""

    template: str
    values: str
    left_out: tuple[str, ...]


def stack(dictation: Dictation) -> Stack:
    """All of a dictation."""
    writer = Writer(dictation)
    template = json.dumps(writer.template(), indent=2, ensure_ascii=False) + "\n"
    values = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in sorted(writer.private.items())
    ]
    return Stack(
        template,
        f"{json.dumps(values, indent=2, ensure_ascii=False)}\n" if values else "",
        tuple(writer.left_out),
    )
