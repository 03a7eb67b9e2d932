"""The options with which `check` and `watch` are told the target and the credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from diagnose.cli.options import SPAN, grouped
from diagnose.cli.target_options import HOST_OPTIONS, TARGET_OPTIONS

if TYPE_CHECKING:
    from diagnose.inputs import Given

_SECRET_HELP: Final = "`-` reads it from stdin, `@FILE` from a file; never written here itself."


def _given(  # noqa: PLR0913 - one parameter per option
    *,
    domain: str | None,
    client_id: str | None,
    client_secret: str | None,
    token: str | None,
    project_id: str | None,
    environment: str | None,
    secret_path: str | None,
    secret_name: str | None,
    action: str,
    trust_domain: bool,
    allow_http: bool,
    ca_bundle: str | None,
    admin_token: str | None,
    identity_id: str | None,
    login_only: bool,
    warn_before: float,
) -> Given:
    from diagnose.inputs import Given
    from diagnose.model import Action

    return Given(
        domain=domain,
        client_id=client_id,
        client_secret=client_secret,
        token=token,
        project_id=project_id,
        environment=environment,
        secret_path=secret_path,
        secret_name=secret_name,
        action=Action(action),
        trust_domain=trust_domain,
        allow_http=allow_http,
        ca_bundle=ca_bundle,
        admin_token=admin_token,
        identity_id=identity_id,
        login_only=login_only,
        warn_before_s=warn_before,
    )


given_options: Final = grouped(
    "given",
    _given,
    *HOST_OPTIONS,
    click.option("--client-id", metavar="ID", help="Client ID.  [INFISICAL_UNIVERSAL_AUTH_CLIENT_ID]"),
    click.option(
        "--client-secret", metavar="-|@FILE", help=f"{_SECRET_HELP}  [INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET]"
    ),
    click.option("--token", metavar="-|@FILE", help="Access or service token instead of a pair.  [INFISICAL_TOKEN]"),
    *TARGET_OPTIONS,
    click.option("--login-only", is_flag=True, help="Ask only whether the credential is accepted; read no secrets."),
    click.option(
        "--warn-before",
        type=SPAN,
        default=0.0,
        metavar="7d",
        help="Exit code 6 if it works and ends sooner.",
    ),
    click.option(
        "--admin-token",
        metavar="-|@FILE",
        help="A second token, to look at the first one's identity.  [INFISICAL_DIAGNOSE_ADMIN_TOKEN]",
    ),
    click.option("--identity-id", metavar="ID", help="The identity to look at, which saves the search for it."),
)
"""The decorator that adds the options; they reach the command as `given`."""
