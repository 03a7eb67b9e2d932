"""The lab without its sockets: truthful answers of every era and state, as fast as function calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from diagnose import credential
from diagnose.answer import read_answer
from diagnose.credential.token import read_token
from diagnose.gather.probes import PROBES, Aim
from diagnose.lab import Lab, states
from diagnose.lab.answers import Request as LabRequest
from diagnose.lab.truth import truth
from diagnose.model import Action, CredentialFacts, Evidence, Exchange, Sent, Target, Token
from diagnose.secret import Secret

BASE = "http://lab.example"


class World:
    """One state of the lab and what the user has and wants there. Probes can be put in any order."""

    def __init__(self, name: str, era: str) -> None:
        self._lab = Lab(name, era=era)
        given = self._lab.inputs
        self.truth = truth(name, era)
        self.pair = "client_id" in given
        held = (
            credential.from_pair(given["client_id"], given["client_secret"], {})
            if self.pair
            else credential.from_token(given["token"], {})
        )
        self.facts: CredentialFacts = held.facts
        self.handed = held.token_facts
        self._held = held
        self._minted: Secret | None = None
        self.target = Target(
            base_url=BASE,
            project_id=given.get("project_id"),
            environment=given.get("environment", "dev"),
            secret_path=given.get("secret_path", "/"),
            secret_name=given.get("secret_name"),
            action=Action(given.get("action", "read")),
        )

    def put(self, probe: str, modern: bool) -> Exchange:  # noqa: FBT001 - the era's one difference in paths
        """Put one probe as the tool would; its exchange."""
        claims = self.token.claims if self.token is not None else {}
        aim = Aim(target=self.target, identity_id=claims.get("identityId"), modern=modern)
        known = PROBES[probe]
        ask = known.ask(aim)
        url = ask.path + ("?" + "&".join(f"{k}={v}" for k, v in ask.query.items()) if ask.query else "")
        headers = {"content-type": "application/json"} if ask.method == "POST" else {}
        request = LabRequest(
            method=ask.method,
            url=url,
            path=unquote(urlsplit(url).path),
            query=dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
            headers={**headers, **self._authorization(probe)},
            body=json.dumps(self._body(probe)).encode() if ask.method == "POST" else b"",
        )
        reply = self._lab._app.handle(request)
        said = [("content-type", reply.content_type), *reply.headers.items()]
        answer, minted = read_answer(known.keep, reply.status, said, reply.encoded())
        self._minted = minted or self._minted
        return Exchange(
            id="", probe=probe, method=ask.method, url=BASE + url, at=self._lab.clock.now(), took_ms=1.0,
            answer=answer, sent=known.sent,
        )  # fmt: skip

    @property
    def token(self) -> Token | None:
        """The readable part of the token in use."""
        return read_token(self._minted.reveal(), minted=True) if self._minted is not None else self.handed

    def _body(self, probe: str) -> Mapping[str, str]:
        if probe != "login" or self._held.client_secret is None:
            return {}
        return {"clientId": self._held.client_id or "", "clientSecret": self._held.client_secret.reveal()}

    def _authorization(self, probe: str) -> Mapping[str, str]:
        token = self._minted or self._held.token
        if token is None or PROBES[probe].sent is not Sent.TOKEN:
            return {}
        if token.reveal().startswith("ak."):
            return {"x-api-key": token.reveal()}
        return {"authorization": f"Bearer {token.reveal()}"}

    def evidence(self, exchanges: tuple[Exchange, ...]) -> Evidence:
        """What the exchanges say, numbered."""
        numbered = tuple(msgspec.structs.replace(x, id=f"E{n}") for n, x in enumerate(exchanges, start=1))
        return Evidence(
            target=self.target,
            credential=self.facts,
            exchanges=numbered,
            token=self.token,
            started_at=self._lab.clock.now(),
        )


def broken_states() -> list[tuple[str, str]]:
    """Every state in which Infisical itself answers and something is wrong."""
    return [
        (state.name, state.era)
        for state in states()
        if truth(state.name, state.era) != {"none"} and not Lab(state.name, era=state.era).world.server.front
    ]
