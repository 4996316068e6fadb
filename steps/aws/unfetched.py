"""What becomes of an app whose base image cannot be fetched: on the practice cloud it can run without an image."""

from pathlib import Path

from steps.appfile.apps import App
from steps.engine.model.site import Run, Site
from steps.engine.model.step import Choice, Question
from steps.engine.troubles import BadInput, Trouble

PROCESS, STOP = "process", "stop"


def _check(value: str, run: Run) -> None:
    if value not in (PROCESS, STOP):
        raise BadInput(f"“{value}” is neither {PROCESS} nor {STOP}.", cure=f"Say {PROCESS} or {STOP}.")
    if value == PROCESS and run.aws.banner is None:
        raise BadInput("AWS runs images, and no plain processes.", cure=f"Leave it at {STOP}.")


UNFETCHED: Question[str] = Question(
    key="unfetched",
    label="Unreachable images",
    words={PROCESS: "as plain processes", STOP: "stop and say so"},
    prompt="What if the images that yours are built on cannot be fetched?",
    why="Offline, behind a proxy, or when Docker Hub has had enough. On AWS it always stops: there are only images.",
    default=lambda run: PROCESS if run.aws.banner else STOP,
    read=str.strip,
    choices=lambda run: (
        Choice(
            PROCESS,
            "run the apps that can as plain processes, as without Docker",
            "" if run.aws.banner else "only the practice cloud can",
        ),
        Choice(STOP, "stop and say so"),
    ),
    before=STOP,
    check=_check,
)


def point_at_process(site: Site, app: App) -> None:
    """Say that nothing is built; Trouble for an app of which there is nothing to run without an image."""
    if app.count and not app.practice.command:
        raise Trouble(
            f"{app.name} cannot run here: the practice cloud has no Docker, and without it runs plain processes.",
            why=f"{app.name} has no [practice] command that starts it without an image.",
            cure="Start Docker, let the practice cloud begin anew (`fargate-wizard sandbox stop`) and build again; or write "
            f'[practice] with command = ["…"] in {Path(app.folder) / "app.toml"}.',
        )
    site.say(f"Nothing is built: the practice cloud has no Docker here, and runs {app.folder} as a process.")


def do_without(site: Site, app: App, trouble: Trouble) -> None:
    """Say once what could not be fetched, and that the app's folder runs as a process; else raise what went wrong."""
    if site.aws.banner is None or site.plan.answer(UNFETCHED) != PROCESS:
        raise trouble
    if not app.practice.command:
        raise Trouble(
            trouble.what,
            why=f"{trouble.why} And {app.name} has no [practice] command to run it by without an image.",
            cure=trouble.cure,
        ) from trouble
    site.run.facts.ask(
        "unfetched",
        lambda: site.say(
            f"WARNING: {trouble} The practice run goes on without images: the apps that can run as plain processes. "
            f"`fargate-wizard up {site.plan.deployment} --pull` builds them when the registry answers again."
        ),
    )
    site.say(f"{app.folder} is run as a process.")
