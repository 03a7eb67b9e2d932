from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports import Options, render
from reports.escape import ACTING
from reports.markdown_text import code, fence, prose
from tests.reports.hostile import few, texts
from tests.reports.samples import SAMPLES, everywhere, inconclusive, permission_denied, secret_expired

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def blocks(text: str) -> list[str]:
    return [token.type for token in PARSER.parse(text)]


def inline(text: str) -> Iterator[Token]:
    return (child for token in PARSER.parse(text) for child in token.children or ())


@pytest.mark.parametrize(
    "line",
    [
        "## ✗ The client secret has expired.",
        "**Cause found**: `client-secret-expired`, certain: the answer shows it",
        "1. Open Access Control → Machine Identities, and open the identity.",
        "E2: `POST /api/v1/auth/universal-auth/login` → **401**, 61 ms, request id `req-7Gq2hJ3kLm9P`",
        "Access denied due to expired client secret",
        "| The identity may not touch the resource | not reached |  |",
        "- More about it: <https://infisical.com/docs/documentation/platform/identities/universal-auth>",
    ],
)
def test_a_ticket_gets_answer_fix_proof_and_faq(line: str) -> None:
    assert line in render(secret_expired(), "markdown", Options()).splitlines()


def test_the_verdict_comes_first() -> None:
    assert [render(make(), "markdown", Options())[:5] for make in SAMPLES.values()] == [
        *("## ✗ ", "## ✓ ", "## ? ", "## ! ", "## ✗ "),
    ]


def test_an_open_verdict_says_that_it_is_open() -> None:
    assert "**Could not tell**: `client-secret-wrong`, the refusal is certain, its cause is one of 4\n" in render(
        inconclusive(), "markdown", Options()
    )


@few
@given(texts)
def test_no_text_changes_the_blocks(text: str) -> None:
    assert blocks(render(everywhere(text), "markdown", Options())) == blocks(
        render(everywhere("x"), "markdown", Options())
    )


@few
@given(texts)
def test_no_text_becomes_markup_html_link_or_mention(text: str) -> None:
    written = render(permission_denied(text), "markdown", Options())
    links = [token.attrs["href"] for token in inline(written) if token.type == "link_open"]
    allowed = {
        "text",
        "code_inline",
        "strong_open",
        "strong_close",
        "link_open",
        "link_close",
        "softbreak",
        "text_special",
    }

    assert links == [permission_denied().verdict.docs]
    assert {token.type for token in inline(written)} <= allowed
    assert re.search(f"(?!\n)[{ACTING}]", written) is None


@given(texts)
def test_prose_is_only_text_and_code_and_loses_no_word(text: str) -> None:
    tokens = list(inline(prose(text)))
    outside = "".join(token.content for token in tokens if token.type != "code_inline")

    assert {token.type for token in tokens} <= {"text", "text_special", "code_inline"}
    assert re.search(r"@|://|www\.|#\d", outside) is None


@given(texts)
def test_a_code_span_holds_the_text_and_ends_where_it_should(text: str) -> None:
    tokens = list(inline(f"a {code(text)} b"))

    assert [token.type for token in tokens] == ["text", "code_inline", "text"]


@given(texts)
def test_a_fence_holds(text: str) -> None:
    assert blocks("\n".join(fence(text))) == ["fence"]


def test_a_fence_is_longer_than_any_run_of_backticks_in_it() -> None:
    assert fence("a ````` b") == ["``````text", "a ````` b", "``````"]


def test_what_would_decide_is_not_said_twice() -> None:
    diagnosis = inconclusive()
    says = diagnosis.findings[0].says
    verdict = msgspec.structs.replace(diagnosis.verdict, decides=(says, "Ask an admin."))
    text = render(msgspec.structs.replace(diagnosis, verdict=verdict), "markdown", Options())
    assert diagnosis.findings[0].cause in (verdict.cause, *verdict.alternatives)
    assert f"\n- {says}" not in text
    assert "- Ask an admin." in text
