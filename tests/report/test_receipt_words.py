"""A receipt in lines."""

from steps.receipt.receipt import Left, Receipt
from steps.receipt.words import what_is_left


def test_what_stands_for_one_reason_is_told_with_it_once() -> None:
    why, cure = "A network interface stays.", "Ask its owner."
    left = (
        Left("vpc", "AWS::EC2::VPC", "vpc-1", why=why, cure=cure, console="https://console/vpc-1"),
        Left("subnet.a", "AWS::EC2::Subnet", "subnet-1", why=why, cure=cure),
        Left("cluster", "AWS::ECS::Cluster", "demo-cluster", why="It does not want to go."),
    )
    receipt = Receipt(
        deployment="demo", target="aws", account="1", region="x", made=(), gone=(), left=left, looks=()
    )
    assert list(what_is_left(receipt)) == [
        "  left: vpc (vpc-1), subnet.a (subnet-1)",
        "    A network interface stays. Ask its owner.",
        "    https://console/vpc-1",
        "  left: cluster (demo-cluster)",
        "    It does not want to go.",
    ]
