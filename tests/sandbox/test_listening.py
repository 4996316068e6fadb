"""Whatever the practice cloud listens at is on loopback."""

import json
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import FrontDoor
from tests.sandbox.grounds import Grounds
from tests.sandbox.waiting import until

LISTENING = "0A"


def listening(pid: int) -> Iterator[str]:
    """The addresses at which a process listens, by what Linux says of its open files."""
    sockets = {file.readlink().name for file in Path(f"/proc/{pid}/fd").iterdir() if file.is_symlink()}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                yield address(fields[1].split(":")[0])


def address(words: str) -> str:
    """An address as /proc writes it, in words of four bytes in the machine's order."""
    raw = b"".join(bytes.fromhex(words[at : at + 8])[::-1] for at in range(0, len(words), 8))
    return socket.inet_ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)


@pytest.mark.skipif(
    not Path("/proc/self/net/tcp").exists(), reason="only Linux tells what a process listens at"
)
def test_a_platform_with_public_services_listens_on_loopback_alone(
    practice: Practice, tmp_path: Path
) -> None:
    practice.reset()
    grounds = Grounds(practice.client, tmp_path)
    group = grounds.front()
    grounds.serve(count=2, **grounds.behind(group))
    until(lambda: grounds.service()["runningCount"] == 2, within=60)
    cloud = json.loads((practice.home / "sandbox.json").read_text())["pid"]
    found = list(listening(cloud))
    assert len(set(found)) >= 3, "its own ports, and each task's public address"
    assert [one for one in found if not ip_address(one).is_loopback] == []


def test_nobody_takes_a_load_balancers_port_before_it_has_a_listener(practice: Practice) -> None:
    """Another user of the machine could else answer in its place."""
    practice.reset()
    door = FrontDoor(practice.client)
    made = door.elb.create_load_balancer(Name="door", Subnets=door.subnets)["LoadBalancers"][0]
    host, _, port = made["DNSName"].rpartition(":")
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            thief.bind((socket.gethostbyname(host), int(port)))
