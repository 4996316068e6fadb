"""What was probably meant by a word that is none of those that there are."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(word: str, words: Iterable[str]) -> str:
    """“Did you mean …? ”, with the space after it; nothing where no word is near."""
    bare = {each.lstrip("-"): each for each in words}  # the hyphens of an option would make all of them alike
    near = get_close_matches(word.lstrip("-"), list(bare), n=1)
    return f"Did you mean “{bare[near[0]]}”? " if near else ""
