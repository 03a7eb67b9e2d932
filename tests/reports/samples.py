"""Five diagnoses as the judge would make them, and one with the same hostile text in every field that can hold any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from diagnose.model import (
    Action,
    Answer,
    Confidence,
    CredentialFacts,
    CredentialKind,
    Diagnosis,
    Envelope,
    Evidence,
    Exchange,
    FaqItem,
    Finding,
    GateResult,
    GateState,
    Oddity,
    Refinement,
    Sent,
    Server,
    Silence,
    Spent,
    State,
    Status,
    Target,
    Token,
    Trait,
    Verdict,
)

NOON = 1_795_435_200.0  # 2026-11-23 12:00:00 UTC
BASE = "https://eu.infisical.com"
CLIENT_ID = "5a1c9c52-6c4f-4f0e-9a53-2f6a9a0f7d11"
PROJECT_ID = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
FAQ_TITLES = {
    "expired": "The client secret or access token has expired",
    "permission": "The identity may not touch the resource",
    "e2ee-raw": "A /raw endpoint on a project with end-to-end encryption",
    "untrusted-ip": "The credential is used from an untrusted IP",
    "service-token": "Service tokens and API keys are being retired",
    "identity-crud": "The identity may not manage identities",
    "outside": "Something outside the FAQ",
}
GATE_TITLES = {
    "reach": "Infisical answers",
    "client-id": "Client ID",
    "login-address": "Address at login",
    "client-secret": "Client secret",
    "token": "Access token",
    "membership": "Project membership",
    "environment": "Environment and path",
    "permission": "Permission",
}
HOSTILE = (
    "\x1b[31mred\x1b]8;;https://evil.example\x07\x9b2J\u202eesrever\u2066\u200b\ufeff\U000e0041\u2028<script>alert(1)"
    "</script><img src=x onerror=alert(1)>\"'&amp;`` ```\n# heading\r\n| a | b |\n@everyone https://evil.example"
    " www.evil.example #1 [x](javascript:alert(1)) {{ 7*7 }} {% raw %} [bold]rich[/bold] :smile: \ud800 ~~~ --> ]]>"
)


def _target(**changes: Any) -> Target:
    fields: dict[str, Any] = {
        "base_url": BASE,
        "project_id": PROJECT_ID,
        "environment": "prod",
        "secret_path": "/payments",
        "sources": {
            "base_url": "INFISICAL_DOMAIN",
            "project_id": ".infisical.json",
            "environment": "--env",
            "secret_path": "--path",
            "action": "default",
        },
    }
    return Target(**(fields | changes))


def _credential(*traits: Trait) -> CredentialFacts:
    return CredentialFacts(
        kind=CredentialKind.UNIVERSAL_AUTH,
        sources={
            "client-id": "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
            "client-secret": "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
        },
        lengths={"client-id": 36, "client-secret": 64},
        traits=traits,
        client_id=CLIENT_ID,
    )


def _asked(number: int, probe: str, path: str, *, method: str = "GET", took: float = 61.0, **rest: Any) -> Exchange:
    at = NOON + number / 4
    return Exchange(id=f"E{number}", probe=probe, method=method, url=BASE + path, at=at, took_ms=took, **rest)


def _status() -> Exchange:
    answer = Answer(
        status=200,
        envelope=Envelope.DATA,
        data={"emailConfigured": True, "inviteOnlySignup": False},
        headers={"date": "Mon, 23 Nov 2026 12:00:00 GMT", "server": "cloudflare", "cf-ray": "8e7-FRA"},
    )
    return _asked(1, "status", "/api/status", took=84.2, answer=answer, sent=Sent.NONE)


def _login(**answer: Any) -> Exchange:
    said = Answer(**answer)
    return _asked(2, "login", "/api/v1/auth/universal-auth/login", method="POST", answer=said, sent=Sent.PAIR)


def _faq(**states: tuple[State, str, tuple[str, ...]]) -> tuple[FaqItem, ...]:
    known = {key.replace("_", "-"): value for key, value in states.items()}
    items = []
    for faq_id, title in FAQ_TITLES.items():
        state, says, because = known.get(faq_id, (State.NOT_REACHED, "", ()))
        items.append(FaqItem(id=faq_id, title=title, state=state, says=says, because=because))
    return tuple(items)


def _chain(
    passed: Mapping[str, str], failed: Mapping[str, str], state: GateState = GateState.FAILED
) -> tuple[GateResult, ...]:
    links = []
    for number, (gate, title) in enumerate(GATE_TITLES.items(), 1):
        because = (f"E{min(number, 2)}",)
        if gate in passed:
            links.append(GateResult(id=gate, title=title, state=GateState.PASSED, says=passed[gate], because=because))
        elif gate in failed:
            links.append(GateResult(id=gate, title=title, state=state, says=failed[gate], because=because))
        else:
            links.append(GateResult(id=gate, title=title, state=GateState.NOT_REACHED))
    return tuple(links)


def _diagnosis(evidence: Evidence, verdict: Verdict, **rest: Any) -> Diagnosis:
    server = rest.pop("server", Server(era="B2", eras=("B2",), clock_skew_s=0.4))
    return Diagnosis(
        verdict=verdict, evidence=evidence, server=server, tool_version="0.1.0", knowledge="2026-11-20", **rest
    )


def secret_expired() -> Diagnosis:
    login = _login(
        status=401,
        envelope=Envelope.C,
        error="UnauthorizedError",
        message="Access denied due to expired client secret",
        request_id="req-7Gq2hJ3kLm9P",
        headers={"date": "Mon, 23 Nov 2026 12:00:00 GMT", "x-ratelimit-remaining": "9"},
    )
    verdict = Verdict(
        status=Status.CAUSE_FOUND,
        cause="client-secret-expired",
        confidence=Confidence.CERTAIN,
        faq="expired",
        headline="The client secret has expired.",
        why="The client secret was created with a lifetime, and that time is over. The server checks it at login, "
        "before it looks at the identity's permissions.",
        behind=("token", "membership", "environment", "permission"),
        proof=("E2",),
        fix=(
            "Open Access Control → Machine Identities, and open the identity.",
            "Under Universal Auth, add a client secret. Set its TTL to 0 if it should not expire.",
            "Put the new client secret where the application reads it, and restart the application.",
        ),
        who="An admin of the organization, or of the project if the identity belongs to a project",
        verify="Run this again with the new client secret; the login gate passes.",
        docs="https://infisical.com/docs/documentation/platform/identities/universal-auth",
        notes=("The server gives this answer once; it answers “Invalid credentials” from now on.",),
    )
    says = "The server says that the client secret has expired."
    accepted = "The server found the client ID before it looked at the secret."
    findings = (
        Finding(check="login", cause="client-id-unknown", state=State.RULED_OUT, says=accepted, because=("E2",)),
        Finding(
            check="login",
            cause="client-secret-expired",
            state=State.CAUSE,
            says=says,
            because=("E2",),
            confidence=Confidence.CERTAIN,
        ),
        Finding(check="login", cause="client-secret-wrong", state=State.RULED_OUT, says=accepted, because=("E2",)),
        Finding(
            check="permission", cause="permission-denied", state=State.NOT_REACHED, says="The login was refused first."
        ),
    )
    return _diagnosis(
        Evidence(
            target=_target(),
            credential=_credential(),
            exchanges=(_status(), login),
            started_at=NOON,
            clock_skew_s=0.4,
            spent=Spent(requests=2, logins=1),
        ),
        verdict,
        faq=_faq(
            expired=(State.CAUSE, says, ("E2",)),
            untrusted_ip=(
                State.RULED_OUT,
                "The server checked the address before the secret, and let it pass.",
                ("E2",),
            ),
            service_token=(State.RULED_OUT, "The credential is a client ID and secret.", ()),
            outside=(State.RULED_OUT, "Infisical itself answered.", ("E1", "E2")),
        ),
        chain=_chain(
            {"reach": "yes, in 84 ms", "client-id": "known", "login-address": "trusted"},
            {"client-secret": "expired"},
        ),
        findings=findings,
    )


def no_cause() -> Diagnosis:
    accepted = _login(status=200, envelope=Envelope.DATA, data={"tokenType": "Bearer", "expiresIn": 7200})
    listed = _asked(
        3,
        "read",
        "/api/v3/secrets/raw?environment=prod&secretPath=%2Fpayments",
        sent=Sent.TOKEN,
        answer=Answer(status=200, envelope=Envelope.DATA, data={"secrets": 12}),
    )
    passed = dict.fromkeys(GATE_TITLES, "yes")
    return _diagnosis(
        Evidence(
            target=_target(),
            credential=_credential(),
            exchanges=(_status(), accepted, listed),
            started_at=NOON,
            token=Token(minted=True, algorithm="HS256", claims={"iat": int(NOON), "exp": int(NOON) + 7200}),
            spent=Spent(requests=3, logins=1),
        ),
        Verdict(
            status=Status.NO_CAUSE,
            headline="The credential works: it reads prod /payments.",
            why="The login was accepted and 12 secrets were listed.",
            proof=("E2", "E3"),
            verify="If your application is still refused, run this on the machine where the application runs.",
        ),
        faq=_faq(**{key.replace("-", "_"): (State.RULED_OUT, "The request works.", ("E3",)) for key in FAQ_TITLES}),
        chain=_chain(passed, {}),
        findings=(
            Finding(
                check="login",
                cause="client-secret-expired",
                state=State.RULED_OUT,
                says="The login was accepted.",
                because=("E2",),
            ),
        ),
    )


def inconclusive() -> Diagnosis:
    login = _login(
        status=401, envelope=Envelope.A, error="unauthorized", message="You are not authorized to access this resource"
    )
    causes = ("client-secret-wrong", "client-secret-revoked", "client-id-unknown", "client-secret-expired")
    said = (
        "The secret does not belong to this client ID, or was copied incompletely.",
        "The secret was revoked, or was refused once before; this server then says no more.",
        "No identity has this client ID on this instance.",
        "The secret expired earlier, and the server said so to someone else.",
    )
    return _diagnosis(
        Evidence(
            target=_target(project_id=None),
            credential=_credential(
                Trait(
                    field="client-secret",
                    oddity=Oddity.SURROUNDING_WHITESPACE,
                    fatal=False,
                    cause="client-secret-wrong",
                    detail="a space at the end",
                ),
                Trait(field="client-id", oddity=Oddity.NOT_A_UUID, fatal=True, cause="client-id-unknown"),
            ),
            exchanges=(_status(), login),
            started_at=NOON,
            spent=Spent(requests=2, logins=1),
            remarks=("TOKEN is set in the environment; it was not sent.",),
        ),
        Verdict(
            status=Status.INCONCLUSIVE,
            confidence=Confidence.POSSIBLE,
            cause=causes[0],
            faq="outside",
            headline="The login is refused, and the server does not say why.",
            why="This server generation gives the same answer for four situations.",
            alternatives=causes[1:],
            decides=(
                "An admin's view of the identity shows whether the secret is still listed and until when it is valid.",
                "The server's log of the first refusal names the reason.",
            ),
            behind=("token", "membership", "environment", "permission"),
            proof=("E2",),
            fix=("Create a new client secret and try it.",),
            who="An admin of the organization",
        ),
        faq=_faq(
            expired=(State.POSSIBLE, said[3], ("E2",)),
            outside=(State.POSSIBLE, said[0], ("E2",)),
            untrusted_ip=(State.RULED_OUT, "The address is checked before the secret.", ("E2",)),
        ),
        chain=_chain(
            {"reach": "yes"},
            {"client-id": "refused here or at the secret", "client-secret": "refused"},
            GateState.UNCLEAR,
        ),
        findings=tuple(
            Finding(
                check="login",
                cause=cause,
                state=State.POSSIBLE,
                says=says,
                because=("E2",),
                confidence=Confidence.POSSIBLE,
            )
            for cause, says in zip(causes, said, strict=True)
        ),
        server=Server(era=None, eras=("A", "B1"), clock_skew_s=-64.0),
    )


def not_reached() -> Diagnosis:
    silent = _asked(
        1,
        "status",
        "/api/status",
        took=38.0,
        silence=Silence.TLS_CA,
        note="The certificate is signed by “Example Corp Proxy CA”.",
    )
    return _diagnosis(
        Evidence(
            target=_target(), credential=_credential(), exchanges=(silent,), started_at=NOON, spent=Spent(requests=1)
        ),
        Verdict(
            status=Status.NOT_REACHED,
            cause="tls-untrusted-ca",
            confidence=Confidence.CERTAIN,
            faq="outside",
            headline="From this machine, the certificate of eu.infisical.com is not trusted, so nothing was sent.",
            why="A proxy that inspects traffic signs certificates with a CA that this machine does not know.",
            behind=tuple(gate for gate in GATE_TITLES if gate != "reach"),
            proof=("E1",),
            fix=(
                "Ask the network team for the CA certificate of the proxy.",
                "Set SSL_CERT_FILE to a file that contains it, and run this again.",
            ),
            who="Whoever runs the proxy",
            notes=("Seen from this machine; on the machine where the application runs it may differ.",),
        ),
        faq=_faq(outside=(State.CAUSE, "The connection is not trusted.", ("E1",))),
        chain=_chain({}, {"reach": "certificate not trusted"}),
        findings=(
            Finding(
                check="tls",
                cause="tls-untrusted-ca",
                state=State.CAUSE,
                says="The certificate's issuer is unknown.",
                because=("E1",),
                confidence=Confidence.CERTAIN,
            ),
        ),
        server=Server(),
    )


def permission_denied(server_text: str = HOSTILE) -> Diagnosis:
    """The server's words are `server_text` wherever it can put any."""
    rule = {"action": "read", "subject": "secrets", "conditions": {"environment": server_text}}
    login = _login(status=200, envelope=Envelope.DATA, data={"expiresIn": 7200, "tokenType": server_text})
    refused = _asked(
        3,
        "read",
        "/api/v3/secrets/raw?environment=prod",
        sent=Sent.TOKEN,
        answer=Answer(
            status=403,
            envelope=Envelope.C,
            error="PermissionDenied",
            message=server_text,
            details=(rule,),
            request_id=server_text,
            headers={"server": server_text, "date": "Mon, 23 Nov 2026 12:00:01 GMT"},
            marks=(server_text,),
        ),
        note=server_text,
    )
    says = "The role of the identity does not allow to read secrets here."
    return _diagnosis(
        Evidence(
            target=_target(action=Action.READ),
            credential=_credential(),
            exchanges=(_status(), login, refused),
            token=Token(minted=True, algorithm="HS256", claims={"identityName": server_text, "exp": int(NOON) + 7200}),
            started_at=NOON,
            spent=Spent(requests=3, logins=1),
        ),
        Verdict(
            status=Status.CAUSE_FOUND,
            cause="permission-denied",
            confidence=Confidence.CERTAIN,
            faq="permission",
            headline="The identity may not read secrets in prod under /payments.",
            why="The login works, and the identity is a member of the project. No rule of its roles allows this.",
            refinements=(
                Refinement(cause="temporary-access-expired", says="A temporary role that ended explains it too."),
                Refinement(cause="custom-role-missing", says="A custom role that was deleted explains it too."),
            ),
            proof=("E3",),
            fix=(
                "Open the project → Access Control → Machine Identities, and open the identity.",
                "Add a role or privilege: read on secrets, environment prod, path /payments.",
            ),
            who="An admin of the project",
            verify="Run this again; the permission gate passes.",
            docs="https://infisical.com/docs/documentation/platform/access-controls/role-based-access-controls",
        ),
        faq=_faq(
            permission=(State.CAUSE, says, ("E3",)),
            expired=(State.RULED_OUT, "The login was accepted just now.", ("E2",)),
            untrusted_ip=(State.RULED_OUT, "Login and token were accepted from here.", ("E2", "E3")),
        ),
        chain=_chain(
            {gate: "yes" for gate in GATE_TITLES if gate != "permission"}, {"permission": "refused: read on secrets"}
        ),
        findings=(
            Finding(
                check="permission",
                cause="permission-denied",
                state=State.CAUSE,
                says=says,
                because=("E3",),
                confidence=Confidence.CERTAIN,
            ),
            Finding(
                check="permission",
                cause="temporary-access-expired",
                state=State.POSSIBLE,
                refines="permission-denied",
                says="A temporary role that ended explains it too.",
                because=("E3",),
            ),
            Finding(
                check="login",
                cause="client-secret-expired",
                state=State.RULED_OUT,
                says="The login was accepted.",
                because=("E2",),
            ),
        ),
        server=Server(era="C1", eras=("C1",), clock_skew_s=0.4),
    )


