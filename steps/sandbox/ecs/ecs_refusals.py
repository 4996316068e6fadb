"""What ECS says no with, in its own codes and words."""

from steps.sandbox.refusal import Refusal


def invalid(message: str) -> Refusal:
    """Make an InvalidParameterException."""
    return Refusal("InvalidParameterException", message)


def client_error(message: str) -> Refusal:
    """Make a ClientException, which is what ECS calls most mistakes in a task definition."""
    return Refusal("ClientException", message)


def no_cluster() -> Refusal:
    """Make the refusal of a cluster that never was."""
    return Refusal("ClusterNotFoundException", "Cluster not found.")


def inactive_cluster() -> Refusal:
    """Make the refusal of a cluster that was deleted."""
    return Refusal("ClusterNotFoundException", "The referenced cluster was inactive.")


def no_service() -> Refusal:
    """Make the refusal of a service that is not there."""
    return Refusal("ServiceNotFoundException", "Service not found.")
