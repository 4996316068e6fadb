"""What is too long is two things: no file over 300 lines, no class over 200, no function over 50, half of the files under 100."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("tui", "steps", "apps")
LINES = {ast.ClassDef: 200, ast.FunctionDef: 50, ast.AsyncFunctionDef: 50}

FILES = {
    path: path.read_text("utf-8")
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "tests" not in path.parts
}


def too_long() -> Iterator[str]:
    """Each class and function that is longer than it may be, and where it is."""
    for path, text in FILES.items():
        for node in ast.walk(ast.parse(text)):
            most = LINES.get(type(node))
            if most and isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > most:
                    yield f"{path.relative_to(ROOT)}: {node.name} has {lines} lines"


def test_no_class_and_no_function_is_long() -> None:
    assert list(too_long()) == []


def test_no_file_is_long_and_most_are_short() -> None:
    lines = {path.relative_to(ROOT): len(text.splitlines()) for path, text in FILES.items()}
    assert {path: count for path, count in lines.items() if count > 300} == {}
    assert statistics.median(lines.values()) < 100
