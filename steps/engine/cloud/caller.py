"""Who AWS takes us for, and whether it is the region that does not know us or nobody at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from steps.engine.cloud.clients import Aws
from steps.engine.cloud.explain import UNKNOWN_KEY, explain
from steps.engine.cloud.refusals import error_code
from steps.engine.model.partitions import home_region
from steps.engine.model.service_clients import Clients
from steps.engine.troubles import Trouble


@dataclass(frozen=True)
class Caller:
    """An account, a person's ARN, by how much this machine's clock is ahead of AWS's, and the region that is closed."""

    account: str
    arn: str
    ahead: timedelta | None = None
    closed: Trouble | None = None

    @property
    def is_root(self) -> bool:
        """Whether it is the account's owner, who may do everything."""
        return self.arn.endswith(":root")

    @property
    def partition(self) -> str:
        """The partition that the account belongs to, such as aws-cn."""
        return self.arn.split(":")[1]


def ask_who_calls(aws: Clients) -> Caller | Trouble:
    """Ask the region, and its partition's default one where the region does not know the key."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        try:
            return _caller(aws.sts.get_caller_identity())
        except ClientError as error:
            if found := _elsewhere(aws, error):
                return found
            raise
    except (BotoCoreError, ClientError, Trouble) as error:
        return explain(error, profile=aws.profile)


def identify_caller(aws: Clients) -> Any:
    """STS's answer. Raises Trouble where the region is not enabled; any other error of AWS's may pass through."""
    from botocore.exceptions import ClientError

    try:
        return aws.sts.get_caller_identity()
    except ClientError as error:
        found = _elsewhere(aws, error)
        if found and found.closed:
            raise found.closed from error
        raise


def _elsewhere(aws: Clients, error: Exception) -> Caller | None:
    """Who we are where every account is known, when it is the region that does not know us."""
    from botocore.exceptions import BotoCoreError, ClientError

    home = home_region(aws.region)
    if error_code(error) not in UNKNOWN_KEY or home == aws.region or not isinstance(aws, Aws):
        return None
    try:
        return _caller(aws.once("sts", home).get_caller_identity(), closed_region(aws.region, aws.profile))
    except (BotoCoreError, ClientError):
        return None


def closed_region(region: str, profile: str = "") -> Trouble:
    """What is told of a region that this account has not enabled."""
    option = f" --profile {profile}" if profile and profile != "default" else ""
    return Trouble(
        f"The region {region} is not enabled for this account.",
        why="AWS does not know your keys there, and takes them in its default region.",
        cure=f"Enable it, which takes some minutes: `aws account enable-region --region-name {region}{option}`, or choose "
        "another region.",
    )


def _caller(answer: Any, closed: Trouble | None = None) -> Caller:
    told = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        theirs = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return Caller(answer["Account"], answer["Arn"], None, closed)
    return Caller(answer["Account"], answer["Arn"], datetime.now(theirs.tzinfo) - theirs, closed)
