"""Start-up is a feature: what is heavy is imported when it is first needed."""

import subprocess
import sys

import pytest


def loaded(script: str) -> set[str]:
    code = f"{script}\nimport sys; print(' '.join(name.partition('.')[0] for name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(told.stdout.splitlines()[-1].split())


def test_the_book_knows_no_screen_and_no_cloud() -> None:
    assert not loaded("from steps import STEPS") & {
        "textual",
        "rich",
        "questionary",
        "boto3",
        "docker",
        "moto",
    }


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_a_first_word_needs_nothing_heavy(words: list[str]) -> None:
    script = f"from tui.__main__ import main\ntry:\n    main({words})\nexcept SystemExit:\n    pass"
    assert not loaded(script) & {"boto3", "botocore", "docker", "moto", "textual"}
