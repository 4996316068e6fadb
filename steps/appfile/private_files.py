"""Files that usually hold secrets, found in a build context before it is sent."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from steps.appfile.context import Context

FOLDERS = (".git", ".aws", ".ssh", ".gnupg", ".kube", ".azure", ".terraform", ".svn", ".hg")
FILES = (
    ".env", ".env.*", ".envrc", ".npmrc", ".pypirc", ".netrc", "_netrc", ".pgpass", ".my.cnf", ".git-credentials",
    ".dockercfg", ".htpasswd", ".vault-token", "kubeconfig", "*.kubeconfig", "id_rsa*", "id_dsa*", "id_ecdsa*",
    "id_ed25519*", "*.pem", "*.key", "*.ppk", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.tfstate",
    "*.tfstate.*", "*.tfvars", ".git",
)  # fmt: skip
PATHS = (".docker/config.json", ".config/gcloud")
HARMLESS = ("*.pub", ".env.example", ".env.sample", ".env.template", ".env.dist")


def private_files(context: Context) -> dict[str, list[str]]:
    """What of this context may be secret: the line of .dockerignore that keeps it out, and its paths."""
    found: dict[str, list[str]] = {}
    for file in sorted(context.files, key=lambda file: file.path):
        if line := _line(PurePosixPath(file.path)):
            found.setdefault(line, []).append(file.path)
    return found


def _line(path: PurePosixPath) -> str:
    return next(_lines(path), "")


def _lines(path: PurePosixPath) -> Iterator[str]:
    for folder in path.parts[:-1]:
        if folder in FOLDERS:
            yield f"**/{folder}"
    for known in PATHS:
        if f"/{known}/" in f"/{path}/":
            yield f"**/{known}"
    if any(fnmatchcase(path.name.lower(), name) for name in HARMLESS):
        return
    for name in FILES:
        if fnmatchcase(path.name.lower(), name):
            yield f"**/{name if fnmatchcase(path.name, name) else path.name}"
