"""`check`: the main job, over the network."""

from __future__ import annotations

import math
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import click

from diagnose.cli.output import NAMES, Output, check_place, output_options
from diagnose.cli.paths import FilePath
from diagnose.cli.streams import is_terminal, progress, raw_stdin
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.inputs import Inputs
    from diagnose.model import Diagnosis, Evidence
    from diagnose.secret.guard import Guard

ACTIONS: Final = ("read", "create", "edit", "delete")
_SECRET_HELP: Final = "`-` reads it from stdin, `@FILE` from a file; never written here itself."


class _Seconds(click.FloatRange):
    """A length of time. Not a number passes every comparison of a range, so it is refused by itself."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail("not a number", param, ctx)
        return seconds


SECONDS: Final = _Seconds(min=0.1, max=3600)


@click.command()
@click.option("--domain", metavar="URL", help="Base URL, or us / eu.  [INFISICAL_DOMAIN]")
@click.option("--client-id", metavar="ID", help="Client ID.  [INFISICAL_UNIVERSAL_AUTH_CLIENT_ID]")
@click.option("--client-secret", metavar="-|@FILE", help=f"{_SECRET_HELP}  [INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET]")
@click.option("--token", metavar="-|@FILE", help="Access or service token instead of a pair.  [INFISICAL_TOKEN]")
@click.option("--projectId", "--project-id", "project_id", metavar="ID", help="Project.  [INFISICAL_PROJECT_ID]")
@click.option("-e", "--env", "environment", metavar="SLUG", help="Environment.  [INFISICAL_ENVIRONMENT; default: dev]")
@click.option("--path", "secret_path", metavar="PATH", help="Folder.  [INFISICAL_SECRET_PATH; default: /]")
@click.option("--secret-name", metavar="NAME", help="One secret instead of the whole folder.  [INFISICAL_SECRET_NAME]")
@click.option("--action", type=click.Choice(ACTIONS), default="read", help="What was wanted; only reading is tried.")
@click.option("--trust-domain", is_flag=True, help="Send the credential to a host named only in .infisical.json.")
@click.option("--allow-http", is_flag=True, help="Allow http:// to a host that is not this one.")
@click.option("--ca-bundle", metavar="FILE", help="Certificates to trust instead of the system's.")
@click.option("--timeout", type=SECONDS, default=10, metavar="SECONDS", help="For one request.  [default: 10]")
@click.option("--deadline", type=SECONDS, default=30, metavar="SECONDS", help="For all of it.  [default: 30]")
@click.option(
    "--max-requests", type=click.IntRange(min=1), default=12, metavar="N", help="At most so many.  [default: 12]"
)
@click.option("--keep-token", is_flag=True, help="Do not revoke the token of this run's own login.")
@click.option("--plan", is_flag=True, help="Say what would be asked and spent; send nothing.")
@click.option("--save-evidence", type=FilePath(), help="Keep what was seen, without secrets.")
@output_options
def check(**options: Any) -> int:
    """Ask Infisical with the credential that it rejects, and say why it does.

    One login at most, nothing is written, and the token of that login is revoked at the end. Values come from flags,
    else from the environment, else from .infisical.json.
    """
    output = Output(**{name: options.pop(name) for name in NAMES})
    if options["save_evidence"] is not None:
        _check_evidence_place(options["save_evidence"], output)
    if options["ca_bundle"] is not None:
        _check_certificates(options["ca_bundle"])
    inputs = _inputs(options)
    if options["plan"]:
        from diagnose.cli.plan import show_plan

        return show_plan(inputs, options["max_requests"])
    diagnosis, guard = diagnose(inputs, os.environ, options)
    text = output.render(diagnosis, guard)
    failed = _save(diagnosis.evidence, options["save_evidence"], guard, force=output.force)
    code = output.write(text, diagnosis)
    if failed is not None:
        raise failed
    return code


def _check_evidence_place(path: Path, output: Output) -> None:
    check_place(path, force=output.force)
    if output.path is not None and path.absolute() == output.path.absolute():
        msg = "-o and --save-evidence name the same file; give each its own."
        raise UsageProblem(msg)


def _check_certificates(path: str) -> None:
    """Refuse issuers that cannot be read: later that would look like a server whose certificate is not trusted."""
    from diagnose.http.connection import trust
    from diagnose.http.faults import SendError

    if not path:
        msg = "--ca-bundle is empty."
        raise UsageProblem(msg)
    try:
        trust(path, {})
    except SendError as error:
        msg = f"{error.fault.note}."
        raise UsageProblem(msg) from None


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


def _inputs(options: dict[str, Any]) -> Inputs:
    from diagnose.inputs import Given, resolve
    from diagnose.model import Action

    names = set(Given.__struct_fields__) & options.keys()
    given = Given(**{**{name: options[name] for name in names}, "action": Action(options["action"])})
    somebody = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    inputs = resolve(given, os.environ, _folder(), _stdin, _ask_hidden if somebody else None)
    if inputs.domain_from_file_only and not options["plan"]:
        host = inputs.target.base_url
        if not click.confirm(f"The address {host} comes from .infisical.json. Send the credential there?", err=True):
            msg = "nothing was sent; name another address with --domain or INFISICAL_DOMAIN."
            raise UsageProblem(msg)
    return inputs


def _folder() -> Path:
    from pathlib import Path

    try:
        return Path.cwd()
    except OSError:
        msg = "the current folder does not exist any more; change to another one."
        raise UsageProblem(msg) from None


def _stdin() -> bytes:
    return raw_stdin().read(64 * 1024 + 1)


def _ask_hidden(what: str) -> str:
    return str(click.prompt(what.rstrip(": "), hide_input=True, err=True))


def diagnose(inputs: Inputs, environ: Any, options: dict[str, Any]) -> tuple[Diagnosis, Guard]:
    """Gather, judge, and keep the evidence of an answer that a server gives only once.

    The guard knows every secret of the run, the token of its own login included.
    """
    from diagnose.gather.run import Credentials, Run
    from diagnose.http.client import Client, Settings
    from diagnose.judge import judge
    from diagnose.judge.plugins import plugin_checks
    from diagnose.model import Evidence
    from diagnose.secret.guard import Guard

    plugins = plugin_checks()
    credential = inputs.credential
    evidence = Evidence(
        target=inputs.target,
        credential=credential.facts,
        token=credential.token_facts,
        started_at=time.time(),
        remarks=inputs.stray,
    )
    settings = Settings(
        base_url=inputs.target.base_url,
        timeout_s=options["timeout"],
        deadline_s=options["deadline"],
        ca_bundle=options["ca_bundle"],
        custom_headers=inputs.custom_headers,
        environ=environ,
    )
    with Client(settings) as client:
        run = Run(
            client,
            Credentials(
                kind=credential.kind,
                client_id=credential.client_id,
                client_secret=credential.client_secret,
                token=credential.token,
            ),
            keep_token=options["keep_token"],
            max_requests=options["max_requests"],
            progress=progress,
            extra=[probe for check in plugins for probe in check.probes],
        )
        try:
            evidence = run.gather(evidence)
        finally:
            progress("")
    minted = (run.minted,) if run.minted is not None else ()
    secrets = (*credential.secrets(), *inputs.custom_headers.values(), *minted)
    guard = Guard(secrets, public_values(inputs))
    if options["save_evidence"] is None:
        from diagnose.files.state_folder import keep

        evidence = keep(evidence, guard)
    return judge(evidence, plugins), guard


def public_values(inputs: Inputs) -> tuple[str, ...]:
    """Inputs that are no secrets, so that a secret which equals one of them cannot block a report."""
    target = inputs.target
    given = (target.base_url, target.project_id, target.environment, target.secret_path, target.secret_name)
    return tuple(value for value in (*given, inputs.credential.facts.client_id) if value)
