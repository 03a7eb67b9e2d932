from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.answer import BROKEN, TOO_DEEP, origin_of, read_answer
from diagnose.model import Answer, Envelope
from diagnose.secret import Secret

JSON = [("Content-Type", "application/json; charset=utf-8")]
PAGE = [("Content-Type", "text/html")]
KINDS = [
    *("login", "secrets", "secret", "project", "projects", "folders", "imports", "status", "config", "identity"),
    *("membership", "role", "service-token", "allow-lists", "", "unheard-of"),
]


def read(body: Any, status: int = 200, keep: str = "", headers: list[tuple[str, str]] = JSON) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(keep, status, headers, content)[0]


def kept(keep: str, body: Any) -> Mapping[str, Any]:
    return read(body, keep=keep).data


# ----------------------------------------------------------------------------------------------------------- envelopes

ERA_A = {"type": "unauthorized", "message": "Failed", "level": 40, "level_name": "ERROR", "status_code": 401}
ERA_B = {"statusCode": 401, "message": "Invalid credentials", "error": "UnauthorizedError"}
ERA_C = {"reqId": "req-UAE8OUDLkPbZTQ", "statusCode": 403, "message": "No", "error": "PermissionDenied", "details": []}


@pytest.mark.parametrize(
    ("body", "status", "envelope", "error"),
    [
        (ERA_A, 401, Envelope.A, "unauthorized"),
        (ERA_B, 401, Envelope.B, "UnauthorizedError"),
        ({"statusCode": 404, "message": "Route GET:/x not found"}, 404, Envelope.B, None),
        ({"error": "InternalServerError", "message": "Something went wrong"}, 500, Envelope.B, "InternalServerError"),
        (ERA_C, 403, Envelope.C, "PermissionDenied"),
        ({"errors": [{"code": 403}]}, 403, Envelope.OTHER_JSON, None),
        ({"error": "invalid_grant", "message": "other product"}, 401, Envelope.OTHER_JSON, "invalid_grant"),
        ({"date": "2026-01-01"}, 200, Envelope.DATA, None),
        ([], 200, Envelope.DATA, None),
    ],
)
def test_the_shape_of_a_json_body_tells_who_wrote_it(
    body: Any, status: int, envelope: Envelope, error: str | None
) -> None:
    answer = read(body, status)
    assert (answer.envelope, answer.error) == (envelope, error)


@pytest.mark.parametrize(
    ("body", "envelope"),
    [
        (b"", Envelope.EMPTY),
        (b" \r\n", Envelope.EMPTY),
        (b"\xef\xbb\xbf", Envelope.EMPTY),
        (b"Too many requests, please try again later.", Envelope.TEXT),
        (b"error code: 1010", Envelope.TEXT),
        (b"\xff\xfe\x00", Envelope.TEXT),
        (b"<!DOCTYPE html><title>Hi</title>", Envelope.HTML),
        (b"\n<html>", Envelope.HTML),
        (b"<?xml version='1.0'?><Error/>", Envelope.HTML),
    ],
)
def test_a_body_that_is_no_json_is_empty_a_page_or_text(body: bytes, envelope: Envelope) -> None:
    assert read(body, 403, headers=PAGE).envelope is envelope


def test_a_byte_order_mark_does_not_hide_json() -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps(ERA_B).encode(), 401).envelope is Envelope.B


def test_schema_issues_become_one_line_of_paths_and_messages() -> None:
    issues = [
        {"code": "invalid_type", "received": "undefined", "path": ["clientId"], "message": "Required"},
        {"code": "custom", "path": ["a", 0, "b"], "message": "Wrong", "params": {"value": "hunter2"}},
        {"message": "No path"},
        "text",
        7,
    ]
    answer = read({"statusCode": 422, "message": issues, "error": "ValidationFailure"}, 422)
    assert answer.message == "clientId: Required; a.0.b: Wrong; No path; text"


def test_long_words_of_the_server_are_cut() -> None:
    many = [{"path": ["p"], "message": "m" * 90}] * 40
    assert len(read({**ERA_B, "message": "m" * 5000}, 401).message or "") == 1000
    assert len(read({**ERA_B, "message": many}, 401).message or "") == 500
    assert len(read(b"word " * 500, 403).message or "") == 200


