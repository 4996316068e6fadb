"""What is known of a deployment without today's book: from its journal by kind and id, from AWS by tag."""

from steps.aws.foreign_contents import strangers
from steps.aws.remnants import by_kinds, by_record, of_earlier_versions
from steps.aws.sweep import everything_of, twins

__all__ = ["by_kinds", "by_record", "everything_of", "of_earlier_versions", "strangers", "twins"]
