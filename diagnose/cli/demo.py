"""`demo`: the main job, for real, on the embedded lab."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import click

from diagnose.cli.exits import INTERNAL
from diagnose.cli.output import Output, output_options
from diagnose.cli.sections import REPORT, Sectioned
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diagnose.inputs import Inputs
    from diagnose.lab import Lab, LabState

DEFAULT: Final = "expired-client-secret"
VARIABLES: Final = {
    "client_id": "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
    "client_secret": "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
    "token": "INFISICAL_TOKEN",
    "project_id": "INFISICAL_PROJECT_ID",
    "environment": "INFISICAL_ENVIRONMENT",
    "secret_path": "INFISICAL_SECRET_PATH",
    "secret_name": "INFISICAL_SECRET_NAME",
    "auth_method": "INFISICAL_AUTH_METHOD",
    "machine_identity_id": "INFISICAL_MACHINE_IDENTITY_ID",
    "organization_slug": "INFISICAL_AUTH_ORGANIZATION_SLUG",
    "jwt": "INFISICAL_JWT",
    "aws_key_id": "AWS_ACCESS_KEY_ID",
    "aws_secret": "AWS_SECRET_ACCESS_KEY",
    "aws_session": "AWS_SESSION_TOKEN",
    "aws_region": "AWS_REGION",
    "ldap_username": "INFISICAL_LDAP_USERNAME",
    "ldap_password": "INFISICAL_LDAP_PASSWORD",
    "client_cert": "INFISICAL_TLS_CLIENT_CERT_PATH",
    "client_key": "INFISICAL_TLS_CLIENT_KEY_PATH",
    "ca_bundle": "SSL_CERT_FILE",
    "service_account_token": "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN",
}
"""The variable of each of the lab's inputs."""
ERAS: Final = ("A", "B1", "B2", "C1", "C2")

YEARS: Final = {"A": "2023", "B1": "mid-2024", "B2": "late 2024", "C1": "2025", "C2": "2026"}
"""When servers of each era were current."""


@click.command(
    cls=Sectioned,
    headings={"era": "The small server", **REPORT},
    example="infisical-diagnose demo locked-identity\ninfisical-diagnose demo --list",
)
@click.argument("state", metavar="[STATE]", required=False)
@click.option("--era", type=click.Choice(ERAS), help="Server generation.  [default: the newest that has the state]")
@click.option("--list", "list_", is_flag=True, help="Name the states, or those with STATE in their name.")
@click.option("--serve", is_flag=True, help="Only keep the lab running, and say how to ask it.")
@click.option("--admin", is_flag=True, help="Let a second, privileged token look at the identity.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port for the lab.  [default: any free one]")
@output_options
def demo(  # noqa: PLR0913 - one parameter per option
    *, state: str | None, era: str | None, list_: bool, serve: bool, admin: bool, port: int, output: Output
) -> int:
    """Diagnose a small Infisical on this machine, in a named state.

    Exit code 0 if the verdict is the state's own cause, else 70. Needs no network and no account.
    """
    from diagnose.lab import Lab

    if list_:
        return _list_states(state or "")
    name = state or DEFAULT
    try:
        lab = Lab(name, era=era, port=port)
    except KeyError:
        raise UsageProblem(_no_such_state(name, era)) from None
    try:
        lab.start()
    except OSError as error:
        msg = f"port {port} cannot be used: {os.strerror(error.errno or 0)}."
        raise UsageProblem(msg) from None
    try:
        return _serve(lab, admin=admin) if serve else _diagnose(lab, output, admin=admin)
    finally:
        lab.stop()


def _list_states(part: str) -> int:
    """The states by the item of the FAQ that they show, with the generations of servers that can be in them.

    Those with `part` in their names; UsageProblem if none has it.
    """
    from checks.knowledge.causes import faq_items

    sections = {item.id: item.title for item in faq_items()} | {"": "Nothing is wrong"}
    listed: dict[str, dict[str, list[str]]] = {faq: {} for faq in sections}
    titles = {}
    for state, faq in _states_by_item(part):
        listed[faq].setdefault(state.name, []).append(state.era)
        titles[state.name] = state.title
    if not titles:
        raise UsageProblem(_no_such_state(part, None))
    width = max(map(len, titles))
    for faq, names in listed.items():
        click.echo(f"{sections[faq]}:" if names else "", nl=bool(names))
        for name, eras in names.items():
            click.echo(f"  {name:<{width}}  {' '.join(eras):<14}  {titles[name]}")
    return 0


def _states_by_item(part: str) -> Iterator[tuple[LabState, str]]:
    """Every state with `part` in its name, and its item of the FAQ; "" if nothing is wrong.

    The item is that of its likeliest cause, as its newest era has it.
    """
    from checks.knowledge.causes import cause
    from diagnose.lab import states
    from diagnose.lab.truth import truth

    found = [state for state in states() if part in state.name]
    newest = {state.name: state.era for state in found}
    for state in found:
        causes = sorted(truth(state.name, newest[state.name]) - {"none"})
        yield state, cause(causes[0]).faq if causes else ""


def _no_such_state(name: str, era: str | None) -> str:
    import difflib

    from diagnose.lab import states

    known = sorted({state.name for state in states()})
    if name in known:
        return f"the state {name} does not exist in era {era}; `infisical-diagnose demo --list` shows where it does"
    near = difflib.get_close_matches(name, known, n=2)
    hint = f"did you mean {' or '.join(near)}?" if near else "`infisical-diagnose demo --list` names them"
    return f"there is no state of that name; {hint}"


def _serve(lab: Lab, *, admin: bool) -> int:
    """Keep the lab up until it is interrupted."""
    import shlex
    import threading

    click.echo(f"It listens on {lab.base_url} in the state {lab.state.name} (era {lab.state.era}).", err=True)
    click.echo("Its throw-away credentials, for a shell of your own:", err=True)
    for name, value in environment(lab, admin=admin).items():
        click.echo(f"export {name}={shlex.quote(value)}")
    threading.Event().wait()
    return 0


def environment(lab: Lab, *, admin: bool = False) -> dict[str, str]:
    """The variables with which `check` asks this lab; `admin`: with the privileged token as well."""
    held = {VARIABLES[key]: value for key, value in lab.inputs.items() if key in VARIABLES}
    second = {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": lab.admin_token} if admin else {}
    return {"INFISICAL_DOMAIN": lab.base_url} | held | second


def inputs_of(lab: Lab, *, admin: bool = False) -> Inputs:
    """What a user of this lab would give to `check`; `admin`: with the privileged token as well."""
    from pathlib import Path

    from diagnose.inputs import Given, resolve
    from diagnose.model import Action

    given = Given(action=Action(lab.inputs.get("action", "read")), ca_bundle=lab.inputs.get("ca_bundle"))
    return resolve(given, environment(lab, admin=admin), Path("/"), lambda: b"", None)


def _diagnose(lab: Lab, output: Output, *, admin: bool) -> int:
    from diagnose.cli.diagnosing import diagnose
    from diagnose.gather import Limits
    from diagnose.lab.truth import truth

    output.tell(f"A small Infisical of {YEARS[lab.state.era]}: {lab.state.title}")
    diagnosis, guard = diagnose(inputs_of(lab, admin=admin), Limits(), {}, output, remember=False)
    output.write(output.render(diagnosis, guard), diagnosis)
    expected = truth(lab.state.name, lab.state.era)
    verdict = diagnosis.verdict
    named = (
        {verdict.cause, *verdict.alternatives} if verdict.cause else {"none" if verdict.status == "no-cause" else ""}
    )
    return 0 if expected & {str(name) for name in named} else INTERNAL
