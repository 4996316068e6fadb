"""The command line's words: what can be asked for, and help that teaches."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from steps import CONTENTS
from tui.drift_choices import DRIFT_WAYS
from tui.lines.aftermath_arguments import add_aftermath
from tui.lines.doctor_arguments import add_doctor
from tui.lines.help_words import ABOUT, EXAMPLES, WEATHER
from tui.lines.helpful_parser import HelpfulParser
from tui.lines.shared_arguments import add_common, add_target, of_a_deployment

if TYPE_CHECKING:
    from tui.lines.shared_arguments import Commands


def parser() -> HelpfulParser:
    """The whole grammar."""
    top = HelpfulParser(
        prog="fargate-wizard",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=Version, nargs=0, help="show the version and exit")
    top.add_argument(
        "--plain", action="store_true", help="no screen: the book, its questions and what happens in lines"
    )
    top.add_argument(
        "--verbose", action="store_true", help="tell everything that happens, with the aws commands"
    )
    top.add_argument(
        "--apps",
        metavar="DIR",
        help="for a new deployment in the wizard: a folder with a sub-folder for each app",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _add_up(commands)
    _add_others(commands)
    _add_sandbox(commands)
    _add_help(commands)
    completion = commands.add_parser(
        "completion", help="what makes a shell complete names, regions and apps by Tab"
    )
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])
    return top


def commands_of(top: HelpfulParser) -> Mapping[str, HelpfulParser]:
    """Each command's own grammar, by its word."""
    return next(each.choices for each in top._actions if isinstance(each, argparse._SubParsersAction))  # noqa: SLF001


class Version(argparse.Action):
    """Says the version: it is looked up only when somebody asks, because that takes time."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print it and exit."""
        from importlib.metadata import version

        parser.exit(message=f"{parser.prog} {version('fargate-wizard')}\n")


def _add_up(commands: "Commands") -> None:
    up = commands.add_parser(
        "up",
        help="build a deployment, or carry on building it, or change what differs",
        description="Builds everything side by side. On a standing deployment it changes only what differs.",
    )
    up.add_argument(
        "name",
        metavar="NAME",
        help="2 to 20 lower-case letters, digits and hyphens; everything gets this name",
    )
    add_target(up)
    up.add_argument(
        "--az",
        metavar="Z",
        action="append",
        help="an availability zone; give two or more (default: the first two that fit)",
    )
    up.add_argument(
        "--apps",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="a folder with a sub-folder for each app (default: the three that come with it)",
    )
    up.add_argument(
        "--pull", action="store_true", help="build all images again, from base images that are fetched anew"
    )
    up.add_argument(
        "--tag",
        metavar="K=V",
        action="append",
        help="a tag for everything that is made (default: Environment=Demo)",
    )
    up.add_argument(
        "--set",
        metavar="QUESTION=ANSWER",
        action="append",
        default=[],
        dest="answers",
        help="answer one of: zones, rehearse, unfetched, execution-role, permissions-boundary, namespace, open-to, "
        "endpoint-zones, alarm; such as endpoint-zones=all",
    )
    up.add_argument(
        "--drift",
        choices=[way.value.value for way in DRIFT_WAYS],
        help="what was deleted or changed in AWS by somebody else: build it again (default), or leave it so",
    )
    up.add_argument("--until", metavar="STEP", help=f"build only up to this step: {', '.join(CONTENTS)}")
    add_common(up)


def _add_others(commands: "Commands") -> None:
    status = of_a_deployment(commands, "status", "what stands, and where it answers")
    status.add_argument(
        "--offline", action="store_true", help="do not ask AWS, only say what the journal knows"
    )
    add_target(status, json="one JSON object")
    add_doctor(commands)
    _add_logs(commands)
    listing = commands.add_parser("list", help="the deployments that this machine knows")
    listing.add_argument(
        "--all", action="store_true", help="also those that only AWS knows, by their tags, in one region"
    )
    add_target(listing, json="one JSON array")
    attach = of_a_deployment(
        commands,
        "attach",
        "bring a deployment to this machine that was built on another",
        "Rebuilds the record of a deployment from AWS alone. Then status, up, scale and down work here too.",
    )
    attach.add_argument(
        "--apps",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the folder that it was built from, if it was not the bundled one",
    )
    add_target(attach, json="each event as a line of JSON")
    scale = of_a_deployment(commands, "scale", "change an app's number of tasks")
    scale.add_argument("app", metavar="APP")
    scale.add_argument("count", metavar="COUNT", type=int)
    add_target(scale)
    add_common(scale)
    down = of_a_deployment(commands, "down", "delete everything that a deployment made")
    add_target(down)
    add_common(down)
    add_aftermath(commands)
    _add_export(commands)


