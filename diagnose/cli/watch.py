"""`watch`: a check, and then the cheapest question again and again, until something changes or all is well."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from diagnose.cli.again import StateFlags, asked
from diagnose.cli.check import inputs_of
from diagnose.cli.exits import code_of
from diagnose.cli.given_options import given_options
from diagnose.cli.method_options import METHOD_OPTIONS, MethodFlags, method_flags
from diagnose.cli.options import SECONDS, SPAN, grouped
from diagnose.cli.progress import MovingLine
from diagnose.cli.sections import Sectioned
from diagnose.cli.streams import complain

if TYPE_CHECKING:
    from collections.abc import Callable

    from diagnose.gather import Gathered
    from diagnose.gather.watch import Watch, Way
    from diagnose.inputs import Given, Inputs
    from diagnose.model import Diagnosis, Evidence
    from diagnose.secret.guard import Guard

_HEADINGS: Final = {
    "until_fixed": "Watching",
    "domain": "Server",
    "client_id": "Credential",
    "project_id": "What is asked for",
    "admin_token": "A second credential",
    "method": "Other ways to log in",
}
_EXAMPLE: Final = "infisical-diagnose watch --until-fixed --timeout 30m --client-secret @secret.txt"


class Times(NamedTuple):
    """How often, how long, and whether to go on after a change that does not mend it."""

    until_fixed: bool
    interval: float
    timeout: float


@click.command(cls=Sectioned, headings=_HEADINGS, example=_EXAMPLE)
@grouped(
    "times",
    Times,
    click.option("--until-fixed", is_flag=True, help="Go on after a change until the request works."),
    click.option("--interval", type=SECONDS, default=10, metavar="SECONDS", help="Between two looks.  [default: 10]"),
    click.option("--timeout", type=SPAN, default="10m", metavar="10m", help="Stop after this time.  [default: 10m]"),
)
@given_options
@grouped("methods", method_flags, *METHOD_OPTIONS)
def watch(*, times: Times, given: Given, methods: MethodFlags) -> int:
    """Check, and look again until the cause is gone or another.

    What is repeated is the cheapest question that can tell; a login that was refused is not repeated. A credential in a
    file (`@FILE`) is read anew. The exit code is that of the last verdict.
    """
    inputs = inputs_of(given, methods)
    rereads = any(isinstance(v, str) and v.startswith("@") for v in (given.client_secret, given.token))
    watching = _Watching(inputs, (lambda: inputs_of(given, methods)) if rereads else None)
    return watching.run(times)


class _Watching:
    """One credential, checked again whenever a look shows a change."""

    def __init__(self, inputs: Inputs, read: Callable[[], Inputs] | None) -> None:
        self._inputs, self._read = inputs, read
        self._gathered: Gathered | None = None

    def run(self, times: Times) -> int:
        """Until it works, changes, or the time is over; the exit code."""
        from diagnose.model import Status
        from reports import comparison

        ends_at = time.monotonic() + times.timeout
        try:
            diagnosis, guard = self._check(again=False)
            _show(f"{diagnosis.verdict.headline}\n", guard)
            while diagnosis.verdict.status is not Status.NO_CAUSE and self._is_changed(diagnosis, times, ends_at):
                self._give_back()
                self._inputs = self._read() if self._read is not None else self._inputs
                before, (diagnosis, guard) = diagnosis, self._check(again=True)
                _show(comparison.text(before, diagnosis), guard)
                if comparison.changes(before, diagnosis) and not times.until_fixed:
                    break
        finally:
            self._give_back()
        return code_of(diagnosis)

    def _check(self, *, again: bool) -> tuple[Diagnosis, Guard]:
        """A whole run; its token is kept for the looks."""
        from diagnose.gather import Limits, gather
        from diagnose.judgement import judge
        from diagnose.judgement.plugins import plugin_checks
        from diagnose.secret.guard import Guard

        def ask() -> tuple[Diagnosis, Guard]:
            progress = MovingLine(self._inputs.target.base_url)
            self._gathered = gather(self._inputs, Limits(keep_token=True), environ=os.environ, progress=progress)
            guard = Guard(self._gathered.secrets, self._inputs.public())
            return judge(self._gathered.evidence, plugin_checks()), guard

        self._gathered = None
        return asked(self._inputs, StateFlags(again=again, no_state=False), ask)

    def _is_changed(self, diagnosis: Diagnosis, times: Times, ends_at: float) -> bool:
        """Look until something changed; false where the time is over first, or there is nothing to look for."""
        from diagnose.gather.watch import Way, way_of

        way = way_of(diagnosis.evidence, diagnosis.verdict.cause, rereads=self._read is not None)
        complain(f"Watching: {way.value}.")
        if way is Way.NOTHING:
            return False
        watching = self._watch(diagnosis.evidence, way)
        while time.monotonic() + times.interval < ends_at:
            time.sleep(times.interval)
            if watching.has_changed():
                return True
        complain("Nothing changed in the time that was given.")
        return False

    def _give_back(self) -> None:
        """Give back the token of the last login, once."""
        from diagnose.gather.watch import Way

        if self._gathered is not None:
            gathered, self._gathered = self._gathered, None
            self._watch(gathered.evidence, Way.NOTHING, gathered).close()

    def _watch(self, evidence: Evidence, way: Way, gathered: Gathered | None = None) -> Watch:
        from diagnose.gather import Gathered, Limits
        from diagnose.gather.watch import Watch

        return Watch(
            self._inputs,
            gathered or self._gathered or Gathered(evidence=evidence, secrets=()),
            way,
            limits=Limits(),
            environ=os.environ,
            read=self._read or (lambda: self._inputs),
            now=time.time,
        )


def _show(text: str, guard: Guard) -> None:
    """Write what was found, after the scan for the run's secrets."""
    from reports.escape import plain

    guard.check(text)
    for line in text.splitlines():
        click.echo(plain(line))
