"""What the practice registry keeps on disk."""

from hashlib import sha256
from pathlib import Path

import pytest

from steps.sandbox.docker.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "registry")


def digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def test_an_upload_in_pieces_becomes_a_blob(store: Store) -> None:
    upload = store.begin()
    assert store.append(upload, [b"ab", b"c"]) == 3
    assert store.append(upload, [b"d"]) == 4
    assert store.find(digest(b"abcd")) is None
    assert store.finish(upload, digest(b"abcd"))
    found = store.find(digest(b"abcd"))
    assert found is not None
    assert found.read_bytes() == b"abcd"


def test_content_with_another_digest_is_dropped(store: Store) -> None:
    upload = store.begin()
    store.append(upload, [b"abc"])
    assert not store.finish(upload, digest(b"abd"))
    with pytest.raises(FileNotFoundError):
        store.append(upload, [b"d"])


@pytest.mark.parametrize("name", ["", "../../x", "sha256:../x", "unheard-of"])
def test_names_lead_nowhere_else(store: Store, name: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not a blob")
    assert store.find(name) is None
    with pytest.raises(FileNotFoundError):
        store.append(name, [b"x"])


def test_it_begins_empty_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    kept = store.keep(b"{}")
    assert store.find(kept)
    assert Store(tmp_path / "registry").find(kept) is None
    store.remove()
    assert not (tmp_path / "registry").exists()
