"""The platform as a drawing: the network, its zones and what is in them, lit as it is built."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from steps.appfile.apps import App
from steps.engine.memory.outlook import UNDER_WAY
from steps.engine.memory.progress import Progress, Standing, State
from steps.engine.model.plan import Plan
from steps.engine.model.position import Part, Position
from steps.engine.model.resource import Resource
from steps.engine.model.step import Step
from tui.widgets.canvas import Canvas
from tui.widgets.drawing import Drawing
from tui.widgets.marks import Mark, step_nodes
from tui.widgets.text import MUTED, Line, clip, content, pad, width_of
from tui.widgets.theme import Glyphs, read_appearance

NARROWEST, WIDE, WIDEST = 40, 108, 132
APPS = 3
SQUARES = 4
"""Tasks that have a square each; more are a number and one square."""
"""Apps that have a line of their own while there is little room."""
FRAME = "$foreground 35%"


@dataclass(frozen=True)
class Scene:
    """What is drawn, and how each part of it stands."""

    plan: Plan
    progress: Progress
    glyphs: Glyphs
    names: Mapping[Position, str]
    """What stands where: the key of the resource that says so of itself."""
    lit: Mapping[str, Sequence[bool]] = field(default_factory=dict)
    """For each running task of an app, by the app's name: whether it has just answered a request."""

    @property
    def zones(self) -> tuple[str, ...]:
        """The chosen zones; two without a name while nothing is chosen."""
        return tuple(self.plan.answers.get("zones", ())) or ("first zone", "second zone")

    @property
    def endpoints(self) -> list[Position]:
        """The private ways to AWS, as the book has them."""
        return [each for each in self.names if each.part in {Part.ENDPOINT, Part.GATEWAY_ENDPOINT}]

    def node(self, part: Part, of: str = "") -> Standing:
        """What is known of the resource that stands there; nothing while there is none."""
        return self.progress.node(self.names.get(Position(part, of), ""))

    def mark(self, part: Part, of: str = "") -> Mark:
        """The sign of what stands there."""
        state = self.node(part, of).state
        if state is State.FAILED:
            return Mark(self.glyphs.failed, "failed", "bold $error")
        if state in {State.READY, State.KEPT}:
            return Mark(self.glyphs.ready, "ready", "$success")
        if state in UNDER_WAY:
            return Mark(self.glyphs.waiting, "under way", "bold $accent")
        return Mark(self.glyphs.planned, "planned", MUTED)

    def part(self, label: str, part: Part, of: str = "") -> Line:
        """A sign and a label, bright when it is ready and dim while it is only planned."""
        mark = self.mark(part, of)
        return [(f"{mark.glyph} ", mark.style), (label, "bold" if mark.word == "ready" else mark.style)]


def draw_picture(
    book: Sequence[Step],
    plan: Plan,
    progress: Progress,
    width: int,
    glyphs: Glyphs,
    lit: Mapping[str, Sequence[bool]] | None = None,
) -> list[Line]:
    """At most 18 lines, as wide as there is room up to a limit; wide ones name every endpoint."""
    scene = Scene(plan, progress, glyphs, dict(_positions(book, plan)), lit or {})
    width = max(min(width, WIDEST), NARROWEST)
    inside = _inside_wide(scene, width - 6) if width >= WIDE else _inside_narrow(scene, width - 6)
    canvas = Canvas(width, 12 + len(inside))
    _draw_outside(canvas, scene)
    _draw_zones(canvas, scene)
    for place, line in enumerate(inside):
        canvas.put_line(3, 10 + place, line)
    _draw_legend(canvas, glyphs)
    return canvas.lines()


def _positions(book: Sequence[Step], plan: Plan) -> Iterator[tuple[Position, str]]:
    """Where each resource of the whole platform stands, and its key."""
    for step in book:
        for node in () if step.optional else step_nodes(step, plan):
            if isinstance(node, Resource) and (position := node.position):
                yield position, node.name


