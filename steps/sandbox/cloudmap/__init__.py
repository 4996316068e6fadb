"""AWS Cloud Map: operations that take their time, hosted zones that go with their namespace, and true refusals."""

from steps.sandbox.cloudmap.discovery_services import Services
from steps.sandbox.cloudmap.instances import Instances
from steps.sandbox.cloudmap.namespaces import Namespaces
from steps.sandbox.cloudmap.operations import Operations
from steps.sandbox.cloudmap.replaced_calls import lay_on
from steps.sandbox.world import World


def install(world: World) -> None:
    """Answer Cloud Map's API by our own operations, on moto's models."""
    operations = Operations(world)
    for part in (operations, Namespaces(operations), Services(operations), Instances(operations)):
        lay_on(part.calls())
