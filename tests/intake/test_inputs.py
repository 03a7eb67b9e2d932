"""Files that are broken, huge or no text at all: an honest answer or one clear line, in bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnose.cli import run
from diagnose.files.source import Source
from diagnose.intake import read
from diagnose.intake.sift import Sift
from diagnose.model import Status
from diagnose.problems import UsageProblem
from tests.intake.texts import explained

BODY = '{"statusCode":401,"message":"Access denied due to expired client secret","error":"UnauthorizedError"}'
EXPIRED = "client-secret-expired"
LOGIN = "https://infisical.example/api/v1/auth/universal-auth/login"
LINE = f"ERROR login: POST https://infisical.example/api/v1/auth/universal-auth/login failed: 401 {BODY}\n"
NOISE = "2026-06-20T04:00:00Z INFO  shop: GET /v1/items/4711 200 12ms trace=9f3a77c1\n"


SDK = "InfisicalSDKRequestError: [URL=/api/v1/auth/token/renew] [Method=post] [StatusCode=403] Your token has expired."
BRACKETS = f"error: [err=APIError: CallUniversalAuthLogin unsuccessful response [POST {LOGIN}] [status-code=403]"


@pytest.mark.parametrize(
    "text",
    [
        f"[2026-01-09 10:00:00] {SDK} Please re-authenticate.\n[2026-01-09 10:00:30] {SDK} Please re-authenticate.\n",
        f"{SDK} Please re-authenticate.\nNode.js v22.1.0\nexited with code 1\n",
    ],
    ids=["lines of one length", "another line behind it"],
)
def test_what_stands_behind_an_error_of_the_sdk_is_none_of_its_words(text: str) -> None:
    assert explained(text.encode()).verdict.cause == "token-jwt-expired"


@pytest.mark.parametrize(
    "others",
    [
        "Hello, since this morning we see what follows, can you help?\n",
        "Pulling the image shop-backend:1.4.2 of the last release, v1.4\n",
    ],
)
def test_a_line_as_long_as_the_longest_does_not_go_on_below(others: str) -> None:
    block = f"Request: POST {LOGIN.replace('universal-auth/login', 'token/renew')}\nResponse Code: 401\n"
    message = "Message: Failed to renew MI access token due to TTL expiration"
    text = f"{others}{block}{message}\ncommand terminated with exit code 1\n"
    assert explained(text.encode()).verdict.cause == "access-token-ttl"


def test_an_answer_cut_off_within_its_name_keeps_its_message() -> None:
    cut = BODY[: BODY.index("izedError")] + " (truncated...)\n"
    assert explained(f"infisical: {cut}".encode()).verdict.cause == EXPIRED


def test_an_answer_without_its_id_is_of_the_servers_that_say_so() -> None:
    words = "This identity auth method is temporarily locked, please try again later"
    body = f'{{"statusCode":401,"message":"{words}","error":"UnauthorizedError"}}'
    assert explained(f"infisical: {body}\n".encode()).verdict.cause == "universal-auth-lockout"


def test_the_call_that_a_clients_line_names_is_the_route() -> None:
    body = '{\\"statusCode\\":404,\\"message\\":\\"Project with slug \'x\' not found\\",\\"error\\":\\"NotFound\\"}'
    text = f'ERROR {{"error":"[err=CallGetProjectBySlug: Unsuccessful response: [response={body}]]"}}\n'
    assert explained(text.encode()).verdict.cause == "project-not-found"


@pytest.mark.parametrize("end", ["`", ")", "*", "»", "</code>", " in CI", "…"])
def test_a_message_in_brackets_ends_with_them_whatever_follows(end: str) -> None:
    text = f'{BRACKETS} [message="You are not allowed to access this resource from the current IP address"]{end}\n'
    assert explained(text.encode()).verdict.cause == "untrusted-ip-login"


def test_a_page_in_place_of_a_message_is_who_wrote_it() -> None:
    page = '<!DOCTYPE html><html lang=\\"en\\"><head><title>Just a moment...</title>'
    assert explained(f'{BRACKETS} [message="{page}"]]\n'.encode()).verdict.cause == "edge-waf-block"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(BODY.encode(), EXPIRED, id="no line end"),
        pytest.param(b"\xef\xbb\xbf" + BODY.encode(), EXPIRED, id="a byte order mark"),
        pytest.param(b"infisical \xc3\x28\xff " + BODY.encode() + b"\x80", EXPIRED, id="invalid UTF-8"),
        pytest.param(b"\xff\xfe\xfa infisical " + BODY.encode(), EXPIRED, id="two wild bytes at the start"),
        pytest.param(b"\0".join([b"inf", b"isical ", BODY[:9].encode(), BODY[9:].encode()]), EXPIRED, id="NUL bytes"),
        pytest.param(gzip.compress(gzip.compress(gzip.compress(BODY.encode()))), EXPIRED, id="packed three times"),
        pytest.param(b"A" * 3_000_000 + LINE.strip().encode() + b"B" * 3_000_000, EXPIRED, id="one long line"),
        pytest.param(BODY[:70].encode(), EXPIRED, id="cut short"),
        pytest.param(BODY.replace('"', '\\"').encode(), EXPIRED, id="escaped"),
        pytest.param(json.dumps(json.dumps({"body": BODY})).encode(), EXPIRED, id="escaped twice"),
        pytest.param(BODY.replace('"', "'").encode(), EXPIRED, id="as Python prints it"),
        pytest.param(BODY.replace('"', "").encode(), EXPIRED, id="without quotes"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"\n\n\n", None, id="blank"),
        pytest.param(bytes(range(256)) * 2000, None, id="binary"),
        pytest.param(gzip.compress(LINE.encode() * 100)[:60], None, id="a broken archive"),
        pytest.param(b'{"log":{"entries":[{"request":', None, id="a broken recording"),
        pytest.param(b"[" * 200_000 + b'{"statusCode":401', None, id="deeply nested"),
        pytest.param(b'infisical "statusCode":401 {' * 5000, None, id="braces without end"),
        pytest.param(b"https://infisical.example/api/v1/ " * 10_000, None, id="URLs only"),
        pytest.param(b'[status-code=401] [message="' * 5000, None, id="brackets without end"),
    ],
)
def test_what_is_broken_is_read_as_far_as_it_can_be(content: bytes, expected: str | None) -> None:
    verdict = explained(content).verdict
    assert verdict.cause == expected
    assert expected or verdict.status is Status.INCONCLUSIVE


def test_a_binary_file_is_said_to_be_one() -> None:
    assert explained(bytes(range(256)) * 2000).evidence.remarks == ("stdin is a binary file; nothing in it was read.",)


def test_a_directory_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is a directory; name the files in it"):
        read((str(tmp_path),), io.BytesIO)


@pytest.mark.parametrize("name", ["missing.log", "nul\0.log"])
def test_what_cannot_be_opened_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageProblem, match=r"cannot be read: (No such file or directory|not a file name)"):
        read((str(tmp_path / name),), io.BytesIO)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_file_without_the_right_to_read_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.log"
    path.write_text(LINE)
    path.chmod(0)
    with pytest.raises(UsageProblem, match="cannot be read: Permission denied"):
        read((str(path),), io.BytesIO)


def test_several_files_are_one_story_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(NOISE * 3)
    (tmp_path / "b.log").write_text(NOISE + LINE)
    evidence = read((str(tmp_path / "a.log"), str(tmp_path / "b.log")), io.BytesIO)
    assert [x.source for x in evidence.exchanges] == ["b.log:2"]
    assert evidence.intake is not None
    assert (evidence.intake.sources, evidence.intake.lines) == (("a.log", "b.log"), 5)


def test_lines_that_tell_nothing_are_counted() -> None:
    intake = explained((NOISE * 3 + LINE).encode()).evidence.intake
    assert intake is not None
    assert (intake.lines, intake.skipped) == (4, 3)


@pytest.mark.parametrize("before", [0, 1, 13_000, 52_428, 60_001, 110_000])
def test_a_decisive_line_is_found_wherever_it_stands_and_its_number_told(before: int) -> None:
    content = (NOISE * before + LINE + NOISE * (120_000 - before)).encode()
    evidence = explained(content).evidence
    assert [x.source for x in evidence.exchanges] == [f"stdin:{before + 1}"]
    assert evidence.intake is not None
    assert evidence.intake.lines == 120_001


def test_a_refusal_over_many_lines_is_found_where_pages_meet() -> None:
    transcript = (
        f"> GET /api/v3/secrets/raw HTTP/1.1\n> Host: infisical.example\n>\n< HTTP/1.1 401 Unauthorized\n<\n{BODY}\n"
    )
    for before in range(54_000, 57_000, 371):
        evidence = explained((NOISE * before + transcript + NOISE * 60_000).encode()).evidence
        assert [x.url for x in evidence.exchanges] == ["https://infisical.example/api/v3/secrets/raw"]


def test_a_server_log_keeps_the_request_until_its_refusal_comes() -> None:
    asked = '{"level":30,"time":1,"reqId":"%s","req":{"method":"%s","url":"%s"}}\n'
    went_well = '{"level":30,"time":1,"reqId":"%s","res":{"statusCode":200}}\n'
    first = asked % ("req-x", "POST", "/api/v1/auth/universal-auth/login")
    others = (asked % (f"req-{n}", "GET", "/api/status") + went_well % f"req-{n}" for n in range(3000))
    error = '{"type":"UnauthorizedError","message":"Invalid credentials"}'
    refused = f'{{"level":50,"time":9,"reqId":"req-x","err":{error}}}\n'
    log = first + "".join(others) + refused
    assert [x.url for x in explained(log.encode()).evidence.exchanges] == ["/api/v1/auth/universal-auth/login"]


def test_lines_that_say_the_same_are_one_exchange() -> None:
    exchanges = explained((LINE * 3).encode()).evidence.exchanges
    assert [(x.source, x.note) for x in exchanges] == [("stdin:1", "The text shows this 3 times.")]


def test_memory_does_not_grow_with_the_text() -> None:
    def chunks(count: int) -> Iterator[bytes]:
        yield from ((NOISE * 999 + LINE).encode() * 13 for _ in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in Sift().blocks(chunks(count)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(64) < 1.2 * peak(16)


def test_a_source_says_how_far_it_was_read() -> None:
    source = Source("x", io.BytesIO(NOISE.encode() * 10), size=len(NOISE) * 10)
    assert sum(map(len, source.chunks())) == source.read == source.size


def recording(*entries: dict[str, object]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}).encode()


def entry(status: int, text: str, url: str = LOGIN, **content: str) -> dict[str, object]:
    return {
        "startedDateTime": "2025-06-15T09:00:01.000Z",
        "request": {"method": "POST", "url": url},
        "response": {"status": status, "headers": [], "content": {"text": text, **content}},
    }


def test_a_recording_gives_one_exchange_per_refused_request_of_the_api() -> None:
    page = entry(404, "<html>", "https://infisical.example/favicon.ico")
    exchanges = explained(recording(entry(200, "{}"), page, entry(401, BODY))).evidence.exchanges
    assert [(x.source, x.answer and x.answer.status) for x in exchanges] == [("stdin:entry 3", 401)]


def test_a_body_in_base64_is_read() -> None:
    import base64

    packed = entry(401, base64.b64encode(BODY.encode()).decode(), encoding="base64")
    assert explained(recording(packed)).verdict.cause == EXPIRED


def test_a_recording_that_was_cut_is_read_as_text() -> None:
    assert explained(recording(entry(401, BODY), entry(200, "x" * 500))[:-300]).verdict.cause == EXPIRED


@pytest.mark.parametrize(
    ("args", "content", "code"),
    [((), LINE, 3), (("-",), LINE, 3), ((), NOISE, 4), ((), "", 4), ((), "curl: (6) Could not resolve host: x\n", 5)],
)
def test_the_exit_code_is_that_of_a_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], content: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert run(["explain", "--format", "json", *args]) == code
    assert json.loads(capsys.readouterr().out)["schema"] == "infisical-diagnose/report/v1"


@pytest.mark.parametrize(
    ("options", "eras"),
    [
        (("--era", "B1"), ["B1"]),
        (("--server-date", "2024-03"), ["B1"]),
        (("--server-date", "2023-12-15"), ["A"]),
        ((), ["A", "B1", "B2", "C1", "C2"]),
    ],
)
def test_the_servers_generation_can_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], eras: list[str]
) -> None:
    path = tmp_path / "x.log"
    path.write_text("infisical: the token could not be used\n")
    run(["explain", "--format", "json", *options, str(path)])
    assert json.loads(capsys.readouterr().out)["server"]["eras"] == eras
