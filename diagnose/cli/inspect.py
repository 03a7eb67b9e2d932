"""`inspect`: whether an identity may do something, seen with a privileged credential alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from diagnose.cli.options import SECONDS, grouped
from diagnose.cli.output import Output, output_options
from diagnose.cli.sections import REPORT, Sectioned
from diagnose.cli.target_options import HOST_OPTIONS, TARGET_OPTIONS, check_certificates

if TYPE_CHECKING:
    from diagnose.gather import Limits
    from diagnose.inputs import Given
    from diagnose.inputs.inspection import Subject


def _given(  # noqa: PLR0913 - one parameter per option
    *,
    domain: str | None,
    admin_token: str | None,
    project_id: str | None,
    environment: str | None,
    secret_path: str | None,
    secret_name: str | None,
    action: str,
    trust_domain: bool,
    allow_http: bool,
    ca_bundle: str | None,
) -> Given:
    from diagnose.inputs import Given
    from diagnose.model import Action

    return Given(
        domain=domain,
        admin_token=admin_token,
        project_id=project_id,
        environment=environment,
        secret_path=secret_path,
        secret_name=secret_name,
        action=Action(action),
        trust_domain=trust_domain,
        allow_http=allow_http,
        ca_bundle=ca_bundle,
    )


def _subject(
    *, identity_id: str | None, client_id: str | None, secret_prefix: str | None, from_address: str | None
) -> Subject:
    from diagnose.inputs.inspection import Subject

    return Subject(identity_id=identity_id, client_id=client_id, secret_prefix=secret_prefix, from_address=from_address)


def _limits(*, timeout: float, deadline: float, max_requests: int) -> Limits:
    from diagnose.gather import Limits

    return Limits(timeout_s=timeout, deadline_s=deadline).capped(max_requests)


@click.command(
    cls=Sectioned,
    headings={
        "identity_id": "The identity",
        "domain": "Server and credential",
        "project_id": "What it wants to do",
        "timeout": "Limits",
        **REPORT,
    },
    example="infisical-diagnose inspect --client-id … --project-id … --env prod --action edit",
)
@grouped(
    "subject",
    _subject,
    click.option("--identity-id", metavar="ID", help="The identity to look at."),
    click.option("--client-id", metavar="ID", help="Or its client ID; the identity is then searched for."),
    click.option("--secret-prefix", metavar="ab12", help="The first characters of its client secret, four at most."),
    click.option("--from-address", metavar="IP", help="The address that it calls from."),
)
@grouped(
    "given",
    _given,
    *HOST_OPTIONS,
    click.option("--admin-token", metavar="-|@FILE", help="The token to look with.  [INFISICAL_DIAGNOSE_ADMIN_TOKEN]"),
    *TARGET_OPTIONS,
)
@grouped(
    "limits",
    _limits,
    click.option("--timeout", type=SECONDS, default=10, metavar="SECONDS", help="For one request.  [default: 10]"),
    click.option("--deadline", type=SECONDS, default=30, metavar="SECONDS", help="For all of it.  [default: 30]"),
    click.option(
        "--max-requests", type=click.IntRange(min=1), default=60, metavar="N", help="At most so many.  [default: 60]"
    ),
)
@output_options
def inspect(*, subject: Subject, given: Given, limits: Limits, output: Output) -> int:
    """Say with a privileged token what an identity may not do, and why.

    Only reads, and never logs in as the identity. Each look is a use of the token and may stand in the audit log.
    """
    from pathlib import Path

    from diagnose.cli.diagnosing import diagnose
    from diagnose.cli.streams import raw_stdin
    from diagnose.inputs.inspection import resolve_inspection
    from diagnose.secret import MAX_TOKEN

    check_certificates(given.ca_bundle, "", os.environ)
    inputs = resolve_inspection(given, subject, os.environ, Path.cwd(), lambda: raw_stdin().read(MAX_TOKEN + 1))
    if given.ca_bundle is None:
        check_certificates(None, inputs.target.base_url, os.environ)
    diagnosis, guard = diagnose(inputs, limits, os.environ, output, remember=False)
    return output.write(output.render(diagnosis, guard), diagnosis)
