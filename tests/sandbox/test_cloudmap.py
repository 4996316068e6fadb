"""Cloud Map: operations that take their time, true refusals, and zones that go with their namespace."""

from collections.abc import Callable
from typing import Any

import pytest

from steps.sandbox import control
from tests.sandbox.conftest import Practice
from tests.sandbox.front_door import Aws
from tests.sandbox.refused_calls import code, refusal_of
from tests.sandbox.waiting import until

NAME = "practice.internal"
A_RECORD = {"DnsRecords": [{"Type": "A", "TTL": 10}]}


class CloudMap:
    """A VPC, and short ways to make namespaces and services for it."""

    def __init__(self, client: Aws, region: str = "eu-central-1") -> None:
        self.api, self.zones = client("servicediscovery", region), client("route53", region)
        self.ec2 = client("ec2", region)
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def ended(self, operation_id: str) -> dict[str, Any]:
        """The operation as it is when it has ended."""

        def look() -> dict[str, Any] | None:
            operation = self.api.get_operation(OperationId=operation_id)["Operation"]
            return dict(operation) if operation["Status"] in {"SUCCESS", "FAIL"} else None

        found = until(look)
        assert found is not None
        return found

    def namespace(self, name: str = NAME, **more: Any) -> str:
        asked = {"Name": name, "Vpc": self.vpc} | more
        operation = self.ended(self.api.create_private_dns_namespace(**asked)["OperationId"])
        assert operation["Status"] == "SUCCESS", operation
        return str(operation["Targets"]["NAMESPACE"])

    def service(self, namespace: str, name: str = "quotes", **more: Any) -> dict[str, Any]:
        asked = {"Name": name, "NamespaceId": namespace, "DnsConfig": A_RECORD} | more
        return dict(self.api.create_service(**asked)["Service"])

    def instance(self, service: str, instance_id: str, ip: str) -> None:
        asked = {"ServiceId": service, "InstanceId": instance_id, "Attributes": {"AWS_INSTANCE_IPV4": ip}}
        assert self.ended(self.api.register_instance(**asked)["OperationId"])["Status"] == "SUCCESS"

    def zone_names(self) -> list[str]:
        return [zone["Name"] for zone in self.zones.list_hosted_zones()["HostedZones"]]


@pytest.fixture
def cloud(aws: Aws) -> CloudMap:
    return CloudMap(aws)


def test_a_namespace_comes_with_its_hosted_zone(cloud: CloudMap) -> None:
    namespace = cloud.namespace(Description="inside", Tags=[{"Key": "a", "Value": "b"}])
    told = cloud.api.get_namespace(Id=namespace)["Namespace"]
    assert (told["Name"], told["Type"], told["Description"]) == (NAME, "DNS_PRIVATE", "inside")
    assert told["ServiceCount"] == 0
    zone = cloud.zones.get_hosted_zone(Id=told["Properties"]["DnsProperties"]["HostedZoneId"])
    assert zone["HostedZone"]["Name"] == f"{NAME}."
    assert [vpc["VPCId"] for vpc in zone["VPCs"]] == [cloud.vpc]
    assert cloud.api.list_tags_for_resource(ResourceARN=told["Arn"])["Tags"] == [{"Key": "a", "Value": "b"}]
    assert cloud.api.get_namespace(Id=told["Arn"])["Namespace"]["Id"] == namespace, "an ARN will do"


def test_one_network_has_as_many_namespaces_as_names(cloud: CloudMap) -> None:
    ids = [cloud.namespace(), cloud.namespace("other.internal")]
    assert [one["Id"] for one in cloud.api.list_namespaces()["Namespaces"]] == ids
    only = [{"Name": "NAME", "Values": ["other.internal"], "Condition": "EQ"}]
    assert [one["Id"] for one in cloud.api.list_namespaces(Filters=only)["Namespaces"]] == ids[1:]


