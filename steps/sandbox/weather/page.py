"""`/_practice/weather`, `/policies` and `/calls`: what is on, what there is, and how many calls there were, as JSON."""

import json
from typing import TYPE_CHECKING, Any

from steps.sandbox.weather.kinds import UnknownWeather, read, settings

if TYPE_CHECKING:
    from steps.sandbox.world import World

Page = tuple[dict[str, Any], str]
"""What is answered, and its HTTP status."""


def weather(world: "World", method: str, body: bytes) -> Page:
    """Tell the weather (GET), let one kind begin (POST) or end all of it (DELETE)."""
    with world.lock:
        match method:
            case "POST":
                try:
                    world.weather.turn_on(read(asked_kind(body)))
                    world.access.needed.clear()
                except UnknownWeather as problem:
                    return {"error": str(problem)}, "400 Bad Request"
            case "DELETE":
                world.weather.clear()
                world.access.needed.clear()
            case "GET":
                pass
            case _:
                return {"error": "The weather answers GET, POST and DELETE."}, "405 Method Not Allowed"
        return told(world), "200 OK"


def policies(world: "World", method: str, body: bytes) -> Page:
    """Tell the policies that are put on whoever calls (GET), put others in their place (PUT), take all away (DELETE).

    `needed` are the actions, each with its resources, that whoever is bound by policies has needed since weather was set.
    """
    from steps.sandbox.iam.guardrails import page

    with world.lock:
        try:
            answer, status = page(world.access.guardrails, method, asked(body) if method == "PUT" else {})
        except UnknownWeather as problem:
            return {"error": str(problem)}, "400 Bad Request"
        needed = {action: sorted(resources) for action, resources in sorted(world.access.needed.items())}
        return answer | {"needed": needed}, status


def asked(body: bytes) -> dict[str, Any]:
    """Read what was asked for. Raises UnknownWeather for what is no JSON object."""
    try:
        read_body = json.loads(body)
    except (ValueError, RecursionError):
        read_body = None
    if not isinstance(read_body, dict):
        raise UnknownWeather("Send a JSON object.")
    return read_body


def asked_kind(body: bytes) -> dict[str, Any]:
    """Read which kind of weather was asked for. Raises UnknownWeather for what names none."""
    order = asked(body) if body else {}
    if not isinstance(order.get("kind"), str):
        raise UnknownWeather('Send a JSON object, such as {"kind": "throttle", "count": 40}.')
    return order


def told(world: "World") -> dict[str, Any]:
    """Say what is on."""
    return {"on": [{"kind": kind.name} | settings(kind) for kind in world.weather.told()]}


def calls(world: "World") -> dict[str, int]:
    """Count the calls: since the last reset, and since the present weather was asked for."""
    with world.lock:
        counted = world.weather.calls
        return {"calls": counted, "since_weather": counted - world.weather.calls_before}
