from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.recorded.ask import Reply, ask, login, raw, revoke
from tests.recorded.loader import LOGIN, SERVERS, WHOLE, decisive, load, refusals, rows
from tests.recorded.server import RecordedServer
from tests.recorded.values import HIDDEN, PLACEHOLDER, Values

NOW = 1_900_000_000
TWO_MIB = 2 * 1024 * 1024


def claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    payload: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return payload


def said(replies: list[Reply]) -> list[tuple[int, str]]:
    return [(reply.status, reply.message) for reply in replies]


def test_the_committed_files_are_small() -> None:
    assert sum(file.stat().st_size for file in Path(__file__).parent.iterdir() if file.is_file()) < TWO_MIB


def test_every_row_has_a_recorded_state_with_the_inputs_of_its_credential() -> None:
    for row in rows():
        inputs = load(row.server)[row.scenario].inputs
        by_login = {"client_id", "client_secret"} <= inputs.keys()
        assert by_login == (row.credential == "universal-auth"), row
        assert ("token" in inputs) != by_login, row


def test_the_decisive_answer_of_a_faulty_state_with_a_refused_login_is_that_login() -> None:
    assert decisive("late2024", "cs-expired-token-alive").path == LOGIN
    assert decisive("late2024", "perm-no-access").error == "PermissionDenied"


def test_refusals_of_all_servers_are_there() -> None:
    assert {x.server for x in refusals()} == set(SERVERS)


def test_no_login_of_the_tests_is_recorded_with_a_live_secret() -> None:
    secrets = {
        x.body["clientSecret"]
        for server in SERVERS
        for state in load(server).values()
        for x in state.exchanges
        if isinstance(x.body, dict) and isinstance(x.body.get("clientSecret"), str)
    }
    made_up = {"0" * 64}
    assert {secret for secret in secrets if re.search(r"[0-9a-f]{64}", secret)} <= made_up


@pytest.mark.parametrize("server", SERVERS)
def test_no_placeholder_is_left_unfilled_in_anything_handed_out(server: str) -> None:
    for state in load(server).values():
        values = Values(state, NOW)
        for handed_out in (dict(state.inputs), *(x.response_body for x in state.exchanges)):
            shown = json.dumps(values.fill(handed_out, state.at)).replace(HIDDEN, "")
            assert not PLACEHOLDER.search(shown)


@pytest.mark.parametrize("server", SERVERS)
def test_a_value_goes_back_to_the_placeholder_that_it_stands_for(server: str) -> None:
    for state in load(server).values():
        values = Values(state, NOW)
        assert values.hide(values.fill(dict(state.inputs), state.at)) == state.inputs


def test_the_same_state_at_the_same_second_is_the_same_to_the_byte() -> None:
    def run() -> list[object]:
        with RecordedServer("late2024", "perm-no-access", now=NOW) as server:
            token = login(server).body["accessToken"]
            return [dict(server.inputs), token, raw(server, token).body, ask(server, "GET", "/api/status").body]

    assert run() == run()


def test_values_have_the_shape_that_the_tool_expects() -> None:
    with RecordedServer("late2024", "healthy") as server:
        assert re.fullmatch(r"[0-9a-f]{64}", server.inputs["client_secret"])
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", server.inputs["client_id"])
    with RecordedServer("late2024", "at-revoked") as server:
        assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]{43}", server.inputs["token"])
    with RecordedServer("late2024", "st-valid") as server:
        assert re.fullmatch(r"st\.[0-9a-f-]{36}\.[0-9a-f]{32}", server.inputs["token"])


def test_a_service_token_names_the_id_that_it_says_of_itself() -> None:
    with RecordedServer("late2024", "st-valid") as server:
        about = ask(server, "GET", "/api/v2/service-token", token=server.inputs["token"])
        assert server.inputs["token"].split(".")[1] == about.body["id"]


@pytest.mark.parametrize("server", WHOLE)
def test_the_age_of_a_token_is_the_same_at_any_time(server: str) -> None:
    state = load(server)["at-expired-maxttl"]
    recorded = state.jwts[state.inputs["token"]]["payload"]
    with RecordedServer(server, "at-expired-maxttl", now=NOW) as running:
        assert claims(running.inputs["token"])["exp"] - NOW == recorded["exp"] - state.at


@pytest.mark.parametrize(
    ("server", "first", "second"),
    [
        ("early2024", 403, (403, "You are not allowed to access this resource")),
        ("mid2024", 403, (403, "Invalid credentials")),
        ("late2024", 401, (401, "Invalid credentials")),
    ],
)
def test_an_expired_client_secret_says_so_once(server: str, first: int, second: tuple[int, str]) -> None:
    with RecordedServer(server, "cs-expired") as running:
        replies = said([login(running) for _ in range(3)])
    assert replies[0][0] == first
    assert "expired client secret" in replies[0][1]
    assert replies[1:] == [second, second]


