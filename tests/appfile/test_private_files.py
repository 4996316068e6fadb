"""What of a build context looks like a secret is found by its name, and the line that is named keeps it out."""

from pathlib import Path

import pytest

from steps.appfile.apps import BUNDLED, load
from steps.appfile.context import read_context
from steps.appfile.private_files import private_files

SECRET = (
    ".env", ".env.production", "deep/er/.env", ".ENV", ".aws/credentials", "home/.ssh/known_hosts", "id_rsa",
    "keys/id_ed25519", "server.pem", "deep/tls.key", "TLS.KEY", ".git/config", "vendor/lib/.git", ".npmrc", ".pypirc",
    ".netrc", ".docker/config.json", "home/.config/gcloud/token", "kubeconfig", "prod.kubeconfig", ".kube/config",
    "terraform.tfstate", "terraform.tfstate.backup", "prod.tfvars", "store.p12", ".git-credentials", ".envrc",
)  # fmt: skip
PLAIN = ("server.py", ".env.example", "id_rsa.pub", "environment.py", "keys.py", "pem", ".gitignore", "gitlog.txt",
         "docker/config.json", ".dockerignore", "Dockerfile", "git/config", "monkey.txt")  # fmt: skip


def write(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("x")


def found(folder: Path) -> dict[str, list[str]]:
    return private_files(read_context(folder))


@pytest.mark.parametrize("path", SECRET)
def test_it_is_found_by_name_and_its_line_keeps_it_out(tmp_path: Path, path: str) -> None:
    write(tmp_path, path)
    write(tmp_path, "kept.txt")
    ((line, paths),) = found(tmp_path).items()
    assert paths == [path]
    (tmp_path / ".dockerignore").write_text(f"{line}\n")
    assert found(tmp_path) == {}
    assert "kept.txt" in [file.path for file in read_context(tmp_path).files]


def test_what_only_sounds_like_it_is_not(tmp_path: Path) -> None:
    for path in PLAIN:
        write(tmp_path, path)
    assert found(tmp_path) == {}


def test_the_bundled_apps_send_nothing_of_the_kind() -> None:
    assert [found(Path(app.folder)) for app in load(BUNDLED)] == [{}, {}, {}]
