"""`fargate-wizard help TOPIC`: a page of the book, or what words mean, without a screen."""

import argparse
import os
import textwrap
from collections.abc import Iterable

from steps import CONTENTS
from steps.engine.troubles import BadInput, Exit
from tui.harmless import put
from tui.lines.meant import meant
from tui.lines.page_text import as_lines

GLOSSARY = "glossary"
WIDTH = 100


def run(options: argparse.Namespace) -> Exit:
    """Print the topic, or which topics there are. Raises BadInput for one that there is not."""
    from tui.lines.arguments import commands_of, parser

    commands = commands_of(parser())
    topics = [GLOSSARY, *CONTENTS, *commands]
    match options.topic:
        case "":
            print_topics(commands)
        case topic if topic == GLOSSARY:
            print_words(" ".join(options.words))
        case topic if topic in CONTENTS:
            print_page(topic)
        case topic if topic in commands:
            put(commands[topic].format_help(), end="")
        case topic:
            raise BadInput(
                f"There is no topic “{topic}”.", cure=f"{meant(topic, topics)}There are: {', '.join(topics)}."
            )
    return Exit.DONE


def print_topics(commands: Iterable[str]) -> None:
    """What there is to read: the words, each page with its title, each command."""
    from steps import STEPS

    put(f"{GLOSSARY:18} what the words of AWS mean; `fargate-wizard help glossary WORD` for one")
    for step in STEPS:
        put(f"{step.key:18} the page “{step.title}”")
    put(f"{'a command':18} {', '.join(commands)}")


def print_words(text: str) -> None:
    """Every word that has this text, one below the other; all of them for none. Raises BadInput when none has it."""
    from steps.book.glossary import GLOSSARY as WORDS
    from steps.book.glossary import find_word, words_with

    exact = find_word(text)
    words = (exact,) if exact else words_with(text)
    if not words:
        near = meant(text, (word.name for word in WORDS))
        raise BadInput(
            f"“{text}” is not in the glossary.", cure=f"{near}`fargate-wizard help glossary` lists its words."
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
