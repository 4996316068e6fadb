"""Short pages: every listing has to be read to its end."""

from steps.sandbox.weather.aim import means, patterns
from steps.sandbox.weather.kind import Count, WeatherKind, prefix_of


class SmallPages(WeatherKind, frozen=True):
    """Every listing comes in pages of two.

    AWS answers a listing with a page of at most so many things, ten services or a hundred tasks, and with a
    token that asks for the next page. It may cut a page short at any time, even to nothing, and only the
    token says whether there is more. Whoever reads the first page alone is right for as long as there is little.

    A page has at most `size` items, in those calls that `action` means.
    """

    name = "small-pages"

    size: Count = 2
    action: str = "*"

    def __post_init__(self) -> None:
        patterns(self.action)

    def means(self, service: str, action: str) -> bool:
        """Whether a service's operation, both as botocore names them, has short pages."""
        return means(self.action, f"{prefix_of(service)}:{action}")
