"""The receipt in lines, the same wherever it is read."""

from collections.abc import Iterator

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
    """Why it stands, what to do, where to see it, once for each reason; what only waits for others, in one line."""
    reasons: dict[str, list[Left]] = {}
    for left in receipt.left:
        if not left.waits:
            reasons.setdefault(f"{left.why} {left.cure}".strip(), []).append(left)
    for reason, same in reasons.items():
        yield f"  left: {', '.join(left.named for left in same)}"
        yield from (f"    {each}" for each in (reason, *(left.console for left in same)) if each)
    if later := [left.named for left in receipt.left if left.waits]:
        yield f"  left until that has gone: {', '.join(later)}"


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
