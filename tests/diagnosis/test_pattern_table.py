"""Each sentence that AWS is known to say is known for what it means, and no sentence for another one's."""

import pytest

from steps.diagnosis.card import meaning, pattern_of
from steps.diagnosis.pattern_table import PLACING, STOPPED

AUTH = "ResourceInitializationError: unable to pull secrets or registry auth: "
LOGGER = "ResourceInitializationError: failed to validate logger args: "
PULL = "CannotPullContainerError: "
EXITED = "Essential container in task exited"

SAID = {
    "endpoint policy": f"{AUTH}AccessDeniedException: … because no VPC endpoint policy allows the action",
    "secret unreachable": f"{AUTH}unable to retrieve secret from asm: RequestCanceled: request context canceled",
    "secret": f"{AUTH}execution resource retrieval failed: invalid ssm parameters: /db/password",
    "token unreachable": f"{AUTH}The task cannot pull registry auth from Amazon ECR: There is a connection issue between "
    "the task and Amazon ECR. Check your task network configuration. … dial tcp 10.0.1.5:443: i/o timeout",
    "token denied": f"{AUTH}AccessDeniedException: User: x is not authorized to perform: ecr:GetAuthorizationToken",
    "logs denied": f"{LOGGER}failed to create Cloudwatch log stream: AccessDeniedException: not authorized",
    "log group": f"{LOGGER}create stream has been retried 1 times: failed to create Cloudwatch log "
    "stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
    "logs unreachable": f"{LOGGER}The task cannot find the Amazon CloudWatch log group defined in the recipe. There is a "
    "connection issue between the task and Amazon CloudWatch. Check your network configuration.: signal: killed",
    "logger": f"{LOGGER}awslogs-region is required",
    "wrong processor": f"{PULL}image Manifest does not contain descriptor matching platform 'linux/amd64'",
    "layers unreachable": f'{PULL}failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-eu-'
    'central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com/…": dial tcp 52.95.110.1:443: i/o timeout',
    "layers denied": f"{PULL}failed to copy: httpReadSeeker: failed open: unexpected status code "
    " https://prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com/…: 403 Forbidden",
    "registry unreachable": f"{PULL}Check your network configuration. failed to resolve ref: failed "
    "to do request: Head: dial tcp 10.0.1.5:443: i/o timeout",
    "rate limit": f"{PULL}toomanyrequests: You have reached your pull rate limit",
    "image missing": f"{PULL}failed to resolve ref web:1: web:1: not found",
    "pull denied": f"{PULL}Check that the role has the permissions to pull images. … not authorized to perform: "
    "ecr:BatchGetImage",
    "disk": f"{PULL}write /var/lib/…: no space left on device",
    "cannot start": 'CannotStartContainerError: exec: "serve": executable file not found in $PATH',
    "memory": "OutOfMemoryError: Container killed due to memory usage (exit code 137)",
    "health checks": "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:…)",
    "own health": "Task failed container health checks",
    "killed": f"{EXITED} (exit code 137)",
    "not found": f"{EXITED} (exit code 127)",
    "not executable": f"{EXITED} (exit code 126)",
    "crashed": f"{EXITED} (exit code 139)",
    "terminated": f"{EXITED} (exit code 143)",
    "needs a variable": "KeyError: 'DATABASE_URL'",
    "ended": f"{EXITED} (exit code 0)",
    "exited": f"{EXITED} (exit code 1)",
    "network card": "Timeout waiting for network interface provisioning to complete.",
    "spot": "Your Spot Task was interrupted.",
    "infrastructure": "InfrastructureHealth: the host is degraded",
}

PLACED = {
    "vCPU quota": "was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
    "blocked": "was unable to place a task. Reason: Your account is currently blocked.",
    "too large": "The requested MEMORY configuration is above your limit",
    "no address": "was unable to place a task. Reason: the subnet subnet-1 has no available IP addresses.",
    "zone": "was unable to place a task. Reason: Internal error.",
    "capacity": "was unable to place a task. Reason: Capacity is unavailable at this time.",
    "role": "failed to launch a task with (error ECS was unable to assume the role 'arn:…' that was provided for this task.",
    "target group": "(deployment x) deployment failed due to TARGET GROUP IS NOT FOUND",
    "configuration": "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.",
}

ORDINARY = (
    "(service web) has started 1 tasks: (task 0123).",
    "(service web) registered 1 targets in (target-group arn:aws:elasticloadbalancing:…)",
    "(service web) has reached a steady state.",
    "(service web) (deployment ecs-svc/1) deployment completed.",
    "(service web) has begun draining connections on 1 tasks.",
    "(service web) is unable to consistently start tasks successfully.",
)


@pytest.mark.parametrize(("name", "said"), SAID.items(), ids=SAID)
def test_a_reason_for_a_stop_is_known(name: str, said: str) -> None:
    found = pattern_of(said, STOPPED)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(("name", "said"), PLACED.items(), ids=PLACED)
def test_an_event_is_known(name: str, said: str) -> None:
    found = pattern_of(f"(service web) {said}", PLACING)
    assert found is not None
    assert found.name == name


def test_every_pattern_has_its_sentence() -> None:
    assert [each.name for each in STOPPED] == list(SAID)
    assert [each.name for each in PLACING] == list(PLACED)


@pytest.mark.parametrize("said", ORDINARY)
def test_what_ecs_says_all_day_is_no_trouble(said: str) -> None:
    assert pattern_of(said, PLACING) is None


def test_of_an_app_that_ended_by_itself_its_own_words_say_more() -> None:
    assert meaning(SAID["exited"], ("KeyError: 'DATABASE_URL'",)).name == "needs a variable"
    assert meaning(SAID["exited"], ("exec /app: exec format error",)).name == "wrong processor"
    assert meaning(SAID["killed"], ("KeyError: 'DATABASE_URL'",)).name == "killed"


def test_words_that_nobody_foresaw_are_no_known_ones() -> None:
    assert meaning("The moon is in the wrong house", ()).name == "unknown"
