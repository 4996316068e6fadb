"""Images for real: a Docker engine found, an app built, rehearsed and pushed. Knows no event and no AWS."""

from steps.engine.docker.build import BuiltImage, build, find_image
from steps.engine.docker.engine import Engine, find_engine
from steps.engine.docker.findings import Finding
from steps.engine.docker.push import Credentials, push
from steps.engine.docker.rehearse import rehearse
from steps.engine.docker.transfer import Doing, Layer, Progress
from steps.engine.docker.troubles import DockerTrouble, EngineTrouble, PushTrouble, Refusal, Unusable

__all__ = [
    "BuiltImage",
    "Credentials",
    "DockerTrouble",
    "Doing",
    "Engine",
    "EngineTrouble",
    "Finding",
    "Layer",
    "Progress",
    "PushTrouble",
    "Refusal",
    "Unusable",
    "build",
    "find_engine",
    "find_image",
    "push",
    "rehearse",
]