def test_a_namespace_that_is_there_is_refused_with_its_id(cloud: CloudMap) -> None:
    namespace = cloud.namespace(CreatorRequestId="first")
    again = {"Name": NAME, "Vpc": cloud.vpc}
    refusal = refusal_of(cloud.api.create_private_dns_namespace, **again)
    assert refusal["Error"]["Code"] == "NamespaceAlreadyExists"
    assert (refusal["NamespaceId"], refusal["CreatorRequestId"]) == (namespace, "first")
    other = cloud.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    assert cloud.namespace(Vpc=other) != namespace, "another network may have the same name"


def test_an_operation_fails_when_the_network_has_a_zone_of_that_name(cloud: CloudMap) -> None:
    cloud.zones.create_hosted_zone(
        Name=NAME,
        CallerReference="left over",
        VPC={"VPCRegion": "eu-central-1", "VPCId": cloud.vpc},
        HostedZoneConfig={"PrivateZone": True},
    )
    asked = {"Name": NAME, "Vpc": cloud.vpc}
    operation = cloud.ended(cloud.api.create_private_dns_namespace(**asked)["OperationId"])
    assert (operation["Status"], operation["ErrorCode"]) == ("FAIL", "CANNOT_CREATE_HOSTED_ZONE")
    assert "same domain name" in operation["ErrorMessage"]
    assert "ConflictingDomainExists" in operation["ErrorMessage"]
    assert "Targets" not in operation
    assert cloud.api.list_namespaces()["Namespaces"] == []


def test_an_operation_fails_for_a_network_that_is_not_there(cloud: CloudMap) -> None:
    asked = {"Name": NAME, "Vpc": "vpc-0123456789abcdef0"}
    operation = cloud.ended(cloud.api.create_private_dns_namespace(**asked)["OperationId"])
    assert (operation["Status"], operation["ErrorCode"]) == ("FAIL", "CANNOT_CREATE_HOSTED_ZONE")


def test_a_name_that_is_none_is_refused(cloud: CloudMap) -> None:
    for name in ("two words", "a..b", "-a"):
        assert code(cloud.api.create_private_dns_namespace, Name=name, Vpc=cloud.vpc) == "InvalidInput"


def test_an_operation_is_submitted_then_pending_then_a_success(
    practice_at: Callable[[float], Practice],
) -> None:
    practice = practice_at(100)
    control.set_weather(
        practice.running, "slow", factor=5, what="namespaces"
    )  # so that a busy machine sees each state
    cloud = CloudMap(practice.client)
    asked = {"Name": NAME, "Vpc": cloud.vpc, "CreatorRequestId": "one"}
    operation_id = cloud.api.create_private_dns_namespace(**asked)["OperationId"]
    seen: dict[str, bool] = {}

    def look() -> bool:
        operation = cloud.api.get_operation(OperationId=operation_id)["Operation"]
        seen[operation["Status"]] = "Targets" in operation
        there = [one["Name"] for one in cloud.api.list_namespaces()["Namespaces"]]
        assert (there == [NAME]) or operation["Status"] != "SUCCESS"
        return bool(operation["Status"] == "SUCCESS")

    refusal = refusal_of(cloud.api.create_private_dns_namespace, **asked)
    assert refusal["Error"]["Code"] == "DuplicateRequest"
    assert refusal["DuplicateOperationId"] == operation_id
    until(look, every=0.005)
    assert seen.keys() <= {"SUBMITTED", "PENDING", "SUCCESS"}
    assert seen["PENDING"] is False, "the namespace's id is told at the end"
    assert seen["SUCCESS"] is True


def test_the_same_request_after_its_end_finds_the_namespace(cloud: CloudMap) -> None:
    namespace = cloud.namespace(CreatorRequestId="one")
    refusal = refusal_of(
        cloud.api.create_private_dns_namespace, Name=NAME, Vpc=cloud.vpc, CreatorRequestId="one"
    )
    assert (refusal["Error"]["Code"], refusal["NamespaceId"]) == ("NamespaceAlreadyExists", namespace)


