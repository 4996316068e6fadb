"""What BuildKit says of its work, as JSON or as plain lines, turned into lines and progress.

With --progress=rawjson each line, or in buildx 0.13 each block of lines, is a SolveStatus:
https://github.com/moby/buildkit/blob/master/client/graph.go
"""

import json
import re
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from steps.docker.lines import Lines, clean
from steps.docker.transfer import DockerProgress, Doing, Transfer

Say = Callable[[str], None]
Progress = Callable[[DockerProgress], None]
ERROR = "ERROR: "
KEPT = 30  # lines that are no progress; the last of them say why it failed
SOLVE = re.compile(
    r"^(?:(?:rpc error: code = \w+ desc =|failed to solve(?: with frontend \S+)?:|failed to build:"
    r"|failed to create LLB definition:) )+"
)
STEP = re.compile(r"^#\d+ (\[(?!internal\])[^\]]*?(\d+)/(\d+)\] .*)")
LAYER = re.compile(r"^(?:extracting )?sha256:[0-9a-f]{12,64}$")


class BuildKitTelling(Protocol):
    """Takes what the program writes; knows at which step it failed, and with which message."""

    progress_word: str
    step: str

    def take(self, line: str) -> None:
        """Take one line."""

    def end(self) -> None:
        """Say what no newline ended."""

    @property
    def message(self) -> str:
        """Why it failed, in BuildKit's words."""


class Remarks:
    """Lines that are no progress: what was wrong with the command, the lines of the Dockerfile, the error."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._kept: deque[str] = deque(maxlen=KEPT)

    def take(self, line: str) -> None:
        """Keep a line, and say it unless it is the error itself, which is told as what went wrong."""
        if not (line := clean(line)):
            return
        self._kept.append(line)
        if not line.startswith(ERROR):
            self._say(line)

    @property
    def message(self) -> str:
        """The error, else the last lines."""
        lines = list(self._kept)
        at = next((at for at, line in enumerate(lines) if line.startswith(ERROR)), None)
        said = "\n".join(lines if at is None else lines[at:])
        return SOLVE.sub("", said.removeprefix(ERROR)) or "it ended without a word"


class SolveTelling:
    """Progress as JSON: steps begin, write and end side by side."""

    progress_word = "rawjson"

    def __init__(self, say: Say, progress: Progress) -> None:
        self._say = say
        self._progress = progress
        self._remarks = Remarks(say)
        self._block: list[str] = []
        self._names: dict[str, str] = {}
        self._begun: set[str] = set()
        self._lines: dict[str, Lines] = {}
        self._pull = Transfer(Doing.PULLING)
        self.step = ""

    def take(self, line: str) -> None:
        """Take one line: a status, a part of one, or a remark."""
        if not self._block and not line.startswith("{"):
            self._remarks.take(line)
            return
        self._block.append(line)
        if not line.startswith("}") and not (len(self._block) == 1 and line.rstrip().endswith("}")):
            return
        try:
            status = json.loads("\n".join(self._block))
        except ValueError:
            for each in self._block:
                self._remarks.take(each)
        else:
            self._read(status)
        self._block = []

    def end(self) -> None:
        """Say what no newline ended."""
        for lines in self._lines.values():
            for line in lines.end():
                self._tell(line)

    @property
    def message(self) -> str:
        """Why it failed."""
        return self._remarks.message

    def _read(self, status: dict[str, Any]) -> None:
        for vertex in status.get("vertexes") or ():
            self._names[vertex["digest"]] = clean(str(vertex.get("name") or ""))
        for vertex in status.get("vertexes") or ():
            self._vertex(vertex)
        for log in status.get("logs") or ():
            lines = self._lines.setdefault(str(log.get("vertex")), Lines())
            for line in lines.feed(b64decode(log.get("data") or "").decode("utf-8", errors="replace")):
                self._tell(line)
        for each in status.get("statuses") or ():
            self._layer(each)

    def _vertex(self, vertex: dict[str, Any]) -> None:
        digest, name = str(vertex["digest"]), self._names[vertex["digest"]]
        if vertex.get("started") and digest not in self._begun:
            self._begun.add(digest)
            if _counts(name):
                self._say(f"{'CACHED ' if vertex.get('cached') else ''}{name}")
                steps = [each for each, called in self._names.items() if _counts(called)]
                begun = sum(each in self._begun for each in steps)
                self._progress(DockerProgress(Doing.BUILDING, begun, len(steps)))
            elif name.startswith("[internal] load metadata"):
                self._say(name.removeprefix("[internal] "))
        if vertex.get("error") and not vertex["error"].endswith("context canceled"):
            self.step = self.step or name

    def _layer(self, status: dict[str, Any]) -> None:
        """A layer of a base image on its way, in the words that the engine has for it."""
        if not LAYER.match(str(status.get("id") or "")):
            return
        done, total = int(status.get("current") or 0), int(status.get("total") or 0)
        state = "Pull complete" if status.get("completed") else "Downloading"
        item = {"id": status["id"], "status": state, "progressDetail": {"current": done, "total": total}}
        if not status["id"].startswith("extracting") and self._pull.take(item):
            self._progress(self._pull.progress)

    def _tell(self, line: str) -> None:
        if line:
            self._say(line)


class PlainTelling:
    """Progress as plain lines, from a buildx that writes no JSON."""

    progress_word = "plain"

    def __init__(self, say: Say, progress: Progress) -> None:
        self._progress = progress
        self._remarks = Remarks(say)
        self._at: dict[str, str] = {}
        self.step = ""

    def take(self, line: str) -> None:
        """Take one line: #5 [2/4] RUN …, #5 0.21 its output, #5 ERROR: …, or a remark."""
        self._remarks.take(line)
        number = line.partition(" ")[0]
        if step := STEP.match(clean(line)):
            self._at[number] = step[1]
            self._progress(DockerProgress(Doing.BUILDING, int(step[2]), int(step[3])))
        elif line.startswith(f"{number} {ERROR}"):
            self.step = self._at.get(number, "")

    def end(self) -> None:
        """Nothing is held back."""

    @property
    def message(self) -> str:
        """Why it failed."""
        return self._remarks.message


def _counts(name: str) -> bool:
    return name.startswith("[") and not name.startswith("[internal]")
