"""Which rule is looked at first: what takes a part of what another takes comes before it."""

from fnmatch import fnmatchcase
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from steps.appfile.apps import App, Health
from steps.aws.listener_rules import LAST_PRIORITY, MOST_RULES, listener_rules
from steps.book.front_door import listener
from steps.engine.model.plan import EDITION, Plan

patterns = st.text("ab/*?", min_size=1, max_size=8).map(lambda rest: f"/{rest}")
words = st.text("ab/c", max_size=8)


def app(name: str, path: str) -> App:
    return App(
        name=name,
        about="Is well.",
        port=8080,
        path=path,
        cpu=256,
        memory=512,
        count=1,
        health=Health(path="/"),
    )


def priorities(*paths: str) -> list[int]:
    apps = (app("home", "/"), *(app(f"app-{number}", path) for number, path in enumerate(paths)))
    answers: dict[str, Any] = {"zones": ["eu-central-1a", "eu-central-1b"]}
    plan = Plan(
        deployment="d", target="sandbox", account="1", region="eu-central-1", apps=apps, answers=answers,
        edition=EDITION,
    )  # fmt: skip
    rules = {rule.app.path: rule.priority for rule in listener_rules(plan, listener(plan))}
    return [rules[path] for path in paths]


def covers(wide: str, narrow: str, filling: str) -> bool:
    """Whether `wide` takes whatever `narrow` takes, as far as a letter that neither names can show."""
    letter, many = narrow.replace("?", "z"), f"z{filling}z"
    return all(fnmatchcase(letter.replace("*", rest), wide) for rest in ("", "z", many))


@given(patterns, patterns, words)
@example("/a/*", "/a/b/*", "")
@example("/a/*", "/a/?", "")
@example("/a*c", "/abc", "")
@example("/?*", "/??", "")
def test_what_takes_less_is_looked_at_first(wide: str, narrow: str, filling: str) -> None:
    if covers(wide, narrow, filling) and not covers(narrow, wide, filling):
        first, second = priorities(narrow, wide)
        assert first < second


def test_a_whole_path_is_looked_at_before_a_pattern_that_means_it_as_well() -> None:
    whole, pattern = priorities("/static", "/static/*")
    assert whole < pattern


def test_another_app_moves_none() -> None:
    assert priorities("/a/*", "/b/*") == priorities("/a/*", "/b/*", "/c/*")[:2]


@given(st.lists(patterns, unique=True, max_size=30))
def test_all_fit_below_the_spare_ones(paths: list[str]) -> None:
    found = priorities(*paths)
    assert len(set(found)) == len(found)
    assert all(0 < each <= LAST_PRIORITY - MOST_RULES for each in found)
