"""Aiming at calls: by name, and by their number among those of that name."""

from fnmatch import fnmatchcase

from steps.sandbox.weather.kind import ApiCall, Count, WeatherKind, prefix_of

SERVICES = (
    "cloudwatch",
    "ec2",
    "ecr",
    "ecs",
    "elasticloadbalancing",
    "guardduty",
    "iam",
    "logs",
    "route53",
    "secretsmanager",
    "servicediscovery",
    "servicequotas",
    "ssm",
    "sts",
    "tag",
)


def patterns(actions: str) -> list[str]:
    """Read `ec2:CreateVpc, ecs`: one or several actions. Raises ValueError for a service that is not here."""
    return [pattern(action.strip()) for action in actions.split(",")]


def pattern(action: str) -> str:
    """Complete `ec2` to `ec2:*` and `CreateVpc` to `*:CreateVpc`."""
    service, colon, operation = action.partition(":")
    if not colon:
        return f"{prefix_of(action)}:*" if prefix_of(action) in SERVICES else f"*:{action}"
    if not any(fnmatchcase(known, prefix_of(service)) for known in SERVICES):
        raise ValueError(
            f"“{service}” is no service of the practice cloud. There are: {', '.join(SERVICES)}."
        )
    return f"{prefix_of(service)}:{operation}"


def matches(call: ApiCall, actions: str) -> bool:
    """Whether a call is meant by actions: `ec2:CreateVpc`, `ec2:Create*`, `ec2`, `CreateVpc`, `*`, or several of these."""
    return means(actions, call.name)


def means(actions: str, name: str) -> bool:
    """Whether actions mean the call of this name, such as `ec2:CreateVpc`."""
    return any(fnmatchcase(name.lower(), wanted.lower()) for wanted in patterns(actions))


class Aim:
    """Counts the calls that an action means, and tells which of them are hit: `count` of them, from number `at` on."""

    def __init__(self, action: str, at: int, count: int) -> None:
        self._action, self._hit = action, range(at, at + count)
        self._seen = 0

    def hits(self, call: ApiCall) -> bool:
        """Whether this call is hit; every call is to be asked about once."""
        if not matches(call, self._action):
            return False
        self._seen += 1
        return self._seen in self._hit


class Aimed(WeatherKind, frozen=True):
    """A kind that hits `count` calls, from number `at` on, of those that `action` means."""

    count: Count = 1
    at: Count = 1
    action: str = "*"

    def __post_init__(self) -> None:
        patterns(self.action)

    def aim(self) -> Aim:
        """Begin to count."""
        return Aim(self.action, self.at, self.count)
