"""A private Docker engine and a private, password-protected registry, on this machine only.

    sudo python -m tests.tools.engine up FOLDER [--engine 26] [--store containerd] [--port 15000] [--bases] [--disk 0]
    sudo python -m tests.tools.engine down FOLDER

`up` unpacks what is missing, starts both, and writes FOLDER/env to be sourced; `down` leaves nothing. The
engine has a bridge of its own and changes no firewall rule, so one that already runs here notices nothing.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from tests.tools.bases import base, busybox, import_path
from tests.tools.packages import CACHE, Release, this_release, unpack
from tests.tools.processes import end, kill_tree, shims

USER, PASSWORD = "AWS", "twelve-hours-token"
HASH = "$2b$05$FargateWizardTests....BHrUZBHDx9buAZdmaHI9tpVFEjHVu16"  # bcrypt of the password
LIBRARIES = {"libdevmapper1.02.1": "libdevmapper.so.1.02.1", "libseccomp2": "libseccomp.so.2"}
PATIENCE = 60.0  # seconds


def up(folder: Path, version: str, store: str, port: int, bases: bool, disk: int) -> None:
    """Start both and write the file that says where they are; the engine's disk has `disk` megabytes, 0: no limit."""
    down(folder)
    run = folder / "run"
    run.mkdir(parents=True)
    release = this_release()
    newer = version == "26" and release.codename == "bookworm"
    if newer:  # its engine runs here, its runc and its libraries need a newer C library
        programs = _found(_unpacked("trixie", "docker.io", "containerd"), _here("runc"), *_libraries())
    else:
        programs = _found(_here("dockerd", "docker.io", "containerd", "runc"), *_libraries())
    registry = _found(_here("docker-registry"))
    _start_registry(run, port, registry)
    if disk:
        (run / "data").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={disk}m", "tests", run / "data"], check=True)
    _start_engine(run, store, programs)
    _wait("the engine", lambda: _ping(run / "docker.sock"), run / "dockerd.log")
    _wait("the registry", lambda: _answers(port), run / "registry.log")
    for name in ("busybox", "python", "nginx") if bases else ("busybox",):
        _import(
            run / "docker.sock",
            base(name, "trixie" if release.id == "debian" else release.codename),
            import_path(name),
        )
    (run / "docker.sock").chmod(0o666)  # the tests may run as somebody else
    (folder / "env").write_text(
        f"export DOCKER_CONFIG={run / 'config'} PATH={_client(run, release if version == '26' else None)}\n"
        f"export DOCKER_HOST=unix://{run / 'docker.sock'}\n"
        f"export TEST_REGISTRY=127.0.0.1:{port} TEST_REGISTRY_USER={USER} TEST_REGISTRY_PASSWORD={PASSWORD}\n"
    )


def down(folder: Path) -> None:
    """Stop what `up` started in this folder, after a crash too, and remove all of it but the folder."""
    run = folder / "run"
    started = {
        "docker.pid": "dockerd",
        "exec/containerd/containerd.pid": "containerd",
        "registry.pid": "docker-registry",
    }
    for file, program in started.items():
        end(run / file, program)
    for shim in shims(run):
        kill_tree(shim)
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for mount in sorted((mount for mount in mounts if mount.startswith(f"{run}/")), reverse=True):
        subprocess.run(["umount", "-l", mount], check=False)
    if Path(f"/sys/class/net/{_bridge(run)}").exists():
        subprocess.run([busybox(), "ip", "link", "del", _bridge(run)], check=False)
    shutil.rmtree(run, ignore_errors=True)


def _here(program: str, *packages: str) -> Path:
    """Give the root under which a program of this release is: the system's, else one of its own."""
    return (
        Path("/") if shutil.which(program) else _unpacked(this_release().codename, *(packages or (program,)))
    )


def _unpacked(suite: str, *packages: str, optional: bool = False) -> Path:
    """Give the folder that these packages of a suite are unpacked in, made on the first call."""
    root = CACHE / suite / packages[0]
    if not (root / "done").exists():
        unpack(root, suite, *packages, optional=optional)
        (root / "done").touch()
    return root


def _client(run: Path, release: Release | None) -> Path:
    """Lay a `docker` command beside the engine, in a configuration of its own; give its folder.

    The newer engine has the true one of this release, with buildx. The other has one that can do nothing, whatever there
    is on this machine.
    """
    client, plugins = run / "client", run / "config" / "cli-plugins"
    client.mkdir()
    plugins.mkdir(parents=True)
    (run / "config").chmod(0o777)
    if release is None:
        (client / "docker").write_text("#!/bin/sh\nexit 1\n")
        (client / "docker").chmod(0o755)
        return client
    suite = "trixie" if release.codename == "bookworm" else release.codename
    root = _unpacked(suite, "docker-cli" if release.id == "debian" else "docker.io", "docker-buildx")
    (plugins / "docker-buildx").symlink_to(next(root.glob("**/cli-plugins/docker-buildx")))
    (client / "docker").symlink_to(root / "usr/bin/docker")
    return client


