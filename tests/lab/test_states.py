"""Every named state can be served, says what is wrong in it, and behaves as it says."""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest

from diagnose.credential.methods import find
from diagnose.lab import ERAS, Lab, LabState, find_state, states
from diagnose.secret import Secret
from tests.in_process import credential_of
from tests.lab.client import Client, Got, Near

ALL = states()
EMPTY_BUT_WRONG = {
    "role-for-other-environment",
    "role-for-other-path",
    "forbidding-rule",
    "forbidding-rule-in-the-same-build",
    "unknown-environment",
    "environment-name-as-slug",
    "environment-in-capitals",
    "unknown-folder",
    "service-token-for-other-environment",
}
ELSEWHERE = {"service-token-answers-elsewhere"}
NAMES = {s.name for s in ALL}


def _key(state: LabState) -> str:
    return f"{state.name}-{state.era}"


def _login_by_method(client: Client, lab: Lab) -> Got:
    """What the tool would send, whether or not it would think it worth sending."""
    held = credential_of(lab)
    body = {name: v.reveal() if isinstance(v, Secret) else v for name, v in held.login.items()}
    if held.organization:
        body["organizationSlug"] = held.organization
    got = client.ask("POST", find(held.facts.method or "", "the lab").path, body=body)
    if got.status == 200:
        client.token = got.body["accessToken"]
    return got


def _status(lab: Lab) -> tuple[int, int]:
    """The status of the user's own request (0: no answer), and how many secrets came back."""
    client = Near(lab) if lab._listener is None else Client(lab)
    try:
        if "token" not in lab.inputs:
            got = client.login() if "client_id" in lab.inputs else _login_by_method(client, lab)
            if got.status != 200 or not isinstance(got.body, dict):
                return (got.status if got.status != 200 else 0), 0
        token = client.token or ""
        if token.startswith("ak."):
            inputs = lab.inputs
            query = {"workspaceId": inputs["project_id"], "environment": inputs["environment"]}
            got = client.ask("GET", "/api/v3/secrets/raw", query, headers={"x-api-key": token})
        else:
            got = client.secrets()
    except ConnectionError:
        return 0, 0
    if not isinstance(got.body, dict):
        return (got.status if got.status != 200 else 0), 0
    return got.status, len(got.body.get("secrets") or got.body.get("secret") or ())


@pytest.mark.parametrize("state", ALL, ids=_key)
def test_a_state_lets_the_request_through_only_where_it_says_so(state: LabState) -> None:
    lab = Lab(state.name, era=state.era)
    # What ends TLS asks for the client's certificate; to all else a socket adds nothing but time.
    with lab if "client_cert" in lab.inputs else nullcontext():
        status, count = _status(lab)
    if state.works:
        assert status == 200
        assert count or state.name == "healthy-empty-environment"
    elif status == 200:
        assert state.name in EMPTY_BUT_WRONG | ELSEWHERE
        assert bool(count) is (state.name in ELSEWHERE)


def test_a_state_is_named_in_kebab_and_told_in_one_sentence() -> None:
    for state in ALL:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", state.name)
        assert state.title[0].isupper()
        assert state.title.endswith(".")
        assert "\n" not in state.title


def test_there_are_more_than_forty_states_in_the_newest_era() -> None:
    assert len({s.name for s in ALL if s.era == "C2"}) >= 40


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    "name",
    [
        "expired-client-secret",
        "expired-token",
        "not-a-project-member",
        "no-access-role",
        "encrypted-project",
        "login-from-untrusted-address",
        "token-from-untrusted-address",
        "expired-service-token",
        "may-not-manage-identities",
        "healthy-viewer",
    ],
)
def test_what_the_documentation_lists_exists_in_every_era(name: str, era: str) -> None:
    assert find_state(name, era).era == era


def test_without_an_era_the_newest_is_meant() -> None:
    assert find_state("expired-client-secret").era == "C2"
    assert find_state("project-without-index").era == "A"


@pytest.mark.parametrize(("name", "era"), [("no-such-state", None), ("locked-identity", "A")])
def test_an_unknown_state_is_a_key_error_that_names_it(name: str, era: str | None) -> None:
    with pytest.raises(KeyError, match=name):
        find_state(name, era)


def test_every_value_and_credential_is_listed_as_a_secret() -> None:
    with Lab("healthy-viewer", era="B2") as lab:
        client = Client(lab)
        client.login()
        values = {s["secretValue"] for s in client.secrets().body["secrets"]}
        assert values
        assert values | {lab.inputs["client_secret"], client.token} <= lab.secrets
        assert lab.inputs["client_id"] not in lab.secrets


def test_two_labs_share_no_secret() -> None:
    assert not Lab("healthy-viewer").secrets & Lab("healthy-viewer").secrets
