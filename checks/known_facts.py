"""Facts of single answers that a step can hold: the redirect's end, the request's ID, how long to wait.

Each is "" where no answer tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from checks.case import Case
from checks.knowledge import routes
from checks.knowledge.auth_names import auth_name
from checks.knowledge.hints import day, listed, span
from checks.knowledge.proofs import of_time
from checks.other_auth import lives_here_only, presented
from diagnose.model import CredentialKind, Era, Text

_SECRET_LENGTH: Final = 64
_CLOUD: Final = ".infisical.com"
_EDGE: Final = "cf-ray"
_LONGEST_WAIT_S: Final = 86_400


def _redirect(case: Case) -> str:
    return next(_headers(case, "location"), "")


def _missing(case: Case) -> str:
    """How many characters a client secret is too short, in words."""
    length = case.evidence.credential.lengths.get("client-secret", _SECRET_LENGTH)
    short = _SECRET_LENGTH - length
    return Text.counted("{number} character is missing", "{number} characters are missing", short) if short > 0 else ""


def _trait(case: Case) -> str:
    """What is wrong with the credential's spelling, in a sentence."""
    return _noticed(case, "credential-mangled")


def _mismatch(case: Case) -> str:
    """Which kind the credential has instead, in a sentence."""
    return _noticed(case, "credential-kind-mismatch")


def _noticed(case: Case, cause: str) -> str:
    return next((one.detail for one in case.evidence.credential.traits if one.cause == cause and one.detail), "")


def _session(case: Case) -> str:
    return Text("A person's session") if case.evidence.credential.kind is CredentialKind.USER_SESSION else ""


def _address(case: Case) -> str:
    seen = (answer.data.get("client_address") for _, answer in case.evidence.answered())
    return next((one for one in seen if isinstance(one, str)), "")


def _cloud(case: Case) -> str:
    """The host, if it is one of Infisical's own."""
    host = _host(case)
    return host if host.endswith(_CLOUD) else ""


def _own(case: Case) -> str:
    """The host, if it is not one of Infisical's own."""
    return "" if _cloud(case) else _host(case)


def _host(case: Case) -> str:
    return routes.split(case.evidence.target.base_url).hostname or ""


def _edge(case: Case) -> str:
    """The host, if a network in front of it answers that tells every client its address."""
    return _host(case) if next(_headers(case, _EDGE), "") else ""


def _ray(case: Case) -> str:
    return next(_headers(case, _EDGE), "")


def _request(case: Case) -> str:
    return (case.question.answer.request_id or "") if case.question is not None else ""


def _when(case: Case) -> str:
    """When the question was put, by this machine's clock or the text's."""
    at = case.question.exchange.at if case.question is not None else 0
    return day(at) if at > 0 else ""


def _wait(case: Case) -> str:
    """How long the server asks to wait."""
    asked = next(_headers(case, "retry-after"), "")
    return span(int(asked)) if asked.isdecimal() and 0 < int(asked) <= _LONGEST_WAIT_S else ""


def _headers(case: Case, name: str) -> Iterator[str]:
    return (told for _, answer in case.evidence.answered() if (told := answer.headers.get(name, "")))


def _only_project(case: Case) -> str:
    """The one project that the identity can see: its ID and its name."""
    seen = case.facts("own-projects").get("projects") or ()
    return (
        next((f"{one['id']} ({one.get('name', 'no name')})" for one in seen if one.get("id")), "")
        if len(seen) == 1
        else ""
    )


def _folders(case: Case) -> str:
    """The folders that exist where the path fails, each from the top."""
    steps = [step for step in case.evidence.target.secret_path.split("/") if step]
    top = case.facts("folders").get("folders") or ()
    if not steps or not top:
        return ""
    if steps[0] not in top:
        return listed(f"/{name}" for name in top)
    below = case.facts("folders-parent").get("folders") or ()
    return listed("/".join(("", *steps[:-1], name)) for name in below)


def _token_project(case: Case) -> str:
    said = case.facts("service-token")
    return str(said.get("projectId") or said.get("workspace") or "")


def _before_upgrade(case: Case) -> str:
    """When servers were released that have a switch for end-to-end encryption; "" unless this is one."""
    return Text("up to January 2024") if case.eras <= {Era.A} else ""


def _since_upgrade(case: Case) -> str:
    """When servers were released that have a button instead; "" unless this is one."""
    return Text("since October 2024") if case.eras <= {Era.B2, Era.C1, Era.C2} else ""


def _clock_gap(case: Case) -> str:
    """How far the clocks differ, where that alone makes the login's proof invalid for the server."""
    of_clock = of_time() | {"client-clock-skew"}
    skew = case.evidence.clock_skew_s or 0.0
    explains = bool(case.suspects) and all(suspect.cause in of_clock for suspect in case.suspects)
    return span(abs(skew)) if explains and lives_here_only(case) else ""


def _auth(case: Case) -> str:
    """The console's name of the method by which the token was issued."""
    token, method = case.evidence.token, case.evidence.credential.method
    claimed = (token.claims if token is not None else {}).get("authMethod")
    if case.evidence.credential.kind is CredentialKind.UNIVERSAL_AUTH:
        claimed = "universal-auth"
    return auth_name(method or str(claimed or ""))


def _identity_id(case: Case) -> str:
    """The identity's own ID, as its token or a look at it tells."""
    claims = case.evidence.token.claims if case.evidence.token is not None else {}
    return str(claims.get("identityId") or case.looks.subject_id or "")


def _covers(case: Case) -> str:
    """Where a service token may be used."""
    scopes = case.facts("service-token").get("scopes") or ()
    return listed(_scope(one) for one in scopes)


def _scope(one: Mapping[str, Any]) -> str:
    place = {"environment": str(one.get("environment")), "path": str(one.get("secretPath", "/"))}
    return Text("{environment} under {path}", **place)


FACTS: Final[Mapping[str, Callable[[Case], str]]] = {
    "address": _address,
    "auth": _auth,
    "before_upgrade": _before_upgrade,
    "clock_gap": _clock_gap,
    "cloud": _cloud,
    "covers": _covers,
    "edge": _edge,
    "folders": _folders,
    "identity_id": _identity_id,
    "mismatch": _mismatch,
    "missing": _missing,
    "only_project": _only_project,
    "own": _own,
    "presented": presented,
    "ray": _ray,
    "redirect": _redirect,
    "request": _request,
    "session": _session,
    "since_upgrade": _since_upgrade,
    "token_project": _token_project,
    "trait": _trait,
    "wait": _wait,
    "when": _when,
}
