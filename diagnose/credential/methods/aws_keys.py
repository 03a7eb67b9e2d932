"""Where AWS credentials and the region come from: the environment, botocore, the container, or the instance."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from diagnose.credential.methods.method import Fetch, FetchError, Place
from diagnose.credential.methods.sigv4 import Keys
from diagnose.credential.spelling import trimmed
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

_KEY_ID, _SECRET, _SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_REGIONS: Final = ("AWS_REGION", "AWS_DEFAULT_REGION")
_SENDABLE: Final = re.compile(r"[A-Za-z0-9-]{1,40}")
_CONTAINER: Final = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
_INSTANCE: Final = "http://169.254.169.254"
_TOKEN_HEADER: Final = "X-aws-ec2-metadata-token"

Found = tuple[Keys, str, str]
"""Credentials, the region, and where the credentials are from."""


def find(place: Place) -> Found:
    """The first credentials that are found, and the region. Raises UsageProblem, FetchError or NotFetched."""
    environ = place.environ
    if environ.get(_KEY_ID) or environ.get(_SECRET):
        return _from_variables(environ), _region(place), _KEY_ID
    if place.asks and (found := _from_botocore(place)) is not None:
        return found
    if any(environ.get(name) for name in _CONTAINER):
        return _from_container(place), _region(place), "the container's credentials"
    try:
        return _from_instance(place), _region(place), "the instance's role"
    except FetchError as error:
        msg = (
            f"there are no AWS credentials: set {_KEY_ID} and {_SECRET}, install botocore for profiles and single "
            f"sign-on, or hand over a signed request with --aws-request @FILE ({error}). Nothing was sent to Infisical."
        )
        raise UsageProblem(msg) from None


def _from_variables(environ: Mapping[str, str]) -> Keys:
    missing = next((name for name in (_KEY_ID, _SECRET) if not trimmed(environ.get(name, ""))), None)
    if missing is not None:
        other = _SECRET if missing == _KEY_ID else _KEY_ID
        msg = f"{other} is set, and {missing} is not. Nothing was sent."
        raise UsageProblem(msg)
    return _keys(environ[_KEY_ID], environ[_SECRET], environ.get(_SESSION))


def _keys(key_id: str, secret: str, session: str | None) -> Keys:
    held = trimmed(session or "")
    if not trimmed(key_id).isalnum():
        msg = "the AWS access key ID holds other characters than letters and digits. Nothing was sent."
        raise UsageProblem(msg)
    if not held.isascii() or not held.isprintable():
        msg = "the AWS session token holds characters that no such token has. Nothing was sent."
        raise UsageProblem(msg)
    return Keys(key_id=trimmed(key_id), secret=Secret(trimmed(secret)), session=Secret(held) if held else None)


def _region(place: Place) -> str:
    """The region of the environment, else the instance's own."""
    name = next((name for name in _REGIONS if trimmed(place.environ.get(name, ""))), None)
    if name is not None and not _SENDABLE.fullmatch(trimmed(place.environ[name])):
        msg = f"{name} is no AWS region, which has letters, digits and hyphens only. Nothing was sent."
        raise UsageProblem(msg)
    if name is not None:
        return trimmed(place.environ[name])
    try:
        document = _json(_ask_instance(place, "/latest/dynamic/instance-identity/document"))
    except FetchError:
        document = {}
    region = document.get("region")
    if not isinstance(region, str) or not region:
        msg = f"there is no AWS region: set {_REGIONS[0]}. Nothing was sent to Infisical."
        raise UsageProblem(msg)
    return region


def _from_botocore(place: Place) -> Found | None:
    """What botocore finds, if it is installed."""
    try:
        from botocore.session import Session
    except ImportError:
        return None
    try:
        session: Any = Session()
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found is not None else None
        region = session.get_config_variable("region")
    except Exception as error:  # noqa: BLE001 - a library of others raises what it likes
        msg = f"botocore finds no credentials ({type(error).__name__}). Nothing was sent to Infisical."
        raise UsageProblem(msg) from None
    if frozen is None:
        return None
    return _keys(frozen.access_key, frozen.secret_key, frozen.token), region or _region(place), "botocore"


def _from_container(place: Place) -> Keys:
    environ = place.environ
    relative = environ.get(_CONTAINER[0])
    url = f"http://169.254.170.2{relative}" if relative else environ[_CONTAINER[1]]
    token = environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    headers = {"Authorization": Secret(token)} if token else {}
    return _of_document(_json(place.fetch(Fetch(what="the container's credentials", url=url, headers=headers))))


def _from_instance(place: Place) -> Keys:
    path = "/latest/meta-data/iam/security-credentials/"
    role = _ask_instance(place, path).decode("utf-8", "replace").strip().splitlines()
    if not role or not role[0].isprintable() or "/" in role[0]:
        msg = "the instance has no role"
        raise FetchError(msg)
    return _of_document(_json(_ask_instance(place, path + role[0])))


def _ask_instance(place: Place, path: str) -> bytes:
    """What the instance's metadata service says, by its second version: a token first."""
    base = (place.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or _INSTANCE).rstrip("/")
    if place.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        msg = "AWS_EC2_METADATA_DISABLED forbids to ask the instance"
        raise FetchError(msg)
    what = "the instance's metadata service"
    lasting = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    token = place.fetch(Fetch(what=what, url=f"{base}/latest/api/token", method="PUT", headers=lasting))
    headers = {_TOKEN_HEADER: Secret(token.decode("ascii", "replace").strip())}
    return place.fetch(Fetch(what=what, url=base + path, headers=headers))


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _of_document(document: Mapping[str, Any]) -> Keys:
    values = [document.get(name) for name in ("AccessKeyId", "SecretAccessKey", "Token")]
    if not all(isinstance(value, str) and value for value in values):
        msg = "the answer holds no credentials"
        raise FetchError(msg)
    return _keys(*map(str, values))
