"""How far a build or a push is: bytes, rate and time left, folded from what the engine says of each layer."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Doing(StrEnum):
    """The parts of the work that take time."""

    SENDING = "sending the folder to the engine"
    BUILDING = "building"
    PULLING = "pulling the base image"
    PUSHING = "pushing"


@dataclass(frozen=True)
class Layer:
    """One layer on its way: the engine's id and word for its state, bytes `done` of `total` (0: unknown)."""

    id: str
    state: str
    done: int = 0
    total: int = 0

    @property
    def finished(self) -> bool:
        """Whether nothing of it is left to be sent."""
        return self.state.startswith(FINISHED)

    @property
    def measured(self) -> bool:
        """Whether it is known how many bytes it takes: none, when it was there already."""
        return bool(self.total) or self.state.startswith(PRESENT)


@dataclass(frozen=True)
class DockerProgress:
    """How far it is: `done` of `total` steps when building, else bytes, a `total` of 0 being not known.

    The total is known when every layer's size is. The containerd image store passes quick layers over in
    silence, so that theirs may never be: then the layers themselves say how far it is.
    `rate` is in bytes a second, `left` in seconds and None while it cannot be known.
    """

    doing: Doing
    done: int = 0
    total: int = 0
    rate: float = 0.0
    left: float | None = None
    layers: tuple[Layer, ...] = ()

    def __str__(self) -> str:
        if self.doing is Doing.BUILDING:
            return f"{self.doing}: step {self.done} of {self.total}"
        finished = sum(layer.finished for layer in self.layers)
        layers = f"{finished} of {len(self.layers)} layers" if self.layers else ""
        of = f" of {self.total / 1e6:.1f}" if self.total else ""
        sent = f"{self.done / 1e6:.1f}{of} MB" if self.done or self.total or not layers else ""
        rate = f"{self.rate / 1e6:.1f} MB a second" if self.rate else ""
        left = f"{self.left:.0f} seconds left" if self.left else ""
        return f"{self.doing}: {', '.join(filter(None, (layers, sent, rate, left)))}"


PRESENT = ("Layer already exists", "Mounted from", "Already exists", "Exists")
FINISHED = ("Pushed", "Pull complete", *PRESENT)
MOVING = ("Pushing", "Downloading")
OVER = 5.0  # seconds that a rate is measured over


class Transfer:
    """The layers of one pull or push; `now` tells the time in seconds."""

    def __init__(self, doing: Doing, now: Callable[[], float] = time.monotonic) -> None:
        self._doing = doing
        self._now = now
        self._layers: dict[str, Layer] = {}
        self._seen: deque[tuple[float, int]] = deque()

    def take(self, item: Mapping[str, Any]) -> bool:
        """Take an item of the stream; False when it says nothing new of a layer."""
        id, state = str(item.get("id") or ""), str(item.get("status") or "")  # noqa: A001  (the engine's word)
        if not id or not state:
            return False
        old = self._layers.get(id, Layer(id, ""))
        new = _moved(old, id, state, item.get("progressDetail") or {})
        self._layers[id] = new
        return new != old

    @property
    def progress(self) -> DockerProgress:
        """The sum over all layers at this moment; `current` beyond `total` counts as `total`."""
        layers = tuple(self._layers.values())
        done = sum(min(layer.done, layer.total) if layer.total else layer.done for layer in layers)
        known = all(layer.measured for layer in layers)
        total = sum(layer.total for layer in layers) if known else 0
        rate = self._rate(done)
        left = (total - done) / rate if total and rate > 0 else None
        return DockerProgress(self._doing, done, total, rate, left, layers)

    def _rate(self, done: int) -> float:
        now = self._now()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > OVER:
            self._seen.popleft()
        (first, before), (last, after) = self._seen[0], self._seen[-1]
        return max(0.0, (after - before) / (last - first)) if last > first else 0.0


def _moved(old: Layer, id: str, state: str, detail: Mapping[str, Any]) -> Layer:  # noqa: A002  (the engine's word)
    """Give the layer after one item: only what moves over the network counts as bytes, not unpacking."""
    if state.startswith(FINISHED):
        whole = old.total or old.done
        return Layer(id, state, whole, whole)
    if not state.startswith(MOVING):
        return Layer(id, state, old.done, old.total)
    done = int(detail.get("current") or 0)
    return Layer(id, state, max(old.done, done), int(detail.get("total") or 0) or old.total)
