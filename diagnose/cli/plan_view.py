"""`check --plan`: what would be asked and spent, before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from diagnose.inputs import Inputs
    from diagnose.model import Cost


def show_plan(inputs: Inputs, max_requests: int) -> int:
    """Print the questions in their order and what they cost; sends nothing. Always 0."""
    from diagnose.gather.plan import next_step
    from diagnose.gather.probes import PROBES, Aim
    from diagnose.model import Evidence

    first = next_step(Evidence(target=inputs.target, credential=inputs.credential.facts)).probes
    pair = inputs.credential.client_secret is not None
    read = "read-name" if inputs.target.secret_name else "read" if inputs.target.project_id else "token-check"
    always = [*(probe.name for probe in first), *([read] if pair else [])]
    aim = Aim(target=inputs.target)
    click.echo(f"Nothing has been sent. The credential would go to {inputs.target.base_url} only.\n")
    for name in dict.fromkeys(always):
        ask = PROBES[name].ask(aim)
        click.echo(f"  {ask.method:<4} {ask.path}\n       {PROBES[name].shows} ({_price(PROBES[name].cost)})")
    click.echo("\nOnly if that leaves more than one cause, some of:")
    for probe in PROBES.values():
        if probe.when == "later" and probe.name not in always:
            click.echo(f"  {probe.shows} ({_price(probe.cost)})")
    if pair:
        for path in (probe.ask(aim).path for probe in PROBES.values() if probe.when == "last"):
            click.echo(f"\nAt the end: {path}, for the token of this run's own login.")
    logins = f"{int(pair)} login (one use of the client secret)" if pair else "no login"
    click.echo(f"\nAt most {max_requests} requests, {logins}, nothing written.")
    return 0


def _price(cost: Cost) -> str:
    """What putting a probe once costs, besides the request."""
    if cost.logins:
        return "one use of the client secret"
    return "one use of the token, if those are limited" if cost.token_uses else "costs no use"