def _draw_outside(canvas: Canvas, scene: Scene) -> None:
    """The Internet, the frame of the network with its gateway, and the load balancer."""
    glyphs, middle, right, bottom = scene.glyphs, canvas.width // 2, canvas.width - 1, canvas.height - 2
    way = scene.mark(Part.GATEWAY).style
    canvas.centre(middle, 0, [("the Internet", "")])
    canvas.put(middle, 1, glyphs.down, way)
    canvas.put(0, 2, glyphs.top_left + glyphs.across * (right - 1) + glyphs.top_right, FRAME)
    for row in range(3, bottom):
        canvas.put(0, row, glyphs.down, FRAME)
        canvas.put(right, row, glyphs.down, FRAME)
    canvas.put(0, bottom, glyphs.bottom_left + glyphs.across * (right - 1) + glyphs.bottom_right, FRAME)
    canvas.put_line(2, 2, [(" ", ""), *scene.part("VPC", Part.NETWORK), (" ", "")])
    canvas.centre(middle, 2, [(" ", ""), *scene.part("internet gateway", Part.GATEWAY), (" ", "")])
    canvas.put(middle, 3, glyphs.down, scene.mark(Part.LOAD_BALANCER).style)
    state = scene.node(Part.LOAD_BALANCER).waiting
    waiting: Line = [(f"  {state}", MUTED)] if state else []
    canvas.centre(middle, 4, [*scene.part("load balancer", Part.LOAD_BALANCER), *waiting])


