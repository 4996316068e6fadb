"""The book on a real account: `python -m tests.real run`, or `compare AWS.jsonl PRACTICE.jsonl` (README.md beside this)."""

import argparse
import contextlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import botocore
import msgspec

from steps.engine.cloud.clients import Aws
from steps.engine.memory.deployment import known_deployments
from steps.engine.troubles import BadInput, Trouble
from steps.sandbox import control
from steps.target.target import Target, TargetKind, open_target
from tests.real.compare import differences
from tests.real.guard import agreed, check_price, price
from tests.real.place import ROOT, Place
from tests.real.run import take_down, walk
from tests.real.transcript import AnyEntry, Head, Transcript
from tui.lines.opening import in_words
from tui.lines.plain import print_trouble

PREFIX = "kit-"


def main() -> int:
    """Run the kit; every failure is a paragraph."""
    options = _parser().parse_args()
    os.umask(0o077)
    try:
        return compare(options) if options.command == "compare" else run(options)
    except Trouble as trouble:
        print_trouble(trouble)
        return int(trouble.exit_code)
    except KeyboardInterrupt:
        print("Stopped, before anything was made on AWS or after all of it was taken down.", file=sys.stderr)
        return 130


def run(options: argparse.Namespace) -> int:
    """Show, ask, rehearse in the practice cloud, run on AWS, compare. Raises Trouble."""
    with in_words(options.profile):
        aws = open_target(Target(TargetKind.AWS, options.profile, options.region))
        identity = aws.sts.get_caller_identity()
    account = identity["Account"]
    _show(aws, account, identity["Arn"], options)
    if not agreed(account):
        print("Nothing was done.")
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    name, day = f"{PREFIX}{secrets.token_hex(3)}", time.strftime("%Y%m%d-%H%M%S")
    practice = options.against or _rehearse(name, aws.region, options.out / f"practice-{day}.jsonl", options)
    pace = aws.banner.pace if aws.banner else 1.0
    transcript = _begin(options.out / f"aws-{day}.jsonl", aws.region, "AWS", pace)
    place = Place(name, aws.region, options.profile, os.environ, transcript)
    _take_down_earlier(place, account)
    print(f"On AWS, as {name}; Ctrl-C takes it down.")
    code = walk(place, options.minutes, _say)
    if code == 3:
        print(f"SOMETHING IS LEFT in account {account}. Run: fargate-wizard down {name}", file=sys.stderr)
    try:
        _tell(transcript.path, practice, options.out / f"differences-{day}.txt")
    except Trouble as trouble:  # what became of the platform is what the exit code tells
        print_trouble(trouble)
    return code


def compare(options: argparse.Namespace) -> int:
    """Lay two transcripts side by side: 1 when they differ. Raises Trouble."""
    found = differences(_read(options.aws), _read(options.practice))
    print("\n".join(found or ["There is no difference."]))
    return 1 if found else 0


def _show(aws: Aws, account: str, arn: str, options: argparse.Namespace) -> None:
    """Say who pays what, and refuse what may cost more than is allowed."""
    found = price(account, aws.region, options.minutes)
    print(f"account   {account}\nidentity  {arn}\nregion    {aws.region}")
    if aws.endpoint:
        cloud = " (a practice cloud: nothing is billed)" if aws.banner else ""
        print(f"endpoint  {aws.endpoint}{cloud}")
    print(
        f"price     about ${found.an_hour:.2f} an hour; this run at most ${found.at_most:.2f}. {found.note}"
    )
    print(
        f"limits    ${options.at_most:.2f}; taken down after {options.minutes:g} minutes at the latest",
        flush=True,
    )
    check_price(found, options.at_most)


def _rehearse(name: str, region: str, path: Path, options: argparse.Namespace) -> Path:
    """Run the same in a practice cloud of its own: what AWS is compared with, and a proof that the kit works here."""
    print("First a rehearsal in the practice cloud.", flush=True)
    home = (options.out / "rehearsal").resolve()
    with _practice(home / "sandbox", options.speed) as running:
        pace = 0.0 if options.speed == float("inf") else options.speed
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        environ = {**kept, **nothing, **control.environment(running), "FARGATE_WIZARD_HOME": str(home)}
        transcript = _begin(path, region, "the practice cloud", pace)
        code = walk(Place(name, region, "", environ, transcript), options.minutes, _say)
    if code:
        raise Trouble(
            f"The rehearsal ended with {code}, so nothing was begun on AWS.",
            cure=f"What happened is in {path}.",
        )
    return path


@contextlib.contextmanager
def _practice(home: Path, speed: float) -> Iterator[control.RunningPractice]:
    running = control.start(home, speed=speed)
    try:
        yield running
    finally:
        control.stop(home)


def _begin(path: Path, region: str, place: str, pace: float) -> Transcript:
    transcript = Transcript(path)
    transcript.add(Head(stage="", place=place, region=region, pace=pace, botocore=botocore.__version__))
    return transcript


def _take_down_earlier(place: Place, account: str) -> None:
    """What an earlier run left, because it was killed, goes first. Raises Trouble when it does not go."""
    for deployment in known_deployments():
        progress = deployment.progress()
        began = progress.began
        if not (deployment.name.startswith(PREFIX) and began and progress.recorded):
            continue
        if (began.account, began.region) != (account, place.region):
            print(
                f"{deployment.name} still stands in {began.account}, {began.region}: run the kit there, too."
            )
            continue
        print(f"{deployment.name} is left from an earlier run, and goes first.", flush=True)
        if take_down(replace(place, name=deployment.name), _say):
            raise Trouble(
                f"{deployment.name} could not be taken down.",
                cure=f"Run `fargate-wizard down {deployment.name}`.",
            )


def _tell(real: Path, practice: Path, report: Path) -> None:
    found = differences(_read(real), _read(practice))
    report.write_text("".join(f"{line}\n" for line in found))
    print("\n".join(found))
    print(
        f"{len(found)} differences from the practice cloud: {len(found)}, in {report}\nTranscripts: {real} and {practice}",
        flush=True,
    )


def _read(path: Path) -> list[AnyEntry]:
    try:
        return Transcript(path).read()
    except (OSError, msgspec.MsgspecError) as problem:
        raise BadInput(f"{path} is no transcript: {problem}") from None


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m tests.real", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="the book on AWS: asks first, and always takes down")
    running.add_argument("--profile", default="", help="a profile of your AWS configuration")
    running.add_argument("--region", default="", help="an AWS region, such as eu-central-1")
    running.add_argument(
        "--at-most", type=float, default=1.0, metavar="$", help="refuse what may cost more (default 1.00)"
    )
    running.add_argument("--minutes", type=float, default=40.0, help="take down after so long (default 40)")
    running.add_argument(
        "--speed", type=float, default=10.0, help="of the rehearsal's practice cloud (default 10)"
    )
    running.add_argument(
        "--against", type=Path, metavar="FILE", help="a transcript to compare with, and no rehearsal"
    )
    running.add_argument(
        "--out", type=Path, default=ROOT / "real-aws", help="where transcripts go (default real-aws)"
    )
    comparing = commands.add_parser("compare", help="two transcripts side by side")
    comparing.add_argument("aws", type=Path)
    comparing.add_argument("practice", type=Path)
    return top


if __name__ == "__main__":
    sys.exit(main())
