"""The image: whether the tag is in the registry, and for which processor the recipe asks."""

from collections.abc import Iterator

from steps.diagnosis.case import Case
from steps.diagnosis.finding import ProbeFinding, rebuilt
from steps.engine.cloud.refusals import is_absent

STEP = "images"


def image_tag(case: Case) -> Iterator[ProbeFinding]:
    """Whether the tag that the task definition names was pushed."""
    from botocore.exceptions import ClientError

    reference = case.container["image"]
    repository, _, tag = reference.partition("/")[2].partition("@")[0].rpartition(":")
    if ".dkr.ecr." not in reference:
        yield ProbeFinding("image", None, f"{reference} is in another registry")
        return
    try:
        found = case.aws.ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
    except ClientError as error:
        if not is_absent(error):
            raise
        yield rebuilt("image", f"there is no tag {tag} in the repository {repository}", STEP)
        return
    pushed = found["imageDetails"][0].get("imagePushedAt")
    yield ProbeFinding(
        "image", ok=True, said=f"{repository}:{tag} was pushed" + (f" at {pushed:%H:%M}" if pushed else "")
    )


def processor(case: Case) -> Iterator[ProbeFinding]:
    """For which processor the recipe asks; what the image is made for, AWS has said."""
    asked = case.definition.get("runtimePlatform", {}).get("cpuArchitecture", "X86_64")
    cure = (
        f"Build the image for {asked} (its Dockerfile may name another platform, `FROM --platform=…`), or let the recipe ask "
        "for the other processor; then build again."
    )
    said = f"the task definition asks for {asked}, and the image is for another one"
    yield ProbeFinding("processor", ok=False, said=said, cure=cure, step=STEP)
