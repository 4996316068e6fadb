"""The practice registry: repositories, images, tokens, and what an image stands for."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.refused_calls import code

Aws = Callable[..., Any]
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def manifest_of(folder: Path) -> str:
    empty = {
        "mediaType": "application/vnd.oci.image.config.v1+json",
        "digest": f"sha256:{'0' * 64}",
        "size": 2,
    }
    content = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": empty,
        "layers": [],
        "annotations": {"fargate-wizard.folder": str(folder)},
    }
    return json.dumps(content)


@pytest.fixture
def ecr(aws: Aws) -> Any:
    client = aws("ecr")
    client.create_repository(repositoryName="demo/web")
    return client


def push(ecr: Any, folder: Path, tag: str = "1") -> str:
    made = ecr.put_image(repositoryName="demo/web", imageManifest=manifest_of(folder), imageTag=tag)
    return str(made["image"]["imageId"]["imageDigest"])


def test_a_repository_is_made_once_and_stays_while_it_holds_images(ecr: Any, tmp_path: Path) -> None:
    assert code(ecr.create_repository, repositoryName="demo/web") == "RepositoryAlreadyExistsException"
    push(ecr, tmp_path)
    assert code(ecr.delete_repository, repositoryName="demo/web") == "RepositoryNotEmptyException"
    ecr.delete_repository(repositoryName="demo/web", force=True)
    assert code(ecr.delete_repository, repositoryName="demo/web") == "RepositoryNotFoundException"


def test_an_images_digest_is_that_of_its_manifest(ecr: Any, tmp_path: Path) -> None:
    expected = hashlib.sha256(manifest_of(tmp_path).encode()).hexdigest()
    assert push(ecr, tmp_path) == f"sha256:{expected}"
    assert push(ecr, tmp_path / "other", tag="2") != f"sha256:{expected}"
    (told,) = ecr.describe_images(repositoryName="demo/web", imageIds=[{"imageTag": "1"}])["imageDetails"]
    assert told["imageDigest"] == f"sha256:{expected}"


def test_pushing_the_same_again_says_that_it_is_there(ecr: Any, tmp_path: Path) -> None:
    push(ecr, tmp_path)
    asked = {"repositoryName": "demo/web", "imageManifest": manifest_of(tmp_path), "imageTag": "1"}
    assert code(ecr.put_image, **asked) == "ImageAlreadyExistsException"


def test_pushing_into_an_unknown_repository_or_without_a_manifest_is_refused(
    ecr: Any, tmp_path: Path
) -> None:
    unknown = {"repositoryName": "nothing", "imageManifest": manifest_of(tmp_path), "imageTag": "1"}
    assert code(ecr.put_image, **unknown) == "RepositoryNotFoundException"
    broken = {"repositoryName": "demo/web", "imageManifest": "{", "imageTag": "1"}
    assert code(ecr.put_image, **broken) == "InvalidParameterException"


def test_the_token_is_a_password_for_half_a_day(ecr: Any) -> None:
    (entry,) = ecr.get_authorization_token()["authorizationData"]
    user, _, password = base64.b64decode(entry["authorizationToken"]).decode().partition(":")
    assert user == "AWS"
    assert len(password) >= 24
    assert entry["proxyEndpoint"] == "https://123456789012.dkr.ecr.eu-central-1.amazonaws.com"
    left = entry["expiresAt"] - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


@pytest.mark.parametrize("repository", ["static-app", "demo-static-app", "demo/static-app", "a/b-static-app"])
def test_a_repository_named_after_one_of_our_apps_stands_for_it(repository: str) -> None:
    from steps.sandbox.ecr import own_app

    found = own_app(repository)
    assert found is not None
    assert found.name == "static-app"


def test_any_other_repository_stands_for_no_app() -> None:
    from steps.sandbox.ecr import own_app

    assert own_app("demo-web") is None


def test_an_apps_architecture_is_read_from_its_folder(tmp_path: Path) -> None:
    from steps.sandbox.ecr import architecture_of

    assert architecture_of(None) == architecture_of(tmp_path) == "X86_64"
    (tmp_path / "app.toml").write_text('architecture = "ARM64"\n')
    assert architecture_of(tmp_path) == "ARM64"
    (tmp_path / "app.toml").write_text("not toml")
    assert architecture_of(tmp_path) == "X86_64"


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com/demo/web:1",
            ("eu-central-1", "demo/web", "1", None),
        ),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/web", ("us-east-1", "web", None, None)),
        (
            f"123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:{'a' * 64}",
            ("us-east-1", "web", None, f"sha256:{'a' * 64}"),
        ),
    ],
)
def test_a_reference_is_read_by_region_name_tag_and_digest(
    reference: str, found: tuple[str | None, ...]
) -> None:
    from steps.sandbox.ecr import REFERENCE

    read = REFERENCE.fullmatch(reference)
    assert read is not None
    assert read.group("region", "name", "tag", "digest") == found


def test_an_image_is_as_large_as_all_its_parts(aws: Aws) -> None:
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": f"sha256:{'0' * 64}",
            "size": 7,
        },
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": f"sha256:{n * 64}",
                "size": 1000,
            }
            for n in "12"
        ],
    }
    aws("ecr").create_repository(repositoryName="sized")
    aws("ecr").put_image(repositoryName="sized", imageManifest=json.dumps(manifest), imageTag="1")
    [image] = aws("ecr").describe_images(repositoryName="sized")["imageDetails"]
    assert image["imageSizeInBytes"] == 2007
