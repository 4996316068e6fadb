"""Rehearsals on real engines: what would fail on Fargate fails here, with the advice that cures it."""

from collections.abc import Callable
from time import monotonic

import pytest

from steps.appfile.apps import Health
from steps.docker import DockerTrouble, RehearsalFinding, rehearse
from steps.engine.troubles import Stopped
from tests.docker.conftest import Workshop
from tests.tools.bases import marked_for

pytestmark = pytest.mark.either_engine

Rehearsed = Callable[..., tuple[RehearsalFinding, ...]]
FROM = "FROM local/busybox:1\nRUN mkdir /www && echo ok > /www/health\n"
SERVER = "trap 'exit 0' TERM; httpd -f -p {at} -h {folder} & wait"


@pytest.fixture
def rehearsed(workshop: Workshop) -> Rehearsed:
    """Build what a command makes of an app, rehearse it, and see that nothing of it is left."""

    def run(command: str, base: str = FROM, **changes: object) -> tuple[RehearsalFinding, ...]:
        workshop.write(Dockerfile=f"{base}{command}\n")
        workshop.build("local/rehearsed:1")
        workshop.lines.clear()
        try:
            return rehearse(
                workshop.engine,
                "local/rehearsed:1",
                workshop.app(**changes),
                say=workshop.say,
                stop=workshop.stop,
            )
        finally:
            assert not workshop.containers

    return run


def serving(at: str = "8080", folder: str = "/www") -> str:
    return f'CMD ["sh", "-c", "{SERVER.format(at=at, folder=folder)}"]'


def test_an_app_that_is_well_has_no_findings(workshop: Workshop, rehearsed: Rehearsed) -> None:
    assert rehearsed(serving()) == ()
    assert any("GET /health answers 200" in line for line in workshop.lines)
    assert any("after SIGTERM" in line for line in workshop.lines)


def test_it_runs_as_fargate_would_run_it(workshop: Workshop, rehearsed: Rehearsed) -> None:
    look = (
        "RUN echo '#!/bin/sh' > /look && echo 'echo $HOSTNAME $PORT $COLOUR $(id -u) "
        "$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null); touch /x; exit 9' "
        ">> /look && chmod +x /look\nUSER 10001\nENV HOSTNAME=0.0.0.0 PORT=1\n"
    )
    (finding,) = rehearsed(f'{look}CMD ["/look"]', readonly=True, environment={"COLOUR": "green"}, memory=128)
    assert finding.file == "app.toml"
    assert "readonly" in finding.cure
    assert f"ip-10-0-0-10.ec2.internal 8080 green 10001 {128 << 20}" in finding.logs
    assert any("Read-only file system" in line for line in workshop.lines)


def test_an_app_on_loopback_is_told_to_listen_on_every_address(rehearsed: Rehearsed) -> None:
    began = monotonic()
    (finding,) = rehearsed(serving(at="127.0.0.1:8080"), health=Health(path="/health", grace=60))
    assert finding.what.startswith("It listens on 127.0.0.1:8080")
    assert "0.0.0.0:8080" in finding.cure
    assert monotonic() - began < 30


def test_an_image_without_any_tool_is_still_told_what_may_be_wrong(rehearsed: Rehearsed) -> None:
    bare = "FROM local/busybox:1 AS tools\nFROM scratch\nCOPY --from=tools /bin/busybox /httpd\n"
    (finding,) = rehearsed('CMD ["/httpd", "-f", "-p", "127.0.0.1:8080"]', base=bare)
    assert "neither on 127.0.0.1 nor on another port" in finding.cure


def test_another_port_is_named(rehearsed: Rehearsed) -> None:
    (finding,) = rehearsed(serving(at="9090"))
    assert "port = 9090" in finding.cure
    assert finding.file == "app.toml"


def test_an_app_that_ends_is_shown_with_its_last_words(rehearsed: Rehearsed) -> None:
    (finding,) = rehearsed('CMD ["sh", "-c", "echo no quotes here; exit 3"]')
    assert "exit code 3" in finding.what
    assert finding.logs == ("no quotes here",)


def test_an_app_that_ends_after_it_was_well_is_found_too(rehearsed: Rehearsed) -> None:
    (finding,) = rehearsed('CMD ["sh", "-c", "httpd -p 8080 -h /www; sleep 0.7; exit 4"]')
    assert "exit code 4" in finding.what


def test_a_health_path_that_is_not_there_is_found_before_the_grace_is_over(rehearsed: Rehearsed) -> None:
    began = monotonic()
    (finding,) = rehearsed(serving(folder="/bin"), health=Health(path="/health", grace=60))
    assert finding.what == "GET /health answers 404, and app.toml promises 200."
    assert finding.file == "app.toml"
    assert monotonic() - began < 30


def test_an_app_that_starts_slowly_has_its_grace(rehearsed: Rehearsed) -> None:
    slowly = SERVER.format(at="8080", folder="/www")
    assert rehearsed(f'CMD ["sh", "-c", "sleep 2; {slowly}"]', health=Health(path="/health", grace=20)) == ()


def test_an_app_that_ignores_the_stop_signal_would_run_and_be_killed(rehearsed: Rehearsed) -> None:
    (finding,) = rehearsed('CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]')
    assert "SIGTERM" in finding.what
    assert not finding.fatal


