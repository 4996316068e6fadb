"""What the doctor found, in lines."""

from steps.doctor.findings import Finding, Verdict
from tui.lines.examined import VERDICT, lines_of

FOUND = (
    Finding(look="identity", verdict=Verdict.OK, saw="account 123456789012, as arn:aws:iam::123456789012:user/ada"),
    Finding(
        look="quota of internet gateways", verdict=Verdict.STOP, saw="5 of 5 are there, one more is needed",
        why="A network has one.", cure="Ask Service Quotas for more.",
    ),
)  # fmt: skip


def test_words_stand_in_one_column_and_fit_the_terminal() -> None:
    lines = list(lines_of(FOUND, 79))
    column = VERDICT + len("quota of internet gateways  ")
    assert all(len(line) <= 79 for line in lines)
    assert {line[column - 1] for line in lines} == {" "}
    words = " ".join(word for each in FOUND for word in (each.saw, each.why, each.cure) if word)
    assert " ".join(" ".join(line[column:] for line in lines).split()) == words
    assert lines[0].startswith("ok    identity")
