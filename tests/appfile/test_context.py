"""The build context: its tag changes exactly when what is sent to the engine does."""

import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from steps.appfile.apps import BUNDLED, App, Architecture, Health, load
from steps.appfile.building import Build, SecretSource
from steps.appfile.context import ignored, read_context
from steps.appfile.image_tag import fetched_anew, image_tag


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "app"
    (made / "pages" / "deep").mkdir(parents=True)
    (made / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (made / "server.py").write_text("print('hello')\n")
    (made / "pages" / "deep" / "index.html").write_text("<p>hello</p>")
    return made


def test_a_tag_is_twelve_hexadecimal_digits_and_stays_while_nothing_changes(folder: Path) -> None:
    tag = read_context(folder).tag
    assert len(tag) == 12
    assert int(tag, 16) >= 0
    assert read_context(folder).tag == tag


def test_one_changed_byte_gives_another_tag(folder: Path) -> None:
    before = read_context(folder).tag
    (folder / "pages" / "deep" / "index.html").write_text("<p>hallo</p>")
    assert read_context(folder).tag != before


def test_a_renamed_a_new_and_a_removed_file_each_give_another_tag(folder: Path) -> None:
    first = read_context(folder).tag
    (folder / "server.py").rename(folder / "serve.py")
    second = read_context(folder).tag
    (folder / "empty.txt").touch()
    third = read_context(folder).tag
    (folder / "serve.py").unlink()
    assert len({first, second, third, read_context(folder).tag}) == 4


def test_bytes_that_move_from_one_file_to_the_next_give_another_tag(folder: Path) -> None:
    (folder / "a").write_text("xy")
    (folder / "b").write_text("z")
    before = read_context(folder).tag
    (folder / "a").write_text("x")
    (folder / "b").write_text("yz")
    assert read_context(folder).tag != before


def test_the_executable_bit_counts_and_the_other_bits_do_not(folder: Path) -> None:
    server = folder / "server.py"
    server.chmod(0o644)
    before = read_context(folder).tag
    server.chmod(0o600)
    assert read_context(folder).tag == before
    server.chmod(0o755)
    assert read_context(folder).tag != before


def test_neither_the_time_nor_the_place_counts(folder: Path, tmp_path: Path) -> None:
    before = read_context(folder)
    os.utime(folder / "server.py", (1, 1))
    elsewhere = tmp_path / "some" / "where" / "else"
    shutil.copytree(folder, elsewhere)
    assert read_context(folder) == before
    assert read_context(elsewhere) == before


def test_a_link_counts_by_where_it_points_and_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("one")
    (folder / "link").symlink_to("../outside.txt")
    before = read_context(folder)
    (tmp_path / "outside.txt").write_text("two")
    assert read_context(folder) == before
    (folder / "link").unlink()
    (folder / "link").symlink_to("server.py")
    assert read_context(folder).tag != before.tag


def test_what_dockerignore_names_does_not_count(folder: Path) -> None:
    (folder / ".dockerignore").write_text("# what stays here\n\n**/deep\n*.md\n!KEEP.md\n")
    (folder / "NOTES.md").write_text("one")
    (folder / "KEEP.md").write_text("one")
    before = read_context(folder)
    (folder / "NOTES.md").write_text("two")
    (folder / "pages" / "deep" / "index.html").write_text("other")
    assert read_context(folder) == before
    (folder / "KEEP.md").write_text("two")
    assert read_context(folder).tag != before.tag


def test_patterns_are_the_lines_that_say_something(folder: Path) -> None:
    assert ignored(folder) == []
    (folder / ".dockerignore").write_text("# a note\n\n  tests  \n!tests/data\n")
    assert ignored(folder) == ["tests", "!tests/data"]


def test_the_files_are_those_that_docker_py_would_send(folder: Path) -> None:
    from docker.utils.build import tar

    (folder / ".dockerignore").write_text("Dockerfile\npages\n!pages/deep\n")
    (folder / "pages" / "draft.html").write_text("draft")
    buffer = io.BytesIO()
    tar(folder, exclude=ignored(folder), fileobj=buffer)
    with tarfile.open(fileobj=buffer) as sent:
        names = {member.name for member in sent if member.isfile()}
    assert {file.path for file in read_context(folder).files} == names
    assert "Dockerfile" in names
    assert "pages/draft.html" not in names


def test_the_size_is_known_with_the_biggest_files_first(folder: Path) -> None:
    (folder / "model.bin").write_bytes(b"0" * 5000)
    context = read_context(folder)
    assert context.files[0] == ("model.bin", 5000)
    assert context.bytes == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_bundled_apps_send_little_and_neither_tests_nor_app_toml() -> None:
    for app in load(BUNDLED):
        context = read_context(Path(app.folder))
        assert context.bytes < 100_000
        assert not [
            file for file in context.files if file.path.startswith("tests/") or file.path == "app.toml"
        ]


def app_with(folder: Path, **keys: object) -> App:
    told: dict[str, object] = {"name": "app", "about": "x", "port": 80, "path": "/", "cpu": 256, "memory": 512,
        "count": 1, "health": Health(path="/"), "folder": str(folder)}  # fmt: skip
    return App(**told | keys)  # type: ignore[arg-type]  # a test chooses what it changes


def test_nothing_that_fargate_reads_at_run_time_is_in_the_tag(folder: Path) -> None:
    settings = folder / "app.toml"
    settings.write_text("cpu = 256\n")
    before = image_tag(app_with(folder))
    settings.write_text("cpu = 512\n")
    changed = app_with(
        folder,
        cpu=512,
        memory=1024,
        count=3,
        port=81,
        environment={"A": "b"},
        health=Health(path="/x", grace=9),
    )
    assert image_tag(changed) == before
    assert "app.toml" not in {file.path for file in read_context(folder).files}


@pytest.mark.parametrize(
    "build",
    [
        Build(target="one"),
        Build(args={"A": "1"}),
        Build(args={"A": "2"}),
        Build(dockerfile="other"),
        Build(context="pages"),
        Build(secrets={"a": SecretSource(env="A")}),
    ],
)
def test_what_changes_the_image_changes_the_tag(folder: Path, build: Build) -> None:
    (folder / "other").write_text("FROM scratch\n")
    usual = image_tag(app_with(folder))
    tag = image_tag(app_with(folder, build=build))
    assert tag != usual
    assert tag == image_tag(app_with(folder, build=build))


def test_another_processor_and_another_fetched_image_are_other_tags(folder: Path) -> None:
    app = app_with(folder)
    tags = {
        image_tag(each)
        for each in (
            app,
            replace(app, architecture=Architecture.ARM64),
            replace(app, image="redis:7"),
            replace(app, image="redis:8"),
        )
    }
    assert len(tags) == 4


def test_a_tag_made_anew_stays_until_its_content_changes(folder: Path) -> None:
    app = app_with(folder)
    anew = image_tag(app, anew="today")
    assert anew == f"{image_tag(app)}.today"
    assert fetched_anew(anew)
    assert image_tag(app, anew) == anew
    (folder / "server.py").write_text("changed")
    changed = image_tag(app, anew)
    assert not fetched_anew(changed)
    assert changed != anew.partition(".")[0]


def test_a_dockerfile_outside_of_what_is_sent_counts(folder: Path) -> None:
    build = Build(context="pages")
    before = read_context(folder, build)
    assert {file.path for file in before.files} == {"deep/index.html"}
    (folder / "Dockerfile").write_text("FROM other\n")
    assert read_context(folder, build).tag != before.tag


def test_a_dockerfile_has_its_own_file_for_ignoring(folder: Path) -> None:
    (folder / ".dockerignore").write_text("server.py\n")
    (folder / "Dockerfile.dockerignore").write_text("pages\n")
    assert ignored(folder) == ["pages"]
    names = {file.path for file in read_context(folder).files}
    assert names == {"Dockerfile", "Dockerfile.dockerignore", "server.py"}, "the common one is not sent along"


def test_a_folder_that_is_sent_may_hold_the_apps_but_never_what_they_are_set_to(folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    for app in (folder, other):
        (app / "app.toml").write_text("x")
    (folder / "pages" / "app.toml").write_text("the app's own")
    build = Build(context="..", secrets={"token": SecretSource(file="secret.txt")})
    (folder / "secret.txt").write_text("s")
    names = {file.path for file in read_context(folder, build).files}
    assert "app/pages/app.toml" in names
    assert not {"app/app.toml", "other/app.toml", "app/secret.txt"} & names
