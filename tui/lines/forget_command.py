"""`fargate-wizard forget`: what stands is left to whoever has it now."""

import argparse

from steps.engine.troubles import Exit
from tui.lines.consent import agreed, say
from tui.lines.opening import opened

FORGET = """\
To forget means: this wizard's tags are taken off everything in AWS, and this machine no longer knows what belongs together.
All of it stays and goes on costing what it costs, and no `list --all`, `attach` or `down` finds it by its tags any more. Whoever
has it now, as Terraform after an import, has to take it away. A journal on another machine still knows the ids: forget it there
too.
"""


def run(options: argparse.Namespace) -> Exit:
    """Leave everything standing, and be its owner no more."""
    from steps.aws.untag import untag

    with opened(options, must_exist=True) as work:
        say(options, FORGET)
        if not agreed(options, work, f"Forget {options.name}?"):
            return Exit.STOPPED
        count = untag(work.new_run(), work.record.progress)
        aside = work.deployment.journal.lay_aside()
        say(
            options,
            f"{options.name} is forgotten: {count} things have no tag of this wizard's any more, and all of them stand.",
        )
        say(options, f"What was remembered of it is in {aside}.")
        return Exit.DONE
