"""Which Docker engine will build the images, in one line."""

import os

from textual import work
from textual.content import Content
from textual.widgets import Static

from steps.docker.engine import find_engine
from steps.engine.troubles import Trouble
from tui.engine_room import beside
from tui.widgets.text import MUTED


class DockerLine(Static):
    """Empty until it was looked for."""

    def __init__(self) -> None:
        super().__init__(id="docker")

    @work(group="docker")
    async def look_for_docker(self) -> None:
        """Find the engine, beside the screen, and say which it is, or that there is none."""
        try:
            engine = await beside(lambda: find_engine(os.environ))
        except Trouble as trouble:
            self.update(Content.styled(trouble.what, MUTED))
        else:
            self.update(Content.assemble(("Docker: ", "bold"), (engine.describe(), MUTED)))
