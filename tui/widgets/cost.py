"""What it costs while it stands, in one line."""

from textual.widgets import Static

from steps.aws.prices import Cost


def words(cost: Cost, *, practice: bool) -> str:
    """The line: the truth on AWS, and what it would be there while practising."""
    if practice:
        return f"nothing is billed here; on AWS {cost.words}"
    return cost.words


class CostLine(Static):
    """About so much an hour; quiet when nothing costs anything."""

    DEFAULT_CSS = (
        "CostLine { height: 1; width: auto; color: $text-muted; } CostLine.-costs { color: $warning; }"
    )

    def show(self, cost: Cost, *, practice: bool) -> None:
        """Say this cost."""
        self.set_class(cost.an_hour > 0 and not practice, "-costs")
        self.update(words(cost, practice=practice))
