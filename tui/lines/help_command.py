"""`fargate-wizard help TOPIC`: a page of the book, or what words mean, without a screen."""

import argparse
import os
import textwrap

from steps import CONTENTS
from steps.engine.troubles import BadInput, Exit
from tui.harmless import put
from tui.lines.page_text import as_lines

GLOSSARY = "glossary"
WIDTH = 100


def run(options: argparse.Namespace) -> Exit:
    """Print the topic. Raises BadInput for one that there is not."""
    if options.topic == GLOSSARY:
        print_words(" ".join(options.words))
    elif options.topic in CONTENTS:
        print_page(options.topic)
    else:
        raise BadInput(
            f"There is no topic “{options.topic}”.", cure=f"There are: {GLOSSARY}, {', '.join(CONTENTS)}."
        )
    return Exit.DONE


def print_words(text: str) -> None:
    """Every word that has this text, one below the other; all of them for none. Raises BadInput when none has it."""
    from steps.book.glossary import find_word, words_with

    exact = find_word(text)
    words = (exact,) if exact else words_with(text)
    if not words:
        raise BadInput(
            f"“{text}” is not in the glossary.", cure="`fargate-wizard help glossary` lists its words."
        )
    for word in words:
        put(f"{word.name}")
        put(textwrap.fill(word.means, WIDTH, initial_indent="  ", subsequent_indent="  "))


def print_page(key: str) -> None:
    """The page of this step, with the prices of the region of this environment, or else of the practice cloud's."""
    from steps import STEPS
    from steps.aws.page_prices import priced
    from steps.target.target import PRACTICE_REGION

    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or PRACTICE_REGION
    step = next(each for each in STEPS if each.key == key)
    for line in as_lines(priced(step.prose, region)):
        put(line)
    put(f"\n(Prices of {region}.)")
