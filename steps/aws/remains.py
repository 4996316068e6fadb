"""What is known of a deployment without today's book: from its journal by kind and id, from AWS by tag."""

from steps.aws.foreign_contents import strangers
from steps.aws.obstacles import find_obstacles as obstacles
from steps.aws.obstacles import of_stranger
from steps.aws.remnants import by_kinds, by_record, of_earlier_versions
from steps.aws.sweep import everything_of, twins

__all__ = [
    "by_kinds",
    "by_record",
    "everything_of",
    "obstacles",
    "of_earlier_versions",
    "of_stranger",
    "strangers",
    "twins",
]