# ------------------------------------------------------------------------------------------------------------- details


def test_the_rules_named_by_a_refusal_are_kept_by_name_only() -> None:
    rule = {
        "action": ["readValue"],
        "subject": "secrets",
        "inverted": False,
        "conditions": {"environment": {"$eq": "a"}},
    }
    answer = read({**ERA_C, "details": [{**rule, "reason": "hunter2", "secretValue": "hunter2"}]}, 403)
    assert answer.details == (rule,)


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ([], ()),
        (None, None),
        ("text", None),
        ([{"reference": "${a.b}"}], None),
        (
            {"missingPermissions": [{"action": "edit", "subject": "identity"}]},
            ({"action": "edit", "subject": "identity"},),
        ),
        ({"other": 1}, None),
    ],
)
def test_no_rule_is_told_from_rules_not_said(details: Any, expected: Any) -> None:
    assert read({**ERA_C, "details": details}, 403).details == expected


def test_conditions_are_kept_within_bounds() -> None:
    deep: Any = "end"
    for _ in range(10):
        deep = {"$and": deep}
    conditions = {"long": "a" * 999, "many": list(range(99)), "deep": deep, "huge": 10**40}
    answer = read({**ERA_C, "details": [{"action": "read", "conditions": conditions}]}, 403)
    assert answer.details is not None
    found = answer.details[0]["conditions"]
    assert (len(found["long"]), len(found["many"]), found["huge"]) == (200, 50, None)
    assert json.dumps(found["deep"]).count("$and") == 5


# ----------------------------------------------------------------------------------------------------- headers and ids


def test_only_listed_headers_are_kept_in_lower_case() -> None:
    headers = [
        *JSON,
        ("Date", "Mon, 23 Nov 2026 17:25:51 GMT"),
        ("Retry-After", "60"),
        ("X-RateLimit-Remaining", "0"),
        ("Set-Cookie", "jid=hunter2"),
        ("X-Powered-By", "hunter2"),
        ("WWW-Authenticate", 'Basic realm="hunter2"'),
    ]
    assert read(ERA_B, 401, headers=headers).headers == {
        "content-type": "application/json; charset=utf-8",
        "date": "Mon, 23 Nov 2026 17:25:51 GMT",
        "retry-after": "60",
        "x-ratelimit-remaining": "0",
        "www-authenticate": "Basic",
    }


@pytest.mark.parametrize(
    ("location", "origin"),
    [
        ("https://u:p@sso.example/login?state=hunter2#t", "https://sso.example"),
        ("HTTP://[::1]:8080/x", "http://[::1]:8080"),
        ("/login?token=hunter2", ""),
        ("javascript:alert(1)", ""),
        ("https://[", ""),
        ("https://host:port/", ""),
        ("", ""),
    ],
)
def test_a_redirects_goal_is_kept_without_path_and_password(location: str, origin: str) -> None:
    assert origin_of(location) == origin


@pytest.mark.parametrize(
    ("req_id", "header", "expected"),
    [
        ("req-UAE8OUDLkPbZTQ", "other", "req-UAE8OUDLkPbZTQ"),
        ("<script>", "abc-1", "abc-1"),
        ("a" * 65, "b c", None),
        (None, "", None),
    ],
)
def test_a_request_id_is_kept_if_it_is_one(req_id: Any, header: str, expected: str | None) -> None:
    answer = read({**ERA_C, "reqId": req_id}, 403, headers=[*JSON, ("X-Request-Id", header)])
    assert (answer.request_id, "x-request-id" in answer.headers) == (expected, False)


# ------------------------------------------------------------------------------------------------------ other answerers


