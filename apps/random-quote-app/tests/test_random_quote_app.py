"""random-quote-app as a process, and the quotations themselves."""

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1]
QUOTES: list[dict[str, str]] = json.loads((FOLDER / "quotes.json").read_text("utf-8"))


def test_it_gives_a_quotation_with_its_author_and_source(start: Any) -> None:
    app = start("random-quote-app")
    status, kind, text = app.get("/")
    assert (status, kind) == (200, "application/json")
    assert json.loads(text) in QUOTES


def test_it_gives_others_when_asked_again(start: Any) -> None:
    app = start("random-quote-app")
    with app.connection() as connection:
        given = set()
        for _ in range(60):
            connection.request("GET", "/")
            given.add(connection.getresponse().read())
    assert len(given) > 5


def test_it_gives_one_wherever_the_load_balancer_leads_to_it(start: Any) -> None:
    app = start("random-quote-app", SERVED_UNDER="/quotes/")
    for path in ("/quotes/", "/quotes", "/"):
        assert json.loads(app.get(path)[2]) in QUOTES


def test_it_says_that_it_is_well(start: Any) -> None:
    assert json.loads(start("random-quote-app").get("/health")[2]) == {"status": "ok", "quotes": len(QUOTES)}


def test_a_path_that_is_not_there_is_not_found(start: Any) -> None:
    status, kind, _ = start("random-quote-app").get("/nowhere")
    assert (status, kind) == (404, "application/json")


def test_it_stops_within_a_second(start: Any) -> None:
    app = start("random-quote-app")
    assert app.stop() < 1
    assert app.process.returncode == 0


def test_every_quotation_is_there_once_and_whole() -> None:
    assert len(QUOTES) >= 20
    assert len({quote["quote"].casefold() for quote in QUOTES}) == len(QUOTES)
    for quote in QUOTES:
        assert set(quote) == {"quote", "author", "source"}
        assert all(text == text.strip() and text for text in quote.values())
        assert quote["quote"][-1] in ".!?"


def test_every_quotation_names_a_work_and_its_year() -> None:
    for quote in QUOTES:
        assert re.fullmatch(r".{10,}, (18|19|20)\d\d", quote["source"]), quote["source"]


def test_both_apps_in_python_serve_by_the_same_code() -> None:
    copy = (FOLDER.parent / "hostname-app" / "serving.py").read_text("utf-8")
    assert (FOLDER / "serving.py").read_text("utf-8") == copy


def test_it_listens_where_it_is_told_and_for_everybody_when_it_is_not(start: Any) -> None:
    assert not start("random-quote-app").open_to_others
    assert start("random-quote-app", HOST="0.0.0.0").open_to_others
