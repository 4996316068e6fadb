"""Base images for the tests, laid out from packages where no registry can be pulled from.

`busybox` is all that a test of the engine needs. The other two stand in for the images that the apps start
from: real CPython and real nginx, but Debian's, so what is green on them may still differ on the originals.
"""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from urllib.parse import quote

from tests.tools.packages import CACHE, this_release, unpack

NGINX = """\
worker_processes 1;
error_log /dev/stderr notice;
pid /tmp/nginx.pid;
events { worker_connections 256; }
http {
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  include /etc/nginx/mime.types; default_type application/octet-stream; access_log /dev/stdout;
  include /etc/nginx/conf.d/*.conf;
}
"""
SITE = "server { listen 8080; root /usr/share/nginx/html; index index.html; }\n"
USERS = "root:x:0:0::/root:/bin/sh\nnginx:x:101:101::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n"
GROUPS = "root:x:0:\nnginx:x:101:\nnogroup:x:65534:\n"
SEARCHED = "ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
SPARED = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/perl*",
    "usr/lib/*/perl*",
    "usr/lib/*/gconv",
)

IMAGES = {
    "busybox": ("local/busybox", "1", ('CMD ["sh"]',)),
    "python": ("python", "3.13-slim", ('CMD ["python3"]',)),
    "nginx": (
        "nginxinc/nginx-unprivileged",
        "stable-alpine",
        ("USER 101", 'CMD ["nginx","-g","daemon off;"]'),
    ),
}
"""Of each base its name, its tag, and what an import says about it."""


def busybox() -> Path:
    """Give the one static program that has every small tool in it."""
    folder = CACHE / "busybox"
    found = [path for path in (folder / "bin/busybox", folder / "usr/bin/busybox") if path.exists()]
    if not found:
        unpack(folder, this_release().codename, "busybox-static")
        return busybox()
    return found[0]


def base(name: str, suite: str) -> Path:
    """Give the packed root file system of a base image, made on the first call."""
    packed = CACHE / "bases" / suite / f"{name}.tar"
    if not packed.exists():
        root = CACHE / "bases" / suite / name
        shutil.rmtree(root, ignore_errors=True)
        {"busybox": _busybox, "python": _python, "nginx": _nginx}[name](root, suite)
        _furnish(root)
        unfinished = packed.with_suffix(".part")
        with tarfile.open(unfinished, "w") as archive:
            archive.add(root, arcname=".", filter=_plain)
        unfinished.rename(packed)
        shutil.rmtree(root)
    return packed


def import_path(name: str) -> str:
    """Give the path of the engine's API that takes a packed base under its name."""
    repository, tag, changes = IMAGES[name]
    said = "".join(f"&changes={quote(change)}" for change in (SEARCHED, *changes))
    return f"/images/create?fromSrc=-&repo={repository}&tag={tag}{said}"


def _busybox(root: Path, _: str) -> None:
    (root / "bin").mkdir(parents=True)
    shutil.copy(busybox(), root / "bin/busybox")
    _link_tools(root / "bin", "busybox")


def _python(root: Path, suite: str) -> None:
    unpack(root, suite, "python3-minimal", "libpython3-stdlib", "dash", "coreutils", "base-files", "media-types",
           "netbase", needed=True)  # fmt: skip
    (root / "usr/bin/python").symlink_to("python3")


def _nginx(root: Path, suite: str) -> None:
    unpack(root, suite, "nginx-light", "base-files", needed=True)
    shutil.copy(busybox(), root / "usr/bin/busybox")
    _link_tools(root / "usr/bin", "busybox")
    shutil.rmtree(root / "etc/nginx/sites-enabled", ignore_errors=True)
    (root / "etc/nginx/conf.d").mkdir(exist_ok=True)
    (root / "usr/share/nginx/html").mkdir(parents=True, exist_ok=True)
    (root / "etc/nginx/nginx.conf").write_text(NGINX)
    (root / "etc/nginx/conf.d/default.conf").write_text(SITE)


def _link_tools(folder: Path, target: str) -> None:
    tools = subprocess.run([busybox(), "--list"], capture_output=True, text=True, check=True).stdout.split()
    for tool in tools:
        link = folder / tool
        if not link.exists() and not link.is_symlink():
            link.symlink_to(target)


def _furnish(root: Path) -> None:
    """Lay what a package's own set-up would have made, and leave out what no program reads."""
    for folder in ("tmp", "etc", "root", "proc", "sys", "dev", "usr/local/bin"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    (root / "etc/passwd").write_text(USERS)
    (root / "etc/group").write_text(GROUPS)
    for pattern in SPARED:
        for spared in root.glob(pattern):
            shutil.rmtree(spared)


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return None if entry.ischr() or entry.isblk() else entry


def marked_for(architecture: str, reference: str) -> bytes:
    """Give an image for another processor, as `docker save` writes one, for `docker load`: its program says so too."""
    import hashlib
    import io

    layers = io.BytesIO()
    with tarfile.open(fileobj=layers, mode="w") as archive:
        program = bytearray(Path(busybox()).read_bytes())
        program[18:20] = {"arm64": b"\xb7\0", "amd64": b"\x3e\0"}[architecture]  # of an ELF header
        entry = tarfile.TarInfo("server")
        entry.size, entry.mode = len(program), 0o755
        archive.addfile(entry, io.BytesIO(program))
    layer = layers.getvalue()
    config = json.dumps(
        {
            "architecture": architecture,
            "os": "linux",
            "config": {"Cmd": ["/server", "httpd"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        }
    ).encode()
    manifest = json.dumps(
        [{"Config": "config.json", "RepoTags": [reference], "Layers": ["layer.tar"]}]
    ).encode()
    saved = io.BytesIO()
    with tarfile.open(fileobj=saved, mode="w") as archive:
        for name, data in (("manifest.json", manifest), ("config.json", config), ("layer.tar", layer)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return saved.getvalue()
