"""`fargate-wizard export`: writes down what stands, for whoever goes on without the wizard."""

import argparse
import shlex
from pathlib import Path

from steps.engine.build.work import Work
from steps.engine.model.plan import Plan
from steps.engine.troubles import BadInput, Exit
from tui.harmless import put
from tui.lines.opening import opened


def run(options: argparse.Namespace) -> Exit:
    """Write it in the format that is asked for. Raises Trouble."""
    with opened(options, must_exist=True, hear=lambda event: None) as work:
        _write_bash(options, work)
    return Exit.DONE


def planned(work: Work) -> Plan:
    """What was built last. Raises BadInput when nothing was."""
    plan = work.record.progress.plan
    if plan is None:
        raise BadInput(
            f"{work.deployment.name} was never built, so there is nothing to write down.",
            cure=f"Build it first: `fargate-wizard up {work.deployment.name}`.",
        )
    return plan


def _write_bash(options: argparse.Namespace, work: Work) -> None:
    from steps import STEPS
    from steps.export.bash.script import down_script, up_script
    from steps.export.dictation import dictate, with_their_values
    from steps.export.files import PRIVATE, SCRIPT, check_new, write_new

    plan = planned(work)
    name = f"{plan.deployment}{'-down' if options.down else ''}.sh"
    path = Path(options.output or name).expanduser()
    environment = path.with_name(f"{plan.deployment}.env")
    check_new(path)
    dictation = dictate(with_their_values(work.new_run(plan), plan), STEPS)
    script = down_script(dictation) if options.down else up_script(dictation)
    if script.environment:
        check_new(environment)
        write_new(environment, script.environment, PRIVATE)
        put(f"{environment}: the values of the apps' environments. Nobody but you can read it; keep it so.")
    write_new(path, script.text, SCRIPT)
    put(f"{path}: run it with `bash {shlex.quote(str(path))}`; the comments say what it does.")
    for kind in script.left_out:
        put(f"Left out: {kind}. This version does not know how to write that down.")
