"""The keys at the bottom: where there is no room for all of them, a page's last ones are left to `?`, which lists every one."""

from collections.abc import Iterator

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey, FooterLabel, KeyGroup

WAYS_OUT = ("try_now", "back", "tear_down", "help", "leave")
"""Actions of every page, which are seen always."""


class KeyLine(Footer):
    """Whole keys, or none of a key."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._laid: tuple[object, ...] = ()

    async def recompose(self) -> None:
        """Lay out the keys that there are now, unless they are those that there were: it costs as much as the whole page."""
        if self.is_attached and self.screen in self.app.screen_stack and self._laid != self._shown():
            await super().recompose()
            self._fit()

    def compose(self) -> ComposeResult:
        """The keys that work at this moment."""
        self._laid = self._shown() if self._bindings_ready else ()
        yield from super().compose()

    def _shown(self) -> tuple[object, ...]:
        """What is seen of the keys that work now."""
        active = self.screen.active_bindings.values()
        return tuple((each.binding, each.enabled, each.tooltip) for each in active if each.binding.show)

    def on_resize(self) -> None:
        """See which of them fit."""
        self._fit()

    def _fit(self) -> None:
        room, keys = self.content_size.width, list(self._keys())
        taken = sum(cells for _, _, cells in keys)
        for widgets, own, cells in reversed(keys):
            fits = not own or taken - 1 <= room  # the last one's gap may be cut
            taken -= 0 if fits else cells
            for widget in widgets:
                widget.display = fits

    def _keys(self) -> Iterator[tuple[list[Widget], bool, int]]:
        """Each key, or group of keys with its label: whether it is the page's own, and the cells that it takes."""
        group: list[Widget] = []
        for child in self.children:
            match child:
                case KeyGroup():
                    group = [child]
                case FooterLabel():
                    shown = (
                        sum(cell_len(key.key_display) for key in group[0].query(FooterKey)) if group else 0
                    )
                    yield [*group, child], True, shown + 2 + cell_len(str(child.content))
                    group = []
                case FooterKey():
                    words = f"{child.key_display} {child.description} "
                    yield [child], child.action not in WAYS_OUT, cell_len(words)
