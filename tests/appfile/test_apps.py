"""app.toml: what it gives, and what its reader says when it is wrong."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from steps.appfile.apps import BUNDLED, App, AppError, Architecture, load
from steps.engine.troubles import Exit

WEB = """
name = "web"
about = "The front page."
port = 8080
path = "/"
cpu = 256
memory = 512
count = 2
[health]
path = "/health"
"""


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).mkdir(exist_ok=True)
    file = folder / name / "app.toml"
    file.write_text(text, "utf-8")
    return file


def another(name: str, where: str) -> str:
    return WEB.replace('"web"', f'"{name}"').replace('path = "/"', where, 1)


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(AppError) as caught:
        load(folder)
    return caught.value.problems


def problem(folder: Path, old: str, new: str) -> str:
    """The one thing that is wrong with the front page after this change."""
    assert old in WEB
    file = write(folder, "web", WEB.replace(old, new, 1))
    (only,) = (found.removeprefix(f"{file.resolve()}: ") for found in problems(folder))
    return only


def test_an_app_is_what_its_file_says(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "web",
        WEB.replace(
            "[health]", 'architecture = "ARM64"\nreadonly = true\n[health]\ncodes = "200-299"\ngrace = 5'
        )
        + '[environment]\nCOLOUR = "green"\n[practice]\ncommand = ["{python}", "serve.py"]\n',
    )
    (app,) = load(tmp_path)
    assert (app.name, app.path, app.private, app.public) == ("web", "/", "", True)
    assert (app.port, app.cpu, app.memory, app.count) == (8080, 256, 512, 2)
    assert (app.architecture, app.readonly) == (Architecture.ARM64, True)
    assert (app.health.path, app.health.codes, app.health.grace) == ("/health", "200-299", 5)
    assert app.environment == {"COLOUR": "green"}
    assert app.practice.command == ("{python}", "serve.py")
    assert app.folder == str(file.parent.resolve())


def test_what_is_optional_has_a_sensible_value(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    (app,) = load(tmp_path)
    assert (app.architecture, app.readonly, app.environment) == (Architecture.X86_64, False, {})
    assert (app.health.codes, app.health.grace, app.practice.command) == ("200", 30, ())


def test_apps_come_in_the_order_of_their_names_and_other_folders_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    write(tmp_path, "quotes", another("quotes", 'private = "quotes"'))
    (tmp_path / "notes").mkdir()
    (tmp_path / "__init__.py").touch()
    quotes, web = load(tmp_path)
    assert (quotes.name, quotes.public, quotes.private) == ("quotes", False, "quotes")
    assert web.public


def test_an_app_survives_the_journal(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    write(tmp_path, "quotes", another("quotes", 'private = "quotes"'))
    for app in load(tmp_path):
        assert msgspec.json.decode(msgspec.json.encode(app), type=App) == app


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ('path = "/"', "/"),
        ('path = "/h/*"', "/h/"),
        ('path = "/h"', "/h"),
        ('path = "/h?/*"', "/h"),
        ('private = "web"', "/"),
    ],
)
def test_a_settled_app_knows_its_own_path(tmp_path: Path, place: str, path: str) -> None:
    text = re.sub(r'(path|private) = "[^"]*"', place, WEB, count=1)
    home = WEB.replace('"web"', '"home"', 1)
    write(tmp_path, "web", text + '[environment]\nBASE = "{path}"\n')
    if place != 'path = "/"':
        write(tmp_path, "home", re.sub(r'(path|private) = "[^"]*"', 'path = "/"', home, count=1))
    app = next(each for each in load(tmp_path) if each.name == "web")
    assert app.settled("demo.internal").environment == {"BASE": path}


def test_a_settled_app_knows_the_namespace(tmp_path: Path) -> None:
    write(
        tmp_path,
        "web",
        WEB + '[environment]\nURL = "http://q.{namespace}:8080/{other}"\nPLAIN = "as it is"\n',
    )
    (app,) = load(tmp_path)
    settled = app.settled("demo.internal")
    assert settled.environment == {"URL": "http://q.demo.internal:8080/{other}", "PLAIN": "as it is"}
    assert app.environment["URL"] == "http://q.{namespace}:8080/{other}"
    assert settled.folder == app.folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("count = 2", "count = 2\nprot = 80", "Did you mean `port`? Allowed here: name, about, port"),
        ("count = 2", 'count = 2\nfolder = "/"', "`folder` is not a key. Allowed here: name"),
        ("[health]", "[health]\nevery = 3", "not a key. Allowed in [health]: path, command, codes, grace."),
        ("[health]", "[health]\ncode = '200'", "Did you mean `health.codes`?"),
        ("count = 2", "", "`count` is missing: it is a whole number of tasks, from 0 to 5000."),
        ('[health]\npath = "/health"', "", "`health.path` is missing: the load balancer asks every public app"),
        ('"/health"', "7", '`health.path` is 7: it must be a path in quotes that starts with "/"'),
        ("[health]\npath", "health = 3\n#", "`health` is 3: it must be a table."),
        ("port = 8080", "port = 65536", "`port` is 65536: it must be a whole number from 1 to 65535."),
        ("port = 8080", "port = 0", "`port` is 0"),
        ("port = 8080", 'port = "8080"', '`port` is "8080": it must be a whole number from 1 to 65535.'),
        ("port = 8080", "port = 80.5", "`port` is 80.5"),
        ("port = 8080", "port = 2026-01-02", '`port` is "2026-01-02"'),
        ("count = 2", "count = -1", "`count` is -1"),
        ("count = 2", "count = true", "`count` is true"),
        ('path = "/"', 'path = "static/*"', '`path` is "static/*": it must be a path pattern in quotes'),
        ('path = "/"', 'path = ""', '`path` is "": it must be a path pattern'),
        ('path = "/"', 'path = "/a b"', '`path` is "/a b"'),
        ('"/health"', '"health"', '`health.path` is "health"'),
        ('"/health"', '"/health"\ncodes = "fine"', 'such as "200", "200,204" or "200-299"'),
        ('"/health"', '"/health"\ncodes = 200', "`health.codes` is 200: it must be HTTP status codes"),
        ('"/health"', '"/health"\n[environment]\n"A-B" = "x"', '`environment` is a table of A-B (a text): it must be a'),
        ('"/health"', '"/health"\n[environment]\nWORKERS = 4', "each with a text in quotes"),
        ('"/health"', '"/health"\n[practice]\ncommand = "a b"', '`practice.command` is "a b": it must'),
        ("count = 2", 'count = 2\narchitecture = "arm"', 'it must be one of "X86_64", "ARM64".'),
        ("count = 2", 'count = 2\nreadonly = "yes"', "it must be true or false, without quotes."),
        ('about = "The front page."', 'about = ""', "`about` is"),
        ('"web"', '"Web"', '`name` is "Web": it must be 1 to 31 lower-case letters, digits and single hyphens'),
        ('"web"', '"we--b"', '`name` is "we--b"'),
        ('"web"', '"web-"', "a letter first and no hyphen last"),
        ('"web"', '"web\\n"', '`name` is "web\\n"'),
        ('"web"', '"shop"', '`name` is "shop": it must be the name of its folder, "web".'),
        ('path = "/"', 'path = "/"\nprivate = "web"', "`path` and `private` are both given"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_what_it_allows(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in problem(tmp_path, old, new)


def test_an_app_with_neither_path_nor_private_name_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    file = write(tmp_path, "lost", another("lost", ""))
    (only,) = problems(tmp_path)
    assert only.startswith(f"{file.resolve()}: `path` and `private` are both missing")


@pytest.mark.parametrize(
    ("cpu", "memory", "near"),
    [
        (256, 4096, ("cpu = 256 with memory = 2048", "cpu = 512 with memory = 4096")),
        (300, 512, ("cpu = 256 with memory = 512",)),
        (2048, 1024, ("cpu = 1024 with memory = 2048", "cpu = 2048 with memory = 4096")),
        (8192, 18432, ("cpu = 8192 with memory = 16384", "cpu = 8192 with memory = 20480")),
    ],
)
def test_a_size_that_fargate_lacks_brings_up_the_nearest(
    tmp_path: Path, cpu: int, memory: int, near: tuple[str, ...]
) -> None:
    said = problem(tmp_path, "cpu = 256\nmemory = 512", f"cpu = {cpu}\nmemory = {memory}")
    assert said.startswith(f"`cpu` = {cpu} with `memory` = {memory} is no size that Fargate has.")
    assert said.count("cpu = ") == 3
    assert all(each in said for each in near)


@pytest.mark.parametrize(
    ("cpu", "memory"), [(256, 2048), (512, 3072), (4096, 30720), (8192, 61440), (16384, 122880)]
)
def test_every_size_of_fargate_is_taken(tmp_path: Path, cpu: int, memory: int) -> None:
    write(tmp_path, "web", WEB.replace("cpu = 256\nmemory = 512", f"cpu = {cpu}\nmemory = {memory}"))
    assert load(tmp_path)[0].memory == memory


def test_two_apps_cannot_share_a_path_a_private_name_or_a_name(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    write(tmp_path, "a", another("a", 'path = "/a/*"'))
    write(tmp_path, "b", another("b", 'path = "/a/*"'))
    write(tmp_path, "c", another("c", 'private = "quotes"'))
    write(tmp_path, "d", another("c", 'private = "quotes"'))
    wrong_folder, name, path, private = problems(tmp_path)
    root = tmp_path.resolve()
    assert wrong_folder.startswith(f'{root / "d" / "app.toml"}: `name` is "c"')
    assert name.startswith(f'{root / "c" / "app.toml"} and {root / "d" / "app.toml"}: `name` is "c" in each')
    assert path.startswith(
        f'{root / "a" / "app.toml"} and {root / "b" / "app.toml"}: `path` is "/a/*" in each'
    )
    assert '`private` is "quotes" in each' in private


def test_two_private_apps_do_not_clash_over_having_no_path(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    write(tmp_path, "a", another("a", 'private = "a"'))
    write(tmp_path, "b", another("b", 'private = "b"'))
    assert len(load(tmp_path)) == 3


def test_one_app_must_answer_at_the_root(tmp_path: Path) -> None:
    write(tmp_path, "a", another("a", 'path = "/a/*"'))
    (only,) = problems(tmp_path)
    assert only.startswith(f'No app in {tmp_path.resolve()} has path = "/"')


def test_all_problems_of_all_files_come_together_as_paragraphs(tmp_path: Path) -> None:
    one = write(tmp_path, "one", another("one", 'path = "one"').replace("port = 8080", "port = 0"))
    two = write(tmp_path, "two", "name = two\n")
    with pytest.raises(AppError) as caught:
        load(tmp_path)
    assert caught.value.exit_code is Exit.USAGE
    paragraphs = str(caught.value).split("\n\n")
    assert [paragraph.split(": ")[0] for paragraph in paragraphs] == [str(one.resolve())] * 2 + [
        str(two.resolve())
    ]
    assert "not TOML" in paragraphs[2]
    assert "line 1" in paragraphs[2]


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB).write_bytes(b"name = '\xff'")
    (only,) = problems(tmp_path)
    assert only.startswith(f"{tmp_path.resolve() / 'web' / 'app.toml'}: this cannot be read")


def test_a_folder_without_apps_says_what_belongs_there(tmp_path: Path) -> None:
    write(tmp_path, "web", WEB)
    assert problems(tmp_path / "nowhere") == (
        f"{tmp_path.resolve() / 'nowhere'} is not a folder: give one with a sub-folder for each app.",
    )
    assert "is an app itself: give the folder that it is in" in problems(tmp_path / "web")[0]
    (tmp_path / "web" / "app.toml").unlink()
    assert "has no apps: give each app a sub-folder" in problems(tmp_path)[0]


def test_the_bundled_apps_are_the_tutorials_three() -> None:
    hostname, quotes, static = load(BUNDLED)
    assert (hostname.name, hostname.path, hostname.count) == ("hostname-app", "/", 2)
    assert (quotes.name, quotes.private) == ("random-quote-app", "random-quote")
    assert (static.name, static.path) == ("static-app", "/static/*")
    asked = hostname.settled("demo.internal").environment["QUOTES_URL"]
    assert asked == f"http://{quotes.private}.demo.internal:{quotes.port}/"
    for app in (hostname, quotes, static):
        assert (Path(app.folder) / "Dockerfile").is_file()
        assert "{port}" in "".join(app.practice.command) or app.practice.command[0] == "{python}"


def test_reading_apps_loads_neither_docker_nor_boto3() -> None:
    look = (
        "import sys, steps.appfile.apps, steps.appfile.context; print({'docker', 'boto3'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "set()"


def test_a_wrong_environment_is_told_without_its_values(tmp_path: Path) -> None:
    said = problem(
        tmp_path, '"/health"', '"/health"\n[environment]\nPORT = 80\nDB_PASSWORD = "correct-horse"'
    )
    assert "PORT (a number), DB_PASSWORD (a text)" in said
    assert "horse" not in said


def test_how_it_is_built_is_what_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "web" / "docker").mkdir(parents=True)
    (tmp_path / "web" / "docker" / "Dockerfile").touch()
    table = """[build]
