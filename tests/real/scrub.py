"""What a transcript may show of a text: no account, nobody's name, no id, no address, no key."""

import re

HIDDEN = (
    (re.compile(r"arn:aws[\w-]*:[^\s\"',)\]]+"), "ARN"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "MAIL"),
    (re.compile(r"\b(?:https?|tcp|unix)://\S+"), "URL"),
    (re.compile(r"\b[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|internal)\b[^\s\"',)\]]*"), "HOST"),
    (re.compile(r"\b(?:A3T|AKIA|ASIA|AROA|AIDA|AGPA)[A-Z0-9]{8,}\b"), "KEY"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\bsha256:[0-9a-f]+\b"), "DIGEST"),
    (re.compile(r"-[0-9a-f]{8,}\b"), "-ID"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "ADDRESS"),
    (re.compile(r"\b\d{12}\b"), "ACCOUNT"),
    (re.compile(r"\b[0-9a-f]{16,}\b"), "HEX"),
    (re.compile(r"[A-Za-z0-9+/=_-]{60,}"), "BLOB"),
)


def scrub(text: str, *names: str) -> str:
    """The text with a word for each thing that is somebody's; `names` are hidden as NAME."""
    for name in filter(None, names):
        text = text.replace(name, "NAME")
    for pattern, word in HIDDEN:
        text = pattern.sub(word, text)
    return text
