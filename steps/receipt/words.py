"""The receipt in lines, the same wherever it is read."""

from collections.abc import Iterator
from itertools import groupby

from steps.receipt.receipt import Left, Receipt
from steps.target.target import TargetKind


def lines(receipt: Receipt) -> Iterator[str]:
    """What was made, gone and left, what that still costs, and where AWS was looked at."""
    yield f"{receipt.words}."
    yield from what_is_left(receipt)
    if receipt.left:
        yield cost_in_words(receipt)
    for look in receipt.looks:
        if look.refused:
            yield f"AWS was asked for {look.where}, and did not answer: {look.refused}"
    yield looked(receipt)


def what_is_left(receipt: Receipt) -> Iterator[str]:
    """Each: why it stands, what to do, where to see it; the same is said once; and what only waits for others, in one line."""
    for why, same in groupby((left for left in receipt.left if not left.waits), _why):
        for left in (several := list(same)):
            yield f"  left: {left.named}"
            told = (why if left is several[-1] else "", left.console)
            yield from (f"    {each}" for each in told if each)
    if later := [left.named for left in receipt.left if left.waits]:
        yield f"  left until that has gone: {', '.join(later)}"


def _why(left: Left) -> str:
    return f"{left.why} {left.cure}".strip()


def cost_in_words(receipt: Receipt) -> str:
    """What is left costs, an hour."""
    if receipt.target == TargetKind.SANDBOX:
        return "Nothing of it is billed: it is in the practice cloud."
    return f"What is left still costs about ${receipt.an_hour:.2f} an hour."


def looked(receipt: Receipt) -> str:
    """For what AWS was asked."""
    asked = [look.where for look in receipt.looks if not look.refused]
    where = ", ".join(asked[:-1]) + f" and {asked[-1]}" if asked[1:] else "".join(asked)
    return f"AWS was asked for {where}." if asked else "AWS was not asked."
