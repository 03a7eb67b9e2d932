"""Kubernetes: the token of the pod's own service account, which the cluster confirms to Infisical."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from diagnose.credential.methods import texts, tokens
from diagnose.credential.methods.method import Method, Place, Proof
from diagnose.credential.methods.texts import Text
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem

PATH_OPTION: Final = "service_account_token_path"
PATH_VARIABLE: Final = "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH"
VALUE_VARIABLE: Final = "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN"
DEFAULT: Final = "/var/run/secrets/kubernetes.io/serviceaccount/token"
_LEGACY: Final = "kubernetes/serviceaccount"
_REFUSED: Final = "k8s-token-not-authenticated"


def _odd(_: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Trait]:
    subject, issuer = body.get("sub"), body.get("iss")
    if isinstance(subject, str) and not subject.startswith("system:serviceaccount:"):
        says = "The token does not speak for a service account of a cluster: its subject is of another form."
        yield tokens.trait(Oddity.OTHER_ISSUER, _REFUSED, says)
    if issuer == _LEGACY:
        says = (
            "The token is one of the old kind that is kept in a Kubernetes secret: it has no end and no audience, "
            "and dies with that secret."
        )
        yield tokens.trait(Oddity.NO_EXPIRY, _REFUSED, says)


_TOKEN: Final = tokens.Kind(
    what="the token of a Kubernetes service account",
    claims=(
        "kubernetes.io>namespace", "kubernetes.io>serviceaccount>name", "kubernetes.io>pod>name",
        "kubernetes.io/serviceaccount/namespace", "kubernetes.io/serviceaccount/service-account.name",
    ),
    expired=_REFUSED,
    wrong=_REFUSED,
    odd=_odd,
)  # fmt: skip


def read(place: Place) -> Proof:
    """The token of the file that was named, else of the variable that holds it, else of the pod's own file."""
    return tokens.read(_text(place), _TOKEN, place.now)


def _text(place: Place) -> Text:
    named = place.flags.get(PATH_OPTION)
    if named is not None:
        flag = "--" + PATH_OPTION.replace("_", "-")
        return texts.from_path(place.cwd / named, flag, "file")
    by_variable = place.environ.get(PATH_VARIABLE)
    if by_variable:
        return texts.from_path(place.cwd / by_variable, PATH_VARIABLE, PATH_VARIABLE)
    by_value = texts.from_variables(place, (VALUE_VARIABLE,))
    if by_value is not None:
        return by_value
    if not Path(DEFAULT).exists():
        msg = (
            f"there is no service account token at {DEFAULT}, so this is no pod; "
            f"set {PATH_VARIABLE}, or give --service-account-token-path. Nothing was sent."
        )
        raise UsageProblem(msg)
    return texts.from_path(Path(DEFAULT), "the pod's own token", "the pod's file")


METHOD: Final = Method(
    id="kubernetes",
    route="kubernetes",
    title="Kubernetes",
    identities=("INFISICAL_KUBERNETES_IDENTITY_ID",),
    read=read,
    dummy={"jwt": "x.y.z"},
)
