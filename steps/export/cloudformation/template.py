"""The template: a resource for each thing, with the properties that its calls had, and references for the marks in them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from steps.aws.zones import ZONES
from steps.engine.cloud.answered_ids import changes
from steps.export.cloudformation.forms import ATTRIBUTES, DOCUMENTS, FORMS, MAPS, NO_EMPTY_TAGS, NOT_MADE
from steps.export.cloudformation.logical_ids import LogicalIds
from steps.export.dictation import BALANCER, DictatedCall, DictatedThing, Dictation
from steps.export.first_sentences import caption

Template = dict[str, Any]


@dataclass
class Writer:
    """Writes one dictation; `private` has the values of parameters that must not stand in the template."""

    dictation: Dictation
    parameters: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        plan = self.dictation.plan
        self._account = re.compile(
            rf"(?<!\d){plan.account}(?!\d)|(?<![\w-]){re.escape(plan.region)}(?![\w-])"
        )
        self._owners = {call.place: made for made in self.dictation.made for call in made.calls}
        self._ids = LogicalIds()
        self._prefix_list = self._ids.new("s3-prefix-list-id")
        self._zones = {
            zone: self._ids.new(f"zone{place}") for place, zone in enumerate(plan.answer(ZONES), 1)
        }
        self._names: dict[str, str] = {}
        for made in self.dictation.made:
            if _form(made):
                whole = self._names.get(self._whole(made).node.name)
                self._names[made.node.name] = whole or self._ids.new(made.node.name)

    def template(self) -> Template:
        """All of it, as JSON."""
        resources: dict[str, dict[str, Any]] = {}
        for made in self.dictation.made:
            if _form(made) and self._whole(made) is made:
                resources[self._names[made.node.name]] = self._resource(made)
            elif _form(made):
                resources[self._names[made.node.name]]["Properties"] |= self._resource(made)["Properties"]
        for made in self.dictation.made:
            if not _form(made) and made.node.kind not in NOT_MADE and not made.handle.lent:
                self.left_out.append(f"{made.node.name} ({made.node.kind})")
        notes = f" Left out: {', '.join(self.left_out)}." if self.left_out else ""
        return {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": f"{self.dictation.plan.deployment}, as fargate-wizard builds it.{notes}"[:1024],
            "Parameters": self._parameters(),
            "Resources": resources,
            "Outputs": dict(self._outputs()),
        }

    def _outputs(self) -> Iterator[tuple[str, Any]]:
        """Where each app answers, by its name."""
        ids = LogicalIds()
        found = {
            app.name: (app, made.handle.url)
            for made in self.dictation.made
            if made.handle.url and (app := made.node.serves)
        }
        for app, url in found.values():
            about = f"Where {app.name} answers{'' if app.count else ', once it has tasks: it is idle'}"
            yield ids.new(f"{app.name}-url"), {"Description": about, "Value": self._value(url)}

    def _parameters(self) -> dict[str, Any]:
        zones = {
            name: {"Type": "AWS::EC2::AvailabilityZone::Name", "Default": zone, "Description": "A zone with two subnets"}
            for zone, name in self._zones.items()
        }  # fmt: skip
        return zones | self.parameters

    def _whole(self, made: DictatedThing) -> DictatedThing:
        """The thing that this is a part of, or itself."""
        for call in made.calls:
            form = FORMS.get(f"{call.service} {call.operation}")
            if form and form.part_of:
                mark = self.dictation.marks[call.parameters[form.part_of]]
                return self._owners[mark.call.place]
        return made

    def _resource(self, made: DictatedThing) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        kind = ""
        for call in made.calls:
            if form := FORMS.get(f"{call.service} {call.operation}"):
                kind = form.type
                properties |= dict(form.fixed) | self._properties(call)
        if "IpPermissions" in properties:
            properties = _rule(properties, kind)
        resource: dict[str, Any] = {
            "Type": kind,
            "Metadata": {"About": caption(made.node)},
            "Properties": properties,
        }
        named = {*_named(properties), self._names[made.node.name]}
        waits = sorted(
            name for need in made.node.needs if (name := self._names.get(need.name)) and name not in named
        )
        if waits:
            resource["DependsOn"] = waits
        return resource

    def _properties(self, call: DictatedCall) -> dict[str, Any]:
        form = FORMS[f"{call.service} {call.operation}"]
        found: dict[str, Any] = {}
        for name, value in call.parameters.items():
            if name in call.hidden or name in form.without:
                continue
            own = name[0].upper() + name[1:]
            own = form.renamed.get(own, own)
            match own:
                case "Tags" | "TagSpecifications":
                    if tags := self._tags(value, form.type):
                        found["Tags"] = [{"Key": key, "Value": each} for key, each in tags.items()]
                case "EnableDnsHostnames":
                    found[own] = value["Value"]
                case _ if own in DOCUMENTS:
                    found[own] = self._value(json.loads(value))
                case "ContainerDefinitions":
                    found[own] = [self._container(each) for each in value]
                case _:
                    found[own] = self._value(_capital(value))
        return found

    def _tags(self, value: Any, type_: str) -> dict[str, str]:
        """The user's tags, but for those that this type cannot have."""
        tags = _tags(value)
        empty = [key for key, each in tags.items() if not each and type_ in NO_EMPTY_TAGS]
        for key in empty:
            left_out = f"the tag {key} of each {type_} (a tag without a value)"
            if left_out not in self.left_out:
                self.left_out.append(left_out)
        return {key: each for key, each in tags.items() if key not in empty}

    def _container(self, container: Mapping[str, Any]) -> dict[str, Any]:
        """A container definition whose image's tag is a parameter, and so is each value of its environment, unseen."""
        app, tagged = container["name"], self._ids.new(f"{container['name']}-tag")
        told = dict(self._value(_capital(container)))
        image, _, tag = container["image"].rpartition(":")
        self.parameters[tagged] = {
            "Type": "String",
            "Default": tag,
            "Description": f"The tag of the image of {app}",
        }
        told["Image"] = {"Fn::Sub": f"{self._with_references(image)}:${{{tagged}}}"}
        told["Environment"] = [self._variable(app, each) for each in container.get("environment", ())]
        return told

    def _variable(self, app: str, variable: Mapping[str, str]) -> dict[str, Any]:
        name = self._ids.new(f"{app}-{variable['name'].lower().replace('_', '-')}")
        self.parameters[name] = {
            "Type": "String",
            "NoEcho": True,
            "Description": f"{variable['name']} in the environment of {app}",
        }
        self.private[name] = variable["value"]
        return {"Name": variable["name"], "Value": {"Ref": name}}

    def _value(self, value: Any) -> Any:
        match value:
            case str():
                return self._text(value)
            case Mapping():
                return {key: self._value(each) for key, each in value.items()}
            case list() | tuple():
                return [self._value(each) for each in value]
            case _:
                return value

    def _text(self, text: str) -> Any:
        if text in self._zones:
            return {"Ref": self._zones[text]}
        told = self._with_references(text)
        if told == text.replace("${", "${!"):
            return text
        if whole := re.fullmatch(r"\$\{(\w+)\}", told):
            return {"Ref": whole[1]}
        if whole := re.fullmatch(r"\$\{(\w+)\.(\w+)\}", told):
            return {"Fn::GetAtt": [whole[1], whole[2]]}
        return {"Fn::Sub": told}

    def _with_references(self, text: str) -> str:
        """The text for Fn::Sub."""
        pattern = self.dictation.pattern
        whole = re.compile(rf"({pattern.pattern}){BALANCER}{pattern.pattern}")
        text = whole.sub(r"\1", text.replace("${", "${!"))
        text = pattern.sub(lambda found: self._reference(found[0]), text)
        for made in self.dictation.made:
            if made.node.kind == "AWS::IAM::Role" and not made.handle.lent:
                text = text.replace(made.handle.arn, f"${{{self._names[made.node.name]}.Arn}}")
        plan = self.dictation.plan
        return self._account.sub(
            lambda found: "${AWS::AccountId}" if found[0] == plan.account else "${AWS::Region}", text
        )

    def _reference(self, mark: str) -> str:
        told = self.dictation.marks[mark]
        owner = self._owners[told.call.place]
        if not changes(told.call.operation) and owner.node.kind == "AWS::EC2::SecurityGroupRule":
            self.parameters[self._prefix_list] = {
                "Type": "String", "Description": "Of com.amazonaws.REGION.s3: aws ec2 describe-managed-prefix-lists",
            }  # fmt: skip
            return f"${{{self._prefix_list}}}"
        name, attribute = self._names[owner.node.name], ATTRIBUTES.get(told.path, "")
        return f"${{{name}.{attribute}}}" if attribute else f"${{{name}}}"