def _draw_zones(canvas: Canvas, scene: Scene) -> None:
    """The zones side by side, each with its public and its private subnet, tied to the load balancer."""
    glyphs, zones, middle = scene.glyphs, scene.zones, canvas.width // 2
    column = (canvas.width - 6) // len(zones)
    tie = scene.mark(Part.LOAD_BALANCER).style
    ends = [3 + column * place + column // 2 for place in range(len(zones))]
    canvas.put(ends[0], 5, glyphs.across * (ends[-1] - ends[0]), tie)
    for end in ends:
        canvas.put(end, 5, glyphs.tee_down, tie)
    canvas.put(ends[0], 5, glyphs.top_left, tie)
    canvas.put(ends[-1], 5, glyphs.top_right, tie)
    canvas.put(middle, 5, glyphs.tee_up, tie)
    for place, zone in enumerate(zones):
        left, room = 3 + column * place, column - 2
        room = canvas.width - 3 - left if place == len(zones) - 1 else room
        canvas.put(left, 6, zone if len(zone) <= room else zone[-2:], MUTED)
        _draw_subnet(canvas, scene, left, 7, room, Position(Part.PUBLIC_SUBNET, zone))
        _draw_subnet(canvas, scene, left, 8, room, Position(Part.PRIVATE_SUBNET, zone))


def _draw_subnet(canvas: Canvas, scene: Scene, x: int, y: int, room: int, subnet: Position) -> None:
    """A sign, a label, and a line as long as the zone is wide."""
    label = subnet.part if room >= 18 else subnet.part.partition(" ")[0]
    canvas.put(x, y, scene.glyphs.across * room, scene.mark(subnet.part, subnet.of).style)
    canvas.put_line(x, y, [*scene.part(label, subnet.part, subnet.of), (" ", "")])


def _inside_narrow(scene: Scene, room: int) -> list[Line]:
    """The services, then endpoints and names in a line each."""
    return [
        *_services(scene, room, APPS),
        *_endpoint_lines(scene, room),
        _names(scene, room),
    ]


def _inside_wide(scene: Scene, room: int) -> list[Line]:
    """The services on the left, every endpoint and the names on the right."""
    half = room // 2
    left = _services(scene, half - 2, max(len(scene.endpoints) + 1, APPS))
    where = {Part.ENDPOINT: f"  {_endpoint_zones(scene)}"}
    right = [
        [*scene.part(f"endpoint {name}", part, name), (where.get(part, ""), MUTED)]
        for part, name in scene.endpoints
    ]
    right.append(_names(scene, half))
    left = [[("services", MUTED)], *left]
    right = [[("private ways to AWS", MUTED)], *right]
    rows = max(len(left), len(right))
    left, right = left + [[]] * (rows - len(left)), right + [[]] * (rows - len(right))
    return [
        [*one, (" " * (half - sum(len(text) for text, _ in one)), ""), *other]
        for one, other in zip(left, right, strict=True)
    ]


def _services(scene: Scene, room: int, limit: int) -> list[Line]:
    apps: Sequence[App] = scene.plan.apps
    shown = apps if len(apps) <= limit else apps[: limit - 1]
    lines = [_service(scene, app, room) for app in shown]
    if more := len(apps) - len(shown):
        lines.append([(f"  and {more} more services", MUTED)])
    return lines or [[("  no services yet", MUTED)]]


def _service(scene: Scene, app: App, room: int) -> Line:
    """Its sign and name, a square for each task, and where it is reached."""
    mark = scene.mark(Part.SERVICE, app.name)
    tasks = _squares(scene, app, mark)
    name = min(max(len(each.name) for each in scene.plan.apps), room // 2 - 4)
    used = name + 2 + 2 + 9
    reached = app.path or f"{app.private}.{_namespace(scene.plan)}"
    first, second = scene.part(pad(app.name, name, scene.glyphs.cut), Part.SERVICE, app.name)
    return [
        first,
        second,
        ("  ", ""),
        *tasks,
        (" " * (9 - width_of(tasks)), ""),
        (clip(reached, room - used, scene.glyphs.cut), MUTED),
    ]


def _squares(scene: Scene, app: App, mark: Mark) -> Line:
    """A square for each task that is wanted, or their number; one that has just answered is lit."""
    square = scene.glyphs.on if mark.word == "ready" else scene.glyphs.off
    lit = scene.lit.get(app.name, ())
    if app.count > SQUARES:
        return [(f"{app.count} ", mark.style), _square(scene, square, mark, lit=any(lit))]
    squares = [
        _square(scene, square, mark, lit=place < len(lit) and lit[place]) for place in range(app.count)
    ]
    return [piece for each in squares for piece in (each, (" ", ""))][:-1]


def _square(scene: Scene, square: str, mark: Mark, *, lit: bool) -> tuple[str, str]:
    return (scene.glyphs.lit, "bold $accent") if lit else (square, mark.style)


def _endpoint_lines(scene: Scene, room: int) -> list[Line]:
    """A free line and all of them in one; their heading takes the free one where there is little room."""
    heading: Line = [("private endpoints  ", MUTED)]
    line: Line = []
    for part, name in scene.endpoints:
        line += [*scene.part(name, part, name), ("  ", "")]
    return [[], [*heading, *line]] if width_of(heading) + width_of(line) - 2 <= room else [heading, line]


def _endpoint_zones(scene: Scene) -> str:
    return (
        f"in {scene.zones[0]}"
        if scene.plan.answers.get("endpoint-zones", "one") == "one"
        else "in every zone"
    )


def _names(scene: Scene, room: int) -> Line:
    return scene.part(clip(f"names under {_namespace(scene.plan)}", room - 2, scene.glyphs.cut), Part.NAMES)


def _namespace(plan: Plan) -> str:
    return str(plan.answers.get("namespace", "internal"))


def _draw_legend(canvas: Canvas, glyphs: Glyphs) -> None:
    signs = (
        (glyphs.planned, "planned"),
        (glyphs.waiting, "under way"),
        (glyphs.ready, "ready"),
        (glyphs.failed, "failed"),
    )
    words = [f"{sign} {word}" for sign, word in signs]
    legend = next(
        (text for gap in (3, 2) if 3 + len(text := (" " * gap).join(words)) <= canvas.width), " ".join(words)
    )
    canvas.put(min(3, max(canvas.width - len(legend), 0)), canvas.height - 1, legend, MUTED)


class Picture(Drawing):
    """The platform of a plan, as far as it stands."""

    DEFAULT_CSS = "Picture { padding: 0 2; }"

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._plan: Plan | None = None
        self._progress = Progress()
        self._book: Sequence[Step] = ()
        self._lit: Mapping[str, Sequence[bool]] = {}

    def show(
        self,
        book: Sequence[Step],
        plan: Plan | None,
        progress: Progress,
        lit: Mapping[str, Sequence[bool]] | None = None,
    ) -> None:
        """Draw this plan of the book with what stands of it, and who has just answered (see `Scene`)."""
        self._book, self._plan, self._progress, self._lit = book, plan, progress, lit or {}
        self.redraw()

    def draw(self, width: int) -> Content:
        """The drawing, or a line while there is no plan."""
        if self._plan is None:
            return content([[("The picture appears when there is a plan.", MUTED)]])
        glyphs = read_appearance().glyphs
        return content(draw_picture(self._book, self._plan, self._progress, width, glyphs, self._lit))
