"""What is asked next: the user's own question first, then what separates the suspects, then nothing."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.gather.plan import next_step
from diagnose.gather.probes import PROBES
from diagnose.model import Action, CredentialFacts, Envelope, Evidence, Exchange, Oddity, Silence, Target
from tests.build import (
    A_REFUSED,
    API_KEY,
    B_REFUSED,
    FAULT,
    NAMED,
    NO_READ,
    PAIR,
    SERVICE,
    SESSION,
    TARGET,
    TOKEN,
    evidence,
    login_ok,
    minted,
    odd,
    said,
    silent,
    trait,
    wanting,
)
from tests.random_answers import answers

NOWHERE = Target(base_url=TARGET.base_url)
CUT_OFF = odd(PAIR, trait("client-secret", Oddity.TRUNCATED, "credential-mangled"))
PLACE = "Folder with path '/' in environment 'dev' was not found. Please ensure the environment slug and secret path is"
BOT = "Project with ID 'x' not found during bot lookup. Are you sure you are using the correct project ID?"


def asks(of: Evidence) -> list[str]:
    return [probe.name for probe in next_step(of).probes]


GONE = said("read", 404, "Not Found", "Route GET:/api/v3/secrets/raw not found")
NAME_GONE = said("read-name", 404, "Not Found", "Route GET:/api/v3/secrets/raw/x not found")


def test_a_value_is_asked_for_where_only_the_newest_route_lists_the_names() -> None:
    listed = said("read-v4", 200, data={"secrets": 1, "names": ["KEY"], "hidden_values": 1})
    step = next_step(evidence(GONE, listed))
    assert [probe.ask(step.aim).path for probe in step.probes] == ["/api/v4/secrets/KEY"]


def test_a_named_secret_is_asked_for_on_the_newest_route_if_the_other_is_gone() -> None:
    assert asks(evidence(NAME_GONE, target=NAMED)) == ["read-name-v4"]


# ------------------------------------------------------------------------------------------------------------ opening


@pytest.mark.parametrize(
    ("credential", "target", "expected"),
    [
        (PAIR, TARGET, ["login"]),
        (PAIR, NOWHERE, ["login"]),
        (TOKEN, TARGET, ["read"]),
        (TOKEN, NAMED, ["read-name"]),
        (TOKEN, NOWHERE, ["token-check"]),
        (SERVICE, TARGET, ["read"]),
        (API_KEY, TARGET, ["read"]),
        (SESSION, TARGET, ["read"]),
        # A pair that no server accepts is not sent before it is known that failures are not counted.
        (CUT_OFF, TARGET, ["era"]),
    ],
)
def test_the_first_question_is_the_users_own(credential: CredentialFacts, target: Target, expected: list[str]) -> None:
    assert asks(evidence(credential=credential, target=target)) == expected


@pytest.mark.parametrize(
    ("era", "expected"),
    [
        (said("era", 422, "ValidationFailure", "clientId: Required"), []),
        (said("era", 401, "ValidationFailure", "clientId: Required", era="B"), ["login"]),
        (said("era", 403, "ValidationFailure", "clientId: Required", era="B"), ["login"]),
        (silent("era", Silence.DNS), []),
    ],
)
def test_a_pair_that_no_server_accepts_is_not_sent_where_failures_are_counted(
    era: Exchange, expected: list[str]
) -> None:
    assert asks(evidence(era, credential=CUT_OFF)) == expected


def test_after_the_login_comes_the_question() -> None:
    assert asks(evidence(login_ok("C2"), credential=PAIR, token=minted("C2"))) == ["read"]


# ------------------------------------------------------------------------------------------------------------- ending


@pytest.mark.parametrize(
    "of",
    [
        evidence(said("read", 200, data={"secrets": 2})),
        evidence(said("read", 403, "PermissionDenied", NO_READ, era="B2"), said("membership", 403, era="B2")),
        evidence(silent("login", Silence.DNS), credential=PAIR),
        evidence(silent("read", Silence.TIMEOUT)),
        evidence(said("read", 403, envelope=Envelope.HTML)),
        evidence(said("login", 401, "UnauthorizedError", "Invalid credentials"), credential=PAIR),
        evidence(said("login", 401, "unauthorized", A_REFUSED, era="A"), credential=PAIR),
        evidence(said("read", 403, "UnauthorizedError", B_REFUSED, era="B1"), said("token-check", 403, era="B1")),
    ],
)
def test_nothing_is_asked_that_could_change_nothing(of: Evidence) -> None:
    assert asks(of) == []


# --------------------------------------------------------------------------------------------------------- separating


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (evidence(said("read", 400, "BadRequest", "failed to find bot key", era="B1")), {"folders"}),
        (evidence(said("read", 401, "unauthorized", A_REFUSED, era="A")), {"token-check", "absent-name"}),
        (evidence(said("read", 200, data={"secrets": 0})), {"absent-name"}),
        (evidence(said("read", 404, "SecretPathNotFound", PLACE)), {"folders", "project"}),
        (evidence(said("read", 404, "Not Found", "Route GET:/api/v3/secrets/raw not found")), {"read-v4"}),
        (evidence(said("read", 404, "NotFound", BOT), target=Target(base_url="x", project_id="shop")),
         {"project-by-slug"}),
        (evidence(said("read", 403, "PermissionDenied", NO_READ), token=minted("C2")), {"membership"}),
        (evidence(said("read", 403, "PermissionDenied", NO_READ), credential=SERVICE), {"service-token"}),
        (evidence(said("login", 500, "InternalServerError", FAULT), credential=PAIR), {"config"}),
        (evidence(said("login", 302, envelope=Envelope.HTML), credential=PAIR), {"config"}),
        (evidence(said("login", 200, envelope=Envelope.HTML), credential=PAIR), {"config"}),
        (evidence(said("login", 403, envelope=Envelope.OTHER_JSON), credential=PAIR), {"config"}),
        (evidence(said("login", 401, "UnauthorizedError", "Invalid credentials", era="B2"), credential=PAIR), {"era"}),
        (evidence(said("read", 200, data={"secrets": 1, "hidden_values": 1, "names": ["A"]})), {"read-value"}),
        (evidence(said("read", 200, data={"secrets": 1}), target=wanting(Action.CREATE)), {"config"}),
        (evidence(said("read", 200, data={"secrets": 1}), credential=SERVICE), {"service-token"}),
    ],
)  # fmt: skip
def test_what_separates_the_suspects_is_asked(of: Evidence, expected: set[str]) -> None:
    assert expected <= set(asks(of))


def test_a_value_is_asked_for_by_a_name_that_any_proxy_passes_on() -> None:
    listed = said("read", 200, data={"secrets": 3, "hidden_values": 3, "names": ["a/b", "c d", "E_1"]})
    assert next_step(evidence(listed)).aim.secret_name == "E_1"


def test_a_custom_role_is_read_once_the_membership_names_it() -> None:
    denied = said("read-name", 403, "PermissionDenied", NO_READ, era="C2")
    member = said("membership", 200, data={"roles": [{"role": "custom", "customRoleSlug": "deployer"}]})
    step = next_step(evidence(denied, member, token=minted("C2"), target=NAMED))
    assert "role" in [probe.name for probe in step.probes]
    assert step.aim.role_slug == "deployer"


def test_a_membership_cannot_be_asked_for_without_an_identity() -> None:
    assert "membership" not in asks(evidence(said("read", 403, "PermissionDenied", NO_READ)))


@pytest.mark.parametrize("name", PROBES)
def test_no_probe_writes(name: str) -> None:
    probe = PROBES[name]
    assert probe.cost.writes == 0
    assert probe.cost.logins == (1 if name == "login" else 0)
    assert probe.shows


# ------------------------------------------------------------------------------------------------------------- always

AT_MOST = 12


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([PAIR, CUT_OFF, TOKEN, SERVICE, API_KEY, SESSION]),
    st.sampled_from([TARGET, NAMED, NOWHERE, wanting(Action.EDIT)]),
    st.sampled_from(["A", "B1", "C1", "C2"]),
    st.data(),
)
def test_whatever_is_answered_asking_ends_and_asks_nothing_twice(
    credential: CredentialFacts, target: Target, era: str, data: st.DataObject
) -> None:
    of = evidence(credential=credential, target=target)
    asked: list[str] = []
    while probes := next_step(of).probes:
        names = [probe.name for probe in probes]
        assert not set(names) & set(asked)
        asked += names
        assert len(asked) <= AT_MOST
        assert len(names) == len(set(names))
        replies = tuple(data.draw(answers(name)) for name in names)
        token = minted(era) if "login" in asked else None
        of = msgspec.structs.replace(
            evidence(*of.exchanges, *replies, credential=credential, target=target, token=token)
        )
    assert asked.count("login") <= 1


@pytest.mark.parametrize(("environment", "expected"), [("prod", False), ("Production", True), ("qa", True)])
def test_a_denial_in_an_environment_that_not_every_project_has_asks_for_the_projects(
    environment: str, *, expected: bool
) -> None:
    place = msgspec.structs.replace(TARGET, environment=environment)
    of = evidence(said("read", 403, "PermissionDenied", NO_READ), token=minted("C2"), target=place)
    assert ("project" in asks(of)) is expected