def _add_export(commands: "Commands") -> None:
    export = of_a_deployment(
        commands,
        "export",
        "write down what stands, as a script, Terraform or CloudFormation: to go on without this wizard",
        "Writes a script of AWS CLI commands that builds the same platform in an empty account, Terraform's files that adopt "
        "what stands, or a CloudFormation template; nothing in AWS is changed. The values of the apps' environments go into a "
        "file of their own beside it, with mode 0600.",
    )
    export.add_argument(
        "--format", choices=["bash", "terraform", "cloudformation"], required=True, help="what to write"
    )
    export.add_argument(
        "-o",
        "--output",
        metavar="PLACE",
        help="where to (default: NAME.sh, NAME-down.sh, the folder NAME-terraform, NAME.json)",
    )
    export.add_argument(
        "--down", action="store_true", help="the script that takes away what the other one made"
    )
    add_target(export)
    forget = of_a_deployment(
        commands,
        "forget",
        "leave everything standing and be its owner no more: when Terraform has it",
        "Takes this wizard's tags off everything in AWS and lays the journal aside; nothing is deleted.",
    )
    add_target(forget)
    add_common(forget)


def _add_logs(commands: "Commands") -> None:
    logs = of_a_deployment(
        commands,
        "logs",
        "what the tasks write, also those that have stopped",
        "What a deployment's tasks write, merged by time. It needs no lock: read it while something is being built.",
    )
    logs.add_argument("app", metavar="APP", nargs="?", help="of this app alone")
    logs.add_argument("--follow", "-f", action="store_true", help="go on with what they write from now on")
    logs.add_argument(
        "--since",
        metavar="TIME",
        default="1h",
        help="how far back: a number with s, m, h, d or w, such as 10m (default 1h); AWS keeps a week",
    )
    logs.add_argument(
        "--task", metavar="ID", default="", help="of this task alone, by the beginning of its id"
    )
    add_target(logs, json="each line of output as a line of JSON")


def _add_help(commands: "Commands") -> None:
    told = commands.add_parser("help", help="a page of the wizard as text, or what a word means")
    told.add_argument(
        "topic",
        metavar="TOPIC",
        nargs="?",
        default="",
        help=f"glossary, a command, or a step: {', '.join(CONTENTS)}",
    )
    told.add_argument("words", metavar="WORD", nargs="*", help="of the glossary, this word alone")


def _add_sandbox(commands: "Commands") -> None:
    sandbox = commands.add_parser(
        "sandbox",
        help="the practice cloud on this machine",
        description="Prints the endpoint of the practice cloud and what to export, so that any AWS client can use it.",
    )
    _add_pace(sandbox, speed=None, port=0)
    actions = sandbox.add_subparsers(dest="action", metavar="ACTION")
    starting = actions.add_parser("start", help="start it if need be (as without an action)")
    _add_pace(starting, speed=argparse.SUPPRESS, port=argparse.SUPPRESS)
    stop = actions.add_parser("stop", help="end it; what stands in it is lost")
    stop.add_argument("--yes", action="store_true", help="do not ask first")
    actions.add_parser("status", help="whether it runs, and where")
    weather = actions.add_parser(
        "weather",
        help="make it misbehave as AWS does on a bad day",
        description="Lists the kinds of weather and what is on, lets one begin, or ends all of it.",
        epilog=WEATHER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    weather.add_argument("kind", metavar="KIND", nargs="?", help="which one begins; or clear, to end all")
    weather.add_argument(
        "settings", metavar="--SETTING VALUE", nargs=argparse.REMAINDER, help="see KIND --help"
    )


def _add_pace(command: argparse.ArgumentParser, *, speed: str | None, port: str | int) -> None:
    command.add_argument(
        "--speed",
        type=float,
        default=speed,
        metavar="N",
        help="divide AWS's times by this (default 10; inf: no delays)",
    )
    command.add_argument(
        "--port", type=int, default=port, metavar="P", help="listen on this port of 127.0.0.1"
    )
