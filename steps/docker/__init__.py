"""Images for real: a Docker engine found, an app built, rehearsed and pushed. Knows no event and no AWS."""

from steps.docker.build import BuiltImage, build, find_image
from steps.docker.build_order import BuildOrder
from steps.docker.docker_troubles import (
    BaseImageTrouble,
    DockerTrouble,
    EngineTrouble,
    PushRefusal,
    PushTrouble,
    Unusable,
)
from steps.docker.engine import Engine, find_engine
from steps.docker.push import Credentials, push
from steps.docker.rehearsal_findings import RehearsalFinding
from steps.docker.rehearse import rehearse
from steps.docker.transfer import DockerProgress, Doing, Layer

__all__ = [
    "BaseImageTrouble",
    "BuildOrder",
    "BuiltImage",
    "Credentials",
    "DockerProgress",
    "DockerTrouble",
    "Doing",
    "Engine",
    "EngineTrouble",
    "Layer",
    "PushRefusal",
    "PushTrouble",
    "RehearsalFinding",
    "Unusable",
    "build",
    "find_engine",
    "find_image",
    "push",
    "rehearse",
]