@pytest.mark.parametrize(
    ("status", "headers", "body", "marks"),
    [
        (403, [("Server", "cloudflare"), ("CF-Ray", "9f-IAD")], "error code: 1010", ("cloudflare", "cf-1010")),
        (
            403,
            [],
            "<title>Attention Required! | Cloudflare</title>you have been blocked",
            ("cloudflare", "access-denied"),
        ),
        (403, [("Server", "nginx/1.25.3")], "<h1>403 Forbidden</h1><center>nginx/1.25", ("nginx", "access-denied")),
        (502, [], "<title>502 Bad Gateway</title><center>nginx/1.24.0", ("nginx", "gateway")),
        (400, [], "<center>No required SSL certificate was sent</center>", ("client-certificate",)),
        (400, [], "<center>The plain HTTP request was sent to HTTPS port</center>", ("http-on-https-port",)),
        (403, [("Server", "AkamaiGHost")], "<H1>Access Denied</H1> Reference #18.2", ("akamai", "access-denied")),
        (200, [], "<html>Request unsuccessful. Incapsula incident ID: 1", ("imperva",)),
        (200, [], "<html>The requested URL was rejected. Please consult with your administrator.", ("f5",)),
        (202, [("x-amzn-waf-action", "challenge")], "", ("aws-waf",)),
        (403, [], "<title>Zscaler</title>", ("zscaler",)),
        (200, [], "<form><input type=password></form>", ("login-page",)),
        (302, [("Location", "https://login.microsoftonline.com/x")], "", ("login-page",)),
        (200, [], "<title>Hotel hotspot</title>", ("captive-portal",)),
        (200, [], "<!doctype html><title>Infisical</title><div id=root>", ("infisical-web",)),
        (502, [], "<title>infisical.acme.example | 502: Bad gateway</title>", ("gateway",)),
        (200, [], "<title>Welcome to nginx!</title>", ()),
    ],
)
def test_an_answer_that_is_not_the_apis_hints_at_who_gave_it(
    status: int, headers: list[tuple[str, str]], body: str, marks: tuple[str, ...]
) -> None:
    assert read(body.encode(), status, headers=headers).marks == marks


def test_of_a_page_nothing_is_kept_but_its_title() -> None:
    page = b"<title>Sign\n in \x1b[31m &amp; more" + b"!" * 200 + b"</title><p>hunter2"
    answer = read(page, 200, headers=PAGE)
    assert answer.data == {"title": ("Sign in [31m & more" + "!" * 200)[:80]}
    assert (answer.message, answer.error) == (None, None)


def test_an_infisical_answer_has_no_marks_though_cloudflare_stands_before_it() -> None:
    assert read(ERA_B, 401, headers=[*JSON, ("Server", "cloudflare"), ("CF-Ray", "1")]).marks == ()


# --------------------------------------------------------------------------------------------------------------- facts


def test_a_login_gives_up_its_token_once_and_only_when_it_was_asked_for() -> None:
    body = {"accessToken": "a.b.c", "expiresIn": 600, "accessTokenMaxTTL": 86400, "tokenType": "Bearer"}
    answer, token = read_answer("login", 200, JSON, json.dumps(body).encode())
    assert (answer.data, token) == ({"expiresIn": 600, "accessTokenMaxTTL": 86400}, Secret("a.b.c"))
    assert read_answer("status", 200, JSON, json.dumps(body).encode())[1] is None
    assert read_answer("login", 401, JSON, json.dumps(body).encode())[1] is None


ROLE = {"role": "custom", "customRoleSlug": "ci", "customRoleName": "CI", "isTemporary": True}
TEMPORARY = {
    "temporaryMode": "relative",
    "temporaryAccessStartTime": "2026-01-01",
    "temporaryAccessEndTime": "2026-01-02",
}
ME = {"id": "i1", "name": "ci", "authMethod": "universal-auth"}


