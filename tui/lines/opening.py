"""A deployment opened for one command: locked, its cloud reached, stopping when asked to, its faults logged."""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from steps.aws import remains
from steps.engine.build.work import Work, check_place
from steps.engine.cloud.clients import Aws
from steps.engine.cloud.explain import explain
from steps.engine.memory.deployment import Deployment, home, known_deployments
from steps.engine.memory.journal import Damaged
from steps.engine.troubles import BadInput, Trouble
from steps.target.practice_lost import note_lost, practice_began
from steps.target.target import Target, TargetKind, profile_of_before
from tui.lines.meant import meant
from tui.lines.prompts import ask_code
from tui.lines.stopping import stopping
from tui.lines.teller import teller
from tui.lines.voice import Tell, Voice
from tui.wizard_log import WizardLog, logging_to


@contextlib.contextmanager
def opened(
    options: argparse.Namespace,
    *,
    must_exist: bool = False,
    hear: Tell | None = None,
    reading: bool = False,
) -> Iterator[Work]:
    """The deployment, locked unless it is only for reading, its cloud open, stopping on Ctrl-C. Raises Trouble in words."""
    from steps import STEPS
    from steps.target.target import open_target

    deployment = known(options.name) if must_exist else Deployment(options.name)
    target = target_of(options, deployment)
    with stopping() as stop, in_words(target.profile, deployment.folder) as log:
        voice = Voice(stop)
        aws = open_target(target, voice.asking(ask_code))
        with contextlib.nullcontext() if reading else deployment.locked():
            if not reading:
                note_lost(deployment, practice_began())
            kind = target.kind.value
            work = Work(deployment, STEPS, kind, aws, voice, stop, remains=remains, reading=reading)
            log.hide = work.record.hide
            with contextlib.ExitStack() as shown:
                voice.tell = hear or teller(options, work, voice, shown)
                yield work
        if voice.lost:
            raise voice.lost


@contextlib.contextmanager
def looked_into(options: argparse.Namespace, deployment: Deployment) -> Iterator[Aws]:
    """The deployment's cloud, to read there what nobody changes meanwhile: without the lock. Raises Trouble in words."""
    from steps.target.target import open_target

    target, began = target_of(options, deployment), deployment.progress().began
    with in_words(target.profile, deployment.folder):
        aws = open_target(target, ask_code)
        check_place(deployment.name, began, aws.sts.get_caller_identity()["Account"], aws.region)
        yield aws


def target_of(options: argparse.Namespace, deployment: Deployment) -> Target:
    """Where the options say that it is, or else its journal. Raises BadInput for a profile in the practice cloud."""
    began = deployment.progress().began if deployment.known else None
    kind = options.target or (began.target if began else TargetKind.AWS)
    if kind not in TargetKind.__members__.values():
        raise Damaged(
            f"The journal of {deployment.name} says “{kind}” where a target should be.",
            deployment.folder,
            mendable=False,
        )
    if kind == TargetKind.SANDBOX and options.profile:
        raise BadInput(
            f"{deployment.name} is in the practice cloud, where there are no profiles.",
            cure="Leave --profile out, or build in your account under another name: "
            f"`fargate-wizard up NAME --target aws --profile {options.profile}`.",
        )
    profile = options.profile or (profile_of_before(began.profile) if began else "")
    return Target(TargetKind(kind), profile, options.region or (began.region if began else ""))


@contextlib.contextmanager
def in_words(profile: str, folder: Path | None = None) -> Iterator[WizardLog]:
    """Any failure inside becomes a Trouble; what nobody foresaw is logged in this folder, or else that of all deployments."""
    with logging_to(folder or home()) as log:
        try:
            yield log
        except (Trouble, BrokenPipeError):
            raise
        except Exception as error:  # nothing is swallowed: whatever it was is raised again, in words
            raise explain(error, profile=profile) from error


def known(name: str) -> Deployment:
    """The deployment, which this machine must know. Raises BadInput."""
    deployment = Deployment(name)
    if not deployment.known:
        raise BadInput(f"This machine knows no deployment “{name}”.", cure=what_is_known(name))
    return deployment


def what_is_known(name: str) -> str:
    """Which deployments this machine knows, and which of them may have been meant by this name that it does not know."""
    names = [each.name for each in known_deployments()]
    known_here = (
        f"This machine knows: {', '.join(names)}." if names else "There are none on this machine yet."
    )
    return f"{meant(name, names)}{known_here}"