def _libraries() -> list[Path]:
    """Give the folders of what engines are linked to and a small system may not have."""
    missing = [
        name for name, file in LIBRARIES.items() if not list(Path("/usr/lib").glob(f"*-linux-gnu/{file}"))
    ]
    return [_unpacked(this_release().codename, name, optional=True) for name in missing]


def _found(*roots: Path) -> dict[str, str]:
    """Give the environment in which the programs and libraries under these roots are found first."""
    own = [root for root in roots if root != Path("/")]
    places = [str(root / folder) for root in own for folder in ("usr/sbin", "usr/bin", "sbin", "bin")]
    libraries = [str(path) for root in own for path in root.glob("**/*-linux-gnu") if path.is_dir()]
    return {
        **os.environ,
        "PATH": ":".join([*places, os.environ["PATH"], "/usr/sbin", "/sbin"]),
        **({"LD_LIBRARY_PATH": ":".join(libraries)} if libraries else {}),
    }


def _start_registry(run: Path, port: int, environ: dict[str, str]) -> None:
    (run / "htpasswd").write_text(f"{USER}:{HASH}\n")
    (run / "registry.yml").write_text(
        f"version: 0.1\nlog: {{level: warn, accesslog: {{disabled: true}}}}\n"
        f"storage: {{filesystem: {{rootdirectory: {run}/registry}}, delete: {{enabled: true}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n"
        f"auth: {{htpasswd: {{realm: tests, path: {run}/htpasswd}}}}\n"
    )
    _start(
        run,
        "registry.log",
        environ,
        "docker-registry",
        "serve",
        str(run / "registry.yml"),
        pid="registry.pid",
    )


def _start_engine(run: Path, store: str, environ: dict[str, str]) -> None:
    bridge = _bridge(run)
    octet = int(bridge[-2:], 16)
    for command in (
        ("link", "add", "name", bridge, "type", "bridge"),
        ("addr", "add", f"10.213.{octet}.1/24", "dev", bridge),
        ("link", "set", bridge, "up"),
    ):
        subprocess.run([busybox(), "ip", *command], check=True)
    (run / "daemon.json").write_text(json.dumps(_features(store, environ)))
    _start(
        run, "dockerd.log", environ, "dockerd", "--config-file", str(run / "daemon.json"),
        "--host", f"unix://{run}/docker.sock", "--data-root", f"{run}/data", "--exec-root", f"{run}/exec",
        "--pidfile", f"{run}/docker.pid", "--bridge", bridge, "--iptables=false", "--ip-forward=false", "--ip-masq=false",
    )  # fmt: skip


def _features(store: str, environ: dict[str, str]) -> dict[str, object]:
    """Choose the image store; engines before 24 have only the classic one and no word for it."""
    said = subprocess.run(
        ["dockerd", "--version"], env=environ, capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"version (\d+)", said)
    if found and int(found[1]) < 24:
        return {}
    return {"features": {"containerd-snapshotter": store == "containerd"}}


def _start(run: Path, log: str, environ: dict[str, str], *command: str, pid: str = "") -> None:
    program = shutil.which(command[0], path=environ["PATH"]) or command[0]
    with (run / log).open("wb") as output:
        started = subprocess.Popen(
            [program, *command[1:]], env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    if pid:
        (run / pid).write_text(str(started.pid))


def _bridge(run: Path) -> str:
    return f"fwt{hashlib.sha256(str(run).encode()).hexdigest()[:8]}"


def _wait(what: str, ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise OSError(f"{what} did not start: {log.read_text(errors='replace')[-1500:]}")
        time.sleep(0.1)


class _Unix(http.client.HTTPConnection):
    """An HTTP connection over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("engine", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


def _ping(path: Path) -> bool:
    try:
        connection = _Unix(path)
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        known = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection.request("GET", "/v2/", headers={"Authorization": f"Basic {known}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _import(path: Path, packed: Path, request: str) -> None:
    connection = _Unix(path)
    with packed.open("rb") as archive:
        connection.request("POST", request, body=archive, headers={"Content-Type": "application/x-tar"})
        answer = connection.getresponse()
        said = answer.read()
    connection.close()
    if answer.status != 200 or b'"error"' in said:
        raise OSError(f"a base image was not taken: {said[-500:].decode(errors='replace')}")


def main() -> int:
    """Read the command line; 1 and the reason when nothing could be started."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=("up", "down"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=("default", "26"), default="default")
    parser.add_argument("--store", choices=("classic", "containerd"), default="classic")
    parser.add_argument("--port", type=int, default=15000)
    parser.add_argument("--bases", action="store_true", help="load stand-ins for the apps' base images too")
    parser.add_argument("--disk", type=int, default=0, help="megabytes that the engine can fill, in memory")
    given = parser.parse_args()
    folder = given.folder.resolve()
    try:
        if given.verb == "down":
            down(folder)
        else:
            CACHE.mkdir(parents=True, exist_ok=True)
            with FileLock(CACHE / "lock"):  # what is unpacked for one is there for the next
                up(folder, given.engine, given.store, given.port, given.bases, given.disk)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        if given.verb == "up":
            down(folder)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