def test_two_who_make_the_same_namespace_at_once_get_one(practice_at: Callable[[float], Practice]) -> None:
    cloud = CloudMap(practice_at(100).client)
    asked = {"Name": NAME, "Vpc": cloud.vpc}
    ids = [
        cloud.api.create_private_dns_namespace(**asked, CreatorRequestId=token)["OperationId"]
        for token in ("one", "two")
    ]
    assert sorted(cloud.ended(one)["Status"] for one in ids) == ["FAIL", "SUCCESS"]
    assert len(cloud.api.list_namespaces()["Namespaces"]) == 1
    assert cloud.zone_names() == [f"{NAME}."]


def test_a_deleted_namespace_takes_its_zone_along(cloud: CloudMap) -> None:
    namespace, other = cloud.namespace(), cloud.namespace("other.internal")
    operation = cloud.ended(cloud.api.delete_namespace(Id=namespace)["OperationId"])
    assert (operation["Status"], operation["Targets"]) == ("SUCCESS", {"NAMESPACE": namespace})
    assert cloud.zone_names() == ["other.internal."]
    assert code(cloud.api.get_namespace, Id=namespace) == "NamespaceNotFound"
    assert code(cloud.api.delete_namespace, Id=namespace) == "NamespaceNotFound"
    assert cloud.api.get_namespace(Id=other)["Namespace"]["Name"] == "other.internal"
    assert cloud.namespace() != namespace, "the name is free again"


def test_a_namespace_that_is_being_deleted_is_not_deleted_twice(
    practice_at: Callable[[float], Practice],
) -> None:
    cloud = CloudMap(practice_at(100).client)
    namespace = cloud.namespace()
    operation_id = cloud.api.delete_namespace(Id=namespace)["OperationId"]
    refusal = refusal_of(cloud.api.delete_namespace, Id=namespace)
    assert refusal["Error"]["Code"] == "DuplicateRequest"
    assert refusal["DuplicateOperationId"] == operation_id
    assert cloud.ended(operation_id)["Status"] == "SUCCESS"


def test_services_hold_their_namespace_and_instances_their_service(cloud: CloudMap) -> None:
    namespace = cloud.namespace()
    service = cloud.service(namespace)["Id"]
    cloud.instance(service, "i-1", "10.0.0.1")
    assert code(cloud.api.delete_namespace, Id=namespace) == "ResourceInUse"
    refusal = refusal_of(cloud.api.delete_service, Id=service)
    assert refusal["Error"]["Code"] == "ResourceInUse"
    assert "Service contains registered instances" in refusal["Error"]["Message"]
    operation = cloud.api.deregister_instance(ServiceId=service, InstanceId="i-1")["OperationId"]
    assert cloud.ended(operation)["Type"] == "DEREGISTER_INSTANCE"
    cloud.api.delete_service(Id=service)
    assert code(cloud.api.delete_service, Id=service) == "ServiceNotFound"
    cloud.ended(cloud.api.delete_namespace(Id=namespace)["OperationId"])
    assert cloud.zone_names() == []


def test_a_service_tells_the_ttl_of_its_records(cloud: CloudMap) -> None:
    namespace = cloud.namespace()
    made = cloud.service(namespace, HealthCheckCustomConfig={"FailureThreshold": 3})
    told = cloud.api.get_service(Id=made["Arn"])["Service"]
    assert told["DnsConfig"] == {
        "NamespaceId": namespace,
        "RoutingPolicy": "MULTIVALUE",
        "DnsRecords": [{"Type": "A", "TTL": 10}],
    }
    assert told["HealthCheckCustomConfig"] == {"FailureThreshold": 1}, "as AWS has it nowadays"
    assert (told["InstanceCount"], told["NamespaceId"], told["Type"]) == (0, namespace, "DNS_HTTP")
    assert cloud.api.get_namespace(Id=namespace)["Namespace"]["ServiceCount"] == 1