context = ".."
dockerfile = "docker/Dockerfile"
target = "production"
args = { VERSION = "1.2" }
secrets = { npmrc = { file = "~/.npmrc" }, token = { env = "TOKEN" } }
"""
    write(tmp_path, "web", WEB + table)
    (app,) = load(tmp_path)
    folder = Path(app.folder)
    assert app.build.root(folder) == tmp_path.resolve()
    assert app.build.recipe(folder) == folder / "docker" / "Dockerfile"
    assert (app.build.target, app.build.args) == ("production", {"VERSION": "1.2"})
    assert app.build.secret_files(folder) == {(Path.home() / ".npmrc").resolve()}
    assert app.build.secrets["token"].env == "TOKEN"


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ('context = "nowhere"', "nowhere is not a folder"),
        ('dockerfile = "nowhere"', "nowhere is not there"),
        ("args = { VERSION = 1 }", "`build.args`"),
        ("secrets = { token = {} }", "`build.secrets.token` needs one source"),
        ('secrets = { token = { file = "a", env = "B" } }', "`build.secrets.token` needs one source"),
        ('dockerfil = "x"', "Did you mean `build.dockerfile`?"),
    ],
)
def test_a_mistake_in_how_it_is_built_is_one_sentence(tmp_path: Path, table: str, what: str) -> None:
    assert what in problem(
        tmp_path, '[health]\npath = "/health"\n', f'[health]\npath = "/health"\n[build]\n{table}\n'
    )


def test_a_secret_that_stands_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    said = problem(tmp_path, "[health]", 'build.secrets = { token = "hunter22" }\n[health]')
    assert "it must be a table of the ids" in said
    assert "hunter22" not in said


def test_an_app_is_built_or_fetched_never_both(tmp_path: Path) -> None:
    assert "either built here or" in problem(
        tmp_path, "[health]", 'image = "redis:7"\nbuild.target = "x"\n[health]'
    )
    write(tmp_path, "web", WEB.replace("[health]", 'image = "ghcr.io/owner/name:1.2"\n[health]'))
    assert load(tmp_path)[0].image == "ghcr.io/owner/name:1.2"


def test_a_private_app_needs_no_health_and_a_public_one_a_path(tmp_path: Path) -> None:
    plain = WEB[: WEB.index("[health]")]
    write(tmp_path, "web", WEB)
    write(tmp_path, "cache", plain.replace('"web"', '"cache"').replace('path = "/"', 'private = "cache"'))
    cache, _ = load(tmp_path)
    assert (cache.health.path, cache.health.command) == ("", ())
    write(tmp_path, "web", plain)
    (found,) = problems(tmp_path)
    assert "`health.path` is missing" in found


@pytest.mark.parametrize("command", ['["redis-cli", "ping"]', '["CMD"]', '"CMD"'])
def test_a_health_command_begins_as_ecs_has_it(tmp_path: Path, command: str) -> None:
    said = problem(tmp_path, "[health]", f"[health]\ncommand = {command}")
    assert "`health.command`" in said
    assert "CMD-SHELL" in said
