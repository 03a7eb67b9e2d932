"""What mail, exports and web pages do to an answer on its way does not change what it says."""

from __future__ import annotations

import html
import textwrap
from urllib.parse import quote

import pytest

from diagnose.intake.text import cleaned
from diagnose.model import Confidence
from tests.intake.texts import explained

BODY = (
    '{"reqId":"r","statusCode":401,"message":"Access denied due to expired client secret","error":"UnauthorizedError"}'
)
READ = "https://infisical.example/api/v3/secrets/raw?environment=prod&workspaceId=7b1c0e52-3f7d-4a0e-9b0e-5d2f6c1a9e44"
BLOCK = f"Request: GET {READ}\nResponse Code: 403 Forbidden\nMessage: Your token has expired. Please re-authenticate.\n"
OLD = "token-jwt-expired"
SECRET = "client-secret-expired"
SDK = "InfisicalSDKError: [URL=/api/v1/auth/universal-auth/login] [Method=post] [StatusCode=401] Access denied due to "
MAIL = "Content-Transfer-Encoding: quoted-printable\n\n"


def quoted(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        pytest.param(html.escape(BODY), SECRET, id="entities"),
        pytest.param(f"<html><body><p>Hi</p><pre>{html.escape(BODY)}</pre></body></html>", SECRET, id="a mail in HTML"),
        pytest.param('time,text\n1,"' + BODY.replace('"', '""') + '"', SECRET, id="CSV"),
        pytest.param(BODY.replace('"', "\u201c"), SECRET, id="curly quotes"),
        pytest.param(f"infisical body={quote(BODY, safe='')}", SECRET, id="percent signs"),
        pytest.param(quoted(BLOCK), OLD, id="quoted in a mail"),
        pytest.param(quoted(BLOCK, ">> "), OLD, id="quoted twice"),
        pytest.param(quoted(BODY.replace("expired ", "expired\n")), SECRET, id="quoted and wrapped"),
        pytest.param(MAIL + BODY.replace("expired", "exp=\nired"), SECRET, id="soft line ends"),
        pytest.param(BLOCK, OLD, id="one longest line"),
        pytest.param(BODY.replace("expired ", "expired\n"), SECRET, id="wrapped once"),
        pytest.param(
            f'{{"msg":"boot failed","err":"{SDK}expired client secret"}}', SECRET, id="an SDK's error in JSON"
        ),
        pytest.param(f'{{"e":"{SDK}expired client secret\\n    at x"}}', SECRET, id="with its stack"),
        pytest.param(f"`POST /x` resulted in `401`:\n{BODY[:-9]} (truncated...)\n in a.php", SECRET, id="cut by PHP"),
        pytest.param(BODY.replace(":", "=>"), SECRET, id="as Ruby prints it"),
    ],
)
def test_an_answer_is_read_as_it_was_before(text: str, cause: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)


PROSE = (
    "Hello all, since the deployment of Monday the nightly job of our team does not get any secrets from Infisical. It "
    "ran for months without a change, and we see the same on both hosts. The log says 401 and: Access denied due to "
    "expired client secret. Nobody has touched the machine identity as far as we know, and the variables are "
    "the same as before. Can anybody tell what to look at first? We have asked in the team and read the pages on "
    "client secrets, without finding anything that explains why it should end today of all days."
)


@pytest.mark.parametrize("width", range(60, 93, 4))
def test_lines_that_ended_for_want_of_room_are_not_glued(width: int) -> None:
    lines = textwrap.wrap(PROSE, width)
    assert " ".join(line.text for line in cleaned(list(enumerate(lines)))).split() == PROSE.split()


@pytest.mark.parametrize("width", [80, 90, 100])
def test_lines_that_a_terminal_cut_anywhere_are_one(width: int) -> None:
    whole = [f"ERROR worker {n}: {PROSE.replace(' ', '_')}" for n in range(4)]
    cut = [line[at : at + width] for line in whole for at in range(0, len(line), width)]
    assert [line.text for line in cleaned(list(enumerate(cut)))] == whole


def test_what_curl_marks_as_sent_is_no_mail() -> None:
    text = f"> GET /api/v3/secrets/raw HTTP/1.1\n> Host: infisical.example\n>\n< HTTP/1.1 401 Unauthorized\n<\n{BODY}\n"
    assert explained(text.encode()).evidence.exchanges[0].url == "https://infisical.example/api/v3/secrets/raw"


def test_a_bare_status_with_its_url_is_judged_by_both() -> None:
    text = "Error: Request failed with status code 401\nAxiosError: POST https://i.example/api/v1/auth/universal-auth/login\n"
    verdict = explained(f"infisical\n{text}".encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


def test_a_list_of_issues_in_a_clients_block_is_the_servers_word_on_the_request() -> None:
    issues = '[{"code":"invalid_string","message":"Invalid uuid","path":["workspaceId"]}]'
    text = f"Request: GET {READ}\nResponse Code: 422 Unprocessable Entity\nMessage: {issues}\n"
    exchange = explained(text.encode()).evidence.exchanges[0]
    assert exchange.answer is not None
    assert (exchange.answer.error, exchange.answer.message) == ("ValidationFailure", "workspaceId: Invalid uuid")


@pytest.mark.parametrize("host", ["https://app.infisical.com", "https://secrets.example"])
def test_an_answer_that_lost_its_errors_name_is_known_by_its_words(host: str) -> None:
    url = f"curl {host}/api/v1/auth/universal-auth/login"
    known = explained(f'{url}\n{{"statusCode":401,"message":"Invalid credentials"}}\n'.encode()).verdict
    other = explained(f'{url}\n{{"statusCode":401,"message":"Unauthorized"}}\n'.encode()).verdict
    assert (known.cause, known.alternatives[0]) == ("client-secret-wrong", "client-secret-revoked")
    assert (other.cause, other.confidence) == ("not-infisical", Confidence.LIKELY)
