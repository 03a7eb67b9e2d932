"""What the evidence says before any check looks closer: the era, what each answer can mean, and which causes are left.

The method is elimination. An answer yields the set of causes it can mean in the eras that are still possible. A cause
leaves the set only on evidence: another exchange passed the cause's gate, or was stopped at a gate before it by a
cause that would have stopped this one as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from checks.case import story
from checks.knowledge import gates, routes, table, wording
from checks.knowledge.causes import cause
from diagnose.model import Action, Answer, Confidence, CredentialKind, Envelope, Era, Evidence, Exchange, Sent
from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM

_OK: Final = range(200, 300)
# What the tool itself sends is complete and well-formed, so an answer to it cannot mean these gates.
_OURS_PASSES: Final = frozenset({"login-request", "request"})
# Gates whose answer can hang on the secret's name and on the action.
_PER_SECRET: Final = frozenset({"permission", "secret-value"})
# What the tool sends carries its credential in the right header: only a client can get that wrong.
_OURS_NEVER: Final = frozenset({"token-missing", "auth-header-format"})
# A project ID of either shape that servers issue cannot be refused as these.
_BAD_ID: Final = frozenset({"invalid-uuid", "invalid-object-id"})
_WELL_FORMED_ID: Final = re.compile(f"{OBJECT_ID_FORM}|{UUID_FORM}", re.IGNORECASE)
# A token that decodes as it should cannot be refused as these.
_SEEN_IN_SHAPE: Final = frozenset({"token-malformed", "token-invalid-algorithm"})
# Probes that are incomplete on purpose: such a request is stopped at this gate at the latest.
_INCOMPLETE: Final = {"token-check": "request", "era": "login-request"}
# Probes that put the user's own question, in the order in which they are put.
QUESTIONS: Final = ("login", "read", "read-v4", "read-name", "read-value", "token-check")
# A login that was accepted vouches for the token it minted a moment ago.
_VOUCHED: Final = frozenset({"token-format", "token-record", "token-lifetime", "api-key", "service-token"})


# Before a body on its line: what the client says it was doing.
_SAYS_LOGIN: Final = re.compile(r"\blog[ -]?in\b", re.IGNORECASE)
# Names in the server's sentences, as headlines call them.
_SLOTS: Final = {"env": "environment", "path": "path"}
ELSEWHERE: Final = "wrong-region-or-instance"
_SAME_HOST: Final = {"us.infisical.com": "app.infisical.com"}  # two names of one region (catalogue section l)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange, understood. `suspects`: what the answer can mean; `passed`: gates it proves passed."""

    exchange: Exchange
    kinds: frozenset[str]
    rows: tuple[table.Row, ...] = ()
    suspects: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    worked: bool = False

    @property
    def id(self) -> str:
        """The exchange's id."""
        return self.exchange.id

    @property
    def refused(self) -> bool:
        """Whether the answer, or an empty success, can mean a cause."""
        return bool(self.suspects)

    @property
    def stops(self) -> frozenset[str]:
        """The gates at which the request may have been stopped."""
        return frozenset(cause(suspect).gate for suspect in self.suspects)


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A cause that the user's question leaves standing, and the exchanges that show it."""

    cause: str
    because: tuple[str, ...]


def _path(reading: Reading) -> str:
    return reading.exchange.url.partition("?")[0]


def _kinds(exchange: Exchange) -> frozenset[str]:
    """The kinds of route that the request can have gone to."""
    return table.everywhere() if not exchange.url or exchange.guessed else routes.of_url(exchange.method, exchange.url)


def _vague(exchange: Exchange) -> bool:
    """Whether it is not known for sure which route was called."""
    return not exchange.url or exchange.guessed or routes.is_cut(exchange.url)


def _host(url: str) -> str:
    host = routes.split(url).hostname or ""
    return _SAME_HOST.get(host, host)


def infisical_answered(answer: Answer) -> bool:
    """Whether the body is of a shape that only Infisical's API gives to such a request."""
    return answer.envelope in {Envelope.A, Envelope.B, Envelope.C} or (
        answer.envelope is Envelope.DATA and bool(answer.data)
    )


