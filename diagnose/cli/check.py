"""`check`: the main job, over the network."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from diagnose.cli.again import StateFlags, asked
from diagnose.cli.diagnosing import diagnose
from diagnose.cli.given_options import given_options
from diagnose.cli.method_options import METHOD_OPTIONS, MethodFlags, method_flags
from diagnose.cli.options import SECONDS, grouped
from diagnose.cli.output import Output, check_place, output_options
from diagnose.cli.paths import FilePath
from diagnose.cli.sections import Sectioned
from diagnose.cli.streams import is_terminal, raw_stdin
from diagnose.cli.target_options import check_certificates
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.credential.methods import Fetch
    from diagnose.gather import Limits
    from diagnose.inputs import Given, Inputs
    from diagnose.model import Evidence
    from diagnose.secret.guard import Guard

_HEADINGS: Final = {
    "domain": "Server",
    "client_id": "Credential",
    "project_id": "What is asked for",
    "admin_token": "A second credential",
    "method": "Other ways to log in",
    "timeout": "Limits",
    "again": "Earlier runs",
    "plan": "Without asking",
    "save_evidence": "Report",
}
_EXAMPLE: Final = """\
infisical-diagnose check --domain eu --project-id … --env prod --path /api
infisical-diagnose check -o report.html      # one page for a ticket
infisical-diagnose check --plan              # what would be asked and spent"""


def _limits(*, timeout: float, deadline: float, max_requests: int | None, keep_token: bool) -> Limits:
    from diagnose.gather import Limits

    limits = Limits(timeout_s=timeout, deadline_s=deadline, keep_token=keep_token)
    return limits if max_requests is None else limits.capped(max_requests)


@click.command(cls=Sectioned, headings=_HEADINGS, example=_EXAMPLE)
@given_options
@grouped("methods", method_flags, *METHOD_OPTIONS)
@click.option(
    "--also-region",
    type=click.Choice(("us", "eu")),
    help="If the login is refused, put it once to Infisical Cloud's other region too.",
)
@grouped(
    "limits",
    _limits,
    click.option("--timeout", type=SECONDS, default=10, metavar="SECONDS", help="For one request.  [default: 10]"),
    click.option("--deadline", type=SECONDS, default=30, metavar="SECONDS", help="For all of it.  [default: 30]"),
    click.option(
        "--max-requests", type=click.IntRange(min=1), metavar="N", help="At most so many.  [default: 12; 60 with looks]"
    ),
    click.option("--keep-token", is_flag=True, help="Do not revoke the token of this run's own login."),
)
@grouped(
    "state",
    StateFlags,
    click.option("--again", is_flag=True, help="Ask although an earlier answer stands or a lock is near."),
    click.option("--no-state", is_flag=True, help="Neither read nor write the state folder."),
)
@click.option("--plan", is_flag=True, help="Say what would be asked and spent; send nothing.")
@click.option("--curl", is_flag=True, help="With --plan: the questions as a script for sh with curl; needs no secret.")
@click.option("--save-evidence", type=FilePath(), help="Keep what was seen, without secrets.")
@output_options
def check(  # noqa: PLR0913 - one parameter per group of options
    *,
    given: Given,
    methods: MethodFlags,
    also_region: str | None,
    limits: Limits,
    state: StateFlags,
    plan: bool,
    curl: bool,
    save_evidence: Path | None,
    output: Output,
) -> int:
    """Ask Infisical with the credential that it rejects, and say why.

    One login at most, nothing is written, and the token of that login is revoked at the end. Values come from flags,
    else from the environment, else from .infisical.json.
    """
    if curl:
        return _curl(given, methods, limits, plan=plan, also_region=also_region)
    if save_evidence is not None:
        _check_evidence_place(save_evidence, output)
    inputs = inputs_of(given, methods, asking=not plan, also_region=also_region)
    if plan:
        from diagnose.cli.plan_view import show_plan

        return show_plan(inputs, limits.most(looking=inputs.privileged is not None))
    keeps = save_evidence is None and not state.no_state
    diagnosis, guard = asked(inputs, state, lambda: diagnose(inputs, limits, os.environ, output, remember=keeps))
    text = output.render(diagnosis, guard)
    failed = _save(diagnosis.evidence, save_evidence, guard, force=output.force)
    code = output.write(text, diagnosis)
    if failed is not None:
        raise failed
    return code