def test_the_namespace_may_be_named_where_it_used_to_be(cloud: CloudMap) -> None:
    namespace = cloud.namespace()
    made = cloud.api.create_service(Name="old", DnsConfig=A_RECORD | {"NamespaceId": namespace})["Service"]
    assert made["NamespaceId"] == namespace


def test_a_service_that_is_there_is_refused_with_its_id(cloud: CloudMap) -> None:
    namespace = cloud.namespace()
    made = cloud.service(namespace, CreatorRequestId="first")
    asked = {"Name": "Quotes", "NamespaceId": namespace, "DnsConfig": A_RECORD}
    refusal = refusal_of(cloud.api.create_service, **asked)
    assert refusal["Error"]["Code"] == "ServiceAlreadyExists"
    assert (refusal["ServiceId"], refusal["ServiceArn"]) == (made["Id"], made["Arn"])
    assert refusal["CreatorRequestId"] == "first"


def test_a_service_needs_its_namespace(cloud: CloudMap) -> None:
    asked = {"Name": "quotes", "NamespaceId": "ns-nowhere", "DnsConfig": A_RECORD}
    assert code(cloud.api.create_service, **asked) == "NamespaceNotFound"
    assert code(cloud.api.get_service, Id="srv-nothing") == "ServiceNotFound"
    assert code(cloud.api.get_operation, OperationId="none") == "OperationNotFound"


def test_services_are_listed_by_namespace(cloud: CloudMap) -> None:
    one, two = cloud.namespace(), cloud.namespace("other.internal")
    service = cloud.service(one)["Id"]
    cloud.service(two)
    only = [{"Name": "NAMESPACE_ID", "Values": [one], "Condition": "EQ"}]
    assert [found["Id"] for found in cloud.api.list_services(Filters=only)["Services"]] == [service]
    first = cloud.api.list_services(MaxResults=1)
    rest = cloud.api.list_services(MaxResults=1, NextToken=first["NextToken"])
    assert len(first["Services"] + rest["Services"]) == 2
    assert "NextToken" not in rest


def test_an_instance_becomes_a_record_of_its_zone(cloud: CloudMap) -> None:
    namespace = cloud.namespace()
    service = cloud.service(namespace)["Id"]
    cloud.instance(service, "i-1", "10.0.0.1")
    cloud.instance(service, "i-2", "10.0.0.2")
    zone = cloud.api.get_namespace(Id=namespace)["Namespace"]["Properties"]["DnsProperties"]["HostedZoneId"]
    records = cloud.zones.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    addresses = {
        record["ResourceRecords"][0]["Value"]: (record["Name"], record["TTL"])
        for record in records
        if record["Type"] == "A"
    }
    assert addresses == {
        "10.0.0.1": (f"quotes.{NAME}.", 10),
        "10.0.0.2": (f"quotes.{NAME}.", 10),
    }


def test_an_instance_without_its_address_is_refused(cloud: CloudMap) -> None:
    service = cloud.service(cloud.namespace())["Id"]
    asked = {"ServiceId": service, "InstanceId": "i-1", "Attributes": {"a": "b"}}
    assert code(cloud.api.register_instance, **asked) == "InvalidInput"
    assert code(cloud.api.deregister_instance, ServiceId=service, InstanceId="i-1") == "InstanceNotFound"
    assert code(cloud.api.list_instances, ServiceId="srv-nothing") == "ServiceNotFound"


def test_registering_an_instance_again_changes_it(cloud: CloudMap) -> None:
    service = cloud.service(cloud.namespace())["Id"]
    cloud.instance(service, "i-1", "10.0.0.1")
    cloud.instance(service, "i-1", "10.0.0.9")
    instances = cloud.api.list_instances(ServiceId=service)["Instances"]
    assert [one["Attributes"] for one in instances] == [{"AWS_INSTANCE_IPV4": "10.0.0.9"}]
    assert cloud.api.get_instance(ServiceId=service, InstanceId="i-1")["Instance"]["Id"] == "i-1"


