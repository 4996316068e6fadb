"""Takes out of a text whatever is its user's own: account, keys, ids, addresses, names, folders, values."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

PATTERNS: Mapping[str, str] = {
    r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b": "KEY",
    r"(?<![0-9])[0-9]{12}(?![0-9])": "ACCOUNT",
    r"(arn:aws[a-z-]*:(?:iam|sts)::ACCOUNT:)(?:user|assumed-role|federated-user)/[^\s\"'`,]+": r"\1CALLER",
    r"\bhttps?://[^\s\"'`<>]+": "URL",
    r"\b[a-z0-9.-]+\.(?:elb\.[a-z0-9-]+|elb|dkr\.ecr\.[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\b": "ADDRESS",
    r"\b(?!127\.)\d{1,3}(?:\.\d{1,3}){3}\b(?!/)": "ADDRESS",
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b": "MAIL",
    r"\b(vpc|subnet|sg|sgr|igw|rtb|rtbassoc|vpce|eni|eipalloc|acl|ns|srv)-[0-9a-z]{8,}\b": r"\1-ID",
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b": "ID",
    r"\b[0-9a-f]{32,}\b": "ID",
}
"""What is replaced wherever it stands, in this order; the words stand for it."""


def redactor(names: Mapping[str, str], values: frozenset[str]) -> Callable[[str], str]:
    """What takes these `names` (each with its stand-in) and `values` out of a text, and all that the patterns find.

    Longer ones go first, so that no part of one is left.
    """
    known = {str(Path.home()): "~", **names, **dict.fromkeys(values, "VALUE")}
    words = [
        (re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])"), known[word])
        for word in sorted(filter(None, known), key=len, reverse=True)
    ]
    patterns = [(re.compile(pattern), stand_in) for pattern, stand_in in PATTERNS.items()]

    def redact(text: str) -> str:
        for pattern, stand_in in words:
            text = pattern.sub(lambda _, stand_in=stand_in: stand_in, text)  # type: ignore[misc]
        for pattern, stand_in in patterns:
            text = pattern.sub(stand_in, text)
        return text

    return redact