def _form(made: DictatedThing) -> bool:
    return made.node.kind not in NOT_MADE and any(
        f"{call.service} {call.operation}" in FORMS for call in made.calls
    )


def _capital(value: Any) -> Any:
    """The value with the names of its properties as CloudFormation writes them."""
    match value:
        case Mapping():
            named = {key[:1].upper() + key[1:]: each for key, each in value.items()}
            return {key: each if key in MAPS else _capital(each) for key, each in named.items()}
        case list() | tuple():
            return [_capital(each) for each in value]
        case _:
            return value


def _tags(value: Any) -> dict[str, str]:
    """The user's tags, in whatever form they were asked for: the wizard's own are not the stack's."""
    match value:
        case [{"ResourceType": _, "Tags": tags}]:
            value = tags
        case Mapping():
            value = [{"Key": key, "Value": each} for key, each in value.items()]
    pairs = (
        (each.get("Key", each.get("key", "")), each.get("Value", each.get("value", ""))) for each in value
    )
    return {key: each for key, each in pairs if not key.startswith("fargate-wizard:")}


def _rule(properties: dict[str, Any], kind: str) -> dict[str, Any]:
    """A rule as CloudFormation has it: one permission, with one peer."""
    [permission] = properties["IpPermissions"]
    end = "Source" if kind.endswith("Ingress") else "Destination"
    peers = {
        "IpRanges": ("CidrIp", "CidrIp"),
        "UserIdGroupPairs": ("GroupId", f"{end}SecurityGroupId"),
        "PrefixListIds": ("PrefixListId", f"{end}PrefixListId"),
    }
    told = {"GroupId": properties["GroupId"]}
    told |= {key: permission[key] for key in ("IpProtocol", "FromPort", "ToPort")}
    for key, (name, own) in peers.items():
        for peer in permission.get(key, ()):
            told |= {own: peer[name], "Description": peer["Description"]}
    return told


def _named(value: Any) -> Iterator[str]:
    """The logical ids that a value refers to."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from (name.partition(".")[0] for name in re.findall(r"\$\{([A-Za-z0-9.]+)\}", text))
        case Mapping():
            for each in value.values():
                yield from _named(each)
        case list() | tuple():
            for each in value:
                yield from _named(each)
        case _:
            pass
