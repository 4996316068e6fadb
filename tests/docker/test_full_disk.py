"""An engine whose disk is full, of either kind, says so, and is told how to make room."""

from pathlib import Path
from shutil import rmtree

import pytest

from steps.docker import Credentials, DockerTrouble, find_engine
from tests.docker.conftest import Workshop, can_start
from tests.tools.private_engine import VARIANTS

MEGABYTES = 48


@pytest.mark.docker
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_full_disk_is_not_taken_for_a_mistake_in_the_dockerfile(
    variant: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("full")
    with can_start(variant, folder, "--disk", str(MEGABYTES)) as private:
        engine = find_engine({"DOCKER_HOST": private.url})
        workshop = Workshop(engine, private.registry, Credentials("AWS", "x"), tmp_path / "app")
        workshop.write(Dockerfile="FROM local/busybox:1\nCOPY load /load\n")
        with (workshop.folder / "load").open("wb") as load:
            load.truncate(2 * MEGABYTES << 20)
        with pytest.raises(DockerTrouble) as caught:
            workshop.build()
        assert "no space left on device" in caught.value.why
        assert "docker system prune" in caught.value.cure
    rmtree(folder, ignore_errors=True)
