"""What a script says of a step and of a thing in one sentence: the first of the page, the caption of the class."""

import re
import textwrap

from steps.engine.model.graph import Node
from steps.engine.model.step import Step

EMPHASIS = re.compile(r"\*\*|`|(?<!\w)\*|\*(?!\w)")
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def first_sentence(step: Step) -> str:
    """The page's first sentence, without Markdown."""
    paragraphs = [
        each for each in step.prose.split("\n\n") if each.strip() and not each.lstrip().startswith("#")
    ]
    text = " ".join(paragraphs[0].split()) if paragraphs else ""
    return END.split(EMPHASIS.sub("", text))[0]


def caption(node: Node) -> str:
    """What a thing is: the first line of its class's docstring."""
    return (type(node).__doc__ or "").strip().split("\n")[0]


def comment(text: str, width: int = 100) -> list[str]:
    """The text as a shell's comments, folded."""
    return [f"# {line}" for line in textwrap.wrap(text, width)]
