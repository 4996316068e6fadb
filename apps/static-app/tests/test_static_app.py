"""static-app as a process, its page, and that nginx is told the same as app.toml."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from steps.appfile.apps import BUNDLED, load

FOLDER = Path(__file__).parents[1]
PAGE = (FOLDER / "html" / "static" / "index.html").read_text("utf-8")
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Outline(HTMLParser):
    """Collects the page's elements, and complains about one that is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> in line {self.getpos()[0]}"


def outline() -> Outline:
    page = Outline()
    page.feed(PAGE)
    return page


def test_the_page_is_served_under_its_whole_path(start: Any) -> None:
    status, kind, text = start("static-app").get("/static/")
    assert (status, kind, text) == (200, "text/html", PAGE)


def test_the_page_is_served_wherever_the_load_balancer_leads_to_it(start: Any) -> None:
    app = start("static-app")
    for path in ("/", "/elsewhere/", "/a/b/"):
        assert app.get(path) == (200, "text/html", PAGE)
    assert app.get("/elsewhere")[0] == 302


def test_it_answers_its_health_path(start: Any) -> None:
    status, _, text = start("static-app").get("/health")
    assert (status, text) == (200, "ok\n")


def test_a_page_that_is_not_there_is_not_found(start: Any) -> None:
    assert start("static-app").get("/static/nothing")[0] == 404


def test_it_stops_within_a_second(start: Any) -> None:
    assert start("static-app").stop() < 1


def test_the_page_is_well_formed_and_asks_nobody_else_for_anything() -> None:
    page = outline()
    assert page.open == []
    for tag, attributes in page.elements:
        for key in ("src", "srcset", "href", "xlink:href", "action", "data", "poster"):
            link = attributes.get(key) or ""
            assert link in {"", "/", "data:,"}, f"<{tag} {key}={link}>"
    assert not re.search(r"https?:|//[a-z]|url\(|@import|@font-face|fetch\(", PAGE)


def test_both_pictures_say_in_words_what_they_show() -> None:
    pictures = [attributes for tag, attributes in outline().elements if tag == "svg"]
    assert [picture["role"] for picture in pictures] == ["img", "img"]
    for picture in pictures:
        assert f'<title id="{picture["aria-labelledby"]}">' in PAGE


def test_light_dark_and_stillness_are_respected() -> None:
    assert "prefers-color-scheme: dark" in PAGE
    assert "prefers-reduced-motion: reduce" in PAGE


def test_nginx_listens_where_app_toml_says() -> None:
    (app,) = (each for each in load(BUNDLED) if each.name == "static-app")
    assert f"listen {app.port};" in (FOLDER / "default.conf").read_text()
    assert f"EXPOSE {app.port}" in (FOLDER / "Dockerfile").read_text()
    assert (FOLDER / "html" / app.health.path.lstrip("/")).is_file()
    page = re.search(r"rewrite \^ (\S+) break;", (FOLDER / "default.conf").read_text())
    assert page
    assert (FOLDER / "html" / page[1].lstrip("/")).is_file()


def test_it_listens_where_it_is_told(start: Any) -> None:
    assert not start("static-app").open_to_others
