"""How somebody becomes a patient: what would be built, with the usual answers, and what of it is in AWS already."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from steps.appfile.apps import App
from steps.appfile.image_tag import image_tag
from steps.doctor.patient import Patient, patient_of
from steps.engine.build import builder
from steps.engine.cloud.caller import Caller, ask_who_calls
from steps.engine.cloud.clients import Aws
from steps.engine.memory.outlook import building
from steps.engine.memory.progress import Progress
from steps.engine.memory.usual import Usual
from steps.engine.model.plan import EDITION, Plan
from steps.engine.model.resource import Resource
from steps.engine.model.site import Facts, Run
from steps.engine.model.step import Step
from steps.engine.troubles import Trouble

Book = Sequence[Step]


def admit(aws: Aws, book: Book, plan: Plan, folder: Path, environ: Mapping[str, str]) -> Patient:
    """Look around once: with answers to every question, and with what is there under the plan's names.

    What AWS does not let us see is not there; the examinations say why.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    facts = Facts()
    caller = facts.ask("caller", lambda: ask_who_calls(aws))
    if isinstance(caller, Caller):
        plan = replace(plan, account=caller.account, partition=caller.partition)
    allows = tuple(action for step in book for action in step.allows)
    run = Run(plan, aws, lambda event: None, folder, facts=facts, allows=allows)
    patient = Patient(run, environ=environ)
    if not isinstance(caller, Caller) or caller.closed:
        return patient
    try:
        run = _answered(run, book)
        nodes = [node for step in book if not step.optional for node in step.nodes(run.plan)]
        builder.survey_or_raise(run, nodes)
    except (BotoCoreError, ClientError, Trouble):
        return patient
    found = {node: handle for node, handle in run.handles.items() if isinstance(node, Resource)}
    strangers = {node: handle for node, handle in found.items() if not handle.ours}
    return dataclasses.replace(
        patient_of(run),
        strangers=strangers if plan.deployment else {},
        takes=max(building(nodes, Progress(), Usual(run.pace), 0.0).values(), default=0.0),
        environ=environ,
    )


def new_plan(name: str, target: str, region: str, apps: tuple[App, ...]) -> Plan:
    """The plan of a deployment that is not there yet; whose account it is nobody has said."""
    images = {app.name: image_tag(app) for app in apps}
    return Plan(
        deployment=name, target=target, account="", region=region, apps=apps, images=images, edition=EDITION
    )


def _answered(run: Run, book: Book) -> Run:
    """The same run, with its usual answer to each question that has none."""
    for question in (question for step in book for question in step.questions):
        if question.key not in run.plan.answers:
            answers = {**run.plan.answers, question.key: question.default(run)}
            run = dataclasses.replace(run, plan=replace(run.plan, answers=answers))
    return run
