"""All three forms of plans that are drawn at random: `make exports`. Otherwise there are the shapes, always the same."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from steps import STEPS
from steps.engine.model.plan import Plan
from steps.export.cloudformation.stack import stack
from steps.export.dictation import dictate
from tests.export import test_cloudformation as template
from tests.export.shapes import plans
from tests.export.terraform import Terraform
from tests.export.test_said import look_at_what_is_said
from tests.export.test_terraform_values import look_at_values, terraform

__all__ = ["terraform"]
MANY = int(os.environ.get("EXPORTS", "0"))

pytestmark = pytest.mark.skipif(not MANY, reason="EXPORTS says how many are drawn")
many = settings(max_examples=MANY or 1, database=None, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(plans())
def test_every_script_says_what_was_asked_for(plan: Plan) -> None:
    with TemporaryDirectory() as place:
        look_at_what_is_said(dictate(plan, STEPS), Path(place))
        if shellcheck := shutil.which("shellcheck"):
            subprocess.run([shellcheck, f"{place}/script.sh"], check=True)


@many
@given(plans())
def test_every_template_says_what_was_asked_for(plan: Plan) -> None:
    dictation = dictate(plan, STEPS)
    exported = stack(dictation)
    with TemporaryDirectory() as place:
        template.test_cfn_lint_finds_nothing(exported, Path(place))
    template.test_nothing_of_the_book_is_left_out(dictation, exported)
    template.test_values_of_environments_are_no_part_of_it(dictation, exported)
    template.test_every_reference_leads_somewhere(exported)
    template.test_each_resource_says_what_its_calls_say(dictation)


@many
@given(plan=plans())
def test_every_configuration_says_what_was_asked_for(plan: Plan, terraform: Terraform) -> None:
    look_at_values(plan, terraform)
