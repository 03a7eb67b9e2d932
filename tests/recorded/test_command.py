"""The real command, over real HTTP, against recorded states: what it says, spends, and keeps to itself."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner

from tests.recorded.loader import WHOLE, Row, rows
from tests.recorded.server import RecordedServer
from tests.recorded.test_parts import NOT_TOLD, VARIABLES, named_by

EXIT_CODES = {"no-cause": 0, "cause-found": 3, "inconclusive": 4, "not-reached": 5}
MOST_REQUESTS, MOST_REQUESTS_HEALTHY, MOST_LOGINS = 8, 4, 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: what came out, what the server counted, and what must not be in the output."""

    exit_code: int
    stdout: str
    stderr: str
    counts: Mapping[str, int]
    secrets: frozenset[str]

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report."""
        report: dict[str, Any] = json.loads(self.stdout)
        return report

    @property
    def verdict(self) -> dict[str, Any]:
        """The report's verdict."""
        verdict: dict[str, Any] = self.report["verdict"]
        return verdict

    @property
    def named(self) -> str | None:
        """The cause that was named, `none` where the tool found the credential to work."""
        return "none" if self.verdict["status"] == "no-cause" else self.verdict["cause"]


@cache
def outcome(row: Row) -> Outcome:
    """Run `check` once for that state, with nothing else in the environment and in an empty folder."""
    from diagnose.cli import main

    with RecordedServer(row.server, row.scenario) as server, tempfile.TemporaryDirectory() as home, chdir(home):
        given = {VARIABLES[name]: value for name, value in server.inputs.items()}
        env = {**dict.fromkeys(os.environ), "HOME": home, "INFISICAL_DOMAIN": server.base_url, **given}
        with CliRunner().isolation(env=env) as (stdout, stderr, _), pytest.raises(SystemExit) as end:
            main(["check", "--format", "json"])
        code = end.value.code
        out, err = (stream.getvalue().decode() for stream in (stdout, stderr))
        return Outcome(code if isinstance(code, int) else 1, out, err, server.counts(), server.secrets)


def chosen() -> list[Row]:
    """Every state of the whole servers, and of the others one for each cause and kind of credential."""
    first: dict[object, Row] = {}
    for row in rows():
        whole = row.scenario if row.server in WHOLE else ""
        if (row.server, row.scenario) not in NOT_TOLD:
            first.setdefault((row.server, whole, row.true_cause, row.credential), row)
    return list(first.values())


UNIQUE = [row for row in chosen() if row.unique]
AMBIGUOUS = [row for row in chosen() if not row.unique]
every_state = pytest.mark.parametrize("row", chosen(), ids=named_by)


@pytest.mark.parametrize("row", UNIQUE, ids=named_by)
def test_the_only_possible_cause_is_named_and_certain(row: Row) -> None:
    run = outcome(row)
    assert run.named in row.right
    if not row.healthy:
        assert run.verdict["confidence"] == "certain"
    assert (run.verdict["faq"] or "") in (row.faq or {""})


@pytest.mark.parametrize("row", AMBIGUOUS, ids=named_by)
def test_where_the_answers_leave_several_causes_the_true_one_is_among_those_named(row: Row) -> None:
    run = outcome(row)
    assert run.named is None or run.named in row.acceptable | row.also_true
    if run.named != "none":
        assert run.named in row.right or row.true_cause in run.verdict["alternatives"]


@every_state
def test_nothing_untrue_is_called_certain_or_healthy(row: Row) -> None:
    run = outcome(row)
    if run.verdict["confidence"] == "certain" or run.named == "none":
        assert run.named in row.right | row.also_true | (row.acceptable & {"none"})


@every_state
def test_the_exit_code_says_what_the_verdict_says(row: Row) -> None:
    run = outcome(row)
    assert run.exit_code == EXIT_CODES[run.verdict["status"]]


@every_state
def test_a_run_costs_little_writes_nothing_and_says_what_it_spent(row: Row) -> None:
    run = outcome(row)
    assert run.report["spent"] == run.counts
    assert run.counts["requests"] <= (MOST_REQUESTS_HEALTHY if row.healthy else MOST_REQUESTS)
    assert run.counts["logins"] <= MOST_LOGINS
    assert run.counts["writes"] == 0


@every_state
def test_no_secret_is_printed(row: Row) -> None:
    run = outcome(row)
    assert run.stdout
    assert not any(secret in text for secret in run.secrets for text in (run.stdout, run.stderr))
