"""The options of login methods other than universal auth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import click

_METHODS: Final = (
    "universal-auth, kubernetes, aws-iam, azure, gcp-id-token, gcp-iam, oidc-auth, jwt-auth, ldap-auth, tls-cert-auth, "
    "spiffe-auth, oci-auth or alicloud-auth"
)


class MethodFlags(NamedTuple):
    """How to log in, as it was typed. `proof`: the flags of single methods that were given, by name."""

    method: str | None
    machine_identity_id: str | None
    organization_slug: str | None
    proof: Mapping[str, str]

    def __repr__(self) -> str:
        return "MethodFlags(…)"


def method_flags(  # noqa: PLR0913 - one parameter per option
    *,
    method: str | None,
    machine_identity_id: str | None,
    organization_slug: str | None,
    service_account_token_path: str | None,
    jwt: str | None,
    oidc_audience: str | None,
) -> MethodFlags:
    """The flags as one value."""
    proof = {"service_account_token_path": service_account_token_path, "jwt": jwt, "oidc_audience": oidc_audience}
    return MethodFlags(
        method=method,
        machine_identity_id=machine_identity_id,
        organization_slug=organization_slug,
        proof={name: value for name, value in proof.items() if value is not None},
    )


METHOD_OPTIONS: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--method", metavar="NAME", help=f"How to log in: {_METHODS}.  [INFISICAL_AUTH_METHOD]"),
    click.option(
        "--machine-identity-id",
        metavar="ID",
        help="The identity, for every method but universal auth.  [INFISICAL_MACHINE_IDENTITY_ID]",
    ),
    click.option(
        "--organization-slug",
        metavar="SLUG",
        help="The sub-organization to log in to.  [INFISICAL_AUTH_ORGANIZATION_SLUG]",
    ),
    click.option(
        "--service-account-token-path",
        metavar="FILE",
        help="For kubernetes: the token's file.  [INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH; default: the pod's]",
    ),
    click.option(
        "--jwt",
        "--oidc-jwt",
        "jwt",
        metavar="-|@FILE",
        help="For oidc-auth and jwt-auth: the token.  [INFISICAL_JWT, INFISICAL_OIDC_AUTH_JWT; else GitHub's own]",
    ),
    click.option("--oidc-audience", metavar="TEXT", help="The audience to ask GitHub's token service for."),
)
