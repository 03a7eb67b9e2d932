"""One exchange, understood: what its answer can mean, and which gates it proves passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

import msgspec

from checks.case.cached import cached_property
from checks.case.memory import Memory
from checks.case.own_requests import INCOMPLETE, METHOD_CHECK, cannot_mean, is_whole, may_be_of_another
from checks.case.passed import passed_on_success
from checks.case.proof import BEFORE_THE_PROOF, narrowed, shows
from checks.knowledge import gates, routes, table
from checks.knowledge.causes import cause
from checks.knowledge.near import near
from checks.knowledge.row import Row
from diagnose.model import WRAPPED, Answer, CredentialKind, Envelope, Era, Evidence, Exchange, Sent

OK: Final = range(200, 300)
# The kinds of route that are refused for other things than a missing credential where none was sent.
_WITHOUT: Final = ("any", "login", "other-login", "status")
# A login that was accepted vouches for the token it minted a moment ago.
_VOUCHED: Final = frozenset({"token-format", "token-record", "token-lifetime", "api-key", "service-token"})
_TELLING: Final = 24  # characters of a message that tell it from others without its route
_GENERAL: Final = len("error-handler")  # shorter names, and this one, are of files that many answers pass
# What is said of one route alone is likelier than what any login or any route at all says.
_BROAD: Final = {"other-login": 1, "any": 2}
# Before a body on its line: what the client says it was doing.
_SAYS_LOGIN: Final = re.compile(r"\blog[ -]?in\b", re.IGNORECASE)


class Reading(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One exchange, understood. `suspects`: what the answer can mean; `passed`: gates it proves passed.

    `changed`: whether it speaks of a request that this tool did not send, so that something on the way changed it;
    `perhaps_changed`: whether it may as well do so.
    """

    exchange: Exchange
    answer: Answer
    kinds: frozenset[str]
    rows: tuple[Row, ...] = ()
    suspects: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    worked: bool = False
    changed: bool = False
    perhaps_changed: bool = False

    @property
    def id(self) -> str:
        """The exchange's id."""
        return self.exchange.id

    @property
    def refused(self) -> bool:
        """Whether the answer, or an empty success, can mean a cause."""
        return bool(self.suspects)

    @property
    def doubtful(self) -> bool:
        """Whether nothing but a likeness, or files of the user's, says what the answer means."""
        return bool(self.rows) and all(row.doubtful for row in self.rows)

    @property
    def named(self) -> frozenset[str]:
        """The causes that the rows name, whether the answer can mean them or not."""
        return frozenset(cause_id for row in self.rows for cause_id in row.causes)

    def doubts(self, suspect: str) -> bool:
        """Whether it is no proof of this cause: a likeness, a file of the user's, or perhaps of another request."""
        return self.perhaps_changed or all(row.doubtful for row in self.rows if suspect in row.causes)

    @property
    def is_gone(self) -> bool:
        """Whether a secret of the list is not found by its name, which nobody but this tool asked for."""
        return self.exchange.probe == "read-value" and "secret-not-found" in self.suspects

    @cached_property
    def stops(self) -> frozenset[str]:
        """The gates at which the request may have been stopped."""
        return frozenset(cause(suspect).gate for suspect in self.suspects)


def infisical_answered(answer: Answer) -> bool:
    """Whether the body is of a shape that only Infisical's API gives to such a request."""
    return answer.envelope in {Envelope.A, Envelope.B, Envelope.C} or (
        answer.envelope is Envelope.DATA and bool(answer.data)
    )


def kinds_of(exchange: Exchange) -> frozenset[str]:
    """The kinds of route that the request can have gone to."""
    return table.everywhere() if not exchange.url or exchange.guessed else routes.of_url(exchange.method, exchange.url)


def is_vague(exchange: Exchange) -> bool:
    """Whether it is not known for sure which route was called."""
    return not exchange.url or exchange.guessed or routes.is_cut(exchange.url)


