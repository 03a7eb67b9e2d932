"""Azure: an access token of the managed identity of a machine or an app service."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from diagnose.credential.methods import texts, tokens
from diagnose.credential.methods.method import Fetch, FetchError, Method, Place, Proof
from diagnose.credential.methods.texts import Text
from diagnose.model import Oddity, Trait
from diagnose.secret import Secret

RESOURCE: Final = "https://management.azure.com/"
_MACHINE: Final = "http://169.254.169.254/metadata/identity/oauth2/token"
_CAUSE: Final = "external-jwt-invalid"


def _odd(_: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Trait]:
    issuer = body.get("iss")
    if isinstance(issuer, str) and issuer.rstrip("/").endswith("/v2.0"):
        says = "The token is one of version 2.0, whose issuer Infisical does not accept; it wants one of version 1.0."
        yield tokens.trait(Oddity.OTHER_ISSUER, "azure-issuer-mismatch", says)


_TOKEN: Final = tokens.Kind(
    what="an access token of Azure",
    claims=("tid", "oid", "appid", "idtyp", "ver"),
    expired=_CAUSE,
    wrong=_CAUSE,
    odd=_odd,
)


def read(place: Place) -> Proof:
    """The token that was handed over, else the managed identity's own."""
    text = texts.from_flag(place, "jwt") or texts.from_variables(place, ("INFISICAL_JWT",)) or _fetched(place)
    return tokens.read(text, _TOKEN, place.now)


def _fetched(place: Place) -> Text:
    environ, wanted = place.environ, {"resource": place.flags.get("azure_resource") or RESOURCE}
    if environ.get("AZURE_CLIENT_ID"):
        wanted["client_id"] = environ["AZURE_CLIENT_ID"]
    headers: dict[str, str | Secret] = {"Metadata": "true"}
    base, version, what = _MACHINE, "2018-02-01", "Azure's metadata service"
    if environ.get("IDENTITY_ENDPOINT") and environ.get("IDENTITY_HEADER"):
        base, version, what = environ["IDENTITY_ENDPOINT"], "2019-08-01", "the app service's identity endpoint"
        headers = {"X-IDENTITY-HEADER": Secret(environ["IDENTITY_HEADER"])}
    url = f"{base}?{urlencode({'api-version': version, **wanted})}"
    answer = place.fetch(Fetch(what=what, url=url, headers=headers))
    try:
        value = json.loads(answer)["access_token"]
    except (ValueError, KeyError, TypeError):
        value = None
    if not isinstance(value, str):
        msg = f"{what} answered without a token"
        raise FetchError(msg)
    return texts.checked(value.encode(), what, what)


METHOD: Final = Method(
    id="azure",
    route="azure",
    title="Azure",
    identities=("INFISICAL_AZURE_AUTH_IDENTITY_ID",),
    read=read,
    dummy={"jwt": "x.y.z"},
)
