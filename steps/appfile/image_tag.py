"""The tag of an app's image: the same for as long as the same image comes of it."""

import hashlib
from pathlib import Path

from steps.appfile.apps import App, Architecture
from steps.appfile.context import read_context


def image_tag(app: App, known: str = "", *, anew: str = "") -> str:
    """Twelve hexadecimal digits made of what the image is made from: never of size, count, environment or health.

    With `anew`, a word that no build had before, its base images are fetched once more: the word follows a dot,
    and stays with the tag in `known` for as long as the rest of it stays.
    """
    content = _fetched(app.image) if app.image else read_context(Path(app.folder), app.build).tag
    if app.architecture is not Architecture.X86_64:
        content = hashlib.sha256(f"{content} {app.architecture}".encode()).hexdigest()[:12]
    if anew:
        return f"{content}.{anew}"
    return known if known.partition(".")[0] == content else content


def fetched_anew(tag: str) -> bool:
    """Whether the image of this tag is made of base images that were fetched for it."""
    return "." in tag


def _fetched(image: str) -> str:
    return hashlib.sha256(f"image {image}".encode()).hexdigest()[:12]
