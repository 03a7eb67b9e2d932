"""From inputs to a diagnosis, as every command that asks a server makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checks.check import Check
    from diagnose.cli.output import Output
    from diagnose.gather import Limits
    from diagnose.gather.probes import Probe
    from diagnose.inputs import Inputs
    from diagnose.model import Diagnosis
    from diagnose.secret.guard import Guard


class _Plugins:
    """Other packages' checks, looked for when they are first needed; as an iterable, their probes."""

    def __init__(self) -> None:
        self._checks: tuple[Check, ...] | None = None

    def checks(self) -> tuple[Check, ...]:
        """The checks, looked for once."""
        if self._checks is None:
            from diagnose.judgement.plugins import plugin_checks

            self._checks = plugin_checks()
        return self._checks

    def __iter__(self) -> Iterator[Probe]:
        return (probe for check in self.checks() for probe in check.probes)


def diagnose(
    inputs: Inputs, limits: Limits, environ: Mapping[str, str], output: Output, *, remember: bool
) -> tuple[Diagnosis, Guard]:
    """Gather and judge; the guard knows every secret of the run, the token of its own login included.

    What judges and what renders for `output` is loaded while the first answer is awaited.

    `remember`: keep the evidence of an answer that a server gives only once in the user's state folder.
    """
    from diagnose.cli.progress import MovingLine
    from diagnose.files.state_folder import keep
    from diagnose.gather import gather
    from diagnose.secret.guard import Guard

    progress, plugins = MovingLine(inputs.target.base_url), _Plugins()

    def load() -> None:
        from diagnose.judgement import load_knowledge

        load_knowledge()
        plugins.checks()
        output.load()

    gathered = gather(inputs, limits, environ=environ, progress=progress, extra=plugins, meanwhile=load)
    from diagnose.judgement import judge

    guard = Guard(gathered.secrets, inputs.public())
    evidence = keep(gathered.evidence, guard) if remember else gathered.evidence
    return judge(evidence, plugins.checks()), guard
