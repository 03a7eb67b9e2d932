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
    yes: bool
    proof: Mapping[str, str]

    def __repr__(self) -> str:
        return "MethodFlags(…)"


def method_flags(  # noqa: PLR0913 - one parameter per option
    *,
    method: str | None,
    machine_identity_id: str | None,
    organization_slug: str | None,
    service_account_token_path: str | None,
    service_account_key_file_path: str | None,
    jwt: str | None,
    oidc_audience: str | None,
    azure_resource: str | None,
    aws_request: str | None,
    ldap_username: str | None,
    ldap_password: str | None,
    client_cert: str | None,
    client_key: str | None,
    look_at_issuer: bool,
    yes: bool,
) -> MethodFlags:
    """The flags as one value."""
    proof = {
        "service_account_token_path": service_account_token_path,
        "service_account_key_file_path": service_account_key_file_path,
        "jwt": jwt,
        "oidc_audience": oidc_audience,
        "azure_resource": azure_resource,
        "aws_request": aws_request,
        "ldap_username": ldap_username,
        "ldap_password": ldap_password,
        "client_cert": client_cert,
        "client_key": client_key,
        "look_at_issuer": "yes" if look_at_issuer else None,
    }
    return MethodFlags(
        method=method,
        machine_identity_id=machine_identity_id,
        organization_slug=organization_slug,
        yes=yes,
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
        help="For kubernetes: the token's file.  [INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH; else the pod's]",
    ),
    click.option(
        "--oidc-jwt",
        "--jwt",
        "jwt",
        metavar="-|@FILE",
        help="The token, for methods that log in with one.  [INFISICAL_JWT, for oidc-auth INFISICAL_OIDC_AUTH_JWT too]",
    ),
    click.option("--oidc-audience", metavar="TEXT", help="For oidc-auth: the audience to ask GitHub for."),
    click.option("--azure-resource", metavar="URL", help="For azure: the resource to ask a token for."),
    click.option("--aws-request", metavar="-|@FILE", help="For aws-iam: a signed request that was made elsewhere."),
    click.option(
        "--service-account-key-file-path",
        metavar="FILE",
        help="For gcp-iam; only looked for.  [INFISICAL_GCP_IAM_SERVICE_ACCOUNT_KEY_FILE_PATH]",
    ),
    click.option("--ldap-username", metavar="NAME", help="For ldap-auth.  [INFISICAL_LDAP_USERNAME]"),
    click.option("--ldap-password", metavar="-|@FILE", help="For ldap-auth.  [INFISICAL_LDAP_PASSWORD]"),
    click.option(
        "--client-cert", metavar="FILE", help="For tls-cert-auth: the certificate.  [INFISICAL_TLS_CLIENT_CERT_PATH]"
    ),
    click.option("--client-key", metavar="FILE", help="And its private key.  [INFISICAL_TLS_CLIENT_KEY_PATH]"),
    click.option("--look-at-issuer", is_flag=True, help="Ask the issuer too: an OIDC provider's keys, AWS STS."),
    click.option("--yes", is_flag=True, help="For ldap-auth: do not ask before the one try, which counts if it fails."),
)