class ExchangeReader:
    """Reads the exchanges of one evidence, given the eras that its server can be of."""

    def __init__(self, evidence: Evidence, eras: frozenset[Era], memory: Memory | None = None) -> None:
        self.evidence = evidence
        self.eras = eras
        self._memory = memory or Memory()

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every exchange that brought an answer, understood."""
        evidence, login = self.evidence, self.evidence.of("login")
        times = (evidence.started_at, evidence.clock_skew_s)
        given = (self.eras, evidence.credential, evidence.target, evidence.token, login, times)
        return tuple(self._remembered(exchange, answer, given) for exchange, answer in evidence.answered())

    def _remembered(self, exchange: Exchange, answer: Answer, given: Sequence[object]) -> Reading:
        """The reading of an exchange; what a vague one means hangs on those before it."""
        if is_vague(exchange):
            return self._read(exchange, answer)
        return self._memory.of(exchange, "reading", given, lambda: self._read(exchange, answer))

    def _read(self, exchange: Exchange, answer: Answer) -> Reading:
        kinds = kinds_of(exchange)
        rows = self._likeliest_first(exchange, answer, kinds)
        worked = answer.status in OK and answer.envelope is Envelope.DATA
        meant = tuple(dict.fromkeys(s for row in rows for s in row.causes))
        suspects = [s for s in meant if self._can_mean(s, exchange, kinds)]
        changed = not suspects and self._is_of_another(exchange, answer, rows, kinds)
        if not (suspects or changed or worked) and self._is_vouched(exchange):
            suspects = [s for s in meant if not cannot_mean(s, exchange, self.evidence)]
        further = tuple(dict.fromkeys(m for row in rows for m in row.may_be))
        suspects = narrowed(suspects, further, self.evidence)
        unsure = is_whole(exchange) and not any(shows(s, self.evidence) for s in meant)
        may_be = [m for m in further if m not in suspects]
        reading = Reading(
            exchange=exchange,
            answer=answer,
            kinds=kinds,
            rows=rows,
            suspects=tuple(suspects),
            may_be=tuple(may_be),
            worked=worked,
            changed=changed,
            perhaps_changed=unsure and len(suspects) == 1 and may_be_of_another(meant, exchange),
        )
        if exchange.probe == METHOD_CHECK:
            reading = _before_the_proof(reading)
        passed = self._passed(reading)
        if exchange.probe in INCOMPLETE and reading.stops == {INCOMPLETE[exchange.probe]}:
            # It came as far as such a request can, which is all that it was put for.
            reading = msgspec.structs.replace(reading, suspects=(), may_be=(), worked=True)
        return msgspec.structs.replace(reading, passed=passed)

    def _likeliest_first(self, exchange: Exchange, answer: Answer, kinds: frozenset[str]) -> tuple[Row, ...]:
        """The rows for the answer that its server can mean."""
        described = self._described(exchange, answer, kinds)
        able = (row for row in described if not self.eras.isdisjoint(row.eras) and not self._never_so(exchange, row))

        def place(row: Row) -> tuple[bool, bool, int]:
            return not _traced(exchange, row), self._unlikely_route(exchange, row), _BROAD.get(row.where, 0)

        return tuple(sorted(able, key=place))

    def _described(self, exchange: Exchange, answer: Answer, kinds: frozenset[str]) -> tuple[Row, ...]:
        """The rows that describe it, else those that it is near to."""
        kind = self.evidence.credential.kind
        rows = table.lookup(answer, kinds, kind)
        if rows and WRAPPED in answer.marks:
            return tuple(msgspec.structs.replace(row, near=True) for row in rows)
        if not rows and exchange.sent is Sent.UNKNOWN:
            rows = _in_a_text(answer, kinds)
        return rows or near(answer, table.everywhere() if is_vague(exchange) else kinds, kind)

    def _unlikely_route(self, exchange: Exchange, row: Row) -> bool:
        """Whether the row speaks of another route than the one named nearby, or of a login after one that worked."""
        if is_vague(exchange) and _SAYS_LOGIN.search(exchange.quote.partition("{")[0]):
            return not row.where.startswith("login")
        if exchange.guessed:
            return row.where not in routes.of_url(exchange.method, exchange.url)
        worked = row.where == "login" and self._login_worked_before(exchange)
        return not exchange.url and (worked or row.where.startswith("login-"))  # most log in with a pair

    def _login_worked_before(self, exchange: Exchange) -> bool:
        before = takewhile(lambda x: x is not exchange, self.evidence.exchanges)
        done = (x for x in before if x.answer is not None and x.answer.status in OK)
        return any("login" in kinds_of(x) for x in done if not is_vague(x))

    def _never_so(self, exchange: Exchange, row: Row) -> bool:
        """A request without a credential is not refused for one; with a pair, not as a login by another method is."""
        if is_vague(exchange) and self.evidence.credential.kind is CredentialKind.UNIVERSAL_AUTH:
            return row.where.startswith("login-")
        return exchange.sent is Sent.NONE and not row.where.startswith(_WITHOUT)

    def _can_mean(self, suspect: str, exchange: Exchange, kinds: frozenset[str]) -> bool:
        """Whether this very request can have been refused for that, by what is known of how it was put."""
        gate, last = cause(suspect).gate, INCOMPLETE.get(exchange.probe)
        if last is not None:
            return any(_not_behind(gate, last, gates.order(era, kinds, exchange.sent)) for era in self.eras)
        if exchange.sent is Sent.UNKNOWN:
            return self._limit_is_spent(suspect, exchange)
        if cannot_mean(suspect, exchange, self.evidence):
            return False
        vouched = gate in _VOUCHED and self._is_vouched(exchange)
        return not vouched and self._limit_is_spent(suspect, exchange)

    def _is_vouched(self, exchange: Exchange) -> bool:
        """Whether the request carried the token that this run's own login was given."""
        return exchange.sent is Sent.TOKEN and self._logged_in

    def _is_of_another(self, exchange: Exchange, answer: Answer, rows: tuple[Row, ...], kinds: frozenset[str]) -> bool:
        """Whether the answer misses what was sent, or names what was not: a credential, a field, an API key."""
        if not is_whole(exchange):
            return False
        if not rows and self.evidence.credential.kind is not CredentialKind.API_KEY:
            of_keys = table.lookup(answer, kinds, CredentialKind.API_KEY)
            return any(row.causes == ("api-key-removed",) for row in of_keys)
        meant = {suspect for row in rows for suspect in row.causes if not row.doubtful}
        return any(cannot_mean(suspect, exchange, self.evidence) for suspect in meant)

    @staticmethod
    def _limit_is_spent(suspect: str, exchange: Exchange) -> bool:
        left = exchange.answer.headers.get("x-ratelimit-remaining", "0") if exchange.answer is not None else "0"
        return suspect != "rate-limited" or not left.isdigit() or int(left) == 0

    @property
    def _logged_in(self) -> bool:
        """Whether this run's own login was accepted, so that its token was good a moment ago."""
        login = self.evidence.of("login")
        return login is not None and login.answer is not None and login.answer.status in OK

    def _passed(self, reading: Reading) -> frozenset[str]:
        """The gates that are passed in every era that is possible, given where the answer may have stopped."""
        # What any route can answer, such as that it does not exist, is answered before the credential is looked at.
        anywhere = not reading.worked and all(row.where == "any" for row in reading.rows)
        anywhere = anywhere or is_vague(reading.exchange)
        if reading.exchange.sent is Sent.NONE or anywhere or reading.doubtful:
            reached = infisical_answered(reading.answer)
            return (
                frozenset({"reach"}) - (reading.stops if reading.doubtful else frozenset()) if reached else frozenset()
            )
        eras = self.eras.intersection(era for row in reading.rows for era in row.eras) or self.eras
        proofs = []
        for era in eras:
            way = gates.order(era, reading.kinds, reading.exchange.sent)
            if reading.worked and reading.exchange.probe == METHOD_CHECK:
                proofs.append(frozenset(gates.before_the_proof(way)))
            elif reading.worked:
                proofs.append(passed_on_success(era, way, reading.exchange, reading.answer, reading.kinds))
            else:
                stops = [way.index(gate) for gate in reading.stops if gate in way]
                proofs.append(frozenset(way[: min(stops)]) if stops else frozenset())
        passed = frozenset.intersection(*proofs) | ({"reach"} - reading.stops)
        if reading.exchange.probe == METHOD_CHECK:
            return passed
        if reading.worked and reading.kinds & {"login", "other-login"}:
            # In early B1 a fresh token could be dead at once (catalogue section 0.5).
            passed |= _VOUCHED | (frozenset() if Era.B1 in self.eras else {"token-signature"})
        return passed


