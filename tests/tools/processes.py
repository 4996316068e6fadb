"""Processes of a private engine, ended so that none outlives it."""

import os
import signal
import time
from pathlib import Path


def end(file: Path, program: str) -> None:
    """End the process that a file names, if it still is that program, and wait until it has gone."""
    try:
        pid = int(file.read_text())
        if Path(f"/proc/{pid}/comm").read_text().strip() != program[:15]:
            return
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + 15
    while _lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    if _lives(pid):
        os.kill(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def shims(run: Path) -> list[int]:
    """Find the keepers of containers that an engine which crashed has left in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
        if "containerd-shim" in line and f"-address {run}/" in line:
            found.append(int(process.name))
    return found


def kill_tree(pid: int) -> None:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    for each in (*map(int, children), pid):
        try:
            os.kill(each, signal.SIGKILL)
        except OSError:
            continue
