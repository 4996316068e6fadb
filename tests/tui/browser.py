"""A browser that only remembers what it was to open."""

from dataclasses import dataclass, field


@dataclass
class Browser:
    """Of this name, as Python's `webbrowser` gives them."""

    name: str
    opened: list[str] = field(default_factory=list)

    def open(self, url: str) -> bool:
        """It always works."""
        self.opened.append(url)
        return True
