"""What the evidence says before any check looks closer: the era, what each answer can mean, and which causes are left.

The method is elimination. An answer yields the set of causes it can mean in the eras that are still possible. A cause
leaves the set only on evidence: another exchange passed the cause's gate, or was stopped at a gate before it by a
cause that would have stopped this one as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import dropwhile
from typing import Any, Final

from checks.case import look_refused, story, way
from checks.case.cached import cached_property
from checks.case.elimination import Elimination, Suspect
from checks.case.era import eras_of
from checks.case.headline import headline_names
from checks.case.looks import Looks
from checks.case.memory import Memory
from checks.case.reading import ExchangeReader, Reading, infisical_answered, is_vague
from checks.case.region import OtherRegion
from checks.case.vouched import was_just_issued
from checks.knowledge import placeholders, routes, table
from checks.knowledge.causes import cause
from checks.knowledge.doubts import UNHAPPENED
from diagnose.model import Confidence, Era, Evidence, Exchange, Sent

__all__ = ["ELSEWHERE", "QUESTIONS", "Case", "Reading", "Suspect", "infisical_answered"]

# Probes that put the user's own question, in the order in which they are put.
QUESTIONS: Final = (
    "method-check",
    "login",
    "read",
    "read-v4",
    "read-name",
    "read-name-v4",
    "read-value",
    "token-check",
)
ELSEWHERE: Final = "wrong-region-or-instance"
_USES: Final = "token-uses"
_SAME_HOST: Final = {"us.infisical.com": "app.infisical.com"}  # two names of one region (catalogue section l)


class Case:
    """The evidence with its readings, computed once and shared by all checks.

    `only_open`: nothing need be said of causes that are ruled out, not reached or not known. `memory`: that of the run
    whose evidence this is.
    """

    def __init__(self, evidence: Evidence, *, only_open: bool = False, memory: Memory | None = None) -> None:
        self.evidence = evidence
        self.only_open = only_open
        self._memory = memory or Memory()

    @cached_property
    def eras(self) -> frozenset[Era]:
        """The eras that every answer so far allows, or as many answers as can agree; all while nothing tells."""
        return eras_of(self.evidence, self._memory)

    @property
    def era(self) -> Era | None:
        """The server's era, if only one is left."""
        return next(iter(self.eras)) if len(self.eras) == 1 else None

    def only(self, *eras: Era) -> bool:
        """Whether the server is certainly of one of these eras."""
        return self.eras <= frozenset(eras)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every exchange that brought an answer, understood; what a privileged credential saw is in `looks`."""
        read = ExchangeReader(self.evidence, self.eras, self._memory).readings
        return tuple(r for r in read if r.exchange.sent is not Sent.ADMIN)

    @cached_property
    def looks(self) -> Looks:
        """What a privileged credential saw."""
        return Looks(self.evidence)

    @cached_property
    def refused_token(self) -> tuple[Exchange, tuple[str, ...]] | None:
        """The first look for which the privileged token itself was refused, and the causes that this can mean."""
        return look_refused.first(self.looks, self.eras)

    @cached_property
    def region(self) -> OtherRegion:
        """What the other region of Infisical Cloud said to the same login."""
        return OtherRegion(self.evidence)

    @cached_property
    def membership(self) -> Mapping[str, Any]:
        """The identity's membership in the project, read by itself or by a privileged credential."""
        return self.facts("membership") or self.looks.facts("look-membership") or self.looks.own_entry or {}

    def reading(self, probe: str) -> Reading | None:
        """The reading of that probe's answer, if there is one."""
        return self._first.get(probe)

    @cached_property
    def _first(self) -> Mapping[str, Reading]:
        return {r.exchange.probe: r for r in reversed(self.readings)}

    def facts(self, probe: str) -> Mapping[str, Any]:
        """What is kept of that probe's answer, if it succeeded; else nothing."""
        reading = self.reading(probe)
        return reading.answer.data if reading is not None and reading.worked else {}

    @cached_property
    def question(self) -> Reading | None:
        """The user's own question as far as it was answered: the first one refused, else the last one put."""
        if self.evidence.inspected:
            return None
        asked = [r for name in QUESTIONS if (r := self.reading(name)) is not None]
        pasted = [r for r in self.readings if r.exchange.sent is Sent.UNKNOWN]
        if pasted and not asked:
            return story.root(pasted, self.eras)
        asked = [r for r in asked if not (self._replaced_by_v4(r) or r is self.limit_met or r.is_gone)]
        return next((r for r in asked if r.refused or not r.worked), asked[-1] if asked else None)

    @property
    def worked(self) -> bool:
        """Whether the question was put, and answered as the user wants it."""
        return self.question is not None and self.question.worked

    @property
    def failed(self) -> bool:
        """Whether the question was put, and not answered as the user wants it."""
        return self.question is not None and not self.question.worked

    @property
    def stops(self) -> frozenset[str]:
        """The gates at which the question may have been stopped."""
        return self.question.stops if self.question is not None else frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of route that the question can have gone to."""
        return self.question.kinds if self.question is not None else frozenset()

    @cached_property
    def limit_met(self) -> Reading | None:
        """The first request refused for the token's use limit after another one of this run was let past that gate."""
        with_token = [r for r in self.readings if r.exchange.sent is Sent.TOKEN and r.exchange.probe != "revoke"]
        if not any(_USES in r.passed for r in with_token):
            return None
        return next((r for r in with_token if _refused_for_uses(r)), None)

    def _replaced_by_v4(self, reading: Reading) -> bool:
        newer = self.reading(f"{reading.exchange.probe}-v4")
        return "route-not-found" in reading.suspects and newer is not None

    @cached_property
    def _elimination(self) -> Elimination:
        return Elimination(self.evidence, self.eras, self.readings, self.question, self._witnesses, self.looks)

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """The causes that can still explain the refused question, likeliest first."""
        if self.question is None:
            return ()
        elsewhere = (ELSEWHERE,) if self.meant_elsewhere else ()
        left = self._elimination.left(
            dict.fromkeys([*elsewhere, *self.question.suspects, *(s for r in self.rivals for s in r.suspects)])
        )
        if left or not was_just_issued(self.reading("login"), self.question):
            return left
        # What the server says of its token in so many words is not overruled by an answer of perhaps another one.
        return tuple(Suspect(cause=s, because=(self.question.id,)) for s in self.question.suspects)

    @property
    def known_for_status(self) -> tuple[str, ...]:
        """What servers that are known refuse such a request with this status for, whatever their words."""
        question = self.question
        if question is None or is_vague(question.exchange):
            return ()
        answer = question.answer
        fitting = table.of_status(answer, question.kinds, self.evidence.credential.kind, self.eras)
        named = [row for row in fitting if row.error == answer.error] or fitting
        return tuple(s.cause for s in self._elimination.left(dict.fromkeys(c for row in named for c in row.causes)))

    @cached_property
    def last_stop(self) -> int | None:
        """The place on the way of the last gate at which the question may have been stopped; None where none is."""
        gates_left = (self.gate(suspect.cause) for suspect in self.suspects)
        return max((self.way.index(gate) for gate in gates_left if gate in self.way), default=None)

    def unlikely(self, suspect: str) -> bool:
        """Whether the server answered another request properly, so that a fault of the server comes last."""
        return self._elimination.unlikely(suspect)

    def excluded_by(self, suspect: str) -> tuple[str, ...]:
        """The exchanges that rule the cause out: they passed its gate, or stopped there for another reason."""
        return self._elimination.excluded_by(suspect)

    @property
    def passed(self) -> dict[str, tuple[str, ...]]:
        """Gates that some exchange proves passed, with the exchanges that prove it."""
        return self._elimination.passed

    @cached_property
    def unencrypted(self) -> bool:
        """Whether every request went over plain HTTP, where there is no certificate to look at."""
        schemes = {routes.split(x.url).scheme for x in self.evidence.exchanges if "://" in x.url}
        return schemes == {"http"}

    @property
    def pasted(self) -> bool:
        """Whether the question comes from a text, so that nobody knows what else holds for its credential."""
        return self.question is not None and self.question.exchange.sent is Sent.UNKNOWN

    @cached_property
    def rivals(self) -> tuple[Reading, ...]:
        """Other refusals in a pasted text that may as well be the one that is asked about."""
        question = self.question
        return tuple(story.rivals(self.readings, question, self.eras)) if question is not None and self.pasted else ()

    @property
    def standing(self) -> tuple[Reading, ...]:
        """The readings that the question does not show to be mended, or to be only its occasion."""
        question = self.question
        if question is None or not self.pasted:
            return self.readings
        return tuple(r for r in self.readings if not story.ended(r, question, self.eras))

    def is_doubtful(self, suspect: str) -> bool:
        """Whether no answer that can mean this cause proves that it does."""
        able = [reading for reading in self.readings if suspect in reading.named]
        return bool(able) and all(reading.doubts(suspect) for reading in able)

    def explained(self, reading: Reading) -> bool:
        """Whether the question's causes are a reason for that refusal as well."""
        return self.question is not None and story.explains(self.question, reading)

    @property
    def meant_elsewhere(self) -> bool:
        """Whether a pasted text names another host than the one that refused, and the refusal can mean that."""
        if self.question is None or not self.pasted or "://" not in self.question.exchange.url:
            return False
        meant, called = (_host(url) for url in (self.evidence.target.base_url, self.question.exchange.url))
        return bool(meant) and meant != called and ELSEWHERE in (*self.question.suspects, *self.question.may_be)

    @cached_property
    def at_most(self) -> Mapping[str, Confidence]:
        """How sure an exchange can make anyone that a text tells of without proving that it was so, or still is."""
        told = {x.id: x.at_most or Confidence.LIKELY for x in self.evidence.exchanges if x.hedge}
        question = self.question
        return {question.id: Confidence.LIKELY, **told} if question is not None and self.logged_in_later else told

    @property
    def only_told(self) -> bool:
        """Whether a text only quotes, tests or supposes the refusal that is judged."""
        return self.question is not None and self.question.exchange.hedge in UNHAPPENED

    @cached_property
    def logged_in_later(self) -> str:
        """A later line that logs a success of the same login; others may log in there as well, so it is no proof."""
        question = self.question
        if question is None or not self.pasted or question.worked or not story.is_login(question):
            return ""
        later = dropwhile(lambda r: r is not question, self.readings)
        return next((r.id for r in later if r.worked and story.same_request(question, r) and "login" in r.kinds), "")

    @property
    def _witnesses(self) -> tuple[Reading, ...]:
        """The answers that speak of the question's credential: in a text, only the question's own."""
        return (self.question,) if self.question is not None and self.pasted else self.readings

    def filled(self, text: str) -> str:
        """Fill the placeholders of a headline from the target, the token, and what a pasted text names."""
        return placeholders.filled(text, headline_names(self.evidence, self.question, pasted=self.pasted))

    @staticmethod
    def gate(cause_id: str) -> str:
        """The gate at which the server refuses for this cause."""
        return cause(cause_id).gate

    @property
    def now(self) -> float:
        """The server's time when the run started, as far as it is known; seconds since the epoch."""
        return self.evidence.started_at + (self.evidence.clock_skew_s or 0.0)

    @cached_property
    def way(self) -> tuple[str, ...]:
        """The gates between this credential and what the user wants, in the order of the likeliest era."""
        put = next((r.kinds for r in self.readings if r.exchange.sent is Sent.PROOF), frozenset({"other-login"}))
        return way.of(self.evidence, self.eras, put)


def _refused_for_uses(reading: Reading) -> bool:
    return any(_USES in {cause(known).gate for known in row.causes} for row in reading.rows)


def _host(url: str) -> str:
    host = routes.split(url).hostname or ""
    return _SAME_HOST.get(host, host)
