"""How a page looks, kept; where it looks otherwise now, both are laid side by side for a person to judge."""

import os
import re
from base64 import b64encode
from itertools import count
from pathlib import Path

from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]  # it has no types

DIFFERENCES = Path(__file__).parents[2] / "snapshot-differences"


class Picture(SVGImageExtension):  # type: ignore[misc]  # it has no types
    """A kept picture that shows what differs from it, one file of HTML a page, in `snapshot-differences`."""

    def matches(self, *, serialized_data: str, snapshot_data: str) -> bool:
        """Compare, and lay both side by side where they differ."""
        if serialized_data == snapshot_data:
            return True
        test = re.sub(
            r"[^\w-]+", "-", os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].rpartition(" ")[0]
        ).strip("-")
        DIFFERENCES.mkdir(exist_ok=True)
        free = (DIFFERENCES / f"{test}-{number}.html" for number in count(1))
        path = next(path for path in free if not path.exists())
        path.write_text(
            f"<!doctype html><title>{test}</title>{shown('kept', snapshot_data)}{shown('now', serialized_data)}"
        )
        return False


def shown(words: str, picture: str) -> str:
    """A picture under its heading; as data, since styles of two in one page would meet."""
    return f'<h2>{words}</h2><img src="data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}">'
