"""What Tab completes in bash, zsh and fish: commands and options, and what this machine knows of names, apps and regions."""

import argparse
from collections.abc import Callable, Iterator

from steps.engine.troubles import Exit, Trouble
from tui.harmless import put
from tui.lines.arguments import commands_of, parser

PROGRAM = "fargate-wizard"
HOW = {
    "bash": f'eval "$({PROGRAM} completion bash)"    # in ~/.bashrc',
    "zsh": f'eval "$({PROGRAM} completion zsh)"     # in ~/.zshrc, after compinit',
    "fish": f"{PROGRAM} completion fish | source    # in ~/.config/fish/config.fish",
}
Completer = Callable[..., list[str]]


def run(options: argparse.Namespace) -> Exit:
    """Print what the shell has to read, with how it comes to do so each time."""
    from argcomplete.shell_integration import shellcode

    put(f"# {HOW[options.shell]}")
    put(shellcode([PROGRAM], shell=options.shell))
    return Exit.DONE


def complete() -> None:
    """Answer the shell and end, if it is the shell that asks."""
    import argcomplete

    top = parser()
    for command in commands_of(top).values():
        for action in arguments(command):
            if completer := COMPLETERS.get(action.metavar if isinstance(action.metavar, str) else ""):
                action.completer = completer  # type: ignore[attr-defined]  # where argcomplete looks for it
    argcomplete.autocomplete(top, always_complete_options=False)


def arguments(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Everything that may be said after this command."""
    yield from command._actions  # noqa: SLF001  (argparse has no other way to them)


def names(**_: object) -> list[str]:
    """The deployments of this machine."""
    from steps.engine.memory.deployment import known_deployments

    return [each.name for each in known_deployments()]


def apps(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """The apps of the deployment that was named before."""
    from steps.engine.memory.deployment import Deployment

    try:
        plan = Deployment(parsed_args.name).progress().plan
    except Trouble:
        return []
    return [app.name for app in plan.apps] if plan else []


def regions(**_: object) -> list[str]:
    """Every region that can be built in."""
    from steps.target.profiles import read_regions

    return [each.name for each in read_regions()]


def steps(**_: object) -> list[str]:
    """The keys of the pages."""
    from steps import CONTENTS

    return list(CONTENTS)


def topics(**_: object) -> list[str]:
    """What help has something about."""
    return ["glossary", *steps(), *commands_of(parser())]


COMPLETERS: dict[str, Completer] = {
    "NAME": names, "APP": apps, "R": regions, "STEP": steps, "TOPIC": topics,
}  # fmt: skip
