"""`fargate-wizard export`: writes down what stands, for whoever goes on without the wizard."""

import argparse
import shlex
from collections.abc import Iterable
from pathlib import Path

from steps.engine.build.work import Work
from steps.engine.model.plan import Plan
from steps.engine.troubles import BadInput, Exit
from tui.harmless import put
from tui.lines.opening import opened


def run(options: argparse.Namespace) -> Exit:
    """Write it in the format that is asked for. Raises Trouble."""
    with opened(options, must_exist=True, hear=lambda event: None) as work:
        match options.format:
            case "terraform":
                _write_terraform(options, work)
            case "cloudformation":
                _write_cloudformation(options, work)
            case _:
                _write_bash(options, work)
    return Exit.DONE


def planned(work: Work) -> Plan:
    """What was built last. Raises BadInput when nothing was."""
    from steps.export.role import with_whole_role

    progress = work.record.progress
    if progress.plan is None:
        raise BadInput(
            f"{work.deployment.name} was never built, so there is nothing to write down.",
            cure=f"Build it first: `fargate-wizard up {work.deployment.name}`.",
        )
    return with_whole_role(progress.plan, progress)


def _write_bash(options: argparse.Namespace, work: Work) -> None:
    from steps import STEPS
    from steps.export.bash.script import down_script, up_script
    from steps.export.dictation import dictate, with_their_values
    from steps.export.files import SCRIPT, check_new, write_new

    plan = planned(work)
    name = f"{plan.deployment}{'-down' if options.down else ''}.sh"
    path = Path(options.output or name).expanduser()
    environment = path.with_name(f"{plan.deployment}.env")
    check_new(path)
    dictation = dictate(with_their_values(work.new_run(plan), plan), STEPS)
    script = down_script(dictation) if options.down else up_script(dictation)
    if script.environment:
        check_new(environment)
        _write_values(environment, script.environment)
    write_new(path, script.text, SCRIPT)
    put(f"{path}: run it with `bash {shlex.quote(str(path))}`; the comments say what it does.")
    for kind in script.left_out:
        put(f"Left out: {kind}. This version does not know how to write that down.")


def _write_terraform(options: argparse.Namespace, work: Work) -> None:
    from steps import STEPS
    from steps.export.dictation import with_their_values
    from steps.export.files import check_new, write_new
    from steps.export.terraform.folder import terraform_folder

    plan = planned(work)
    _refuse_down(options, "Terraform", "`terraform destroy` does it.")
    place = Path(options.output or f"{plan.deployment}-terraform").expanduser()
    folder = terraform_folder(with_their_values(work.new_run(plan), plan), STEPS, work.record.progress)
    check_new(*(place / name for name in (*folder.files, *folder.private)))
    for name, text in folder.files.items():
        write_new(place / name, text)
    for name, text in folder.private.items():
        _write_values(place / name, text)
    put(
        f"{place}: run `terraform init` and `terraform plan` in it. imports.tf adopts what stands; in an empty account,"
    )
    put(
        "delete that file, make the repositories (`terraform apply -target=aws_ecr_repository.app`), push the images, apply."
    )
    put(
        f"When Terraform has it: `fargate-wizard forget {plan.deployment}`, and this wizard touches it no more."
    )
    _put_left_out(folder.left_out)


def _write_cloudformation(options: argparse.Namespace, work: Work) -> None:
    from steps import STEPS
    from steps.export.cloudformation.stack import stack
    from steps.export.dictation import dictate, with_their_values
    from steps.export.files import check_new, write_new

    plan = planned(work)
    _refuse_down(options, "CloudFormation", "Delete the stack.")
    path = Path(options.output or f"{plan.deployment}.json").expanduser()
    values = path.with_name(f"{path.stem}-parameters.json")
    check_new(path, values)
    found = stack(dictate(with_their_values(work.new_run(plan), plan), STEPS))
    write_new(path, found.template)
    put(
        f"{path}: a template for a fresh stack, in an account without {plan.deployment}. It names a role, so it wants"
    )
    put(
        "`--capabilities CAPABILITY_NAMED_IAM`; the images have to be in the repositories before the services can start."
    )
    if found.values:
        _write_values(values, found.values, "for `--parameters`")
    _put_left_out(found.left_out)


def _refuse_down(options: argparse.Namespace, tool: str, cure: str) -> None:
    if options.down:
        raise BadInput(f"{tool} needs no script to take things away.", cure=cure)


def _put_left_out(left_out: Iterable[str]) -> None:
    for each in left_out:
        put(f"Left out: {each}.")


def _write_values(path: Path, text: str, purpose: str = "") -> None:
    from steps.export.files import PRIVATE, write_new

    write_new(path, text, PRIVATE)
    used = f", {purpose}" if purpose else ""
    put(f"{path}: the values of the apps' environments{used}. Nobody but you can read it; keep it so.")
