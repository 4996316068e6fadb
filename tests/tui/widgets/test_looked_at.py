"""What was looked at: each broken thing has its line, and what is well shares one."""

from msgspec.structs import replace

from steps.engine.model.diagnosed import Diagnosed, Probed
from steps.engine.model.sentences import sentence
from steps.engine.troubles import Trouble
from tui.screens.trouble_menu import again, told
from tui.widgets.looked_at import looked_at
from tui.widgets.output import entries

PROBES = (
    Probed("endpoint ecr.dkr", True, "vpce-1 is available"),
    Probed("role policy", None, "it could not be looked at (AccessDenied)"),
    Probed("endpoint ecr.api", False, "there is no endpoint for ecr.api in vpc-1"),
    Probed("route to S3", True, "rtb-1, the tasks' route table, has it"),
)
CARD = Diagnosed(
    resource="service.web",
    evidence="AWS says: no",
    cause="It cannot.",
    cure="Build again.",
    rebuild=True,
    probes=PROBES,
)
TROUBLE = Trouble(CARD.cause, why=CARD.evidence, cure=CARD.cure)


def test_what_is_broken_comes_first_and_what_is_well_in_one_line() -> None:
    assert looked_at(PROBES).plain.splitlines() == [
        "✗ endpoint ecr.api: there is no endpoint for ecr.api in vpc-1",
        "? role policy: it could not be looked at (AccessDenied)",
        "✓ endpoint ecr.dkr, route to S3",
    ]


def test_in_lines_and_in_the_output_each_has_its_line() -> None:
    said = sentence(CARD)
    assert said.text == "AWS says: no. Looked at:"
    assert said.lines == tuple(map(str, PROBES))
    assert [entry.text for entry in entries(CARD)[1:]] == list(said.lines)


def test_where_there_was_nothing_to_look_at_nothing_is_promised() -> None:
    assert sentence(replace(CARD, probes=())).text == "AWS says: no."


def test_a_command_in_the_cure_is_bold_and_its_backticks_are_not_seen() -> None:
    shown = told(Trouble("It ended.", cure="Read it (`fargate-wizard logs practice web`)."))
    assert shown.plain.endswith("What to do: Read it (fargate-wizard logs practice web).")
    bold = [shown.plain[each.start : each.end] for each in shown.spans if each.style == "bold"]
    assert bold == ["It ended.", "fargate-wizard logs practice web"]


def test_the_menu_shows_it_between_the_reason_and_the_cure() -> None:
    words = told(TROUBLE, diagnosis=CARD).plain
    assert (
        words.index("AWS says") < words.index("✗ endpoint ecr.api") < words.index("What to do: Build again")
    )


def test_the_key_says_that_building_again_makes_it_right() -> None:
    assert again(CARD).label == "Build again"
    assert again(None).label == "Try again"
