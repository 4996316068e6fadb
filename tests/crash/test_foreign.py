"""What somebody else made under the very name that a deployment would use: used and said so, or refused; never harmed."""

import pytest

from tests.crash.disturbed import Disturbed, done
from tests.foreign import NAMESAKES, Plant, inactive_task_definition, service
from tests.marks import long

USED = {"cluster": "cluster", "log group": "log-group.hostname-app"}
REFUSED = {
    "role": "execution-role", "repository": "repository.hostname-app", "target group": "target-group.hostname-app.8080",
    "load balancer": "load-balancer", "task definition": "task-definition.hostname-app",
    "alarm": "server-error-alarm",
}  # fmt: skip
BESIDE = {"namespace"}  # another network may have one of the same name


def test_every_kind_of_namesake_is_tried() -> None:
    assert USED.keys() | REFUSED.keys() | BESIDE == NAMESAKES.keys()


@pytest.mark.parametrize("kind", USED)
def test_what_can_be_shared_is_used_and_stays(disturbed: Disturbed, kind: str) -> None:
    wizard, name = disturbed.wizard, disturbed.new_name()
    disturbed.plant(NAMESAKES[kind], name)
    built = done(wizard.up(name))
    (adopted,) = [each for each in built.of("adopted") if each["resource"] == USED[kind]]
    assert not adopted["ours"]
    taken = done(wizard.down(name))
    assert USED[kind] in {each["resource"] for each in taken.of("kept")}
    assert disturbed.left() == []


LIKE_OTHERS = {"repository", "task definition", "alarm"}


@pytest.mark.parametrize("kind", [long(kind) if kind in LIKE_OTHERS else kind for kind in REFUSED])
def test_what_cannot_be_shared_is_refused_with_a_way_out_and_stays(disturbed: Disturbed, kind: str) -> None:
    wizard, name = disturbed.wizard, disturbed.new_name()
    disturbed.plant(NAMESAKES[kind], name)
    for _ in range(2):
        built = wizard.up(name)
        assert built.code == 1
        (failed,) = built.of("failed")
        assert failed["resource"] == REFUSED[kind]
        assert "did not make it" in failed["what"]
        assert "another deployment name" in failed["cure"]
        assert disturbed.harmed() == []
    done(wizard.down(name))
    assert disturbed.left() == []


@pytest.mark.parametrize("plant", [NAMESAKES["namespace"], inactive_task_definition])
def test_what_does_not_stand_in_the_way_is_left_alone(disturbed: Disturbed, plant: Plant) -> None:
    wizard, name = disturbed.wizard, disturbed.new_name()
    disturbed.plant(plant, name)
    done(wizard.up(name))
    assert disturbed.harmed() == []
    done(wizard.down(name))
    assert disturbed.left() == []


def test_a_foreign_service_in_a_foreign_cluster_is_refused_and_goes_on(disturbed: Disturbed) -> None:
    wizard, name = disturbed.wizard, disturbed.new_name()
    disturbed.plant(service, name)
    built = wizard.up(name)
    assert built.code == 1
    assert {each["resource"] for each in built.of("failed")} == {"service.hostname-app"}
    done(wizard.down(name))
    assert disturbed.left() == []
