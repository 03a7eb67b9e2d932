"""States of identities that log in with a token of a build system, or of one signed with their own key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diagnose.lab.bench import Bench
from diagnose.lab.methods import proofs
from diagnose.lab.methods.tokens import DISCOVERY
from diagnose.lab.states.logins import log_in, shared
from diagnose.lab.states.registry import state

_BC = "B1 B2 C1 C2"
_C = "C1 C2"
_SUBJECT = "repo:acme/shop:ref:refs/heads/main"
_AUDIENCE = "https://github.com/acme"


def job(bench: Bench, *, route: str = "oidc", key: str = "", **changed: Any) -> dict[str, Any]:
    """A job of a build system that may log in: its token, and the identity's settings, which are given back."""
    settings: dict[str, Any] = {
        "key": bench.canary(32), "issuer": DISCOVERY, "subject": _SUBJECT, "audiences": _AUDIENCE,
        "claims": {"repository": "acme/shop"},
    }  # fmt: skip
    now = int(bench.clock.now())
    claims: dict[str, Any] = {
        "iss": DISCOVERY,
        "sub": _SUBJECT,
        "aud": _AUDIENCE,
        "iat": now - 30,
        "nbf": now - 30,
        "exp": now + 270,
        "repository": "acme/shop",
        "repository_owner": "acme",
        "ref": "refs/heads/main",
        "event_name": "push",
    }
    made = {name: value for name, value in (claims | changed).items() if value is not None}
    token = proofs.issue(made, key or settings["key"])
    bench.canaries.add(token)
    log_in(bench, route, settings, auth_method=f"{route}-auth", jwt=token)
    return settings


_Build = Callable[[Bench, str], object]


def _both(name: str, title: str, oidc_eras: str = _BC) -> Callable[[_Build], _Build]:
    """A state of both methods: the builder is called with the method's route."""

    def register(build: _Build) -> _Build:
        for route, eras in (("oidc", oidc_eras), ("jwt", _C)):
            state(f"{route}-{name}", title, eras)(_of(build, route))
        return build

    return register


def _of(build: _Build, route: str) -> Callable[[Bench], None]:
    def built(bench: Bench) -> None:
        build(bench, route)

    return built


@state("oidc-healthy", "The job's token may log in, and the secrets can be read.", _BC, works=True)
def oidc_healthy(bench: Bench) -> None:
    """Everything fits."""
    job(bench)


@state("jwt-healthy", "The token may log in, and the secrets can be read.", _C, works=True)
def jwt_healthy(bench: Bench) -> None:
    """Everything fits."""
    job(bench, route="jwt")


@_both("expired-token", "The token ended half an hour ago.")
def expired(bench: Bench, route: str) -> None:
    """Fetched in an earlier step."""
    now = int(bench.clock.now())
    job(bench, route=route, iat=now - 2100, nbf=now - 2100, exp=now - 1800)


@_both("early-token", "The token is not valid yet: its issuer's clock is ahead.")
def early(bench: Bench, route: str) -> None:
    """A clock that is off by an hour."""
    now = int(bench.clock.now())
    job(bench, route=route, iat=now + 3600, nbf=now + 3600, exp=now + 7200)


@_both("bad-signature", "The token was signed with another key.")
def bad_signature(bench: Bench, route: str) -> None:
    """Not the issuer's own."""
    job(bench, route=route, key=bench.canary(32))


@_both("other-issuer", "The token was issued by another provider than the settings name.")
def other_issuer(bench: Bench, route: str) -> None:
    """A company's own build server."""
    job(bench, route=route)["issuer"] = "https://github.example/_services/token"


@_both("other-subject", "The job runs on another branch than the identity allows.")
def other_subject(bench: Bench, route: str) -> None:
    """A pull request."""
    job(bench, route=route, sub="repo:acme/shop:pull_request", ref="refs/pull/7/merge", event_name="pull_request")


@_both("other-audience", "The token was requested for another audience than the identity wants.")
def other_audience(bench: Bench, route: str) -> None:
    """The provider's default was taken."""
    job(bench, route=route)["audiences"] = "https://infisical.example"


@_both("audiences-without-blank", "The settings list audiences with a comma and no blank, which makes them one.")
def without_blank(bench: Bench, route: str) -> None:
    """The server splits at a comma with a blank behind it."""
    job(bench, route=route)["audiences"] = f"{_AUDIENCE},https://infisical.example"


@_both("other-claim", "A claim has another value than the identity wants.")
def other_claim(bench: Bench, route: str) -> None:
    """Another repository."""
    job(bench, route=route)["claims"] = {"repository": "acme/infra"}


@_both("missing-claim", "The settings want a claim that the token does not have.", _C)
def missing_claim(bench: Bench, route: str) -> None:
    """The job has no environment."""
    job(bench, route=route)["claims"] = {"environment": "production"}


def _fault(name: str, title: str, fault: str, eras: str = _C) -> None:
    route = name.partition("-")[0]
    state(name, title, eras)(_of(lambda bench, route: job(bench, route=route).update(fault=fault), route))


_fault("oidc-discovery-down", "The provider's discovery document cannot be fetched.", "discovery", _BC)
_fault("oidc-discovery-private", "The provider has a private address, which is not called.", "private")
_fault("oidc-unknown-key", "The provider does not publish the key that signed the token.", "key")
_fault("jwt-unknown-key", "The address with the keys lacks the one that signed the token.", "key")


@state("jwt-static-expired", "The token has ended, and the keys stand in the settings.", _C)
def static_expired(bench: Bench) -> None:
    """One reason per key."""
    now = int(bench.clock.now())
    job(bench, route="jwt", exp=now - 1800)["static"] = True


@state("jwt-static-bad-signature", "None of the keys in the settings signed the token.", _C)
def static_bad_signature(bench: Bench) -> None:
    """One reason per key."""
    job(bench, route="jwt", key=bench.canary(32))["static"] = True


@state("jwt-no-subject", "The settings want a subject, and the token has none.", _C)
def no_subject(bench: Bench) -> None:
    """A token made by hand."""
    job(bench, route="jwt", sub=None)


@state("oidc-other-subject-early", "The job's subject is not allowed.", "B1", dialect="B1-early")
def other_subject_early(bench: Bench) -> None:
    """The first builds do not say what was not allowed."""
    other_subject(bench, "oidc")


shared("oidc", "OIDC", _BC, oidc_healthy, "jwt")
shared("jwt", "JWT", _C, jwt_healthy, "jwt")