def test_instances_are_discovered_by_name_and_health(cloud: CloudMap) -> None:
    service = cloud.service(cloud.namespace(), HealthCheckCustomConfig={})["Id"]
    for number in (1, 2):
        cloud.instance(service, f"i-{number}", f"10.0.0.{number}")
    named = {"NamespaceName": NAME, "ServiceName": "quotes"}
    found = cloud.api.discover_instances(**named)["Instances"]
    assert [one["Attributes"]["AWS_INSTANCE_IPV4"] for one in found] == ["10.0.0.1", "10.0.0.2"]
    cloud.api.update_instance_custom_health_status(ServiceId=service, InstanceId="i-1", Status="UNHEALTHY")
    assert [one["InstanceId"] for one in cloud.api.discover_instances(**named)["Instances"]] == ["i-2"]
    everyone = cloud.api.discover_instances(**named, HealthStatus="ALL")["Instances"]
    assert [one["HealthStatus"] for one in everyone] == ["UNHEALTHY", "HEALTHY"]
    assert code(cloud.api.discover_instances, NamespaceName="x", ServiceName="y") == "NamespaceNotFound"
    assert code(cloud.api.discover_instances, NamespaceName=NAME, ServiceName="y") == "ServiceNotFound"


def test_operations_are_listed_by_what_they_were_about(cloud: CloudMap) -> None:
    one, two = cloud.namespace(), cloud.namespace("other.internal")
    deleted = cloud.api.delete_namespace(Id=two)["OperationId"]
    cloud.ended(deleted)

    def listed(name: str, value: str) -> list[str]:
        filters = [{"Name": name, "Values": [value], "Condition": "EQ"}]
        return [str(found["Id"]) for found in cloud.api.list_operations(Filters=filters)["Operations"]]

    assert len(cloud.api.list_operations()["Operations"]) == 3
    assert len(listed("NAMESPACE_ID", one)) == 1
    assert listed("TYPE", "DELETE_NAMESPACE") == [deleted]
    assert listed("STATUS", "FAIL") == []


def test_an_update_is_an_operation_too(cloud: CloudMap) -> None:
    namespace = cloud.namespace()
    service = cloud.service(namespace)["Id"]
    records = {"DnsRecords": [{"Type": "A", "TTL": 60}]}
    answer = cloud.api.update_service(Id=service, Service={"Description": "new", "DnsConfig": records})
    assert cloud.ended(answer["OperationId"])["Status"] == "SUCCESS"
    told = cloud.api.get_service(Id=service)["Service"]
    assert (told["Description"], told["DnsConfig"]["DnsRecords"][0]["TTL"]) == ("new", 60)
    answer = cloud.api.update_private_dns_namespace(Id=namespace, Namespace={"Description": "newer"})
    cloud.ended(answer["OperationId"])
    assert cloud.api.get_namespace(Id=namespace)["Namespace"]["Description"] == "newer"


def test_an_http_namespace_has_no_zone_and_no_records(cloud: CloudMap) -> None:
    operation = cloud.ended(cloud.api.create_http_namespace(Name="mesh")["OperationId"])
    namespace = operation["Targets"]["NAMESPACE"]
    told = cloud.api.get_namespace(Id=namespace)["Namespace"]
    assert (told["Type"], told["Properties"]) == ("HTTP", {"HttpProperties": {"HttpName": "mesh"}})
    assert cloud.zone_names() == []
    asked = {"Name": "quotes", "NamespaceId": namespace, "DnsConfig": A_RECORD}
    assert code(cloud.api.create_service, **asked) == "InvalidInput"
    assert code(cloud.api.create_http_namespace, Name="mesh") == "NamespaceAlreadyExists"


def test_regions_know_nothing_of_each_other(cloud: CloudMap, aws: Aws) -> None:
    cloud.namespace()
    assert aws("servicediscovery", "us-east-1").list_namespaces()["Namespaces"] == []
