"""The overheard line."""

from steps.engine.cloud.cli_line import cli_line


def test_texts_lists_booleans_and_structures_each_have_their_form() -> None:
    line = cli_line(
        "ec2", "CreateVpcEndpoint",
        {"VpcId": "vpc-1", "SubnetIds": ["a", "b"], "PrivateDnsEnabled": True, "DryRun": False, "Tags": [{"Key": "k"}]},
        region="eu-central-1",
    )  # fmt: skip
    assert line == (
        "aws ec2 create-vpc-endpoint --vpc-id vpc-1 --subnet-ids a b --private-dns-enabled --no-dry-run "
        '--tags \'[{"Key": "k"}]\' --region eu-central-1'
    )


def test_shell_characters_do_no_harm() -> None:
    assert cli_line("ecs", "CreateCluster", {"clusterName": "x; rm -rf $(y)"}) == (
        "aws ecs create-cluster --cluster-name 'x; rm -rf $(y)'"
    )


def test_secrets_are_left_out_by_name() -> None:
    assert "hunter2" not in cli_line("iam", "CreateLoginProfile", {"UserName": "u", "Password": "hunter2"})


def test_secrets_inside_structures_are_left_out_too() -> None:
    line = cli_line(
        "ecs", "RegisterTaskDefinition",
        {"containerDefinitions": [{
            "environment": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "COLOUR", "value": "green"}],
            "options": {"clientSecret": "hunter3"},
        }]},
    )  # fmt: skip
    assert "hunter" not in line
    assert "green" in line
