"""AWS's regions by name and place, the profile's own first."""

from collections.abc import Sequence

from textual.containers import Vertical

from steps.engine.model.step import Choice
from steps.target.profiles import NamedRegion
from tui.widgets.choices import Choices


class RegionChoices(Vertical):
    """Answers with `Choices.Chosen`; empty until the regions are known."""

    def __init__(self) -> None:
        super().__init__(id="regions")

    async def show(self, regions: Sequence[NamedRegion], own: str, *, fixed: bool) -> str:
        """Offer them, `own` first, or `own` alone where it is fixed; returns the one that is marked, if any."""
        found = sorted(regions, key=lambda each: (each.name != own, each.name))
        choices = [Choice(each.name, _line(each, own)) for each in found if each.name == own or not fixed]
        marked = choices[0].value if own and choices else ""
        await self.remove_children()
        await self.mount(Choices(choices, [marked], many=False))
        return marked

    def focus_list(self) -> None:
        """Put the cursor into the list."""
        self.query_one(Choices).focus_list()


def _line(region: NamedRegion, own: str) -> str:
    return f"{region.name:16} {region.place}{'   (where your profile is)' if region.name == own else ''}"
