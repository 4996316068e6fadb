"""Programs of this Debian or Ubuntu, unpacked into a folder: nothing is installed, nothing needs removing."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("FARGATE_WIZARD_TEST_CACHE", "/var/cache/fargate-wizard-tests"))


@dataclass(frozen=True)
class Release:
    """What this machine is, and where its packages come from."""

    id: str
    codename: str
    mirror: str

    @property
    def keyring(self) -> Path:
        return Path(f"/usr/share/keyrings/{self.id}-archive-keyring.gpg")


def this_release() -> Release:
    """Read the release of this machine; OSError when it is neither Debian nor Ubuntu."""
    lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    known = dict(line.split("=", 1) for line in lines if "=" in line)
    name, codename = known.get("ID", "").strip('"'), known.get("VERSION_CODENAME", "").strip('"')
    if name not in ("debian", "ubuntu") or not shutil.which("apt-get"):
        raise OSError(f"the test engine is unpacked from Debian's or Ubuntu's packages, and this is {name}")
    targets = _run("apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages")
    for target in targets.splitlines():
        mirror, _, suite = target.partition(" ")
        if suite == codename:
            return Release(name, codename, mirror)
    raise OSError(f"apt knows no mirror of {codename}")


def unpack(into: Path, suite: str, *packages: str, needed: bool = False, optional: bool = False) -> None:
    """Unpack packages of `suite` into a folder, with everything that they need when `needed`.

    An `optional` one may be missing from the suite.
    """
    boxes = CACHE / "apt" / suite
    options = _apt(boxes, suite)
    shutil.rmtree(boxes / "debs", ignore_errors=True)
    (boxes / "debs").mkdir(parents=True)
    if not any((boxes / "lists").glob("*Packages*")):
        _run("apt-get", *options, "update")
    if needed:
        _run("apt-get", *options, "install", "--download-only", "--yes", "--no-install-recommends", *packages)
        debs = list((boxes / "cache" / "archives").glob("*.deb"))
    else:
        _run("apt-get", *options, "download", *packages, at=boxes / "debs", check=not optional)
        debs = list((boxes / "debs").glob("*.deb"))
    into.mkdir(parents=True, exist_ok=True)
    for deb in sorted(debs, key=lambda deb: (not deb.name.startswith("base-files"), deb.name)):
        _run("dpkg-deb", "--extract", str(deb), str(into))
        deb.unlink()


def _apt(boxes: Path, suite: str) -> tuple[str, ...]:
    """Give apt a world of its own: this suite's lists, an empty machine, no system configuration touched."""
    release = this_release()
    for folder in ("lists/partial", "cache/archives/partial"):
        (boxes / folder).mkdir(parents=True, exist_ok=True)
    sections = "main universe" if release.id == "ubuntu" else "main"
    sources = boxes / "sources.list"
    sources.write_text(f"deb [signed-by={release.keyring}] {release.mirror} {suite} {sections}\n")
    (boxes / "status").touch()
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": boxes / "lists",
        "Dir::State::Status": boxes / "status",
        "Dir::Cache": boxes / "cache",
        "APT::Sandbox::User": "root",
    }
    return ("-qq", *(part for key, value in settings.items() for part in ("-o", f"{key}={value}")))


def _run(*command: str, at: Path | None = None, check: bool = True) -> str:
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise OSError(f"{' '.join(command[:1])} failed: {done.stderr.strip()[-500:]}")
    return done.stdout
