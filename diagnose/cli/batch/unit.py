"""The rows that belong to one client ID at one server: asked one after the other, with one login for each secret."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from checks.case.memory import Memory
from checks.check import Check
from diagnose.cli.batch.asked_of import Common
from diagnose.cli.batch.budget import Budget, StoppedError, Ticket
from diagnose.cli.batch.journal import Journal
from diagnose.cli.batch.rows import Row
from diagnose.cli.batch.verdicts import result_of
from diagnose.files.attempts import Attempts, attempts_of
from diagnose.files.earlier import earlier
from diagnose.files.evidence_file import encode_briefly
from diagnose.files.state_folder import keep
from diagnose.gather import Limits, first_evidence, settings_of
from diagnose.gather.run import Run
from diagnose.http.client import Client
from diagnose.http.shared import Connections
from diagnose.inputs import Inputs
from diagnose.model import Evidence, Exchange, Sent
from diagnose.model.result import Result
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from diagnose.secret.guard import Guard

_REFUSED: Final = frozenset({401, 403})
_BEFORE_TOKEN: Final = frozenset({Sent.NONE, Sent.PAIR})
_REVOKE: Final = "revoke"
SHARED: Final = "Another row has the same credential; its login was asked once for both."
LOCKS: Final = (
    "Another secret of this client ID was just refused. A second failure was not risked, since failures lock the "
    "client ID: nothing was sent."
)


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """What all units use together.

    `within_s` as in `result_of`. `state`: the state folder, to use and keep what logins were answered; `memory` lets
    one thread at a time do so. `again`: ask although an earlier answer stands.
    """

    common: Common
    limits: Limits
    plugins: Sequence[Check]
    budget: Budget
    connections: Connections
    journal: Journal
    within_s: float | None = None
    state: Path | None = None
    again: bool = False
    memory: Any = msgspec.field(default_factory=threading.Lock)


class _Login(msgspec.Struct, frozen=True, kw_only=True):
    """What one secret's login came to."""

    exchanges: tuple[Exchange, ...]
    evidence: Evidence
    token: Secret | None
    inputs: Inputs
    reference: str

    @property
    def was_refused(self) -> bool:
        answers = (x.answer for x in self.exchanges if x.probe == "login")
        return any(answer is not None and answer.status in _REFUSED for answer in answers)


