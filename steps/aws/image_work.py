"""An app's image built, rehearsed and pushed, with the values and the words that its deployment has for it."""

import base64
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steps.appfile.apps import App, Architecture
from steps.appfile.sealed import LEAST
from steps.aws.recipe import with_values
from steps.engine.model.site import Site
from steps.engine.troubles import Trouble

if TYPE_CHECKING:
    from steps.docker.engine import Engine
    from steps.docker.push import Credentials

PLATFORMS = {Architecture.X86_64: "linux/amd64", Architecture.ARM64: "linux/arm64"}


def build_image(
    site: Site, app: App, docker: "Engine", reference: str, labels: dict[str, str], *, pull: bool
) -> None:
    """Build or fetch it under this reference; no event tells a secret that it is built with. Raises DockerTrouble."""
    from steps.docker.build import build
    from steps.docker.build_order import BuildOrder
    from steps.docker.build_secrets import secret_words

    folder = Path(app.folder)
    words = secret_words(folder, app.build, os.environ)
    site.run.conceal(word for word in words if len(word) >= LEAST)
    order = BuildOrder(
        folder, reference, PLATFORMS[app.architecture], site.say, lambda now: site.progress(str(now)), site.stop,
        build=app.build, image=app.image, labels=labels, pull=pull,
    )  # fmt: skip
    build(docker, order)


def rehearse_image(site: Site, app: App, docker: "Engine", reference: str) -> None:
    """Start it here as Fargate would; say what would be better otherwise. Trouble for what would not run there."""
    from steps.docker.rehearse import WITHOUT, rehearse

    app = with_values(site, app).settled(str(site.plan.answers.get("namespace", "")))
    findings = rehearse(docker, reference, app, say=site.say, stop=site.stop)
    for finding in findings:
        if not finding.fatal:
            site.say(f"WARNING: {app.name}: {finding}")
    fatal = [finding for finding in findings if finding.fatal]
    if not fatal:
        return
    cures = [f"{finding.file}: {finding.cure}" for finding in fatal]
    raise Trouble(
        f"{app.name} would not run on Fargate: {' '.join(finding.what for finding in fatal)}",
        why="It was started here just as Fargate would start it; nothing was pushed.",
        cure=" ".join([*cures, f"Or leave the rehearsal out: `{WITHOUT}`."]),
    )


def push_image(site: Site, docker: "Engine", reference: str) -> str:
    """Push it, once more where the network went away meanwhile and came back; give its digest. Raises PushTrouble."""
    from steps.docker.docker_troubles import PushRefusal, PushTrouble
    from steps.docker.push import push

    while True:
        try:
            return push(
                docker, reference, lambda: registry_token(site),
                say=site.say, progress=lambda now: site.progress(str(now)), stop=site.stop,
            )  # fmt: skip
        except PushTrouble as trouble:
            cut_off = trouble.kind in (PushRefusal.ROUTE, PushRefusal.BROKEN)
            if not (cut_off and site.aws.came_back()):
                raise


def registry_token(site: Site) -> "Credentials":
    """ecr:GetAuthorizationToken, as user and password."""
    from steps.docker.push import Credentials

    token: Any = site.aws.ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    user, _, password = base64.b64decode(token).decode().partition(":")
    return Credentials(user, password)