@pytest.mark.parametrize(
    ("keep", "body", "facts"),
    [
        (
            "secrets",
            {"secrets": [{"secretKey": "A", "secretValue": "x"}, {"secretKey": "B", "secretValueHidden": True}]},
            {"secrets": 2, "imports": 0, "values": 1, "hidden_values": 1, "names": ["A", "B"]},
        ),
        (
            "secrets",
            {"secrets": [], "imports": [{"secrets": [{"secretKey": "C"}]}]},
            {"secrets": 0, "imports": 1, "values": 0, "hidden_values": 0, "names": []},
        ),
        ("secrets", {"message": "ok"}, {}),
        ("secret", {"secret": {"secretKey": "A", "secretValue": "x"}}, {"secret": True}),
        ("secret", {"secret": {"secretValueHidden": True}}, {"secret": True, "hidden_value": True}),
        (
            "project",
            {
                "workspace": {
                    "id": "p",
                    "slug": "s",
                    "version": 3,
                    "environments": [{"id": "e", "name": "D", "slug": "dev"}],
                }
            },
            {"id": "p", "slug": "s", "version": 3, "environments": [{"name": "D", "slug": "dev"}]},
        ),
        (
            "project",
            {"id": "p", "type": "secret-manager", "autoCapitalization": True},
            {"id": "p", "type": "secret-manager"},
        ),
        (
            "projects",
            {"workspaces": [{"id": "p", "name": "n", "environments": [{"slug": "dev"}, {"slug": "prod"}]}]},
            {"projects": [{"id": "p", "name": "n", "environments": ["dev", "prod"]}]},
        ),
        ("folders", {"folders": [{"id": "f", "name": "app"}]}, {"folders": ["app"]}),
        ("imports", {"message": "ok", "secretImports": [{}, {}]}, {"imports": 2}),
        (
            "status",
            {"date": "2026-11-23T17:25:51.840Z", "maxIdentityAccessTokenTTL": 7776000},
            {
                "keys": ["date", "maxIdentityAccessTokenTTL"],
                "date": "2026-11-23T17:25:51.840Z",
                "maxIdentityAccessTokenTTL": 7776000,
            },
        ),
        (
            "config",
            {"config": {"isMigrationModeOn": False, "instanceId": "i", "id": "0"}},
            {"isMigrationModeOn": False, "instanceId": "i"},
        ),
        (
            "identity",
            {"identityDetails": {"organization": {"id": "o", "name": "n", "slug": "s", "plan": "x"}}},
            {"organization": {"id": "o", "name": "n", "slug": "s"}},
        ),
        (
            "membership",
            {"identityMembership": {"identity": ME, "roles": [{**ROLE, **TEMPORARY, "id": "r"}]}},
            {"identity": ME, "roles": [{**ROLE, **TEMPORARY}]},
        ),
        (
            "membership",
            {"identityMemberships": [{"role": "viewer", "identityId": "i2", "identity": {"name": "old"}}]},
            {"memberships": [{"identity": {"id": "i2", "name": "old"}, "roles": [{"role": "viewer"}]}]},
        ),
        (
            "role",
            {"role": {"slug": "ci", "name": "CI", "permissions": [{"action": "read", "subject": "secrets"}]}},
            {"slug": "ci", "name": "CI", "permissions": [{"action": "read", "subject": "secrets"}]},
        ),
        (
            "role",
            {"data": {"role": {"slug": "ci", "permissions": [["read", "secrets", {"environment": "dev"}, True]]}}},
            {
                "slug": "ci",
                "permissions": [
                    {"action": "read", "subject": "secrets", "inverted": True, "conditions": {"environment": "dev"}}
                ],
            },
        ),
        (
            "service-token",
            {"id": "t", "secretHash": "x", "projectId": "p", "scopes": [{"secretPath": "/", "environment": "dev"}]},
            {"id": "t", "workspace": "p", "scopes": [{"environment": "dev", "secretPath": "/"}]},
        ),
        ("", {"id": "p"}, {}),
        ("unheard-of", {"id": "p"}, {}),
    ],
)
def test_a_success_gives_up_the_facts_that_were_asked_for(keep: str, body: Any, facts: Mapping[str, Any]) -> None:
    assert kept(keep, body) == facts


@pytest.mark.parametrize(
    ("keep", "body", "list_"),
    [
        ("secrets", {"secrets": [{"secretKey": "A"}] * 60}, "names"),
        ("projects", {"projects": [{"id": "p"}] * 60}, "projects"),
        ("folders", {"folders": [{"name": "f"}] * 60}, "folders"),
        ("membership", {"identityMemberships": [{"identityId": "i"}] * 60}, "memberships"),
        ("role", {"role": {"permissions": [{"action": "read"}] * 60}}, "permissions"),
        ("project", {"project": {"environments": [{"slug": "e"}] * 60}}, "environments"),
    ],
)
def test_a_long_list_is_cut_and_says_so(keep: str, body: Any, list_: str) -> None:
    facts = kept(keep, body)
    assert (len(facts[list_]), facts["truncated"]) == (50, True)


