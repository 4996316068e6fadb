"""The way out to S3 for what is in a security group: AWS keeps S3's addresses in a prefix list, and the rule names it."""

from typing import Any

from steps.aws.ec2_listings import TaggedInEc2
from steps.aws.endpoint_services import service_name
from steps.aws.security_groups import HTTPS, SecurityGroup, described, name_rule
from steps.engine.cloud.listing import read_all
from steps.engine.model.resource import Handle
from steps.engine.model.site import Site


class S3Egress(TaggedInEc2):
    """Lets the apps reach S3, whose addresses AWS keeps in a prefix list."""

    group: SecurityGroup
    kind = "AWS::EC2::SecurityGroupRule"

    @property
    def name(self) -> str:
        """Like its fellow rules."""
        return f"security-group-rule.{self.group.label}.to.s3.{HTTPS}"

    def create(self, site: Site) -> Handle:
        """ec2:DescribeManagedPrefixLists, then ec2:AuthorizeSecurityGroupEgress."""
        name = service_name(site.run, "s3")
        lists = read_all(
            site.aws.ec2,
            "describe_managed_prefix_lists",
            "PrefixLists",
            Filters=[{"Name": "prefix-list-name", "Values": [name]}],
        )
        permission: Any = {
            "IpProtocol": "tcp",
            "FromPort": HTTPS,
            "ToPort": HTTPS,
            "PrefixListIds": [{"PrefixListId": lists[0]["PrefixListId"], "Description": self.about}],
        }
        rules = site.aws.ec2.authorize_security_group_egress(
            GroupId=site.id(self.group),
            IpPermissions=[permission],
            TagSpecifications=site.tag_specifications("security-group-rule"),
        )["SecurityGroupRules"]
        return Handle(rules[0]["SecurityGroupRuleId"], seen=rules[0])

    @property
    def about(self) -> str:
        """What it is for, in the console."""
        return "Image layers from S3"

    def differs(self, site: Site, handle: Handle) -> str:
        """Version 0.1 left it without a word."""
        return described(site, handle, self.about)

    def update(self, site: Site, handle: Handle) -> Handle:
        """ec2:ModifySecurityGroupRules."""
        name_rule(site, handle, self.about)
        return handle

    def delete(self, site: Site, handle: Handle) -> None:
        """ec2:RevokeSecurityGroupEgress."""
        site.aws.ec2.revoke_security_group_egress(
            GroupId=handle.seen["GroupId"], SecurityGroupRuleIds=[handle.id]
        )
