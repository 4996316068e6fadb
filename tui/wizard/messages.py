"""The only message from the engine to the screen."""

from textual.message import Message


class Happened(Message):
    """Events are waiting in the outbox; one message stands for all that came together, however many they are."""
