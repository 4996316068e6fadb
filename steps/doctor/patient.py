"""Who is looked at: a run over a plan, what of it stands already, and this machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from steps.engine.cloud.caller import Caller, ask_who_calls
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Run
from steps.engine.troubles import Trouble


@dataclass(frozen=True)
class Patient:
    """`takes` are the seconds that building usually takes; `strangers` have names that this deployment would need."""

    run: Run
    standing: frozenset[str] = frozenset()  # AWS's words for the kinds of which this deployment has one
    strangers: Mapping[Resource, Handle] = field(default_factory=dict)
    takes: float = 0.0
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def practises(self) -> bool:
        """Whether this is the practice cloud."""
        return self.run.aws.banner is not None

    @property
    def caller(self) -> "Caller | Trouble":
        """Who AWS takes us for, asked once; or why it does not tell."""
        return self.run.facts.ask("caller", lambda: ask_who_calls(self.run.aws))

    @property
    def now(self) -> datetime:
        """The time by this machine's clock."""
        return datetime.now(UTC)


def patient_of(run: Run) -> Patient:
    """Who is looked at in a run that has looked around already: what it found and is ours stands."""
    ours = {node.kind for node, handle in run.handles.items() if isinstance(node, Resource) and handle.ours}
    return Patient(run, frozenset(ours))
