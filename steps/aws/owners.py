"""Whose a thing in AWS is, as far as AWS tells."""

from typing import Any

from steps.engine.model.site import DEPLOYMENT_TAG, as_mapping


def tags_of(item: Any) -> object:
    """Its tags, whichever of their names the service has for them."""
    return item.get("Tags") or item.get("tags") or item.get("TagSet")


def owner_of(tagged: Any, item: Any) -> str:
    """Another deployment's, its tag's, or only an account's: `tagged` has the tags, `item` the rest."""
    tags = as_mapping(tags_of(tagged))
    if DEPLOYMENT_TAG in tags:
        return f"the deployment “{tags[DEPLOYMENT_TAG]}”"
    named = next((tags[key] for key in ("Owner", "owner", "Name") if tags.get(key)), "")
    account = item.get("OwnerId", "")
    words = [f"“{named}”" if named else "", f"account {account}" if account else ""]
    return ", ".join(filter(None, words)) or "somebody else"
