"""A live answer of the engine, read so that the user's wish to stop is heard at once."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from steps.docker.docker_troubles import engine_gone
from steps.engine.troubles import Stopped

if TYPE_CHECKING:
    from docker import APIClient
    from requests import Response

T = TypeVar("T")
Item = dict[str, Any]
Ask = Callable[["APIClient", Callable[[Item], None]], Iterable[Item]]
LISTEN = 0.1  # seconds between two looks at the stop flag while the engine is silent
GOODBYE = 0.2  # seconds that a reader gets to notice that its connection was cut


class Conversation:
    """One request to the engine and its streamed answer, read in a thread of its own.

    A blocked read cannot be interrupted from outside, but its connection can be cut: the reader then ends,
    and the engine, whose client has gone, cancels what it was doing. What is asked may also tell items of
    its own while it is being sent.
    """

    def __init__(self, client: "APIClient", ask: Ask) -> None:
        self._client = client
        self._ask = ask
        self._items: SimpleQueue[Item | Exception | None] = SimpleQueue()
        self._answers: list[Response] = []
        self._over = Event()
        client.hooks["response"].append(self._remember)
        self._reader = Thread(target=self._read, name="docker stream", daemon=True)

    def follow(self, stop: Event) -> Generator[Item]:
        """Yield the items as they arrive, an empty one for each moment of silence.

        Raises Stopped soon after `stop`, when all that was heard by then is told; DockerTrouble when it breaks.
        """
        from docker.errors import APIError

        self._reader.start()
        try:
            while True:
                if stop.is_set():
                    yield from self._last_words()
                    raise Stopped
                try:
                    item = self._items.get(timeout=LISTEN)
                except Empty:
                    yield {}
                    continue
                if item is None:
                    return
                if isinstance(item, APIError | Stopped):
                    raise item
                if isinstance(item, Exception):
                    raise engine_gone(item) from item
                yield item
        finally:
            self._hang_up()

    def _last_words(self) -> Iterator[Item]:
        """Hang up, and give what came before: what the engine has begun has to be known, to be cleared away."""
        self._hang_up()
        while not self._items.empty():
            item = self._items.get()
            if isinstance(item, dict) and "error" not in item:
                yield item

    def _remember(self, answer: "Response", *_: object, **__: object) -> None:
        self._answers.append(answer)
        if self._over.is_set():
            answer.close()

    def _read(self) -> None:
        from docker.errors import DockerException
        from requests.exceptions import RequestException
        from urllib3.exceptions import HTTPError

        try:
            for item in self._ask(self._client, self._items.put):
                self._items.put(item)
        except (DockerException, RequestException, HTTPError, OSError, ValueError, Stopped) as error:
            self._items.put(error)
        finally:
            self._items.put(None)
            for answer in self._answers:
                answer.close()
            self._client.close()

    def _hang_up(self) -> None:
        """Cut the connection under a reader that is still waiting; it closes what it opened itself."""
        self._over.set()
        for answer in self._answers:
            if self._reader.is_alive():
                with suppress(ValueError, RuntimeError, OSError):  # it has just ended by itself
                    answer.raw.shutdown()
        self._reader.join(GOODBYE)


@contextmanager
def conversation(client: "APIClient", ask: Ask, stop: Event) -> Iterator[Iterator[Item]]:
    """Ask the engine through a client of its own, give the items as they arrive, and hang up at the end."""
    with closing(Conversation(client, ask).follow(stop)) as items:
        yield items


def apart(call: Callable[[], T], stop: Event) -> T:
    """Make a call that may block, and raises nothing, in a thread of its own; Stopped as soon as `stop` is set."""
    answers: SimpleQueue[T] = SimpleQueue()
    Thread(target=lambda: answers.put(call()), name="docker question", daemon=True).start()
    while not stop.is_set():
        try:
            return answers.get(timeout=LISTEN)
        except Empty:
            continue
    raise Stopped
