"""Containers that must not be left behind, whatever ended the work that they were for."""

from threading import Event
from time import monotonic

from steps.docker.engine import Engine

PATIENCE = 10.0  # seconds that the engine gets to finish a removal
LOOK = 0.02  # seconds between two looks


def clear_away(engine: Engine, container: str) -> None:
    """Stop and remove a container and wait until it is gone; nothing happens when it is gone already.

    An engine that has gone itself is left alone: there is nothing more that could be done.
    """
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    client = engine.connect(PATIENCE)
    try:
        client.remove_container(container, force=True, v=True)
    except (DockerException, RequestException):
        _wait_until_gone(engine, container)
    finally:
        client.close()


def _wait_until_gone(engine: Engine, container: str) -> None:
    """Wait for a removal that the engine has begun by itself, as it does when a build is cut off.

    A container that is half removed cannot always be looked at: only one that is not found is gone.
    """
    from docker.errors import APIError, NotFound
    from requests.exceptions import RequestException

    client, deadline = engine.connect(PATIENCE), monotonic() + PATIENCE
    try:
        while monotonic() < deadline:
            try:
                client.inspect_container(container)
            except NotFound:
                return
            except APIError:
                pass
            Event().wait(LOOK)
    except RequestException:
        return
    finally:
        client.close()
