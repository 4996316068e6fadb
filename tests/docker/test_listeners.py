"""The kernel's own table says what a container listens on."""

from steps.docker.listeners import ListeningSocket, parse

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 6841 1 0 100 0 0 10 0
   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 6842 1 0 100 0 0 10 0
   2: 0200110A:1F91 0100110A:9C40 01 00000000:00000000 00:00000000 00000000     0        0 6843 1 0 100 0 0 10 0
"""
TCP6 = """\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when
   0: 00000000000000000000000000000000:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
   1: 00000000000000000000000001000000:1F93 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
   2: 0000000000000000FFFF00000100007F:1F94 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
"""


def test_a_listener_on_loopback_is_told_from_one_on_every_address() -> None:
    assert set(parse(TCP)) == {ListeningSocket(8080, loopback=True), ListeningSocket(80, loopback=False)}


def test_ipv6_has_a_loopback_of_its_own_and_carries_that_of_ipv4() -> None:
    assert set(parse(TCP6)) == {
        ListeningSocket(8082, loopback=False),
        ListeningSocket(8083, loopback=True),
        ListeningSocket(8084, loopback=True),
    }


def test_an_open_connection_is_no_listener() -> None:
    assert ListeningSocket(8081, loopback=False) not in set(parse(TCP))


def test_what_is_no_table_has_no_listeners() -> None:
    assert not list(parse("OCI runtime exec failed: exec: cat: executable file not found in $PATH: unknown"))
