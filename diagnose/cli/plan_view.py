"""`check --plan`: what would be asked and spent, before anything is sent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from diagnose.cli.streams import width
from diagnose.model import Sent

if TYPE_CHECKING:
    from diagnose.gather.probe import Probe
    from diagnose.inputs import Inputs
    from diagnose.model import CredentialFacts


def show_plan(inputs: Inputs, max_requests: int) -> int:
    """Print the questions in their order and what they cost; sends nothing. Always 0."""
    from diagnose.gather.plan import next_step, probe_of
    from diagnose.gather.probes import PROBES, Aim
    from diagnose.model import Evidence

    first = next_step(Evidence(target=inputs.target, credential=inputs.credential.facts)).probes
    credential = inputs.credential
    logs_in = credential.client_secret is not None or credential.facts.method is not None
    sends_proof = any(probe.name == "login" for probe in first)
    read = "read-name" if inputs.target.secret_name else "read" if inputs.target.project_id else "token-check"
    always = [*(probe.name for probe in first), *([read] if logs_in and sends_proof else [])]
    aim = Aim(target=inputs.target)
    also = f", and if it is refused there once to {inputs.also_at}" if inputs.also_at and sends_proof else " only"
    click.echo(f"Nothing has been sent. The credential would go to {inputs.target.base_url}{also}.\n")
    for probe in filter(None, (probe_of(name, credential.facts) for name in dict.fromkeys(always))):
        ask = probe.ask(aim)
        click.echo(f"  {ask.method:<4} {ask.path}")
        click.echo(_filled(f"{probe.shows} ({_price(probe, credential.facts)})", " " * 7, " " * 7))
    _tell_proof(credential.facts)
    if inputs.also_at and sends_proof:
        click.echo(f"\nIf the refusal can mean the wrong region, the same login at {inputs.also_at}, whose token is")
        click.echo("  revoked at once (if it is refused, one failure towards a lockout there).")
    _tell_later(always)
    if inputs.privileged is not None:
        _tell_looks()
    if logs_in and sends_proof:
        for path in (probe.ask(aim).path for probe in PROBES.values() if probe.when == "last"):
            click.echo(f"\nAt the end: {path}, for the token of this run's own login.")
    logins = "no login"
    if logs_in and sends_proof:
        logins = "1 login" + (" (one use of the client secret)" if credential.facts.method is None else "")
        logins += ", 1 more at the other region" if inputs.also_at else ""
    click.echo(f"\nAt most {max_requests} requests, {logins}, nothing written.")
    return 0


def _tell_later(always: list[str]) -> None:
    """What the answers may make worth asking, by what it costs."""
    from diagnose.gather.probes import PROBES

    later = [probe for probe in PROBES.values() if probe.when == "later" and probe.name not in always]
    click.echo("\nOnly if that leaves more than one cause, some of these.")
    for uses, price in ((True, "Each is one use of the token, if those are limited"), (False, "They cost no use")):
        click.echo(f"  {price}:")
        for probe in later:
            if bool(probe.cost.token_uses) is uses:
                click.echo(_filled(probe.shows))


def _filled(text: str, indent: str = "    ", below: str = "      ") -> str:
    """A text within the terminal; `below`: what stands before every line but the first."""
    import textwrap

    return textwrap.fill(
        text, width(sys.stdout), initial_indent=indent, subsequent_indent=below, break_on_hyphens=False
    )


def _tell_looks() -> None:
    """What the privileged token may look at, and what each look leaves in the audit log."""
    from diagnose.gather.look_plan import MOST_CONFIGS
    from diagnose.gather.looks import LOOKS

    click.echo("\nWith the privileged token, as long as something is open.")
    click.echo("  Each look is a GET and a use of that token:")
    shown = {probe.shows: probe.leaves for probe in LOOKS.values() if probe.sent is Sent.ADMIN}
    for shows, leaves in shown.items():
        click.echo(_filled(shows + (f" (leaves in the audit log: {leaves})" if leaves else "")))
    click.echo(f"  Settings of at most {MOST_CONFIGS} identities are read; --identity-id saves that search.")


def _tell_proof(facts: CredentialFacts) -> None:
    """What is to be known of the proof of another login method before it is sent."""
    if facts.method is None:
        return
    click.echo(f"\nThe proof comes from: {facts.sources.get('proof', 'unknown')}.")
    for trait in facts.traits:
        click.echo(f"  {trait.detail}")
    click.echo("A refused login is written to the organization's audit log on servers since 2026.")


def _price(probe: Probe, facts: CredentialFacts) -> str:
    """What putting a probe once costs, besides the request."""
    cost = probe.cost
    if cost.logins:
        return "one use of the client secret" if facts.method is None else "one login"
    return "one use of the token, if those are limited" if cost.token_uses else "costs no use"
