"""What a company says of the execution role is in every form of export."""

import json

from steps import STEPS
from steps.engine.memory.progress import Progress
from steps.export.bash.script import up_script
from steps.export.cloudformation.stack import stack
from steps.export.terraform.folder import terraform_folder
from tests.export.dictated import dictated, planned

BOUNDARY, LENT = "policy/of/company+=,.@-", "role/of/theirs+=,.@-"


def test_a_boundary_is_on_the_role() -> None:
    assert f'--permissions-boundary "arn:aws:iam::$ACCOUNT:{BOUNDARY}"' in up_script(dictated("bounded")).text
    role = json.loads(stack(dictated("bounded")).template)["Resources"]["ExecutionRole"]
    assert role["Properties"]["PermissionsBoundary"] == {
        "Fn::Sub": f"arn:aws:iam::${{AWS::AccountId}}:{BOUNDARY}"
    }
    files = terraform_folder(planned("bounded"), STEPS, Progress()).files
    assert f'"arn:aws:iam::123456789012:{BOUNDARY}"' in files["terraform.tfvars"]
    assert "var.permissions_boundary" in files["role.tf"]


def test_a_role_that_is_lent_is_used_and_not_made() -> None:
    script = up_script(dictated("lent")).text
    assert f'--execution-role-arn "arn:aws:iam::$ACCOUNT:{LENT}"' in script
    assert "aws iam create-role" not in script
    assert "put-role-policy" not in script
    exported = stack(dictated("lent"))
    resources = json.loads(exported.template)["Resources"]
    assert not any(each["Type"].startswith("AWS::IAM::") for each in resources.values())
    recipe = resources["TaskDefinitionHome"]["Properties"]
    assert recipe["ExecutionRoleArn"] == {"Fn::Sub": f"arn:aws:iam::${{AWS::AccountId}}:{LENT}"}
    folder = terraform_folder(planned("lent"), STEPS, Progress())
    assert f'"arn:aws:iam::123456789012:{LENT}"' in folder.files["terraform.tfvars"]
    assert ("given_role.tf" in folder.files, "role.tf" in folder.files) == (True, False)
    assert folder.left_out == ()
