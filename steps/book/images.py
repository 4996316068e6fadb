"""# Images

Now each app becomes an image. **Docker** reads the app's `Dockerfile`, the text that says how, builds the image layer by
layer, and **pushes** it to the app's repository.

Before that, the image is **rehearsed**: started here just as Fargate will start it. Does it stay up? Does it listen on its
port, on every address? Does its *health path* answer, the address such as `/health` at which an app says that it is well (or
its health command)? What fails here in seconds would fail there in minutes. What Fargate would bear, such as a program that
does not stop when asked, is a warning.

An app that has not changed is neither built nor pushed again. Nothing on this page costs more than the last one said.

## In detail

- **0.0.0.0 and not 127.0.0.1.** A program that listens on 127.0.0.1 hears only its own container. The load balancer asks from
  outside, gets no answer, and the task is declared unhealthy and replaced, over and over; nothing in its output says why.
  Make it listen on 0.0.0.0, which means on every address that it has.
- **Grace.** A program needs a moment until it can answer. For its first 30 seconds (`grace` in `app.toml`) a failed health
  check is forgiven; one that needs longer would never come up without a longer grace.
- **Versions.** The image's tag is made from the content of the app's folder and from `[build]` in its `app.toml`. A change
  gives a new tag, a new task definition and a careful rollout; another size, count, environment or health check does not.
- **An image of others.** With `image = "…"` in `app.toml` nothing is built: the image is fetched here and pushed to the app's
  repository, because a private task reaches no other registry.
- **BuildKit** builds, where your `docker` command has it (buildx). The older builder gets only what both read alike. A secret
  of a build goes to the command that needs it, and into no layer, log or journal.
- **The processor.** Images are built for the processor that the task will run on, whatever is in your laptop. One for the
  wrong processor never starts, and you learn that only in AWS, minutes later.
- **The token** that lets Docker push is fetched for each push, lasts twelve hours, and is written nowhere.
- **The practice cloud** takes these pushes too and runs the images as containers, if Docker was there when it started.
  Without Docker nothing is built: your app's folder is run as it is, as a plain process. So it is, if you like, when no
  registry can be reached that has the images which yours are built on.

More from AWS: https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from steps.appfile.apps import App
from steps.appfile.image_tag import fetched_anew
from steps.aws.image_work import build_image, push_image, rehearse_image
from steps.aws.unfetched import UNFETCHED, do_without, point_at_process
from steps.book.repositories import Repository, repository_name
from steps.engine.model.actions import actions
from steps.engine.model.partitions import registry
from steps.engine.model.plan import Plan
from steps.engine.model.resource import Check, Handle, Resource
from steps.engine.model.site import Run, Site
from steps.engine.model.step import Question, Step, slot
from steps.engine.troubles import BadInput, Trouble
from steps.target.target import register_folder

if TYPE_CHECKING:
    from steps.docker.engine import Engine

FOLDER = "fargate-wizard.folder"
CONTENT = "fargate-wizard.content"
MEDIA = "application/vnd.oci.image"


def _read_yes(text: str) -> bool:
    if (answer := text.strip().lower()) in ("yes", "y", "true", "no", "n", "false"):
        return answer in ("yes", "y", "true")
    raise BadInput(f"“{text}” is neither yes nor no.", cure="Say yes or no.")


REHEARSE: Question[bool] = Question(
    key="rehearse",
    label="Rehearse images",
    prompt="Rehearse each image before it is pushed?",
    why="It takes some seconds for each app and finds what would otherwise fail on AWS.",
    default=lambda run: True,
    read=_read_yes,
)


class Docker(Check):
    """The engine that builds the images."""

    def verify(self, site: Site) -> str:
        """Say which engine there is; on the practice cloud it can do without. Raises EngineTrouble."""
        if practises_without_docker(site.run):
            return "none is needed: the practice cloud runs the apps' folders as plain processes"
        found = engine(site.run).describe()
        practises = site.aws.banner is not None
        return f"{found}; the practice cloud runs tasks as containers in it" if practises else found


class Image(Resource):
    """One app's image, under a tag made from its content."""

    app: App
    tag: str
    repository: Repository
    kind = "AWS::ECR::Image"
    typical = 60.0
    vanishes = True

    @property
    def name(self) -> str:
        """One for each app, whatever its tag."""
        return f"image.{self.app.name}"

    def find(self, site: Site) -> Handle | None:
        """Look it up in its repository, by tag."""
        repository = site.listing(f"repository {self.app.name}", lambda: site.find(self.repository))
        if repository is None:
            return None
        found = site.aws.ecr.describe_images(
            repositoryName=repository_name(site, self.app), imageIds=[{"imageTag": self.tag}]
        )["imageDetails"]
        return Handle(self.tag, found[0]["imageDigest"], ours=repository.ours) if found else None

    def create(self, site: Site) -> Handle:
        """Build, rehearse and push; or, on the practice cloud without Docker, say where the app's folder is."""
        from steps.docker.docker_troubles import BaseImageTrouble

        if practises_without_docker(site.run):
            point_at_process(site, self.app)
            return Handle(self.tag, self._point_at_folder(site))
        try:
            return Handle(self.tag, self._build_and_push(site, engine(site.run)))
        except BaseImageTrouble as trouble:
            do_without(site, self.app, trouble)
            return Handle(self.tag, self._point_at_folder(site))

    def _point_at_folder(self, site: Site) -> str:
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{MEDIA}.manifest.v1+json",
            "config": {"mediaType": f"{MEDIA}.config.v1+json", "digest": f"sha256:{'0' * 64}", "size": 2},
            "layers": [],
            "annotations": {FOLDER: register_folder(Path(self.app.folder), self.tag), CONTENT: self.tag},
        }
        image = site.aws.ecr.put_image(
            repositoryName=repository_name(site, self.app),
            imageManifest=json.dumps(manifest),
            imageManifestMediaType=manifest["mediaType"],  # type: ignore[arg-type]  # a constant text
            imageTag=self.tag,
        )["image"]
        return image["imageId"]["imageDigest"]

    def _build_and_push(self, site: Site, docker: "Engine") -> str:
        if not self.app.folder:
            raise Trouble(
                f"The folder of {self.app.name} is not on this machine, and its image {self.tag} is not in AWS.",
                why="This deployment was attached to, and its images were not all pushed.",
                cure="Give the folder that it was built from: `fargate-wizard up NAME --apps DIR`.",
            )
        from steps.docker.build import find_image

        reference = f"{push_address(site, self)}:{self.tag}"
        labels = {CONTENT: self.tag}
        if find_image(docker, reference, labels):
            site.say(f"{reference} is built already.")
        else:
            build_image(site, self.app, docker, reference, labels, pull=fetched_anew(self.tag))
        if site.plan.answer(REHEARSE):
            rehearse_image(site, self.app, docker, reference)
        return push_image(site, docker, reference)