def _in_a_text(answer: Answer, kinds: frozenset[str]) -> tuple[Row, ...]:
    """The rows for what a text shows of an answer, which may be that to another credential than it shows.

    Of a client's own line, which may name another call, at least its words are described.
    """
    rows = table.lookup(answer, kinds, CredentialKind.UNKNOWN)
    if rows or answer.envelope is not Envelope.CLIENT or len(answer.message or "") < _TELLING:
        return rows
    return table.lookup(answer, table.everywhere(), CredentialKind.UNKNOWN)


def _before_the_proof(reading: Reading) -> Reading:
    """What a login with a dummy in place of the proof shows: what refuses before the proof is looked at, or nothing."""
    ours = [s for s in reading.suspects if cause(s).gate in gates.OF_A_PROOF and s not in BEFORE_THE_PROOF]
    if not ours:
        return reading
    return msgspec.structs.replace(reading, suspects=(), may_be=(), worked=infisical_answered(reading.answer))


def _traced(exchange: Exchange, row: Row) -> bool:
    """Whether a trace of the server's own calls names the file that gives this answer."""
    name = row.source.rpartition("/")[2].partition(".")[0]
    return len(name) > _GENERAL and re.search(rf"/{re.escape(name)}\.m?[jt]s:\d", exchange.quote) is not None


def _not_behind(gate: str, last: str, way: tuple[str, ...]) -> bool:
    """Whether the gate is on the way and not behind the last one that the request can reach."""
    return gate in way and last in way and way.index(gate) <= way.index(last)
