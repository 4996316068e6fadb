"""A key that does nothing is answered: by what it would do at another time, or by the keys that do something."""

from textual.binding import Binding
from textual.events import Key
from textual.screen import Screen

from tui.screens.frame import Frame
from tui.screens.host import Host

MOVING = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab"}
"""Whoever moves about where nothing is to move needs no answer."""


class WrongKeys(Host):
    """Hears keys that no widget has taken, just before bindings are looked up."""

    def on_key(self, event: Key) -> None:
        """Answer the key if nothing is bound to it here and now."""
        active = self.screen.active_bindings.get(event.key)
        if (active and active.enabled) or event.key in MOVING or event.key.startswith("ctrl+"):
            return
        self.clear_notifications()
        self.notify(answer(self.screen, event), severity="warning", timeout=4)


def answer(page: Screen[object], event: Key) -> str:
    """What to say of this key on this page."""
    sign = event.character if event.is_printable and event.character else event.key.capitalize()
    for binding in page.BINDINGS:  # also those that are not offered now
        if isinstance(binding, Binding) and event.key in binding.key.split(",") and binding.tooltip:
            return f"{sign} ({binding.description}) has nothing to do now: {binding.tooltip}"
    if isinstance(page, Frame):
        return f"{sign} does nothing on this page. ? lists the keys that do, Esc goes back."
    listed = [
        each.key for each in page.BINDINGS if isinstance(each, Binding)
    ]  # without those that any screen has
    own = {key for keys in listed for key in keys.split(",")}
    ways: dict[str, str] = {}  # the first key of several that do the same
    for each in page.active_bindings.values():
        if each.enabled and each.binding.key in own and each.binding.description:
            ways.setdefault(each.binding.description, page.app.get_key_display(each.binding))
    told = ", ".join(f"{key} is {what}" for what, key in ways.items())
    return f"{sign} does nothing here. {told or 'Esc closes this'}."
