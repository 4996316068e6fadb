"""What was looked at live: what is broken line by line, and how much is well."""

from collections.abc import Sequence

from textual.content import Content

from steps.engine.model.diagnosed import Probed
from tui.widgets.text import MUTED, plain


def looked_at(probes: Sequence[Probed]) -> Content:
    """Whatever is not as it must be, and one line for all that is; each of those is in the output."""
    well = [probed.check for probed in probes if probed.ok]
    lines = [
        Content.styled(plain(str(probed)), "$error" if probed.ok is False else MUTED)
        for probed in sorted(probes, key=lambda each: each.ok is None)
        if not probed.ok
    ]
    lines += [Content.styled(f"✓ {', '.join(well)}", "$success")] if well else []
    return Content("\n").join(lines)
