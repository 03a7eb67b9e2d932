"""Which causes the user's question leaves standing, and which exchanges rule the others out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote

import msgspec

from checks.case.cached import cached_property
from checks.case.look_rulings import excluded
from checks.case.looks import Looks
from checks.case.reading import Reading
from checks.knowledge import gates
from checks.knowledge.causes import cause
from diagnose.model import Action, Era, Evidence, Sent

# Gates whose answer can hang on the secret's name and on the action.
_PER_SECRET: Final = frozenset({"permission", "secret-value"})


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A cause that the user's question leaves standing, and the exchanges that show it."""

    cause: str
    because: tuple[str, ...]


class Elimination:
    """Takes causes off the list of those that a refusal can mean. A cause leaves only on evidence.

    `question`: what is judged; `witnesses`: the answers that speak of its credential; `looks`: what a privileged
    credential saw of its identity.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that a cause can be excluded by
        self,
        evidence: Evidence,
        eras: frozenset[Era],
        readings: Sequence[Reading],
        question: Reading | None,
        witnesses: Sequence[Reading],
        looks: Looks,
    ) -> None:
        self.evidence = evidence
        self.eras = eras
        self.readings = readings
        self.question = question
        self._witnesses = witnesses
        self._looks = looks

    def left(self, possible: Iterable[str]) -> tuple[Suspect, ...]:
        """Those of the possible causes that nothing excludes, likeliest first."""
        left = [Suspect(cause=s, because=self._because(s)) for s in possible if not self._excluded(s)]
        # What more answers can mean is likelier; among equals the table's order stands.
        return tuple(sorted(left, key=lambda suspect: (self.unlikely(suspect.cause), -len(suspect.because))))

    def unlikely(self, suspect: str) -> bool:
        """Whether the server answered another request properly, so that a fault of the server comes last."""
        return cause(suspect).gate == "server" and any("server" in r.passed for r in self._witnesses)

    def _because(self, suspect: str) -> tuple[str, ...]:
        others = (r.id for r in self.readings if suspect in r.suspects)
        return tuple(dict.fromkeys([self.question.id if self.question else "", *others]))

    def excluded_by(self, suspect: str) -> tuple[str, ...]:
        """The exchanges that rule the cause out: they passed its gate, or stopped there for another reason."""
        if suspect == "service-token-scope" and not self.eras <= {Era.C1, Era.C2}:
            return ()  # a token of one scope answers for its own place, whichever was asked for (catalogue section h)
        gate = cause(suspect).gate
        passed = self._passed_for_question.get(gate, ())
        stops = self.question.stops if self.question is not None else frozenset()
        return passed or excluded(self._looks, suspect, gate, stops)

    @cached_property
    def _passed_for_question(self) -> dict[str, tuple[str, ...]]:
        gates_passed = frozenset(gate for r in self._witnesses for gate in r.passed)
        return {
            gate: tuple(r.id for r in self._witnesses if gate in r.passed and self._speaks_for_question(r, gate))
            for gate in gates_passed
        }

    def _speaks_for_question(self, reading: Reading, gate: str) -> bool:
        """Whether what that request met at this gate holds for the user's question as well."""
        if not _speaks_for_all(reading, gate) or self.question is None:
            return False
        if gate not in _PER_SECRET:
            return True
        # Rules can name actions and single secrets (catalogue section d): reading one does not speak for the rest.
        name = self.evidence.target.secret_name
        same = name is None or unquote(reading.exchange.url.partition("?")[0]).endswith(f"/{name}")
        return self.evidence.target.action is Action.READ and same

    def _excluded(self, suspect: str) -> bool:
        return bool(self.excluded_by(suspect)) or self._masked(suspect) or self._told_otherwise(suspect)

    def _told_otherwise(self, suspect: str) -> bool:
        """Whether another request was stopped at the very gate of this cause, in words that do not mean it."""
        gate = cause(suspect).gate
        if self.question is None or self.question.worked:
            return False  # what an empty list hides, another route may well say in its own words
        able = (r for r in self._witnesses if r is not self.question and not r.doubtful)
        others = (r for r in able if self._speaks_for_question(r, gate))
        further = self.question.may_be
        return any(
            r.stops - {"server"} == {gate} and suspect not in (*r.suspects, *r.may_be) and r.suspects[0] not in further
            for r in others
        )

    def _masked(self, suspect: str) -> bool:
        """Whether another request was certainly stopped at an earlier gate that this question passes as well."""
        question, gate = self.question, cause(suspect).gate
        if question is None:
            return False
        return all(self._masked_in(era, question, gate) for era in self.eras)

    def _masked_in(self, era: Era, question: Reading, gate: str) -> bool:
        way = gates.order(era, question.kinds, question.exchange.sent)
        if gate not in way:
            return False
        before = frozenset(way[: way.index(gate)])
        same = (r for r in self._witnesses if r.exchange.sent is question.exchange.sent)
        # What stopped a later request, such as a limit that the first one reached, did not stop the question.
        return any(_stops_all(r, before - question.passed) for r in same)

    @cached_property
    def passed(self) -> dict[str, tuple[str, ...]]:
        """Gates that some exchange proves passed, with the exchanges that prove it."""
        proof: dict[str, list[str]] = {}
        for reading in self._witnesses:
            for gate in reading.passed:
                if not _speaks_for_all(reading, gate) and gate != "server" and reading is not self.question:
                    continue
                proof.setdefault(gate, []).append(reading.id)
        return {gate: tuple(ids) for gate, ids in proof.items()}


def _stops_all(reading: Reading, before: frozenset[str]) -> bool:
    """Whether what stopped that request certainly stops every other one at one of these gates."""
    # A server fault would explain every answer, so it speaks for no gate behind.
    stops = reading.stops - {"server"}
    return (
        bool(stops)
        and not reading.doubtful
        and stops <= before
        and all(_speaks_for_all(reading, gate) for gate in stops)
    )


def _speaks_for_all(reading: Reading, gate: str) -> bool:
    """Whether passing this gate on that route says that the user's question would pass it too."""
    if reading.exchange.sent is Sent.ADMIN:
        return False
    if gate == "project" and "project-slug" in reading.kinds and "project" not in reading.kinds:
        return False  # asked for by its slug, a project may be missing that exists by its ID
    return gate in gates.SHARED or (gate in gates.SHARED_BY_SECRETS and "secrets" in reading.kinds)
