"""The overheard lines are real: the AWS CLI runs them."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

from tests.whole.conftest import ROOT, Wizard, exports

PROGRAM = str(Path(sys.executable).with_name("aws"))


def test_a_run_replays_on_a_fresh_cloud_and_the_cli_lists_it(
    wizard: Wizard, cloud: dict[str, str], tmp_path: Path
) -> None:
    built = wizard("up", "replay", "--target", "sandbox", "--yes", "--json")
    assert built.code == 0, built.out[-2000:] + built.err
    lines = [event["line"] for event in built.of("called") if not event["error"]]
    assert len(lines) > 80
    assert {line.split()[0] for line in lines} == {"aws"}
    services = listed(wizard, cloud)
    assert services == {"replay-hostname-app", "replay-random-quote-app", "replay-static-app"}
    wizard("down", "replay", "--yes")
    wizard("sandbox", "stop")
    fresh = exports(wizard("sandbox", "start", "--speed", "inf"))
    assert listed(wizard, fresh, cluster_is_there=False) == set()
    replayed = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("aws_cli.py")), str(tmp_path / "output")],
        input="".join(f"{line.removeprefix('aws ')}\n" for line in lines), cwd=ROOT, check=False,
        env={**wizard.environ, **fresh}, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    codes = replayed.stdout.split()
    failed = [line for line, code in zip(lines, codes, strict=True) if code != "0"]
    assert not failed, f"{failed}\n{replayed.stderr[-3000:]}"
    assert listed(wizard, fresh) == services


def listed(wizard: Wizard, cloud: dict[str, str], *, cluster_is_there: bool = True) -> set[str]:
    """The names of the services in the cluster, as the `aws` program itself tells them."""
    words = "ecs list-services --cluster replay-cluster --query serviceArns --output json"
    told = subprocess.run(
        [PROGRAM, *shlex.split(words)], env={**wizard.environ, **cloud}, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (told.returncode == 0) is cluster_is_there, told.stderr
    return {arn.rpartition("/")[2] for arn in json.loads(told.stdout or "[]")}
