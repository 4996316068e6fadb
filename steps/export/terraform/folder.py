"""The folder that is exported: the files, their values, and what is to be imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steps.aws.given_role import GIVEN_ROLE
from steps.book.permission import ExecutionRole, RolePolicy
from steps.engine.memory.progress import Progress
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step
from steps.export.terraform.imports import PARTS, Imported, import_blocks, imported
from steps.export.terraform.values import environments, variables

FILES = Path(__file__).parent / "files"
SHARED = (
    "main",
    "variables",
    "names",
    "outputs",
)  # others refer to what is in names, also where there are none


@dataclass(frozen=True)
class Folder:
    """Files by name, those that only their owner may read, and the things that have no place in them."""

    files: dict[str, str]
    private: dict[str, str]
    left_out: tuple[str, ...]


def terraform_folder(plan: Plan, book: Sequence[Step], progress: Progress) -> Folder:
    """All of this plan, whose apps must have their environments' values."""
    made = [(step, node) for step in book if not step.optional for node in step.resources(plan)]
    pages = dict.fromkeys(step.key for step, _ in made)
    given = bool(plan.answer(GIVEN_ROLE))
    roles = (
        ("given_role" if given else "role",)
        if any(isinstance(node, ExecutionRole) for _, node in made)
        else ()
    )
    names = [name for name in dict.fromkeys((*SHARED, *pages, *roles)) if (FILES / f"{name}.tf").exists()]
    files = {f"{name}.tf": (FILES / f"{name}.tf").read_text("utf-8") for name in names}
    lent = (ExecutionRole, RolePolicy) if given else ()
    found, left_out = _stands([node for _, node in made if not isinstance(node, lent)], progress)
    notes = "".join(f"# Left out: {each}\n" for each in left_out)
    files |= {
        "terraform.tfvars": variables(plan),
        "imports.tf": notes + ("\n" if notes else "") + import_blocks(found),
    }
    told = environments(plan)
    return Folder(files, {"environment.auto.tfvars": told} if told else {}, tuple(left_out))


def _stands(nodes: Sequence[Resource], progress: Progress) -> tuple[list[Imported], list[str]]:
    found: list[Imported] = []
    left_out: list[str] = []
    for node in nodes:
        standing, place = progress.node(node.name), imported(node, progress)
        if node.kind in PARTS:
            continue
        if place is None:
            left_out.append(f"{node.name} ({node.kind}), for which this version has no form")
        elif standing.exists and not standing.ours:
            left_out.append(f"{node.name} ({standing.id}), which this deployment did not make")
        elif standing.exists:
            found.append(place)
    return found, left_out
