"""Words of the glossary in a page's prose: the first of each becomes a link to what it means."""

import re
from functools import cache

from steps.book.glossary import GLOSSARY

LINK = "glossary:"
"""What the address of such a link begins with; the word's slug follows."""

AS_IT_IS = re.compile(
    r"```.*?```|`[^`]*`|^#.*?$|^>.*?$|\[[^\]]*\]\([^)]*\)|https?://\S+", re.MULTILINE | re.DOTALL
)
"""Code, headings, quotations, links: nothing is marked in them."""


@cache
def marked(prose: str) -> str:
    """The prose, with the first mention of each word of the glossary as a link."""
    met: set[str] = set()
    parts, place = [], 0
    for kept in AS_IT_IS.finditer(prose):
        parts += [_mark(prose[place : kept.start()], met), kept[0]]
        place = kept.end()
    return "".join([*parts, _mark(prose[place:], met)])


def _mark(text: str, met: set[str]) -> str:
    forms = _forms()

    def link(found: re.Match[str]) -> str:
        slug = forms[_plain(found[0])]
        if slug in met:
            return found[0]
        met.add(slug)
        return f"[{found[0]}]({LINK}{slug})"

    return _pattern().sub(link, text)


@cache
def _forms() -> dict[str, str]:
    """The slug of each form of each word; what is written in capitals is a word only so."""
    return {_plain(form): word.slug for word in GLOSSARY for form in (word.name, *word.also)}


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted((form for word in GLOSSARY for form in (word.name, *word.also)), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![\w.-]){_as_pattern(form)}(?![\w-])" for form in forms))


def _as_pattern(form: str) -> str:
    """A form as it may be written: broken over lines, and with a capital where a sentence begins."""
    first, *rest = form.split()
    begins = (
        f"[{first[0].lower()}{first[0].upper()}]{re.escape(first[1:])}"
        if first.islower()
        else re.escape(first)
    )
    return r"\s+".join([begins, *map(re.escape, rest)])


def _plain(text: str) -> str:
    words = " ".join(text.split())
    return words if words[:2].isupper() else words[0].lower() + words[1:]