# ------------------------------------------------------------------------------------------------------ hostile bodies


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        (b"[" * 1_000_000, TOO_DEEP),
        (b'{"a":' * 1_000_000, TOO_DEEP),
        (b"[" * 65 + b"]" * 65, TOO_DEEP),
        (b'{"a":' + b"9" * 1_000_000 + b"}", BROKEN),
        (b'{"statusCode":401,', BROKEN),
        (b'{"a":"\xff"', BROKEN),
        (b"{" + b'"' * 100_001, BROKEN),
    ],
)
def test_json_that_cannot_be_read_is_marked_with_the_reason(body: bytes, mark: str) -> None:
    answer = read(body, 401)
    assert (answer.marks, answer.message, answer.status) == ((mark,), None, 401)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 64 + b"]" * 64,
        b"[" + b'"[[[[{{{{",' * 100 + b"0]",
        b"[" + b"[]," * 1000 + b"0]",
        b'{"a":NaN,"b":Infinity,"c":1e999,"d":' + b"9" * 400 + b"}",
        b'{"a":1,"a":2}',
    ],
)
def test_odd_but_bounded_json_is_read(body: bytes) -> None:
    assert read(body, keep="status").envelope is Envelope.DATA


def test_half_a_character_is_replaced_so_that_files_can_hold_it() -> None:
    answer = read(b'{"statusCode":401,"message":"a\\ud800b","error":"\xff"}', 401)
    assert (answer.message, answer.error) == ("a?b", "\ufffd")


CANARY = "c4n4ry-0f-a-s3cr3t-value"
HIDING_PLACES = [
    "secretValue",
    "secretComment",
    "secretReminderNote",
    "value",
    "secretHash",
    "encryptedKey",
    "clientSecret",
]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
names = st.sampled_from(
    [
        *(
            "secrets",
            "secret",
            "secretKey",
            "imports",
            "workspace",
            "workspaces",
            "project",
            "projects",
            "environments",
        ),
        *(
            "folders",
            "secretImports",
            "config",
            "identityDetails",
            "organization",
            "identityMembership",
            "roles",
            "role",
        ),
        *(
            "identityMemberships",
            "identity",
            "permissions",
            "scopes",
            "conditions",
            "action",
            "subject",
            "details",
            "id",
        ),
        *("name", "slug", "statusCode", "message", "error", "reqId", "type", "status_code", "data", "accessToken"),
    ]
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=6), inner, max_size=6),
    max_leaves=20,
)


@given(
    keep=st.sampled_from(KINDS),
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=6),
    body=st.binary(max_size=300) | documents.map(lambda value: json.dumps(value).encode()),
)
def test_whatever_comes_is_read_and_can_be_saved(
    keep: str, status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    answer, _ = read_answer(keep, status, headers, body)
    assert msgspec.json.decode(msgspec.json.encode(answer), type=Answer).status == status


def planted(value: Any) -> Any:
    """The same document with a secret value under each name that holds one, in every object."""
    if isinstance(value, dict):
        return {key: planted(part) for key, part in value.items()} | dict.fromkeys(HIDING_PLACES, CANARY)
    return [planted(part) for part in value] if isinstance(value, list) else value


def without_rules(value: Any) -> Any:
    """Conditions are kept whole by contract; no server puts a value there."""
    if isinstance(value, dict):
        return {key: without_rules(part) for key, part in value.items() if key != "conditions"}
    return [without_rules(part) for part in value] if isinstance(value, list) else value


@given(keep=st.sampled_from(KINDS), status=st.sampled_from([200, 401, 403, 500]), document=documents)
def test_values_of_secrets_are_never_kept(keep: str, status: int, document: Any) -> None:
    body = json.dumps(planted(without_rules(document))).encode()
    answer, _ = read_answer(keep, status, JSON, body)
    assert CANARY.encode() not in msgspec.json.encode(answer)
