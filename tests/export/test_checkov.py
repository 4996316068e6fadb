"""What is said of checkov's findings; that they are what it finds, `make checkov` says."""

from pathlib import Path

import pytest

from tests.export.checkov import LISTED, found, judged, listed

ROOT = Path(__file__).parents[2]
ALLOWED = {("CKV_AWS_2", "aws_lb_listener")}


def test_every_finding_has_a_reason_and_the_readme_leads_to_it() -> None:
    text = LISTED.read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| CKV")]
    assert len(listed(text)) >= len(rows) > 0
    assert {check for check, _ in listed(text)} == {row.split()[1] for row in rows}
    assert str(LISTED.relative_to(ROOT)) in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (("CKV_AWS_2", 'aws_lb_listener.http["a"]'), []),
        (
            ("CKV_AWS_3", "aws_ebs_volume.x"),
            ["CKV_AWS_3 in aws_ebs_volume is found and not listed", "CKV_AWS_2 in aws_lb_listener is listed and not found"],
        ),
    ],
)  # fmt: skip
def test_what_is_not_listed_and_what_is_not_found_are_told(finding: tuple[str, str], told: list[str]) -> None:
    check, resource = finding
    report = {
        "summary": {"parsing_errors": 0},
        "results": {"failed_checks": [{"check_id": check, "resource": resource}]},
    }
    for answer in (report, [report]):
        assert judged(set(found(answer)), ALLOWED) == told