class Unit:
    """Asks for its rows in their order. Raises StoppedError where the batch ends first."""

    def __init__(self, rows: Sequence[tuple[Row, Inputs]], tools: Tools, done: Callable[[Result], None]) -> None:
        self._rows, self._tools, self._done = tuple(rows), tools, done
        self._logins: dict[str, _Login] = {}
        self._given_back: set[str] = set()
        self._attempts: Attempts | None = None
        self._last = {row.client_secret: row.key for row, _ in rows}

    def run(self) -> None:
        """Every row, each once; the tokens of its logins are given back whatever happens."""
        try:
            self._run()
        finally:
            for login in self._logins.values():
                self._give_back(login)

    def _run(self) -> None:
        for row, inputs in self._rows:
            login = self._logins.get(row.client_secret) if row.client_secret else None
            if login is not None and login.token is None:
                self._finish(row, inputs, self._known(inputs, login))
            elif login is None and row.client_secret and any(one.was_refused for one in self._logins.values()):
                remark = replace(first_evidence(inputs), remarks=(*inputs.stray, LOCKS))
                self._finish(row, inputs, remark)
            elif login is not None or (evidence := self._remembered(inputs)) is None:
                self._ask(row, inputs, login)
            else:
                self._finish(row, inputs, evidence)

    def _ask(self, row: Row, inputs: Inputs, login: _Login | None) -> None:
        tools = self._tools
        origin = inputs.target.base_url
        key = row.key
        ticket = tools.budget.admit(origin, lambda: tools.journal.begin(key))
        guard = Guard(inputs.secrets(), inputs.public())
        settings = settings_of(inputs, tools.limits, tools.common.environ)
        more = bool(row.client_secret) and self._last[row.client_secret] != key
        limits = replace(tools.limits, keep_token=tools.limits.keep_token or more)
        known = first_evidence(inputs) if login is None else self._known(inputs, login)
        minted = login.token if login is not None else None
        with Client(settings, opened=tools.connections.to(settings), pace=ticket) as client:
            run = Run(
                client, inputs.credential, limits, extra=_probes(tools.plugins), privileged=inputs.privileged,
                minted=minted, observe=_Record(tools.journal, key, guard),
            )  # fmt: skip
            try:
                evidence = run.gather(known)
            except StoppedError:
                if not client.sent:
                    tools.journal.forget(key)
                raise
            finally:
                ticket.close()
        if login is not None:
            evidence = replace(evidence, spent=replace(evidence.spent, logins=0))
        elif row.client_secret:
            before = tuple(x for x in evidence.exchanges if x.sent in _BEFORE_TOKEN and x.probe != _REVOKE)
            self._logins[row.client_secret] = _Login(
                exchanges=before, evidence=evidence, token=run.minted, inputs=inputs, reference=row.client_secret
            )
        if evidence.of(_REVOKE) is not None:
            self._given_back.add(row.client_secret)
        guard = guard.also(run.minted) if run.minted is not None else guard
        if login is None:
            self._remember(inputs, evidence, guard)
        self._finish(row, inputs, evidence, guard, run.memory)

    def _give_back(self, login: _Login) -> None:
        """Revoke a token that was kept for rows that are not asked any more."""
        tools = self._tools
        if login.token is None or login.reference in self._given_back or tools.limits.keep_token:
            return
        settings = settings_of(login.inputs, tools.limits, tools.common.environ)
        pace = Ticket(tools.budget, login.inputs.target.base_url)
        with Client(settings, opened=tools.connections.to(settings), pace=pace) as client:
            kept = replace(login.evidence, exchanges=login.exchanges)
            Run(client, login.inputs.credential, tools.limits, minted=login.token).give_back(kept)

    def _remembered(self, inputs: Inputs) -> Evidence | None:
        """What an earlier run was answered that still stands, or why nothing is sent."""
        tools, place, now = self._tools, inputs.target.base_url, time.time()
        self._attempts = attempts_of(place, inputs.credential, now, tools.state) if tools.state is not None else None
        if self._attempts is None or tools.again:
            return None
        try:
            return earlier(self._attempts, inputs.target)
        except UsageProblem as problem:
            return replace(first_evidence(inputs), remarks=(*inputs.stray, str(problem)))

    def _remember(self, inputs: Inputs, evidence: Evidence, guard: Guard) -> None:
        """Keep a refusal, and what ends one; where that cannot be, the result is not lost by it."""
        login = evidence.of("login")
        refused = login is not None and login.answer is not None and login.answer.status in _REFUSED
        if self._attempts is None or not (refused or self._attempts.failures()[0]):
            return
        with self._tools.memory, suppress(OSError, UsageProblem):
            place, now = inputs.target.base_url, time.time()
            attempts = attempts_of(place, inputs.credential, now, self._tools.state)
            if attempts is not None:
                attempts.add(evidence, guard)

    def _known(self, inputs: Inputs, login: _Login) -> Evidence:
        """What an earlier row's login tells of this one."""
        return replace(
            first_evidence(inputs),
            exchanges=login.exchanges,
            token=login.evidence.token,
            clock_skew_s=login.evidence.clock_skew_s,
            remarks=(*inputs.stray, SHARED),
        )

    def _finish(
        self,
        row: Row,
        inputs: Inputs,
        evidence: Evidence,
        guard: Guard | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Judge and enter the result; `guard`: something was asked with it. Raises LeakFound for a secret in it."""
        tools, keeps = self._tools, self._tools.state is not None and guard is not None
        guard = guard or Guard(inputs.secrets(), inputs.public())
        evidence = keep(evidence, guard) if keeps else evidence
        line = msgspec.json.encode(result := result_of(row, evidence, tools.plugins, tools.within_s, memory))
        guard.check(line.decode())
        tools.journal.finish(row.key, line)
        self._done(result)


class _Record:
    """Keeps the evidence of one row after every step. Raises LeakFound for a secret in what the step brought.

    All of it is looked at once for each secret, and then only what is new.
    """

    def __init__(self, journal: Journal, key: str, guard: Guard) -> None:
        self._journal, self._key, self._guard = journal, key, guard
        self._minted: Secret | None = None
        self._seen: Evidence | None = None

    def __call__(self, evidence: Evidence, minted: Secret | None) -> None:
        if minted is not None and minted is not self._minted:
            self._minted, self._guard, self._seen = minted, self._guard.also(minted), None
        seen, self._seen = self._seen, evidence
        new: object = evidence
        if seen is not None:
            token = evidence.token if evidence.token is not seen.token else None
            new = (evidence.exchanges[len(seen.exchanges) :], token, evidence.remarks)
        self._guard.check(msgspec.json.encode(new).decode())
        self._journal.observe(self._key, encode_briefly(evidence))


def _probes(plugins: Sequence[Check]) -> list[Any]:
    return [probe for check in plugins for probe in check.probes]


def units(rows: Sequence[Row], origin: Callable[[Row], str]) -> list[list[Row]]:
    """The rows by client ID and server, in the order of the file; a row without a secret of a pair is by itself."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = (origin(row), row.client_id) if row.client_secret else ("", str(row.line))
        found.setdefault(key, []).append(row)
    return list(found.values())