def everywhere(text: str) -> Diagnosis:
    """`permission_denied` with the text in every free string, names included: the worst that a file can hand us."""
    return filled(lambda _: text)


def scattered(texts: Iterator[str]) -> Diagnosis:
    """The same with another text in each place; what was equal, such as an id and where it is cited, stays equal."""
    given: dict[str, str] = {}
    return filled(lambda old: given.setdefault(old, given.get(old) or next(texts)))


def filled(text_for: Callable[[str], str]) -> Diagnosis:
    return msgspec.convert(_fill(msgspec.to_builtins(permission_denied("benign")), text_for, ""), Diagnosis)


_CHOSEN = {"status", "state", "confidence", "kind", "oddity", "envelope", "silence", "action", "sent"}
_FREE_NAMES = {"data", "headers", "claims", "conditions", "sources", "lengths"}


def _fill(value: Any, text_for: Callable[[str], str], field: str) -> Any:
    if isinstance(value, dict):
        free = field in _FREE_NAMES
        return {text_for(key) if free else key: _fill(item, text_for, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fill(item, text_for, field) for item in value]
    return text_for(value) if isinstance(value, str) and field not in _CHOSEN else value


SAMPLES = {
    "secret-expired": secret_expired,
    "no-cause": no_cause,
    "inconclusive": inconclusive,
    "not-reached": not_reached,
    "permission-denied": permission_denied,
}
