"""# A place for images

An app comes to Fargate as a **container image**: its program and all that it needs to run, packed in layers. A **container**
is a process that runs from one, with a file system of its own, cut off from its neighbours.

Fargate fetches images from a **registry**, a server for them. Every account has one ready in each region: **ECR**, the
Elastic Container Registry. Inside it every app gets a **repository**, a shelf for all versions of its image.

You make one repository for each app. An empty one costs nothing; a full one costs {images} a month for each gigabyte in it.

## In detail

- **Registry or repository?** The registry is AWS's and holds the repositories; you can neither make a second one nor delete
  it.
- **Tags stay.** Tags of images are *immutable* here: once an image has a tag, that tag means this image and no other. So what
  runs is always what you think runs.
- **Scans.** Each image is scanned for known weaknesses when it is pushed, at no cost; what was found is in the ECR console.
- **Encryption.** Images are encrypted with AWS's own key; a key of yours (KMS) would cost {key} a month.

More from AWS: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
"""

from typing import Any

from steps.appfile.apps import App
from steps.aws.by_kind import born
from steps.aws.tagging import IN_ECR
from steps.engine.cloud.listing import read_all
from steps.engine.model.actions import actions
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Handle, Resource
from steps.engine.model.site import Site
from steps.engine.model.step import Step, slot


class Repository(Resource):
    """The shelf in ECR for one app's images."""

    app: App
    kind = "AWS::ECR::Repository"
    tagging = IN_ECR

    def find(self, site: Site) -> Handle | None:
        """Look it up by name; its id is its URI, which images are pushed to."""
        ecr = site.aws.ecr
        for repository in site.listing(
            "repositories", lambda: read_all(ecr, "describe_repositories", "repositories")
        ):
            if repository["repositoryName"] == repository_name(site, self.app):
                arn = repository["repositoryArn"]
                tags = ecr.list_tags_for_resource(resourceArn=arn)["tags"]
                ours = site.owns(tags)
                return _handle(repository, ours=ours, tags=tags)
        return None

    def create(self, site: Site) -> Handle:
        """ecr:CreateRepository, with tags that cannot be moved and a scan of whatever is pushed."""
        repository = site.aws.ecr.create_repository(
            repositoryName=repository_name(site, self.app),
            imageTagMutability="IMMUTABLE",
            imageScanningConfiguration={"scanOnPush": True},
            tags=site.tag_list,
        )["repository"]
        return _handle(repository, ours=True)

    def differs(self, site: Site, handle: Handle) -> str:
        """Tags that cannot be moved, and a scan of whatever is pushed; version 0.1 asked for no scan."""
        scanned = (
            handle.seen.get("imageScanningConfiguration", {}).get("scanOnPush") or site.plan.edition == 1
        )
        immovable = handle.seen["imageTagMutability"].startswith("IMMUTABLE")
        return ", ".join(
            what
            for what, done in (("scanned on push", scanned), ("tags that cannot be moved", immovable))
            if not done
        )

    def update(self, site: Site, handle: Handle) -> Handle:
        """ecr:PutImageScanningConfiguration and ecr:PutImageTagMutability, whichever is needed."""
        name = repository_name(site, self.app)
        if not handle.seen.get("imageScanningConfiguration", {}).get("scanOnPush"):
            site.aws.ecr.put_image_scanning_configuration(
                repositoryName=name, imageScanningConfiguration={"scanOnPush": True}
            )
        if not handle.seen["imageTagMutability"].startswith("IMMUTABLE"):
            site.aws.ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability="IMMUTABLE")
        return handle

    def delete(self, site: Site, handle: Handle) -> None:  # noqa: ARG002  (it is known by its name)
        """ecr:DeleteRepository, with the images in it."""
        site.aws.ecr.delete_repository(repositoryName=repository_name(site, self.app), force=True)


def _handle(repository: Any, *, ours: bool, tags: Any = None) -> Handle:
    uri, arn = repository["repositoryUri"], repository["repositoryArn"]
    return Handle(uri, arn, ours=ours, born=born(Repository.kind, repository), tags=tags, seen=repository)


def repository_name(site: Site, app: App) -> str:
    """`<deployment>-<app>`."""
    return site.name(app.name)


def resources(plan: Plan) -> tuple[Repository, ...]:
    """One repository for each app."""
    return tuple(Repository(app) for app in plan.apps)


def happened(plan: Plan) -> tuple[str, ...]:
    """Where the first app's images will be."""
    return (
        f"ECR has a repository for each app. One is {slot(Repository(plan.apps[0]))}.",
        "Docker pushes to it, and Fargate pulls from it; both need permission first.",
        "As long as they are empty, nothing is billed.",
    )


ALLOWS = (
    *actions(
        "ecr",
        "CreateRepository DescribeRepositories ListTagsForResource TagResource UntagResource "
        "DeleteRepository PutImageScanningConfiguration PutImageTagMutability",
    ),
)
"""What this page must be allowed."""

STEP = Step(title="A place for images", resources=resources, happened=happened, allows=ALLOWS)