@pytest.mark.parametrize("asked_first", ["/api/status", "/api/v2/service-token", "/api/v1/folders"])
def test_an_expired_token_says_so_once_whatever_is_asked_first(asked_first: str) -> None:
    with RecordedServer("late2024", "at-expired-ttl") as server:
        first = ask(server, "GET", asked_first, token=server.inputs["token"])
        second = raw(server)
    assert first.message == "Failed to renew MI access token due to TTL expiration"
    assert second.message == "No identity access token found"


def test_every_login_gives_a_token_of_its_own_issued_now() -> None:
    with RecordedServer("mid2024", "healthy", now=NOW) as server:
        tokens = [login(server).body["accessToken"] for _ in range(2)]
        assert tokens[0] != tokens[1]
        assert {claims(token)["iat"] for token in tokens} == {NOW}
        assert [raw(server, token).status for token in tokens] == [200, 200]
        assert set(tokens) <= server.secrets


def test_a_minted_token_speaks_for_the_swept_token_that_raw_answers_alike() -> None:
    with RecordedServer("late2024", "perm-removed-from-project") as server:
        token = login(server).body["accessToken"]
        project = ask(server, "GET", f"/api/v1/workspace/{server.inputs['project_id']}", token=token)
    assert project.status == 403
    assert server.unmatched == []


@pytest.mark.parametrize("server", ["mid2024", "late2024"])
def test_a_minted_token_can_be_given_back_without_a_write_and_is_dead_then(server: str) -> None:
    with RecordedServer(server, "healthy") as running:
        token = login(running).body["accessToken"]
        assert revoke(running, token).status == 200
        assert raw(running, token).status in {401, 403}
        assert running.counts() == {"requests": 3, "logins": 1, "writes": 0}


def test_the_oldest_server_has_no_revocation() -> None:
    with RecordedServer("early2024", "healthy") as server:
        reply = revoke(server, login(server).body["accessToken"])
    assert (reply.status, reply.message) == (404, "Route POST:/api/v1/auth/token/revoke not found")


def test_a_missing_route_is_named_as_it_was_asked() -> None:
    with RecordedServer("late2024", "healthy") as server:
        reply = ask(server, "GET", "/api/v4/secrets?projectId=p")
    assert (reply.status, reply.message) == (404, "Route GET:/api/v4/secrets?projectId=p not found")


@pytest.mark.parametrize(
    ("method", "target", "body", "kind"),
    [
        ("GET", "/api/status", None, "read"),
        ("POST", LOGIN, {}, "read"),
        ("POST", LOGIN, {"clientId": "x", "clientSecret": ""}, "read"),
        ("POST", LOGIN, {"clientId": "x", "clientSecret": "y"}, "login"),
        ("POST", "/api/v1/auth/token/renew", {"accessToken": "x"}, "write"),
        ("POST", "/api/v1/auth/token/revoke", {"accessToken": "not.minted.here"}, "write"),
        ("DELETE", "/api/v3/secrets/raw/NAME", {}, "write"),
    ],
)
def test_a_request_is_counted_as_what_it_does(method: str, target: str, body: object, kind: str) -> None:
    with RecordedServer("late2024", "healthy") as server:
        ask(server, method, target, body=body)
    assert [entry.kind for entry in server.log] == [kind]


def test_a_login_that_the_state_did_not_try_is_answered_as_that_server_would() -> None:
    with RecordedServer("late2024", "healthy") as server:
        no_body = ask(server, "POST", LOGIN, body={})
        stranger = ask(server, "POST", LOGIN, body={"clientId": "x", "clientSecret": "y"})
    assert (no_body.status, no_body.body["error"]) == (401, "ValidationFailure")
    assert stranger.status == 404


def test_without_a_credential_every_state_answers_alike() -> None:
    messages = set()
    for state in ("healthy", "perm-no-access", "cs-expired"):
        with RecordedServer("late2024", state) as server:
            messages.add(ask(server, "GET", "/api/v3/secrets/raw").message)
    assert len(messages) == 1


def test_a_state_that_only_asks_the_wrong_environment_knows_the_right_one_too() -> None:
    with RecordedServer("late2024", "target-env-nonexistent") as server:
        token = login(server).body["accessToken"]
        assert raw(server, token).body["secrets"] == []
        assert raw(server, token, environment="dev").body["secrets"] != []


def test_what_no_recording_can_answer_is_unmatched() -> None:
    with RecordedServer("late2024", "healthy") as server:
        token = login(server).body["accessToken"]
        reply = raw(server, token, environment="somewhere-else")
    assert (reply.status, reply.headers["X-Replay"]) == (599, "unmatched")
    assert [entry.path for entry in server.unmatched] == ["/api/v3/secrets/raw"]


def test_what_must_not_be_printed_is_known_and_stays_out_of_the_log() -> None:
    with RecordedServer("late2024", "healthy") as server:
        listed = raw(server, login(server).body["accessToken"]).body["secrets"]
    values = {s["secretValue"] for s in listed if len(s["secretValue"]) >= 12}
    assert {server.inputs["client_secret"], *values} <= server.secrets
    assert not any(secret in str(server.log) for secret in server.secrets)
