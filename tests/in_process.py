"""The lab without its sockets: truthful answers of every era and state, as fast as function calls."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import msgspec

from diagnose.cli.demo import VARIABLES
from diagnose.credential import Credential
from diagnose.credential.token import read_token
from diagnose.gather.plan import probe_of
from diagnose.gather.probes import PROBES, Aim
from diagnose.http.answer import read_answer
from diagnose.http.client import Client, Settings
from diagnose.http.messages import Reply, Request, common_headers, url_of
from diagnose.http.transport import Opened
from diagnose.inputs import Given, resolve
from diagnose.lab import Lab, states
from diagnose.lab.answers import Request as LabRequest
from diagnose.lab.truth import truth
from diagnose.model import Action, Answer, CredentialFacts, Evidence, Exchange, Sent, Silence, Target, Token
from diagnose.secret import Secret

BASE = "http://lab.example"
PORT = 38080
LOOPBACK = f"http://127.0.0.1:{PORT}"


class _Sockets(httpx.HTTPTransport):
    """Stands where the client's connections stand, and hands each request to the lab."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        lab._app.port = PORT

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["trace"]("http11.send_request_headers.started", {})
        headers = {name.lower(): value for name, value in request.headers.items()}
        url = request.url.raw_path.decode()
        reply = self._lab._app.handle(lab_request(self._lab, request.method, url, headers, request.read()))
        if reply.drop:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        date = formatdate(self._lab.clock.now(), usegmt=True)
        answered = {"date": date, "content-type": reply.content_type, **reply.headers}
        return httpx.Response(reply.status, headers=answered, content=reply.encoded())

    def close(self) -> None:
        """Nothing is open."""


def client_of(lab: Lab) -> Client:
    """The tool's own client, whose requests reach the lab, which need not be running, without a socket."""
    client = Client(Settings(base_url=LOOPBACK))
    client._opened = Opened(_Sockets(lab), "127.0.0.1", None, None, common_headers({}))
    return client


class Direct:
    """Stands where the client stands, and puts each request to the lab as a function call."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.sent = 0

    def send(self, request: Request) -> Reply:
        """Put one request."""
        self.sent += 1
        path = url_of(LOOPBACK, request).removeprefix(LOOPBACK)
        body = {k: v.reveal() if isinstance(v, Secret) else v for k, v in (request.body or {}).items()}
        headers = {} if request.body is None else {"content-type": "application/json"}
        headers |= {"authorization": f"Bearer {request.bearer.reveal()}"} if request.bearer is not None else {}
        headers |= {"x-api-key": request.api_key.reveal()} if request.api_key is not None else {}
        sent = b"" if request.body is None else json.dumps(body).encode()
        self.last = answered = self._lab._app.handle(lab_request(self._lab, request.method, path, headers, sent))
        if answered.drop:
            return Reply(self._exchange(request, path, None), None)
        said = [("date", formatdate(self._lab.clock.now(), usegmt=True)), ("content-type", answered.content_type)]
        said += answered.headers.items()
        answer, minted = read_answer(request.keep, answered.status, said, answered.encoded())
        return Reply(self._exchange(request, path, answer), minted)

    def _exchange(self, request: Request, path: str, answer: Answer | None) -> Exchange:
        return Exchange(
            id="", probe=request.probe, method=request.method, url=LOOPBACK + path, at=self._lab.clock.now(),
            took_ms=1.0, answer=answer, silence=Silence.RESET if answer is None else None,
        )  # fmt: skip

    def send_all(self, requests: Sequence[Request]) -> tuple[Reply, ...]:
        """Put one after the other."""
        return tuple(self.send(request) for request in requests)

    def remaining_s(self) -> float:
        """There is no deadline."""
        return 30.0

    def hurry(self, _: float) -> None:
        """There is none to move."""

    def late_token(self, _: float) -> None:
        """Nothing is ever late."""


def lab_request(lab: Lab, method: str, url: str, headers: Mapping[str, str], body: bytes) -> LabRequest:
    """A request as the lab's server hands it on."""
    shown = Path(lab.inputs["client_cert"]).read_text() if "client_cert" in lab.inputs else ""
    parts = urlsplit(f"http://lab{url}")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return LabRequest(
        method=method, url=url, path=unquote(parts.path), query=query, headers=headers, body=body, certificate=shown
    )


def credential_of(lab: Lab) -> Credential:
    """What the user of that lab has."""
    environ = {VARIABLES[name]: value for name, value in lab.inputs.items() if name in VARIABLES}
    return resolve(Given(), environ, Path("/"), lambda: b"", None).credential


class World:
    """One state of the lab and what the user has and wants there. Probes can be put in any order."""

    def __init__(self, name: str, era: str) -> None:
        self._lab = Lab(name, era=era)
        given = self._lab.inputs
        self.truth = truth(name, era)
        self.pair = "token" not in given
        held = credential_of(self._lab)
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
        known = probe_of(probe, self.facts) or PROBES[probe]
        ask = known.ask(self._aim(modern))
        url = ask.path + ("?" + "&".join(f"{k}={v}" for k, v in ask.query.items()) if ask.query else "")
        headers = {"content-type": "application/json"} if ask.method == "POST" else {}
        body = json.dumps(self._body(probe)).encode() if ask.method == "POST" else b""
        request = lab_request(self._lab, ask.method, url, {**headers, **self._authorization(probe)}, body)
        reply = self._lab._app.handle(request)
        said = [("content-type", reply.content_type), *reply.headers.items()]
        answer, minted = read_answer(known.keep, reply.status, said, reply.encoded())
        self._minted = minted or self._minted
        return Exchange(
            id="", probe=probe, method=ask.method, url=BASE + url, at=self._lab.clock.now(), took_ms=1.0,
            answer=answer, sent=known.sent,
        )  # fmt: skip

    def possible(self, probe: str, modern: bool) -> bool:  # noqa: FBT001 - as for `put`
        """Whether all that the probe's request needs is known."""
        return PROBES[probe].possible(self._aim(modern))

    def _aim(self, modern: bool) -> Aim:  # noqa: FBT001 - as for `put`
        claims = self.token.claims if self.token is not None else {}
        return Aim(target=self.target, identity_id=claims.get("identityId"), modern=modern)

    @property
    def token(self) -> Token | None:
        """The readable part of the token in use."""
        return read_token(self._minted.reveal(), minted=True) if self._minted is not None else self.handed

    def _body(self, probe: str) -> Mapping[str, str]:
        if probe == "login" and self._held.login:
            body = {name: v.reveal() if isinstance(v, Secret) else v for name, v in self._held.login.items()}
            return body | ({"organizationSlug": self._held.organization} if self._held.organization else {})
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


@cache
def in_front() -> frozenset[tuple[str, str]]:
    """The states, as name and era, in which something in front of Infisical answers."""
    return frozenset((s.name, s.era) for s in states() if Lab(s.name, era=s.era).world.server.front)


def broken_states() -> list[tuple[str, str]]:
    """Every state in which Infisical itself answers and something is wrong."""
    asked = [(state.name, state.era) for state in states() if (state.name, state.era) not in in_front()]
    return [state for state in asked if truth(*state) != {"none"}]