def test_an_entrypoint_that_keeps_the_signal_is_named(workshop: Workshop, rehearsed: Rehearsed) -> None:
    workshop.write(entry__sh='#!/bin/sh\nset -e\n"$@"\n')
    (workshop.folder / "entry.sh").chmod(0o755)
    (finding,) = rehearsed(
        'COPY entry.sh /app/\nENTRYPOINT ["/app/entry.sh"]\nCMD ["httpd", "-f", "-p", "8080", "-h", "/www"]'
    )
    assert (finding.file, finding.fatal) == ("entry.sh", False)
    assert "exec" in finding.cure


def test_what_would_only_be_better_ends_no_rehearsal(rehearsed: Rehearsed) -> None:
    (health, signal) = rehearsed(
        'CMD ["httpd", "-f", "-p", "8080", "-h", "/bin"]',
        path="",
        private="inner",
        health=Health(path="/health", grace=1),
    )
    assert "no load balancer asks /health" in health.cure
    assert "SIGTERM" in signal.what
    assert not health.fatal
    assert not signal.fatal


def test_a_private_app_need_only_listen(workshop: Workshop, rehearsed: Rehearsed) -> None:
    talks = "trap 'exit 0' TERM; nc -ll -p 8080 -e cat & wait"
    assert rehearsed(f'CMD ["sh", "-c", "{talks}"]', path="", private="inner", health=Health(grace=20)) == ()
    assert any(line.startswith("It listens on port 8080") for line in workshop.lines)
    began, asked = monotonic(), Health(path="/", grace=60)
    (finding,) = rehearsed(f'CMD ["sh", "-c", "{talks}"]', path="", private="inner", health=asked)
    assert "no load balancer asks /" in finding.cure
    assert monotonic() - began < 30, "nobody waits for an HTTP answer that nobody needs"
    (finding,) = rehearsed(serving(at="9090"), path="", private="inner", health=Health(grace=1))
    assert "port = 9090" in finding.cure
    assert not finding.fatal


def test_a_health_command_is_run_as_ecs_runs_it(workshop: Workshop, rehearsed: Rehearsed) -> None:
    private = {"path": "", "private": "inner"}
    later = 'CMD ["sh", "-c", "trap \'exit 0\' TERM; sleep 1; echo > /well; sleep 99 & wait"]'
    well = Health(command=("CMD-SHELL", "test -e /well && test $0 = /bin/sh"), grace=20)
    assert rehearsed(later, **private, health=well) == ()
    assert any(line.startswith("Its own check succeeds") for line in workshop.lines)
    (finding,) = rehearsed(later, **private, health=Health(command=("CMD", "cat", "/nothing"), grace=1))
    assert finding.fatal
    assert "cat /nothing" in finding.what
    assert "No such file" in finding.what
    assert "grace = 60" in finding.cure


def test_the_images_own_stop_signal_is_sent(workshop: Workshop, rehearsed: Rehearsed) -> None:
    quits = "trap 'exit 0' QUIT; httpd -f -p 8080 -h /www & wait"
    assert rehearsed(f'STOPSIGNAL SIGQUIT\nCMD ["sh", "-c", "{quits}"]') == ()
    assert any("after SIGQUIT" in line for line in workshop.lines)


def test_a_command_that_is_not_in_the_image_is_cured_in_the_dockerfile(rehearsed: Rehearsed) -> None:
    (finding,) = rehearsed('CMD ["gunicorn", "app"]')
    assert finding.file == "Dockerfile"
    assert "gunicorn" in finding.what


def test_an_app_that_needs_more_memory_is_told_so(rehearsed: Rehearsed) -> None:
    (finding,) = rehearsed('CMD ["sh", "-c", "tail /dev/zero"]', memory=32)
    assert finding.what.startswith("It ran out of memory")
    assert finding.file == "app.toml"


def test_an_image_for_another_processor_is_not_even_started(workshop: Workshop) -> None:
    workshop.write(Dockerfile=FROM)
    client = workshop.engine.connect()
    list(client.load_image(marked_for("arm64", "local/foreign:1")))  # type: ignore[no-untyped-call]  # stub has no types
    (finding,) = rehearse(
        workshop.engine, "local/foreign:1", workshop.app(), say=workshop.say, stop=workshop.stop
    )
    assert "arm64" in finding.what
    assert 'architecture = "ARM64"' in finding.cure
    assert not workshop.lines


def test_an_image_that_was_never_built_is_trouble(workshop: Workshop) -> None:
    with pytest.raises(DockerTrouble, match="no image"):
        rehearse(workshop.engine, "local/never:1", workshop.app(), say=workshop.say, stop=workshop.stop)


def test_a_stop_in_the_middle_leaves_no_container(workshop: Workshop, rehearsed: Rehearsed) -> None:
    stopped: list[float] = []

    def stop_when_started(line: str) -> None:
        if line.startswith("GET /health"):
            stopped.append(monotonic())
            workshop.stop.set()

    workshop.on_line = stop_when_started
    with pytest.raises(Stopped):
        rehearsed(serving())
    assert monotonic() - stopped[0] < 3


def test_what_a_killed_wizard_left_is_cleared_away(workshop: Workshop, rehearsed: Rehearsed) -> None:
    client = workshop.engine.connect()
    left = client.create_container(
        "local/busybox:1", ["sleep", "99"], labels={"fargate-wizard.rehearsal": "local/rehearsed:1"}
    )
    client.start(left["Id"])
    assert rehearsed(serving()) == ()
