"""Plans that the book can make something of: a damaged journal may hold others."""

from collections.abc import Iterable, Sequence

from steps.engine.model.plan import Plan
from steps.engine.model.step import Step


def readable(book: Sequence[Step], plans: Iterable[Plan]) -> list[Plan]:
    """Those of these plans whose pages can be drawn and whose questions are answered."""
    return [plan for plan in plans if _is_readable(book, plan)]


def _is_readable(book: Sequence[Step], plan: Plan) -> bool:
    try:
        for step in book:
            step.nodes(plan)
            for question in step.questions:
                plan.answer(question)
    except Exception:  # noqa: BLE001  (what is damaged may fail in any way)
        return False
    return True
