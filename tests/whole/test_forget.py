"""What is forgotten stands on and is nobody's of ours, also where some of what was made is gone already."""

from pathlib import Path

from tests.whole.account import client
from tests.whole.conftest import Wizard, exports

NAME = "left"


def test_everything_stays_and_nothing_of_it_has_a_tag_of_ours(tmp_path: Path) -> None:
    wizard = Wizard(tmp_path / "home")
    cloud = exports(wizard("sandbox", "start", "--speed", "inf"))
    words = ("up", NAME, "--target", "sandbox", "--yes")
    assert wizard(*words, "--until", "first_light").code == 0
    assert wizard(*words).code == 0, "now first light is gone, and its group with it"
    tags = [{"Key": "fargate-wizard:deployment", "Value": NAME}]
    client(cloud, "ssm").put_parameter(Name="theirs", Value="x", Type="String", Tags=tags)
    told = wizard("forget", NAME, "--yes")
    assert told.code == 0, told.out[-2000:] + told.err
    tagging = client(cloud, "resourcegroupstaggingapi")
    found = tagging.get_resources(TagFilters=[{"Key": tags[0]["Key"]}])["ResourceTagMappingList"]
    assert {mapping["ResourceARN"].split(":")[2] for mapping in found} <= {"ssm"}
    mine = [{"Name": "tag-key", "Values": ["fargate-wizard:deployment"]}]
    assert client(cloud, "ec2").describe_vpcs(Filters=mine)["Vpcs"] == []
    assert len(client(cloud, "ecs").list_services(cluster=f"{NAME}-cluster")["serviceArns"]) == 3
    wizard("sandbox", "stop", "--yes")
