"""A sealed app has no value of its environment, and its digest tells every change of one."""

from msgspec.structs import replace

from steps.appfile.apps import App, Health
from steps.appfile.sealed import hide, seal

APP = App(
    name="a", about="An app.", port=80, path="/", cpu=256, memory=512, count=1, health=Health(path="/"),
    environment={"B": "green", "A": "correct-horse"},
)  # fmt: skip


def digest(**environment: str) -> str:
    return seal(replace(APP, environment=environment), "salt").sealed


def test_names_stay_and_values_go() -> None:
    sealed = seal(APP, "salt")
    assert list(sealed.environment.items()) == [("A", ""), ("B", "")]
    assert "horse" not in repr(sealed)
    assert seal(sealed, "other salt") is sealed
    assert replace(sealed, environment=APP.environment, sealed="") == APP


def test_any_change_gives_another_digest_and_nothing_else_does() -> None:
    digests = {digest(A="x"), digest(A="y"), digest(B="x"), digest(A="x", B="x"), digest(A="xB", B="")}
    assert len(digests) == 5
    assert digest(A="1", B="2") == digest(B="2", A="1")
    assert seal(APP, "salt").sealed != seal(APP, "other salt").sealed


def test_an_app_without_an_environment_has_no_digest() -> None:
    bare = replace(APP, environment={})
    assert seal(bare, "salt") is bare


def test_values_are_hidden_whole_and_short_ones_are_let_be() -> None:
    text = "horse-battery and horse- on 8080"
    assert hide(text, {"8080", "horse-", "horse-battery"}) == "REDACTED and REDACTED on 8080"
