"""`check --plan`: what would be asked and spent, before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from diagnose.inputs import Inputs
    from diagnose.model import Cost

# Asked only after a refusal, or where an answer leaves more than one cause.
_LATER: Final = (
    "era", "absent-name", "read-value", "folders", "folders-parent", "project", "project-by-slug", "membership", "role",
    "own-projects", "read-v4", "read-imports", "token-check", "config", "service-token",
)  # fmt: skip


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
    for name in _LATER:
        if name not in always:
            click.echo(f"  {PROBES[name].shows} ({_price(PROBES[name].cost)})")
    if pair:
        click.echo(f"\nAt the end: {PROBES['revoke'].ask(aim).path}, for the token of this run's own login.")
    logins = f"{int(pair)} login (one use of the client secret)" if pair else "no login"
    click.echo(f"\nAt most {max_requests} requests, {logins}, nothing written.")
    return 0


def _price(cost: Cost) -> str:
    """What putting a probe once costs, besides the request."""
    if cost.logins:
        return "one use of the client secret"
    return "one use of the token, if those are limited" if cost.token_uses else "costs no use"
