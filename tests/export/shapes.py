"""Plans of what app.toml and the answers can say at its strangest, and of any of it as hypothesis draws it."""

import string
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from steps.appfile.apps import App, Architecture, Health
from steps.appfile.building import Build, SecretSource
from steps.appfile.sizes import SIZES
from steps.engine.model.plan import Plan
from tests.export.apps import AWKWARD, SAID
from tests.export.plans import plan_of

STRANGE = (
    AWKWARD, "${HOME} ${!HOME} %{if true} %%{ $${x}", "a\nb\r\n\tc", "`rm -r x`; 'x' \"y\" \\", "-n", "file://x", "@x", "~", "*",
    "é ß 漢字 🦑", "\ufdd0VPC_ID\ufdd1", "", " ", "{{x}} {} [] <&>", "$$ $( ${", "arn:aws:iam::123456789012:x eu-central-1a",
)  # fmt: skip
ONE_LINE = st.sampled_from([text for text in STRANGE if text.isprintable() and text]) | st.text(
    string.printable[:95], min_size=1, max_size=20
)
TEXT = st.sampled_from(STRANGE) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NAMES = ("for", "a1", "a-1", "null", "true", "zone", "s3", "home", "aws", "path", "vpc", "x" * 31, "a-b", "a")
VARIABLES = ("TAG", "A_B", "a_b", "for", "_1", "URL", "PATH", "PREFIX_LIST_ID", "PORT", "HOME", "_")
WITH_MANY = ("a1", "a-1", "s3", "zone")
PATHS = ("/a", "/a/*", "/*", "/?", "/a*c", "/$x/~\"'@:+&", "/b/*/c", "/" + "p" * 127)


def app(name: str, way: str, **said: Any) -> App:
    """One app at a path, which is well when it answers there, or with a name inside."""
    known: dict[str, Any] = {"port": 8080, "cpu": 256, "memory": 512, "count": 1, "about": "Is well."}
    reached = {"path": way, "health": Health(path="/ok")} if way.startswith("/") else {"private": way}
    return App(name=name, folder=f"/apps of/it's }} $HOME/{name}", **{**known, **reached, **said})


def _idle() -> Plan:
    return plan_of(
        (app("home", "/", count=0), app("api", "/api/*", count=0), app("inside", "inside", count=0)), tags={}
    )


def _insides() -> Plan:
    pings = Health(command=("CMD-SHELL", "redis-cli ping | grep -q 'PONG' && echo \"$OK\" `x`"), grace=500)
    return plan_of(
        (
            app("home", "/", cpu=4096, memory=30720, architecture=Architecture.ARM64, port=9000),
            app("cache", "cache", image="redis:7-alpine", port=6379, health=pings, readonly=True),
            app("jobs", "jobs", image="ghcr.io/owner/name@sha256:" + "0" * 64, port=9000, count=30),
            app("post", "mail", port=25, health=Health(command=("CMD", SAID, "", "-x"), grace=0)),
        ),
        answers={"endpoint-zones": "one", "zones": ["eu-central-1a", "eu-central-1b", "eu-central-1c"]},
    )


def _names() -> Plan:
    ways = ("/", *PATHS, "in-1", "in1", "null", "for", "in-2")
    return plan_of(
        tuple(
            app(name, way, environment=dict.fromkeys(VARIABLES if name in WITH_MANY else (), name))
            for name, way in zip(NAMES, ways, strict=True)
        ),
        answers={"alarm": "no"},
    )


def _texts() -> Plan:
    environment = {f"T{place}": text for place, text in enumerate(STRANGE)}
    build = Build(
        context="..", dockerfile="docker files/Docker'file", target="last-1",
        args={"WORD": SAID, "LINES": "a\nb"},
        secrets={"npmrc": SecretSource(file="~/.np m'rc"), "key": SecretSource(env="KEY"), "a": SecretSource(file="/a b")},
    )  # fmt: skip
    own = Health(
        path="/ok?a=$x&b=`y`'\"", codes="200,204,300-399", grace=2_147_483_647, command=("CMD-SHELL", SAID)
    )
    about = '$HOME ${HOME} ${AWS::Region} %{x} `id` it\'s "so" {{x}} 123456789012 ünï ☃ 🦑'
    apps = (app("home", "/", about=about, environment=environment, build=build, health=own),)
    return plan_of(
        apps,
        tags={"Owner of +-=._:/@": "Zoë Müller-O+=._:/@", "空": ""},
        answers={"open-to": "203.0.113.7/32"},
    )


def _bounded() -> Plan:
    boundary = "arn:aws:iam::123456789012:policy/of/company+=,.@-"
    return plan_of((app("home", "/"),), answers={"permissions-boundary": boundary})


def _lent() -> Plan:
    role = "arn:aws:iam::123456789012:role/of/theirs+=,.@-"
    return plan_of((app("home", "/"),), answers={"execution-role": role})


SHAPES = {
    "idle": _idle, "insides": _insides, "names": _names, "texts": _texts, "bounded": _bounded, "lent": _lent,
}  # fmt: skip


@st.composite
def _apps(draw: st.DrawFn) -> tuple[App, ...]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    paths, inside = list(draw(st.permutations(PATHS))), list(draw(st.permutations(NAMES)))
    found = []
    for number, name in enumerate(names):
        private = number > 0 and draw(st.booleans())
        way = inside.pop() if private else paths.pop() if number else "/"
        command = draw(st.just(()) | st.lists(TEXT, min_size=1, max_size=3))
        size = draw(st.sampled_from(sorted(SIZES)))
        said: dict[str, Any] = {
            "about": draw(ONE_LINE), "port": draw(st.sampled_from([1, 80, 443, 8080, 65535])), "cpu": size[0], "memory": size[1],
            "count": draw(st.integers(0, 3)), "architecture": draw(st.sampled_from(Architecture)),
            "readonly": draw(st.booleans()), "image": draw(st.sampled_from(["", "redis:7-alpine"])),
            "environment": draw(st.dictionaries(st.sampled_from(VARIABLES), TEXT, max_size=4)),
            "health": Health(path="" if private else "/ok", command=("CMD", *command) if command else (),
                             grace=draw(st.sampled_from([0, 30, 301]))),
        }  # fmt: skip
        if not said["image"]:
            said["build"] = Build(args=draw(st.dictionaries(st.sampled_from(VARIABLES), TEXT, max_size=2)))
        found.append(app(name, way, **said))
    return tuple(found)


TAG = st.text(string.ascii_letters + string.digits + "ünï +-=._:/@", min_size=1, max_size=12).map(
    lambda tag: f"T{tag}"
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw whatever may be asked for."""
    zones = draw(st.integers(2, 3))
    answers: Mapping[str, Any] = {
        "zones": [f"eu-central-1{letter}" for letter in "abc"[:zones]],
        "endpoint-zones": draw(st.sampled_from(["one", "both"])),
        "alarm": draw(st.sampled_from(["no", "yes"])),
        "open-to": draw(st.sampled_from(["0.0.0.0/0", "203.0.113.0/24"])),
    }
    return plan_of(draw(_apps()), draw(st.dictionaries(TAG, TAG, max_size=3)), answers)
