"""Puts the probes, once each and together where they do not hang on each other, and collects the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from checks.case import Case
from checks.case.memory import Memory
from diagnose.credential import Credential
from diagnose.credential.token import read_token
from diagnose.gather import other_region, second_login
from diagnose.gather.clock import skew
from diagnose.gather.compared import with_secret_compared
from diagnose.gather.limits import USUAL, Limits
from diagnose.gather.other_region import OtherRegion
from diagnose.gather.plan import Step, probe_of, step_of
from diagnose.gather.probes import PROBES, Aim, Probe
from diagnose.http.messages import Reply, Request
from diagnose.inputs.address import is_cloud
from diagnose.inputs.privileged import PrivilegedCredential
from diagnose.model import NOT_SENT, CredentialKind, Era, Evidence, Exchange, Sent, Spent, Token
from diagnose.secret import Secret
from diagnose.secret.mask import Mask

_OURS: Final = frozenset({*PROBES, "method-check"})
_LOGINS: Final = frozenset({"login", second_login.LOGIN_PROBE, other_region.LOGIN_PROBE})
_GRACE_S: Final = 1.0
"""For giving a token back after an interrupt or the deadline, and before that for a login that is under way."""


class Asker(Protocol):
    """What gathering needs of the client."""

    @property
    def sent(self) -> int:
        """How many requests went out."""

    def send(self, request: Request) -> Reply:
        """Put one request; never raises."""

    def send_all(self, requests: Sequence[Request]) -> tuple[Reply, ...]:
        """Put several at once."""

    def remaining_s(self) -> float:
        """Seconds until the deadline."""

    def hurry(self, seconds: float) -> None:
        """Move the deadline to so many seconds from now."""

    def late_token(self, seconds: float) -> Secret | None:
        """The token of an interrupted request, if its answer comes in time."""


class Run:
    """One gathering. Holds the secrets; the evidence it builds holds none.

    `memory`: what was read of the evidence, for whoever judges it.
    `minted`: the token of a login that the evidence has already. `observe` is shown the evidence after every step, and
    the token in use if a login got it.
    `elsewhere`: the other region of Infisical Cloud, where the same login may be put once.
    """

    def __init__(  # noqa: PLR0913 - what is asked, with what, and who may follow it
        self,
        client: Asker,
        credential: Credential,
        limits: Limits = USUAL,
        *,
        progress: Callable[[str], None] = lambda _: None,
        extra: Iterable[Probe] = (),
        privileged: PrivilegedCredential | None = None,
        minted: Secret | None = None,
        observe: Callable[[Evidence, Secret | None], None] = lambda _, __: None,
        elsewhere: OtherRegion | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._privileged = privileged
        self._most = limits.most(looking=privileged is not None)
        self._client = client
        self._credential = credential
        self._limits = limits
        self._progress = progress
        self._extra = extra
        self._minted = minted
        self._observe = observe
        self._given_back: tuple[Secret, ...] = ()
        self._newest: Case | None = None
        self.memory = Memory()

    @property
    def minted(self) -> Secret | None:
        """The token that this run's login got, for the scan of the output."""
        return self._minted

    def gather(self, evidence: Evidence) -> Evidence:
        """Ask until nothing is left that an answer could change, then give back what was borrowed."""
        try:
            while (wanted := self._next(evidence := self._asked_elsewhere(evidence))).probes:
                step = self._affordable(wanted)
                if any(probe.sent is Sent.ADMIN for probe in step.probes) and self._second_must_log_in:
                    evidence = self._second_login(evidence)
                    continue
                if step.probes:
                    evidence = self._put(step, evidence)
                    self._observe(evidence, self._minted)
                if len(step.probes) < len(wanted.probes):
                    remark = f"There was more to ask than the {self._most} requests that were allowed."
                    evidence = _remarked(evidence, remark)
                    break
        except BaseException:
            # A login that is under way may still mint a token. A second interrupt ends this wait.
            self._minted = self._minted or self._client.late_token(_GRACE_S)
            if self._elsewhere is not None:
                self._elsewhere.interrupted(_GRACE_S)
            self._client.hurry(_GRACE_S)
            self.give_back(evidence)
            raise
        return self.give_back(evidence)

    @property
    def privileged_secrets(self) -> tuple[Secret, ...]:
        """What the privileged credential holds by now, the token of its own login included."""
        return self._privileged.secrets() if self._privileged is not None else self._given_back

    def _case(self, evidence: Evidence) -> Case:
        """The case of the evidence; that of the newest one is kept, since it is looked at more than once."""
        if self._newest is None or self._newest.evidence is not evidence:
            self._newest = Case(evidence, memory=self.memory)
        return self._newest

    def _asked_elsewhere(self, evidence: Evidence) -> Evidence:
        """The evidence with the other region's answer to the login, if it is to be asked and was not."""
        place, login = self._elsewhere, probe_of("login", self._credential.facts)
        if place is None or login is None or place.sent or not other_region.wanted(self._case(evidence)):
            return evidence
        if self._left < other_region.NEEDS:
            remark = f"The other region was not asked: {self._most} requests were allowed."
            return evidence if remark in evidence.remarks else _remarked(evidence, remark)
        self._progress("whether the other region accepts the same login")
        evidence = place.ask(self._request(login, Aim(target=evidence.target)), login.sent, evidence)
        return msgspec.structs.replace(evidence, spent=self._spent(evidence.exchanges))

    @property
    def _sent(self) -> int:
        return self._client.sent + (self._elsewhere.sent if self._elsewhere is not None else 0)

    @property
    def _left(self) -> int:
        return self._most - self._sent

    @property
    def _second_must_log_in(self) -> bool:
        return self._privileged is not None and self._privileged.token is None

    def _second_login(self, evidence: Evidence) -> Evidence:
        if self._privileged is None:
            return evidence
        self._progress("whether the privileged pair is accepted")
        self._privileged, evidence = second_login.with_token(self._client, self._privileged, evidence)
        return msgspec.structs.replace(evidence, spent=self._spent(evidence.exchanges))

    def _next(self, evidence: Evidence) -> Step:
        """What the verdict needs next; then, once, what other packages' checks want to read."""
        step = step_of(self._case(evidence))
        if step.probes or (self._minted is None and self._credential.token is None):
            return step
        asked = {exchange.probe for exchange in evidence.exchanges}
        wanted = [probe for probe in self._extra if probe.name not in asked | _OURS and _reads(probe, step.aim)]
        return msgspec.structs.replace(step, probes=tuple(wanted))

    def _affordable(self, step: Step) -> Step:
        """Cut the step to the requests that are left; one is kept back to revoke the token of the run's own login."""
        mints = self._minted is not None or any(probe.name == "login" for probe in step.probes)
        reserved = 1 if mints and not self._limits.keep_token else 0
        reserved += self._privileged is not None and self._privileged.logs_in
        return msgspec.structs.replace(step, probes=step.probes[: max(self._left - reserved, 0)])

    def put_again(self, probe: Probe, evidence: Evidence) -> Exchange:
        """One question of the evidence once more, with the token that is held; the evidence stays as it is."""
        self._progress(probe.shows)
        reply = self._client.send(self._request(probe, step_of(self._case(evidence)).aim))
        return with_secret_compared(reply.exchange, self._credential.client_secret)

    def give_back(self, evidence: Evidence) -> Evidence:
        """Revoke the tokens that this run minted, once, unless they are to be kept."""
        second = self._privileged
        if second is not None and second.logs_in and second.token is not None and not self._case(evidence).only(Era.A):
            self._privileged = None  # once
            self._client.hurry(max(_GRACE_S, self._client.remaining_s()))
            evidence = second_login.given_back(self._client, second, evidence)
            evidence = msgspec.structs.replace(evidence, spent=self._spent(evidence.exchanges))
            self._given_back = second.secrets()
        if self._minted is None or self._limits.keep_token or evidence.of("revoke") is not None:
            return evidence
        if self._case(evidence).only(Era.A):  # there is no such route yet
            return evidence
        if self._client.remaining_s() < _GRACE_S:
            self._client.hurry(_GRACE_S)
        return self._put(Step(probes=(PROBES["revoke"],), aim=Aim(target=evidence.target)), evidence)

    def _put(self, step: Step, evidence: Evidence) -> Evidence:
        for probe in step.probes:
            self._progress(probe.shows)
        requests = [self._request(probe, step.aim) for probe in step.probes]
        replies = (self._client.send(requests[0]),) if len(requests) == 1 else self._client.send_all(requests)
        exchanges = list(evidence.exchanges)
        for probe, reply in zip(step.probes, replies, strict=True):
            exchange = with_secret_compared(reply.exchange, self._credential.client_secret)
            exchanges.append(msgspec.structs.replace(exchange, id=f"E{len(exchanges) + 1}", sent=probe.sent))
            if reply.minted is not None:
                self._minted = reply.minted
                evidence = msgspec.structs.replace(evidence, token=self._claims_of(reply.minted))
        return msgspec.structs.replace(
            evidence,
            exchanges=tuple(exchanges),
            spent=self._spent(exchanges),
            clock_skew_s=skew(exchanges) if evidence.clock_skew_s is None else evidence.clock_skew_s,
        )

    def _claims_of(self, minted: Secret) -> Token | None:
        """The readable part of the token, without what a server may have put there of the client secret."""
        token = read_token(minted.reveal(), minted=True)
        sent = self._credential.secrets()
        return token and msgspec.structs.replace(token, claims=Mask(sent).json(token.claims))

    def _request(self, probe: Probe, aim: Aim) -> Request:
        ask, held = probe.ask(aim), self._held()
        body = None if probe.body is None else _body(probe.body, held)
        token = (self._minted or self._credential.token) if probe.sent is Sent.TOKEN and body is None else None
        if probe.sent is Sent.ADMIN:
            token = self._privileged.token if self._privileged is not None else None
        as_key = self._credential.kind is CredentialKind.API_KEY and probe.sent is not Sent.ADMIN
        return Request(
            probe=probe.name,
            method=ask.method,
            path=ask.path,
            query=ask.query,
            body=body,
            bearer=None if as_key else token,
            api_key=token if as_key else None,
            keep=probe.keep,
            port=probe.cloud_port if is_cloud(aim.target.base_url) else None,
        )

    def _held(self) -> Mapping[str, str | Secret | Mapping[str, str | Secret]]:
        """What the body of a request may carry, by the name that probes have for it; what is missing is left out."""
        given, method = self._credential, self._credential.facts.method
        organization = {"organizationSlug": given.organization} if given.organization else {}
        held: dict[str, str | Secret | Mapping[str, str | Secret]] = {
            "client_id": given.client_id or "",
            "client_secret": given.client_secret or "",
            "minted": self._minted or "",
            "organization": organization,
            "login": {**given.login, **organization},
        }
        if method is not None:
            from diagnose.gather.login_probes import dummy_of

            held["dummy"] = {"identityId": given.facts.identity_id or "", **dummy_of(method)}
        return held

    def _spent(self, exchanges: Sequence[Exchange]) -> Spent:
        logins = sum(x.probe in _LOGINS and x.silence not in NOT_SENT for x in exchanges)
        # A connection that was never made carried no login.
        return Spent(requests=self._sent, logins=min(logins, self._sent), writes=0)


def _remarked(evidence: Evidence, remark: str) -> Evidence:
    return msgspec.structs.replace(evidence, remarks=(*evidence.remarks, remark))


def _reads(probe: Probe, aim: Aim) -> bool:
    """Whether another package's probe can be put as it is, and reads; one that breaks is left out."""
    try:
        return probe.body is None and probe.possible(aim) and probe.ask(aim).method == "GET"
    except Exception:  # noqa: BLE001 - it is other people's code
        return False


def _body(
    names: Mapping[str, str], held: Mapping[str, str | Secret | Mapping[str, str | Secret]]
) -> dict[str, str | Secret]:
    """The fields of a body. What is held as several fields takes its own names; the one it stands under is `*`."""
    body: dict[str, str | Secret] = {}
    for field, name in names.items():
        value = held[name]
        if isinstance(value, Mapping):
            body |= value
        else:
            body[field] = value
    return body
