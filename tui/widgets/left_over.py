"""What a teardown has left: why each stands, what to do about it, where the AWS console shows it."""

from textual.content import Content
from textual.widgets import Static

from steps.receipt.receipt import Receipt
from steps.receipt.words import cost_in_words, looked, what_is_left
from tui.widgets.text import MUTED, hang

AROUND = 5  # cells beside the words


class LeftOver(Static):
    """The receipt below its first line; not there before there is one."""

    DEFAULT_CSS = """
    LeftOver { display: none; height: auto; max-height: 50%; overflow-y: auto; scrollbar-size-vertical: 1;
               margin: 0 0 1 0; padding: 0 2; }
    """

    def show(self, receipt: Receipt | None) -> None:
        """Draw it."""
        self.display = receipt is not None
        if receipt is None:
            return
        lines = list(what_is_left(receipt))
        lines += [cost_in_words(receipt)] if receipt.left else []
        lines += [f"Not looked at: {look.where}. {look.refused}" for look in receipt.looks if look.refused]
        room = self.app.size.width - AROUND
        told = [Content(hang(line, room)) for line in lines]
        self.update(Content("\n").join([*told, Content.styled(looked(receipt), MUTED)]))