def engine(run: Run) -> "Engine":
    """The Docker engine, looked for once a run. Raises EngineTrouble."""
    from steps.docker.engine import find_engine

    return run.facts.ask("docker", lambda: find_engine(os.environ))


def practises_without_docker(run: Run) -> bool:
    """Whether this is the practice cloud and it takes no pushed images."""
    return run.aws.banner is not None and run.aws.banner.registry is None


def push_address(site: Site, image: Image) -> str:
    """Where Docker pushes to: the repository's URI, or the registry that stands behind the practice cloud."""
    banner = site.aws.banner
    if banner and banner.registry:
        return f"{banner.registry}/{site.plan.region}/{repository_name(site, image.app)}"
    return site.id(image.repository)


def image(plan: Plan, app: App) -> Image:
    """The app's image as its folder is now."""
    return Image(app, plan.images[app.name], Repository(app))


def image_reference(site: Site, app: App) -> str:
    """What a task definition calls the image."""
    place = registry(site.plan.account, site.plan.region, site.plan.partition)
    return f"{place}/{repository_name(site, app)}:{site.plan.images[app.name]}"


def resources(plan: Plan) -> tuple[Image, ...]:
    """One image for each app."""
    return tuple(image(plan, app) for app in plan.apps)


def happened(plan: Plan) -> tuple[str, ...]:
    """What the first app's image is called."""
    app = plan.apps[0]
    made = image(plan, app)
    return (
        f"The image of {app.name} has the tag {slot(made)}, which is made from the content of its folder.",
        f"It is in ECR as {slot(made.repository)}:{slot(made)}.",
        "Build again, and whatever has not changed is neither built nor pushed.",
    )


ALLOWS = (
    *actions(
        "ecr",
        "GetAuthorizationToken DescribeImages BatchCheckLayerAvailability InitiateLayerUpload "
        "UploadLayerPart CompleteLayerUpload PutImage BatchGetImage",
    ),
)
"""What this page must be allowed."""

STEP = Step(
    title="Images",
    resources=resources,
    checks=lambda plan: (Docker(),),
    questions=(REHEARSE, UNFETCHED),
    happened=happened,
    allows=ALLOWS,
)
