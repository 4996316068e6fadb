"""A page of the book: prose, questions, checks and resources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any, Generic, Literal, TypeVar

from steps.engine.model.graph import Node
from steps.engine.model.plan import Plan, Unasked
from steps.engine.model.resource import Check, Resource
from steps.engine.model.site import Run
from steps.engine.troubles import BadInput

T = TypeVar("T")


@dataclass(frozen=True)
class Choice(Generic[T]):
    """One possible answer: its value, what the user reads, and why it cannot be taken (empty when it can)."""

    value: T
    label: str
    unavailable: str = ""


@dataclass(frozen=True)
class Question(Generic[T]):
    """Something only the user can decide, declared once for the screen, the prompt and the command line.

    `default` and `choices` may look at AWS through the run. `recall` says what AWS shows of an answer given before,
    None when it shows nothing. `before` is what held before the question existed: every question that a later version
    adds has one, and deployments that are older than it keep to it. `read` turns typed text into a value and raises
    BadInput with a cure; `check` raises BadInput when the value cannot be used here.
    """

    key: str
    prompt: str
    default: Callable[[Run], T]
    read: Callable[[str], T]
    why: str = ""
    choices: Callable[[Run], Sequence[Choice[Any]]] | None = None
    before: T | Unasked = Unasked.UNASKED
    many: bool = False  # several of the choices may be taken
    label: str = ""  # what the plan calls it
    words: Mapping[str, str] = field(
        default_factory=dict
    )  # what the plan says for an answer that says little
    check: Callable[[T, Run], None] = field(default=lambda value, run: None)
    recall: Callable[[Run], T | None] = field(default=lambda run: None)


def one_of(
    key: str,
    prompt: str,
    why: str,
    words: Mapping[str, str],
    recall: Callable[[Run], str | None],
    before: str | Unasked = Unasked.UNASKED,
    label: str = "",
) -> Question[str]:
    """A question with a few answers of one word each, and what each means; the first one is the default."""

    def check(answer: str, _: Run) -> None:
        if answer not in words:
            raise BadInput(f"“{answer}” is not an answer here.", cure=f"Say {' or '.join(words)}.")

    return Question(
        key=key,
        prompt=prompt,
        why=why,
        default=lambda run: next(iter(words)),
        read=str.strip,
        choices=lambda run: [Choice(word, means) for word, means in words.items()],
        before=before,
        check=check,
        recall=recall,
        label=label,
    )


@dataclass(frozen=True)
class Step:
    """One provisioning stage. An optional one stands only until the next step is built.

    `allows` are the actions, as policies name them, that building, watching and taking down this page's things takes;
    `fargate-wizard doctor --policy` is made of them. `happened` is what to say once it is done, a line each, with a `slot`
    wherever an id or what a check saw belongs.
    """

    title: str
    resources: Callable[[Plan], Sequence[Resource]] = field(default=lambda plan: ())
    checks: Callable[[Plan], Sequence[Check]] = field(default=lambda plan: ())
    questions: tuple[Question[Any], ...] = ()
    happened: Callable[[Plan], Sequence[str]] = field(default=lambda plan: ())
    allows: tuple[str, ...] = ()
    optional: bool = False
    key: str = ""
    prose: str = ""

    def nodes(self, plan: Plan) -> tuple[Node, ...]:
        """Everything this step does, in written order."""
        return (*self.resources(plan), *self.checks(plan))


def slot(node: Node, what: Literal["id", "url", "said"] = "id") -> str:
    """The place in a line of `happened` of a resource's id or address, or of what a check saw."""
    return f"{{{node.name}|{what}}}"


def read_step(module: ModuleType) -> Step:
    """A step is its module: the name is the key, the docstring is the page."""
    step: Step = module.STEP
    return replace(step, key=module.__name__.rpartition(".")[2], prose=module.__doc__ or "")
