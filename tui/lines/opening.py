"""A deployment opened for one command: locked, its cloud reached, stopping when asked to, its faults logged."""

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from steps.aws import remains
from steps.engine.build.work import Work
from steps.engine.cloud.explain import explain
from steps.engine.memory.deployment import Deployment, home, known_deployments
from steps.engine.memory.journal import Damaged
from steps.engine.model.events import AnyEvent
from steps.engine.troubles import BadInput, Trouble
from steps.target.lost import note_lost, practice_began
from steps.target.target import Target, TargetKind
from tui.lines import plain
from tui.lines.prompts import ask_code
from tui.lines.stopping import stopping
from tui.lines.voice import Voice
from tui.wizard_log import WizardLog, logging_to


@contextlib.contextmanager
def opened(
    options: argparse.Namespace, *, must_exist: bool = False, hear: Callable[[AnyEvent], None] | None = None
) -> Iterator[Work]:
    """The deployment, locked, its cloud open, stopping on Ctrl-C. Raises Trouble in words."""
    from steps import STEPS
    from steps.target.target import open_target

    deployment = known(options.name) if must_exist else Deployment(options.name)
    began = deployment.progress().began if deployment.known else None
    kind = options.target or (began.target if began else TargetKind.AWS)
    if kind not in TargetKind.__members__.values():
        raise Damaged(
            f"The journal of {deployment.name} says “{kind}” where a target should be.",
            deployment.folder,
            mendable=False,
        )
    kind = TargetKind(kind)
    region = options.region or (began.region if began else "")
    with stopping() as stop, in_words(options.profile or "", deployment.folder) as log:
        aws = open_target(Target(kind, options.profile or "", region), ask_code)
        with deployment.locked():
            note_lost(deployment, practice_began())
            voice = Voice(hear or _printer(options), stop)
            work = Work(deployment, STEPS, kind.value, aws, voice, stop, remains=remains)
            log.hide = work.record.hide
            yield work
        if voice.lost:
            raise voice.lost


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
        names = ", ".join(each.name for each in known_deployments()) or "none yet"
        raise BadInput(f"This machine knows no deployment “{name}”.", cure=f"It knows: {names}.")
    return deployment


def _printer(options: argparse.Namespace) -> Callable[[AnyEvent], None]:
    return plain.json_lines if options.json else plain.EventLines(calls=getattr(options, "calls", True))