class Case:
    """The evidence with its readings, computed once and shared by all checks."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    # ------------------------------------------------------------------------------------------------------------ era

    @cached_property
    def eras(self) -> frozenset[Era]:
        """The eras that every answer so far allows, or as many answers as can agree; all while nothing tells."""
        hints = tuple(self._era_hints())
        intake = self.evidence.intake
        told = frozenset(intake.eras if intake is not None else ()) or frozenset(Era)
        agreeing = {era: sum(era in hint for hint in hints) for era in told}
        return frozenset(era for era, count in agreeing.items() if count == max(agreeing.values()))

    @property
    def era(self) -> Era | None:
        """The server's era, if only one is left."""
        return next(iter(self.eras)) if len(self.eras) == 1 else None

    def only(self, *eras: Era) -> bool:
        """Whether the server is certainly of one of these eras."""
        return self.eras <= frozenset(eras)

    def _era_hints(self) -> Iterator[frozenset[Era]]:
        answered = tuple(self.evidence.answered())
        # A sample in a text may be of any server.
        for exchange, answer in [x for x in answered if x[0].at_most is not Confidence.POSSIBLE] or answered:
            yield table.eras_of(answer)
            rows = table.lookup(answer, _kinds(exchange), self.evidence.credential.kind)
            if answer.status not in _OK and rows:
                yield frozenset(era for row in rows for era in row.eras)
            yield from _data_hints(answer)
        yield from self._token_hints()

    def _token_hints(self) -> Iterator[frozenset[Era]]:
        """Era from a token this server issued: its claims, and what `exp` counts from (catalogue section b.1)."""
        token, login = self.evidence.token, self.evidence.of("login")
        if token is None or not token.minted or login is None or login.answer is None:
            return
        claims, said = token.claims, login.answer.data
        if "jti" in claims or "accessTokenTTL" in claims:
            yield frozenset({Era.C2})
            return
        yield frozenset(Era) - {Era.C2}
        ttl, longest = said.get("expiresIn"), said.get("accessTokenMaxTTL")
        if not (isinstance(ttl, int) and isinstance(longest, int)) or ttl == longest:
            return
        lives = claims["exp"] - claims["iat"] if {"exp", "iat"} <= claims.keys() else None
        if lives == longest:
            yield frozenset({Era.B1, Era.B2})
        elif lives == ttl:
            yield frozenset({Era.C1})
        elif lives is None and longest:
            yield frozenset({Era.A, Era.C1})

    # ------------------------------------------------------------------------------------------------------- readings

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every exchange that brought an answer, understood."""
        return tuple(self._read(exchange, answer) for exchange, answer in self.evidence.answered())

    def reading(self, probe: str) -> Reading | None:
        """The reading of that probe's answer, if there is one."""
        return next((r for r in self.readings if r.exchange.probe == probe), None)

    def facts(self, probe: str) -> Mapping[str, Any]:
        """What is kept of that probe's answer, if it succeeded; else nothing."""
        reading = self.reading(probe)
        worked = reading is not None and reading.worked and reading.exchange.answer is not None
        return reading.exchange.answer.data if worked and reading is not None and reading.exchange.answer else {}

    def _read(self, exchange: Exchange, answer: Answer) -> Reading:
        kinds = _kinds(exchange)
        rows = tuple(
            row
            for row in table.lookup(answer, kinds, self.evidence.credential.kind)
            if self.eras.intersection(row.eras) and not self._without_credential(exchange, row)
        )
        worked = answer.status in _OK and answer.envelope is Envelope.DATA
        rows = tuple(sorted(rows, key=lambda row: (row.where == "any", self._unlikely_route(exchange, row))))
        suspects = [
            s for s in dict.fromkeys(s for row in rows for s in row.causes) if self._can_mean(s, exchange, kinds)
        ]
        may_be = [m for m in dict.fromkeys(m for row in rows for m in row.may_be) if m not in suspects]
        reading = Reading(
            exchange=exchange, kinds=kinds, rows=rows, suspects=tuple(suspects), may_be=tuple(may_be), worked=worked
        )
        passed = self._passed(reading, answer)
        if exchange.probe in _INCOMPLETE and reading.stops == {_INCOMPLETE[exchange.probe]}:
            # It came as far as such a request can, which is all that it was put for.
            reading = msgspec.structs.replace(reading, suspects=(), may_be=(), worked=True)
        return msgspec.structs.replace(reading, passed=passed)

    def _unlikely_route(self, exchange: Exchange, row: table.Row) -> bool:
        """Whether the row speaks of another route than the one named nearby, or of a login after one that worked."""
        if _vague(exchange) and _SAYS_LOGIN.search(exchange.quote.partition("{")[0]):
            return not row.where.startswith("login")
        if exchange.guessed:
            return row.where not in routes.of_url(exchange.method, exchange.url)
        return not exchange.url and row.where == "login" and self._login_worked_before(exchange)

    def _login_worked_before(self, exchange: Exchange) -> bool:
        before = takewhile(lambda x: x is not exchange, self.evidence.exchanges)
        done = (x for x in before if x.answer is not None and x.answer.status in _OK)
        return any("login" in _kinds(x) for x in done if not _vague(x))

    @staticmethod
    def _without_credential(exchange: Exchange, row: table.Row) -> bool:
        """A request that carried no credential cannot be refused for what is wrong with one."""
        return exchange.sent is Sent.NONE and row.where not in {"any", "login", "status"}

    def _can_mean(self, suspect: str, exchange: Exchange, kinds: frozenset[str]) -> bool:
        """Whether this very request can have been refused for that, by what is known of how it was put."""
        gate, last = cause(suspect).gate, _INCOMPLETE.get(exchange.probe)
        if last is not None:
            return any(_not_behind(gate, last, gates.order(era, kinds, exchange.sent)) for era in self.eras)
        if exchange.sent is Sent.UNKNOWN:
            return self._limit_is_spent(suspect, exchange)
        if suspect in _OURS_NEVER or gate in _OURS_PASSES or self._ours_is_well_formed(suspect):
            return False
        vouched = exchange.sent is Sent.TOKEN and gate in _VOUCHED and self._logged_in
        return not vouched and self._limit_is_spent(suspect, exchange)

    @staticmethod
    def _limit_is_spent(suspect: str, exchange: Exchange) -> bool:
        left = exchange.answer.headers.get("x-ratelimit-remaining", "0") if exchange.answer is not None else "0"
        return suspect != "rate-limited" or not left.isdigit() or int(left) == 0

    def _ours_is_well_formed(self, suspect: str) -> bool:
        """Whether the shape of what was sent excludes the cause."""
        credential = self.evidence.credential
        if suspect in _BAD_ID:
            return bool(_WELL_FORMED_ID.fullmatch(self.evidence.target.project_id or ""))
        spelt_well = bool(credential.lengths) and not any(trait.field == "token" for trait in credential.traits)
        return suspect in _SEEN_IN_SHAPE and spelt_well

    @property
    def _logged_in(self) -> bool:
        """Whether this run's own login was accepted, so that its token was good a moment ago."""
        login = self.evidence.of("login")
        return login is not None and login.answer is not None and login.answer.status in _OK

    def _passed(self, reading: Reading, answer: Answer) -> frozenset[str]:
        """The gates that are passed in every era that is possible, given where the answer may have stopped."""
        # What any route can answer, such as that it does not exist, is answered before the credential is looked at.
        anywhere = not reading.worked and all(row.where == "any" for row in reading.rows)
        anywhere = anywhere or _vague(reading.exchange)
        if reading.exchange.sent is Sent.NONE or anywhere:
            return frozenset({"reach"}) if infisical_answered(answer) else frozenset()
        eras = self.eras.intersection(era for row in reading.rows for era in row.eras) or self.eras
        proofs = []
        for era in eras:
            way = gates.order(era, reading.kinds, reading.exchange.sent)
            if reading.worked:
                proofs.append(_passed_on_success(era, way, reading, answer))
            else:
                stops = [way.index(gate) for gate in reading.stops if gate in way]
                proofs.append(frozenset(way[: min(stops)]) if stops else frozenset())
        passed = frozenset.intersection(*proofs) | {"reach"}
        if reading.worked and "login" in reading.kinds:
            # In early B1 a fresh token could be dead at once (catalogue section 0.5).
            passed |= _VOUCHED | (frozenset() if Era.B1 in self.eras else {"token-signature"})
        return passed

    # ------------------------------------------------------------------------------------------------------- suspects

    @cached_property
    def question(self) -> Reading | None:
        """The user's own question as far as it was answered: the first one refused, else the last one put."""
        asked = [r for name in QUESTIONS if (r := self.reading(name)) is not None]
        pasted = [r for r in self.readings if r.exchange.sent is Sent.UNKNOWN]
        if pasted and not asked:
            return story.root(pasted, self.eras)
        asked = [r for r in asked if not (r.exchange.probe == "read" and self._replaced_by_v4(r))]
        return next((r for r in asked if r.refused or not r.worked), asked[-1] if asked else None)

    def _replaced_by_v4(self, reading: Reading) -> bool:
        return "route-not-found" in reading.suspects and self.reading("read-v4") is not None

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """The causes that can still explain the refused question, likeliest first."""
        if self.question is None:
            return ()
        elsewhere = (ELSEWHERE,) if self.meant_elsewhere else ()
        named = dict.fromkeys([*elsewhere, *self.question.suspects, *(s for r in self.rivals for s in r.suspects)])
        left = [Suspect(cause=s, because=self._because(s)) for s in named if not self._excluded(s)]
        # What more answers can mean is likelier; among equals the table's order stands.
        return tuple(sorted(left, key=lambda suspect: (self.unlikely(suspect.cause), -len(suspect.because))))

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

    def unlikely(self, suspect: str) -> bool:
        """Whether the server answered another request properly, so that a fault of the server comes last."""
        return cause(suspect).gate == "server" and any("server" in r.passed for r in self._witnesses)

    def _because(self, suspect: str) -> tuple[str, ...]:
        others = (r.id for r in self.readings if suspect in r.suspects)
        return tuple(dict.fromkeys([self.question.id if self.question else "", *others]))

    def excluded_by(self, suspect: str) -> tuple[str, ...]:
        """The exchanges that rule the cause out: they passed its gate, or stopped there for another reason."""
        if suspect == "service-token-scope" and not self.only(Era.C1, Era.C2):
            return ()  # a token of one scope answers for its own place, whichever was asked for (catalogue section h)
        gate = cause(suspect).gate
        return tuple(r.id for r in self._witnesses if gate in r.passed and self._speaks_for_question(r, gate))

    def _speaks_for_question(self, reading: Reading, gate: str) -> bool:
        """Whether what that request met at this gate holds for the user's question as well."""
        if not _speaks_for_all(reading, gate) or self.question is None:
            return False
        if gate not in _PER_SECRET:
            return True
        # Rules can name actions and single secrets (catalogue section d): reading one does not speak for the rest.
        name = self.evidence.target.secret_name
        same = name is None or unquote(_path(reading)).endswith(f"/{name}")
        return self.evidence.target.action is Action.READ and same

    def _excluded(self, suspect: str) -> bool:
        return bool(self.excluded_by(suspect)) or self._masked(suspect) or self._told_otherwise(suspect)

    def _told_otherwise(self, suspect: str) -> bool:
        """Whether another request was stopped at the very gate of this cause, in words that do not mean it."""
        gate = cause(suspect).gate
        if self.question is None or self.question.worked:
            return False  # what an empty list hides, another route may well say in its own words
        others = (r for r in self._witnesses if r is not self.question and self._speaks_for_question(r, gate))
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
        return any(_stops_all(r, before) for r in same)

    def told(self, text: str) -> str:
        """Fill the placeholders of a headline from the target and the token."""
        claims = self.evidence.token.claims if self.evidence.token is not None else {}
        target = self.evidence.target
        values = {
            "environment": target.environment,
            "path": target.secret_path,
            "project": target.project_id or "",
            "host": routes.split(target.base_url).hostname or target.base_url,
            "identity": str(claims.get("identityName") or claims.get("identityId") or "the identity"),
            "action": target.action.value,
        }
        return wording.filled(text, {**values, **self._named} if self.evidence.intake is not None else values)

    @cached_property
    def _named(self) -> dict[str, str]:
        """What a pasted text's refusal names, in its URL or the server's own sentence; "" for what neither names."""
        question, sources = self.question, self.evidence.target.sources
        named = {} if {"environment", "secret_path"} & sources.keys() else {"path": ""}
        if question is None or question.exchange.answer is None or not self.pasted:
            return named
        if "://" in question.exchange.url and not question.exchange.guessed:
            named["host"] = routes.split(question.exchange.url).hostname or ""
        for row in question.rows:
            said = table.slots(row, question.exchange.answer.message or "")
            named |= {_SLOTS[name]: value for name, value in said.items() if name in _SLOTS and value}
            if "project" in row.message.lower() and said.get("id"):
                named["project"] = said["id"]
        return named

    @staticmethod
    def gate(cause_id: str) -> str:
        """The gate at which the server refuses for this cause."""
        return cause(cause_id).gate

    @property
    def now(self) -> float:
        """The server's time when the run started, as far as it is known; seconds since the epoch."""
        return self.evidence.started_at + (self.evidence.clock_skew_s or 0.0)

    @property
    def passed(self) -> dict[str, tuple[str, ...]]:
        """Gates that some exchange proves passed, with the exchanges that prove it."""
        proof: dict[str, list[str]] = {}
        for reading in self._witnesses:
            for gate in reading.passed:
                if not _speaks_for_all(reading, gate) and gate != "server" and reading is not self.question:
                    continue
                proof.setdefault(gate, []).append(reading.id)
        return {gate: tuple(ids) for gate, ids in proof.items()}

    @cached_property
    def way(self) -> tuple[str, ...]:
        """The gates between this credential and what the user wants, in the order of the likeliest era."""
        era = max(self.eras, key=lambda e: (e is not Era.C2, list(Era).index(e))) if self.eras else Era.C2
        era = self.era or (Era.C2 if Era.C2 in self.eras else era)
        kind = self.evidence.credential.kind
        read = routes.kinds(
            "GET", "/api/v3/secrets/raw/x" if self.evidence.target.secret_name else "/api/v3/secrets/raw"
        )
        token = gates.order(era, read, Sent.TOKEN)
        login = gates.order(era, routes.kinds("POST", "/api/v1/auth/universal-auth/login"), Sent.PAIR)
        first = login if kind is CredentialKind.UNIVERSAL_AUTH else ()
        skip = {"service-token", "api-key"} - {kind.value}
        return tuple(dict.fromkeys(g for g in ("reach", *first, *token) if g not in skip and g not in _OURS_PASSES))


