"""The build context: its tag changes exactly when what is sent to the engine does."""

import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED, load
from steps.appfile.context import ignored, read_context


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
