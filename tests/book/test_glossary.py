"""The glossary: every word once, in one plain sentence or two, found in any form."""

import pytest

from steps import STEPS
from steps.book.glossary import GLOSSARY, find_word, words_with
from tui.widgets.marked_words import marked


def test_a_form_belongs_to_one_word() -> None:
    forms = [form.lower() for word in GLOSSARY for form in (word.name, *word.also)]
    assert len(forms) == len(set(forms))
    assert len({word.slug for word in GLOSSARY}) == len(GLOSSARY)


def test_a_meaning_is_a_sentence() -> None:
    for word in GLOSSARY:
        assert word.means[0].isupper(), word.name
        assert word.means.endswith("."), word.name
        assert len(word.means) <= 130, word.name


@pytest.mark.parametrize("text", ["vpc", "VPC", "Availability Zones", "availability-zone", " prefix  list "])
def test_a_word_is_found_in_any_form(text: str) -> None:
    assert find_word(text) is not None


def test_words_whose_name_has_it_come_first() -> None:
    found = [word.name for word in words_with("zone")]
    assert found.index("availability zone") < found.index("subnet")
    assert words_with("") == GLOSSARY
    assert words_with("xyzzy") == ()


def test_the_first_mention_is_marked_and_no_other() -> None:
    text = "# A VPC\n\nA `VPC`, then a VPC and\nthe VPC. **Security groups** guard it, as a\nload\nbalancer does.\n"
    assert marked(text) == (
        "# A VPC\n\nA `VPC`, then a [VPC](glossary:vpc) and\nthe VPC. **[Security groups](glossary:security-group)** guard it, "
        "as a\n[load\nbalancer](glossary:application-load-balancer) does.\n"
    )


def test_a_name_of_aws_is_no_word() -> None:
    assert marked("ECS, the Elastic Container Service.").count("](") == 1
    assert marked("It answers at https://vpc.example/task and in demo.subnet-1.") == (
        "It answers at https://vpc.example/task and in demo.subnet-1."
    )


def test_every_page_has_marked_words() -> None:
    for step in STEPS:
        assert marked(step.prose).count("](glossary:") >= 3, step.key
