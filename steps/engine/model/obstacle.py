"""What holds on to something that is to be deleted, who can let go of it, and that it has been let go of."""

from steps.engine.model.event import Event


class Obstacle(Event, frozen=True):
    """Passing: `resource` cannot be deleted while `id`, of this `kind`, holds on to it.

    `what` says what it is and whose, `cure` who can let go and by which command. AWS usually lets go by itself after `usual`
    seconds; 0 when somebody has to. The run waits so many seconds for it (`patience`) and goes on by itself.
    """

    resource: str
    kind: str
    id: str
    what: str
    cure: str
    usual: float = 0.0
    patience: float = 0.0

    @property
    def by_itself(self) -> bool:
        """Whether nobody needs to do anything."""
        return self.usual > 0


class Cleared(Event, frozen=True):
    """Passing: `id` holds on to `resource` no more, `seconds` after it was found."""

    resource: str
    id: str
    seconds: float = 0.0
