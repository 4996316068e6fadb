"""Somebody who works on a deployment at the same time, from another machine: one of the two has to give way."""

from dataclasses import dataclass, field

from steps.engine.model.durations import lasting
from steps.engine.troubles import Trouble


@dataclass(frozen=True)
class Holder:
    """Who has claimed a deployment, under which number, and when: `began` is epoch seconds by AWS's clock.

    `seconds` is how long ago that was by the same clock; `home` is the id of the folder of deployments over there, `who`
    and `doing` are words. What AWS does not tell is empty.
    """

    number: int
    began: float
    seconds: float = field(default=0.0, compare=False)
    home: str = ""
    who: str = ""
    doing: str = ""

    def words(self, deployment: str) -> str:
        """Who it is and for how long, in a sentence."""
        who, doing = self.who or "Somebody", self.doing or "working on"
        return f"{who} is {doing} {deployment}, for {lasting(max(self.seconds, 0.0))} now."


class Held(Trouble):
    """Nothing was done, because somebody else works on the deployment: its `holder`."""

    def __init__(self, deployment: str, holder: Holder) -> None:
        super().__init__(
            holder.words(deployment),
            why="Two at once would make everything twice, so nothing was done here.",
            cure="Wait until that has ended, then try again. If it was killed or cut off there, go on in its place: "
            "give the same command with `--take-over`.",
        )
        self.holder = holder


class Overtaken(Trouble):
    """Somebody else has taken a deployment over in the middle of a run: the `holder`, or one who has ended already."""

    def __init__(self, deployment: str, holder: Holder | None) -> None:
        now = holder.words(deployment) if holder else "That has ended already."
        super().__init__(
            f"{deployment} was taken over from here, so nothing more is done. {now}",
            why="Somebody was asked whether this run still lives, and said no.",
            cure="Wait until that has ended, then run the same command again: it looks for anything that is there twice.",
        )
