"""`fargate-wizard report`: one file for an issue, and a look at what is in it before it is written."""

import argparse
import sys
from pathlib import Path

from steps.engine.memory.deployment import Deployment
from steps.engine.troubles import BadInput, Exit, Trouble
from steps.export.files import check_new
from steps.report.bundle import write_bundle
from steps.report.contents import contents
from tui.harmless import put
from tui.lines import prompts
from tui.lines.examined import examined, lines_of
from tui.lines.opening import in_words, known, target_of

SHOWN = 6  # lines of each file


def run(options: argparse.Namespace) -> Exit:
    """Show what would be in it, ask, and write it. Raises Trouble."""
    deployment = known(options.name)
    path = Path(options.output or f"{deployment.name}-report.zip").expanduser()
    check_new(path)
    checked = _checked(options, deployment)
    with in_words("", deployment.folder):
        files = contents(deployment, checked)
    for name, text in files.items():
        _show(name, text.splitlines())
    put(
        "Account numbers, keys, ids, addresses, names of apps and the values of their environments are taken out;"
    )
    put("what the apps wrote is not in it. Have a look yourself before you attach it to an issue.")
    if not (options.yes or sys.stdin.isatty()):
        raise BadInput("Nothing was written, because nobody can be asked here.", cure="Give --yes.")
    if not (options.yes or prompts.confirm(f"Write {path}?")):
        put("Nothing was written.")
        return Exit.STOPPED
    write_bundle(path, files)
    put(f"{path}: nobody but you can read it. Attach it to an issue if you like.")
    return Exit.DONE


def _checked(options: argparse.Namespace, deployment: Deployment) -> list[str]:
    """What the doctor finds; where it cannot look, why: that may be what the issue is about."""
    try:
        return list(lines_of(examined(deployment, target_of(options, deployment))))
    except Trouble as trouble:
        return [f"The doctor could not look: {trouble}"]


def _show(name: str, lines: list[str]) -> None:
    """The last lines of one file, which tell most."""
    put(f"{name}: {len(lines)} lines" + (", the last of them:" if len(lines) > SHOWN else ":"))
    for line in lines[-SHOWN:]:
        put(f"  {line[:160]}")
    put()
