"""Names that this deployment would need and that somebody else has."""

from steps.doctor.examination import Examination
from steps.doctor.findings import Finding, ok, warn
from steps.doctor.patient import Patient


def names(patient: Patient) -> Finding:
    """What was found under our names and is not ours, as a build would find it."""
    taken = [
        handle.arn or handle.id
        for node, handle in patient.strangers.items()
        if not (node.shareable or node.lasting or handle.lent)
    ]
    if not taken:
        return ok("nobody else has what this deployment would be called")
    name = patient.run.plan.deployment
    return warn(
        f"Somebody else has what {name} would be called: {', '.join(taken)}.",
        why="What is not tagged as this deployment's is never touched, so building stops there.",
        cure="Choose another name: `fargate-wizard doctor OTHER-NAME`.",
    )


NAMES = Examination("names", names)
