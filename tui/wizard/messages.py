"""The messages from the engine to the screen."""

from concurrent.futures import Future

from textual.message import Message


class EventsCame(Message):
    """Events are waiting in the outbox; one message stands for all that came together, however many they are."""


class CodeWanted(Message):
    """AWS wants a code of an MFA device; whoever asked waits for what `given` gets, None when there is none."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self.device = device
        self.given: Future[str | None] = Future()
