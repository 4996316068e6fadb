"""What is asked of a builder, whichever it is, and whom it tells of its work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from steps.appfile.building import Build
from steps.appfile.context import SETTINGS
from steps.docker.transfer import DockerProgress


@dataclass(frozen=True)
class BuildOrder:
    """Build the app in `folder` as `build` says, for `platform` such as linux/amd64, and name the image `reference`.

    With an `image` nothing is built of the folder: it is fetched as it is. `pull` fetches base images even where the
    engine has them. Lines of output go to `say` as they come.
    """

    folder: Path
    reference: str
    platform: str
    say: Callable[[str], None]
    progress: Callable[[DockerProgress], None]
    stop: Event
    build: Build = field(default_factory=Build)
    labels: Mapping[str, str] = field(default_factory=dict)
    pull: bool = False
    image: str = ""

    @property
    def name(self) -> str:
        """The app, as the reader knows it."""
        return self.folder.name

    @property
    def dockerfile(self) -> Path:
        """The file that says what is in the image: the Dockerfile, or the app.toml that names the image."""
        return self.folder / SETTINGS if self.image else self.build.recipe(self.folder)