def _not_behind(gate: str, last: str, way: tuple[str, ...]) -> bool:
    """Whether the gate is on the way and not behind the last one that the request can reach."""
    return gate in way and last in way and way.index(gate) <= way.index(last)


def _stops_all(reading: Reading, before: frozenset[str]) -> bool:
    """Whether what stopped that request certainly stops every other one at one of these gates."""
    # A server fault would explain every answer, so it speaks for no gate behind.
    stops = reading.stops - {"server"}
    return bool(stops) and stops <= before and all(_speaks_for_all(reading, gate) for gate in stops)


def _speaks_for_all(reading: Reading, gate: str) -> bool:
    """Whether passing this gate on that route says that the user's question would pass it too."""
    if reading.exchange.sent is Sent.ADMIN:
        return False
    return gate in gates.SHARED or (gate in gates.SHARED_BY_SECRETS and "secrets" in reading.kinds)


def _passed_on_success(era: Era, way: Iterable[str], reading: Reading, answer: Answer) -> frozenset[str]:
    passed = frozenset(way)
    if "membership" in passed:
        passed |= {"project"}
    count = answer.data.get("secrets")
    if isinstance(count, int):
        passed = passed - gates.SILENT[era.value[0]] if count == 0 else passed | gates.SHOWN
        if count and answer.data.get("values"):
            passed |= {"secret-value"}
    if reading.exchange.probe == "read-imports" and era is Era.A:
        passed |= {"location"}
    if "secret-name" in reading.kinds:
        passed |= frozenset() if answer.data.get("hidden_value") else {"secret-value"}
    return passed


def _data_hints(answer: Answer) -> Iterator[frozenset[Era]]:
    """Eras from facts in successful answers (catalogue sections d and k)."""
    keys = answer.data.get("keys", ())
    if "maxIdentityAccessTokenTTL" in keys or "maxIdentityAccessTokenTTL" in answer.data:
        yield frozenset({Era.C2})
    if answer.data.get("hidden_values") or answer.data.get("hidden_value") is not None:
        yield frozenset({Era.C1, Era.C2})
