"""What every command that asks a server is told of it: the target, the host's address, and whom to trust."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from diagnose.http.trust import Trust

ACTIONS: Final = ("read", "create", "edit", "delete")

CONNECTION_OPTIONS: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--allow-http", is_flag=True, help="Allow http:// to a host that is not this one."),
    click.option("--ca-bundle", metavar="FILE", help="Certificates to trust instead of the system's."),
)
HOST_OPTIONS: Final = (
    click.option("--domain", metavar="URL", help="Base URL, or us / eu.  [INFISICAL_DOMAIN]"),
    click.option("--trust-domain", is_flag=True, help="Send the credential to a host named only in .infisical.json."),
    *CONNECTION_OPTIONS,
)
TARGET_OPTIONS: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--projectId", "--project-id", "project_id", metavar="ID", help="Project.  [INFISICAL_PROJECT_ID]"),
    click.option(
        "-e", "--env", "environment", metavar="SLUG", help="Environment.  [INFISICAL_ENVIRONMENT; default: dev]"
    ),
    click.option("--path", "secret_path", metavar="PATH", help="Folder.  [INFISICAL_SECRET_PATH; default: /]"),
    click.option(
        "--secret-name", metavar="NAME", help="One secret instead of the whole folder.  [INFISICAL_SECRET_NAME]"
    ),
    click.option(
        "--action",
        type=click.Choice(ACTIONS),
        default="read",
        help="What is wanted; nothing but reading is ever tried.",
    ),
)


def check_certificates(ca_bundle: str | None, base_url: str, environ: Mapping[str, str]) -> Trust | None:
    """Read the issuers that somebody named; None where nobody did, since the run reads the system's own once.

    Refuses those that cannot be read: later that would look like a server whose certificate is not trusted.
    """
    from diagnose.http.faults import SendError
    from diagnose.http.trust import VARIABLES, trust

    if ca_bundle == "":
        msg = "--ca-bundle is empty."
        raise UsageProblem(msg)
    by_variable = base_url.startswith("https://") and any(environ.get(name) for name in VARIABLES)
    if ca_bundle is None and not by_variable:
        return None
    try:
        return trust(ca_bundle, {} if ca_bundle is not None else environ)
    except SendError as error:
        msg = f"{error.fault.note}."
        raise UsageProblem(msg) from None
