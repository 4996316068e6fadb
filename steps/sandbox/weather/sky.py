"""The weather that is on, one of a kind, and how many calls there were."""

from typing import TypeVar

from steps.sandbox.clock import Clock
from steps.sandbox.weather.kind import ApiCall, Condition, ErrorAnswer, WeatherKind

K = TypeVar("K", bound=WeatherKind)


class Weather:
    """What every call and every part asks; all of it happens under the world's lock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._on: dict[type[WeatherKind], tuple[WeatherKind, Condition]] = {}
        self.calls = 0
        """AWS calls since the last reset, refused ones too."""
        self.calls_before = 0
        """Those of them that came before the present weather was asked for."""
        self.lose_answer = False
        """Whether the answer to the present call never arrives."""

    def turn_on(self, kind: WeatherKind) -> None:
        """Let a kind of weather begin, in the place of an earlier one of its kind."""
        self._on[type(kind)] = kind, kind.begin(self)
        self.calls_before = self.calls

    def clear(self) -> None:
        """End all of it."""
        self._on.clear()
        self.calls_before = self.calls

    def reset(self) -> None:
        """End all of it and count calls anew."""
        self.calls = 0
        self.clear()

    def find(self, kind: type[K]) -> K | None:
        """Give the settings of a kind, None when it is off."""
        found = self._on.get(kind)
        return found[0] if found else None  # type: ignore[return-value]  # kept under its own type

    def condition(self, kind: type[WeatherKind]) -> Condition | None:
        """Give what a kind remembers, None when it is off."""
        found = self._on.get(kind)
        return found[1] if found else None

    def told(self) -> list[WeatherKind]:
        """List what is on."""
        return [kind for kind, _ in self._on.values()]

    def refuse(self, call: ApiCall) -> ErrorAnswer | None:
        """Ask each kind whether it answers in the place of a call; the first that does is heard."""
        answers = (condition.refuse(call) for _, condition in self._on.values())
        return next((answer for answer in answers if answer), None)

    def enter(self, call: ApiCall) -> list[Condition]:
        """Let each kind prepare for a call that is carried out; they are to be given to `leave`."""
        conditions = [condition for _, condition in self._on.values()]
        for condition in conditions:
            condition.enter(call)
        return conditions

    def leave(self, call: ApiCall, conditions: list[Condition], *, done: bool) -> None:
        """Let them follow it."""
        for condition in conditions:
            condition.leave(call, done=done)

    @property
    def calm(self) -> bool:
        """Whether nothing is on."""
        return not self._on
