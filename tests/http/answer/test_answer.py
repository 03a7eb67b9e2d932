"""Who wrote an answer, and what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from diagnose.http.answer import BROKEN, origin_of
from diagnose.model import Envelope
from tests.http.answer.reading import ERA_A, ERA_B, ERA_C, JSON, PAGE, kept, read


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
    ("body", "status", "kept"),
    [(ERA_B, 401, {}), (ERA_B, 404, {"stated_status": 401}), (ERA_A, 200, {"stated_status": 401})],
)
def test_the_status_that_the_server_wrote_is_kept_where_another_came(body: Any, status: int, kept: Any) -> None:
    assert read(body, status).data == kept


@pytest.mark.parametrize("stated", [200, True, "401", None, 99999, -1, 401.0])
def test_a_status_in_the_body_that_is_no_refusal_is_not_kept(stated: Any) -> None:
    assert read({**ERA_B, "statusCode": stated}, 403).data == {}


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_no_encoding_of_unicode_hides_json(encoding: str) -> None:
    assert read(json.dumps(ERA_B).encode(encoding), 401).envelope is Envelope.B


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


@pytest.mark.parametrize(
    ("status", "headers", "body", "marks"),
    [
        (403, [("Server", "cloudflare"), ("CF-Ray", "9f-IAD")], "error code: 1010", ("cloudflare", "cf-1010")),
        (
            403,
            [],
            "<title>Attention Required! | Cloudflare</title>you have been blocked",
            ("cloudflare", "blocked"),
        ),
        (403, [("Server", "nginx/1.25.3")], "<h1>403 Forbidden</h1><center>nginx/1.25", ("nginx", "access-denied")),
        (502, [], "<title>502 Bad Gateway</title><center>nginx/1.24.0", ("nginx", "gateway")),
        (400, [], "<center>No required SSL certificate was sent</center>", ("client-certificate",)),
        (400, [], "<center>The plain HTTP request was sent to HTTPS port</center>", ("http-on-https-port",)),
        (403, [("Server", "AkamaiGHost")], "<H1>Access Denied</H1> Reference #18.2", ("akamai", "access-denied")),
        (200, [], "<html>Request unsuccessful. Incapsula incident ID: 1", ("imperva",)),
        (200, [], "<html>The requested URL was rejected. Please consult with your administrator.", ("f5",)),
        (403, [], "RBAC: access denied", ("envoy-filter", "access-denied")),
        (202, [("x-amzn-waf-action", "challenge")], "", ("aws-waf",)),
        (403, [], "<title>Zscaler</title>", ("zscaler",)),
        (200, [], "<form><input type=password></form>", ("login-page",)),
        (302, [("Location", "https://login.microsoftonline.com/x")], "", ("access-gate",)),
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


LISTED = [{"id": str(n), "secretKey": f"KEY_{n}", "secretValue": "}],[{", "tags": [{"slug": "a"}]} for n in range(4)]
LIST = json.dumps({"secrets": LISTED, "imports": []})


@pytest.mark.parametrize("end", range(len(json.dumps({"secrets": LISTED[:1]})), len(LIST) - 1, 7))
def test_a_list_that_breaks_off_is_read_up_to_its_last_whole_element(end: int) -> None:
    facts = kept("secrets", LIST[:end].encode())

    whole = sum(len(json.dumps({"secrets": LISTED[:n]})) - 2 <= end for n in range(1, 5))
    assert (facts["secrets"], facts["truncated"]) == (whole, True)


@pytest.mark.parametrize(
    ("status", "body"), [(200, LIST[:40]), (403, LIST[:-30]), (200, '{"accessToken": "a.b.c", "expi')]
)
def test_what_breaks_off_before_a_whole_element_or_in_a_refusal_is_broken(status: int, body: str) -> None:
    assert read(body.encode(), status, "secrets").marks == (BROKEN,)


def test_a_list_of_a_look_that_breaks_off_is_a_partial_one() -> None:
    body = json.dumps({"clientSecretData": [{"id": "one"}, {"id": "two"}]})[:-10]

    assert kept("client-secrets", body.encode())["partial"] is True
