"""A line to type into, whose cursor stands still where nothing shall move."""

from textual.widgets import Input


class TextInput(Input):
    """As Textual has it, but for the blinking."""

    def on_mount(self) -> None:
        """Blink only where things may move."""
        self.cursor_blink = self.app.animation_level != "none"
