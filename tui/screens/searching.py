"""Looking for letters in what a tab shows: `/` begins, `n` and `N` go from one place to the next, Escape ends it."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static, TabbedContent

from tui.screens.frame import Frame
from tui.widgets.find_bar import FindBar
from tui.widgets.sought import Copied, Sought

SEARCH = (
    Binding(
        "slash", "find", "Find", show=False, key_display="/", tooltip="Look for letters in what is shown."
    ),
    Binding("n", "found(1)", "Next place", show=False, tooltip="Go to the next place where it is found."),
    Binding("N", "found(-1)", "Place before", show=False, key_display="N", tooltip="Go to the place before."),
    Binding("home", "edge(-1)", show=False),
    Binding("end", "edge(1)", show=False),
    Binding("i", "details", "In full", show=False, tooltip="Read names, ids and reasons in full."),
)
"""A page of which `n` is a key gives it away while something is looked for."""


class SearchPage(Frame, inherit_bindings=False):
    """A page with tabs, in whichever of which is in front letters can be looked for, and whose text can be copied."""

    _wanted = ""
    _place: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the page, and the line to look for something."""
        yield from super().compose()
        yield FindBar()

    @property
    def is_searching(self) -> bool:
        """Whether something is looked for."""
        return bool(self._wanted)

    def shown(self) -> list[Widget]:
        """The widgets of the tab in front, those within others after them."""
        pane = self.query_one(TabbedContent).active_pane
        return [each for each in pane.query("*") if each.is_on_screen and each.display] if pane else []

    def action_find(self) -> None:
        """Type what to look for."""
        if any(isinstance(each, Sought) for each in self.shown()):
            self.query_one(FindBar).add_class("-on")
            self.query_one("#sought", Input).focus()
        else:
            self.notify("There is nothing to look through on this tab.", severity="warning")

    @on(Input.Changed, "#sought")
    def _changed(self, event: Input.Changed) -> None:
        self._wanted, self._place = event.value, None
        self.action_found(1)

    @on(Input.Submitted, "#sought")
    def _submitted(self) -> None:
        """Back to the text, in which n and N lead on."""
        if sought := next((each for each in self.shown() if isinstance(each, Sought)), None):
            sought.focus() if sought.focusable else self.set_focus(None)
        self.refresh_bindings()

    def action_found(self, way: int) -> None:
        """Go to the next place, or to the one before; after the last comes the first."""
        for each in self.shown():
            if isinstance(each, Sought):
                places = each.places(self._wanted) if self._wanted else []
                self._place = _next(places, self._place, way)
                each.go_to(self._place, self._wanted)
                self.query_one("#place", Static).update(_told(places, self._place, self._wanted))
                if places:
                    return

    def end_search(self) -> bool:
        """Look for nothing any more; False when nothing was looked for."""
        bar = self.query_one(FindBar)
        if not bar.has_class("-on"):
            return False
        bar.remove_class("-on")
        self._wanted, self._place = "", None
        for each in self.query("*"):
            if isinstance(each, Sought):
                each.go_to(None, "")
        with self.prevent(Input.Changed):
            self.query_one("#sought", Input).clear()
        if sought := next((each for each in self.shown() if each.focusable), None):
            sought.focus()
        self.refresh_bindings()
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Lead from place to place only while something is looked for."""
        if action == "details":
            return hasattr(self, "action_details")
        if action == "found":
            return self.is_searching
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """End the search, or show the page before."""
        if not self.end_search():
            super().action_back()

    def action_edge(self, way: int) -> None:
        """Go to the beginning or the end of what the tab shows, wherever the cursor is."""
        for each in self.shown():
            if each.max_scroll_y > 0:
                (each.scroll_home if way < 0 else each.scroll_end)(animate=False, immediate=True)
                return

    def action_copy(self) -> None:
        """Copy what the tab in front shows."""
        for each in self.shown():
            if isinstance(each, Copied) and (text := each.text_for_copy()):
                self.app.copy_to_clipboard(text)
                lines = len(text.splitlines())
                self.notify(
                    f"{lines} line{'' if lines == 1 else 's'} of this tab {'is' if lines == 1 else 'are'} in the clipboard."
                )
                return
        self.notify("There is nothing to copy on this tab yet.", severity="warning")


def _next(places: list[int], place: int | None, way: int) -> int | None:
    """The place after this one, or before it, and round at the end; the first one where there is none yet."""
    if not places:
        return None
    if place is None:
        return places[0]
    beyond = [each for each in places if (each > place if way > 0 else each < place)]
    return (beyond or places)[0 if way > 0 else -1]


def _told(places: list[int], place: int | None, wanted: str) -> str:
    if not wanted:
        return ""
    return (
        f"{places.index(place) + 1} of {len(places)}"
        if place in places and place is not None
        else "not found"
    )
