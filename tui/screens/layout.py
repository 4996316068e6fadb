"""Where the layout of the pages is written: `wizard.tcss` is the first page's, this one is read with the first other page."""

from pathlib import Path

LAYOUT = Path(__file__).parent / "pages.tcss"