def _curl(given: Given, methods: MethodFlags, limits: Limits, *, plan: bool, also_region: str | None) -> int:
    """The questions as a script. Raises UsageProblem for a login that it cannot make."""
    from diagnose.cli.curl_plan import show_curl

    if not plan:
        msg = "--curl prints commands and sends nothing; add --plan."
        raise UsageProblem(msg)
    if also_region is not None:
        msg = "--curl asks one host only; leave --also-region out."
        raise UsageProblem(msg)
    if (methods.method or "universal-auth") != "universal-auth":
        msg = "--curl logs in with universal auth only; for another login, hand over the token that it gives."
        raise UsageProblem(msg)
    return show_curl(given, methods.organization_slug, limits, os.environ)


def _with_method(given: Given, methods: MethodFlags, also_region: str | None) -> Given:
    from msgspec.structs import replace

    flags = methods._asdict()
    flags.pop("yes")
    return replace(given, also_region=also_region, **flags)


def _ask_for_the_one_try(inputs: Inputs, *, yes: bool) -> None:
    """Before a login whose failure counts towards a lockout: somebody has to agree. Raises UsageProblem."""
    method = inputs.credential.facts.method
    if method is None or yes:
        return
    from diagnose.credential.methods import find

    if not find(method, "--method").counts_failures:
        return
    says = "A refused LDAP login counts towards a lockout, in Infisical and in the directory"
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        msg = f"{says}. Nothing was sent; give --yes if the one try may be made."
        raise UsageProblem(msg)
    if not click.confirm(f"{says}. Make the one try?", err=True):
        msg = "nothing was sent."
        raise UsageProblem(msg)


def _check_evidence_place(path: Path, output: Output) -> None:
    from diagnose.files.private import is_same_file

    check_place(path, force=output.force)
    if output.path is not None and is_same_file(path, output.path):
        msg = "-o and --save-evidence name the same file; give each its own."
        raise UsageProblem(msg)


def _save(evidence: Evidence, path: Path | None, guard: Guard, *, force: bool) -> UsageProblem | None:
    """Save the evidence if that was asked for. What prevents it is given back: the report must not be lost by it."""
    if path is None:
        return None
    from diagnose.files.evidence_file import save

    try:
        save(evidence, path, force=force, guard=guard)
    except UsageProblem as problem:
        return problem
    return None


def _inputs(given: Given, *, asking: bool) -> Inputs:
    """The inputs. `asking`: people may be asked, and so may a service that gives this machine its proof of identity."""
    from diagnose.inputs import resolve

    somebody = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    inputs = resolve(
        given, os.environ, _folder(), _stdin, _ask_hidden if somebody else None, _fetch if asking else None
    )
    if inputs.domain_from_file_only and asking:
        host = inputs.target.base_url
        if not click.confirm(f"The address {host} comes from .infisical.json. Send the credential there?", err=True):
            msg = "nothing was sent; name another address with --domain or INFISICAL_DOMAIN."
            raise UsageProblem(msg)
    return inputs


def inputs_of(given: Given, methods: MethodFlags, *, asking: bool = True, also_region: str | None = None) -> Inputs:
    """The inputs, and a look at whom to trust. Raises UsageProblem.

    `asking`: a server is going to be asked, after the questions that people have to answer first.
    """
    check_certificates(given.ca_bundle, "", os.environ)
    inputs = _inputs(_with_method(given, methods, also_region), asking=asking)
    if given.ca_bundle is None:
        check_certificates(None, inputs.target.base_url, os.environ)
    if asking:
        _ask_for_the_one_try(inputs, yes=methods.yes)
    return inputs


def _fetch(wanted: Fetch) -> bytes:
    from diagnose.http.metadata import fetch

    return fetch(wanted, os.environ)


def _folder() -> Path:
    from pathlib import Path

    try:
        return Path.cwd()
    except OSError:
        msg = "the current folder does not exist any more; change to another one."
        raise UsageProblem(msg) from None


def _stdin() -> bytes:
    from diagnose.secret import MAX_TOKEN

    return raw_stdin().read(MAX_TOKEN + 1)


def _ask_hidden(what: str) -> str:
    return str(click.prompt(what.rstrip(": "), hide_input=True, err=True))
