"""The receipt of a deployment: what was made, what is gone, what is left, as AWS shows it now or as it was kept."""

import argparse

from steps.engine.troubles import Exit, Trouble
from steps.receipt.make import kept, make_receipt
from steps.receipt.receipt import Receipt
from steps.receipt.words import lines
from steps.target.practice_lost import is_lost, practice_began
from tui.harmless import put, put_json
from tui.lines.opening import known, opened


def run(options: argparse.Namespace) -> Exit:
    """Tell it; anything but a clean one has an exit code of its own. Raises Trouble."""
    deployment = known(options.name)
    if options.offline or is_lost(deployment.progress(), practice_began()):
        receipt = kept(deployment)
        if receipt is None:
            raise Trouble(
                f"There is no receipt of {options.name} on this machine.",
                why="One is kept whenever it is taken down.",
                cure=f"Ask AWS: `fargate-wizard receipt {options.name}`.",
            )
    else:
        with opened(options, must_exist=True, hear=lambda event: None, reading=True) as work:
            receipt = make_receipt(work)
    tell(receipt, json=options.json)
    return exit_of(receipt)


def tell(receipt: Receipt, *, json: bool) -> None:
    """Print it, as lines or as one line of JSON."""
    if json:
        put_json(receipt)
        return
    for line in lines(receipt):
        put(line)


def exit_of(receipt: Receipt) -> Exit:
    """Done only when nothing is left, and AWS has answered."""
    return Exit.DONE if receipt.is_clean else Exit.LEFT_BEHIND
