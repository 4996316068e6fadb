"""BuildKit's JSON becomes lines and progress, whether a status is a line or a block of them."""

import json
from base64 import b64encode
from typing import Any

import pytest

from steps.docker.solve_progress import SolveTelling
from steps.docker.transfer import DockerProgress, Doing

STEPS = [{"digest": str(n), "name": f"[{n}/3] RUN {n}"} for n in (1, 2, 3)]


class Heard:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.reports: list[DockerProgress] = []
        self.telling = SolveTelling(self.lines.append, self.reports.append)

    def hear(self, indent: int | None, **status: Any) -> None:
        for line in json.dumps(status, indent=indent).split("\n"):
            self.telling.take(line)


@pytest.mark.parametrize("indent", [None, 2])
def test_steps_output_and_layers_are_told(indent: int | None) -> None:
    heard = Heard()
    heard.hear(indent, vertexes=[{"digest": "i", "name": "[internal] load build context", "started": "t"}])
    heard.hear(indent, vertexes=STEPS)
    heard.hear(indent, vertexes=[{**STEPS[0], "started": "t", "completed": "t", "cached": True}])
    heard.hear(indent, vertexes=[{**STEPS[1], "started": "t"}])
    heard.hear(indent, logs=[{"vertex": "2", "data": b64encode(b"a {\nb").decode()}])
    heard.hear(indent, logs=[{"vertex": "1", "data": b64encode(b"between\n").decode()}])
    heard.hear(indent, logs=[{"vertex": "2", "data": b64encode(b"c\n").decode()}])
    layer = "sha256:" + "0" * 64
    heard.hear(
        indent, statuses=[{"id": layer, "vertex": "1", "current": 5, "total": 10}, {"id": "transferring"}]
    )
    assert heard.lines == ["CACHED [1/3] RUN 1", "[2/3] RUN 2", "a {", "between", "bc"]
    assert [(each.done, each.total) for each in heard.reports if each.doing is Doing.BUILDING] == [
        (1, 3),
        (2, 3),
    ]
    (pulled,) = [each for each in heard.reports if each.doing is Doing.PULLING]
    assert (pulled.done, pulled.total) == (5, 10)


def test_the_step_that_failed_and_the_error_are_kept_and_the_others_that_were_cancelled_are_not() -> None:
    heard = Heard()
    heard.hear(None, vertexes=[{**STEPS[0], "started": "t", "error": "process: context canceled"}])
    heard.hear(None, vertexes=[{**STEPS[1], "started": "t", "error": "exit code: 7"}])
    for line in ("Dockerfile:2", ">>> RUN 2", "ERROR: failed to build: failed to solve: it ended", "with 7"):
        heard.telling.take(line)
    assert heard.telling.step == "[2/3] RUN 2"
    assert heard.telling.message == "it ended\nwith 7"
    assert "Dockerfile:2" in heard.lines
    assert not any("failed to solve" in line for line in heard.lines)


def test_the_words_around_an_error_are_left_out() -> None:
    heard = Heard()
    heard.telling.take(
        "ERROR: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: "
        "failed to create LLB definition: dockerfile parse error line 4: unknown instruction: ECHO"
    )
    assert heard.telling.message == "dockerfile parse error line 4: unknown instruction: ECHO"


def test_what_only_looks_like_json_is_a_remark() -> None:
    heard = Heard()
    heard.telling.take("{not json}")
    heard.telling.take("after it")
    assert heard.lines == ["{not json}", "after it"]
