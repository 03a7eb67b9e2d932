"""The scan that keeps secrets out of what is written."""

from __future__ import annotations

import binascii
import json
import textwrap
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.problems import LeakFound
from diagnose.secret import Secret
from diagnose.secret.guard import Guard
from tests.jwts import SECRET, SIGNATURE, UUID, jwt


def base64_after(prefix: bytes, value: str, *, url: bool = False) -> str:
    text = binascii.b2a_base64(prefix + value.encode() + b"tail", newline=False).decode()
    return text.replace("+", "-").replace("/", "_").rstrip("=") if url else text


def at(offset: int, *, url: bool) -> Callable[[str], str]:
    return lambda value: base64_after(b"x" * offset, value, url=url)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "JSON": json.dumps,
    "JSON, not only ASCII": lambda value: json.dumps(value, ensure_ascii=False),
    "JSON in JSON": lambda value: json.dumps(json.dumps({"v": value})),
    "URL": lambda value: quote(value, safe=""),
    "URL, slashes kept": quote,
    "URL, lower case": lambda value: "".join(
        ch if ch.isascii() and (ch.isalnum() or ch in "-._~") else "".join(f"%{byte:02x}" for byte in ch.encode())
        for ch in value
    ),
    "form": quote_plus,
    "URL twice": lambda value: quote(quote(value, safe=""), safe=""),
    "form twice": lambda value: quote_plus(quote_plus(value)),
    "HTML": escape,
    "HTML, other quotes": lambda value: escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    "HTML text": lambda value: escape(value, quote=False),
    "hex": lambda value: value.encode().hex(),
    "HEX": lambda value: value.encode().hex().upper(),
    "reversed": lambda value: "".join(reversed(value)),
    "one line break": lambda value: f"{value[:7]}\n{value[7:]}",
    "a break after each character": "\r\n".join,
    **{f"base64 at {n}": at(n, url=False) for n in range(4)},
    **{f"base64url at {n}": at(n, url=True) for n in range(4)},
}
VALUES = {
    "hex": SECRET,
    "signature": SIGNATURE,
    "words": "correct horse battery",
    "odd characters": "a<b>&\"c'd/e+f\\g=h i%j",
    "not ASCII": "pässwörd-ñandú-☃",
    "twelve": "abcdefghijkl",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("value", VALUES)
def test_a_secret_is_found_in_every_spelling(spelling: str, value: str) -> None:
    text = f"before {SPELLINGS[spelling](VALUES[value])} after"
    with pytest.raises(LeakFound):
        Guard([Secret(VALUES[value])], []).check(text)


@given(st.text(min_size=12, max_size=90).filter(lambda value: "\n" not in value and "\r" not in value))
def test_any_secret_is_found_in_every_spelling(value: str) -> None:
    guard = Guard([Secret(value)], [])
    for spell in SPELLINGS.values():
        with pytest.raises(LeakFound):
            guard.check(f"[{spell(value)}]")


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(8, 70), st.text(" │|>\t", max_size=6))
def test_a_secret_is_found_when_it_is_wrapped_into_a_box(value: str, width: int, frame: str) -> None:
    wrapped = "\n".join(f"{frame}{line}{frame}" for line in textwrap.wrap(f"the value {value} ends", width))
    guard = Guard([Secret(value)], [])
    if sum(ch.isdigit() for ch in value) >= 3:
        with pytest.raises(LeakFound):
            guard.check(wrapped)


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        (jwt(), SIGNATURE),
        (f"st.{UUID}.0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
        (f"st.{UUID}.0123456789abcdef.fedcba98765432100", "key fedcba98765432100"),
        (f"Bearer {jwt()}", f"Bearer {jwt()}"),
        (jwt().rpartition(".")[0], jwt().rpartition(".")[0]),
    ],
)
def test_the_secret_part_of_a_token_is_enough(secret: str, text: str) -> None:
    with pytest.raises(LeakFound):
        Guard([Secret(secret)], []).check(f"<p>{text}</p>")


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        (SECRET, f"{SECRET[:9]} {UUID}"),
        (jwt(), jwt().rpartition(".")[0]),
        ("hunter", "hunter"),
        ("pass1", "pass1"),
        ("hunter2", "hunter21"),
        ("your-client-secret", "Put your client secret here."),
        ("client-secret-expired", "client-secret (expired)"),
        ("", ""),
    ],
)
def test_what_is_no_leak_passes(secret: str, text: str) -> None:
    Guard([Secret(secret)], []).check(text)


def test_a_value_that_is_a_public_input_too_cannot_block_a_report() -> None:
    Guard([Secret(UUID), Secret("my-project-slug")], [UUID, "my-project-slug"]).check(f"{UUID} my-project-slug")


@pytest.mark.parametrize("settings", ["CLIENT_ID={}\nCLIENT_SECRET={}\n", '{{"clientId": "{}", "clientSecret": "{}"}}'])
def test_of_a_whole_file_of_settings_in_a_secrets_place_only_the_rest_is_secret(settings: str) -> None:
    guard = Guard([Secret(settings.format(UUID, SECRET))], [UUID])
    guard.check(f"The client ID is {UUID}.")
    with pytest.raises(LeakFound):
        guard.check(f"The client ID is {UUID}, its secret {SECRET}.")


@pytest.mark.parametrize(
    "public",
    [
        pytest.param((UUID, f"{UUID}-7f3k9q2x8w5z1v4b6n"), id="one that begins another"),
        pytest.param((UUID, "shop-7f3k9q2x8w"), id="two"),
        pytest.param(("k7-w2-x9-q4z",), id="twelve characters"),
    ],
)
def test_what_is_public_is_no_leak_however_much_of_a_secret_it_is(public: tuple[str, ...]) -> None:
    guard = Guard([Secret(f"id={' id='.join(public)} key={SECRET}")], public)
    for one in public:
        guard.check(f"It asked for id={one}.")
    with pytest.raises(LeakFound):
        guard.check(SECRET)


def test_a_short_public_word_within_a_secret_leaves_it_whole() -> None:
    with pytest.raises(LeakFound):
        Guard([Secret("k7QzWm4prodxRt9Lp2Vd8")], ["prod"]).check("it was k7QzWm4prodxRt9Lp2Vd8")


def test_the_leak_names_the_spelling_and_never_the_value() -> None:
    with pytest.raises(LeakFound) as leak:
        Guard([Secret(SECRET)], []).check(SECRET.encode().hex())
    assert leak.value.kind == "hex"
    assert SECRET not in str(leak.value) + repr(leak.value)


def test_the_guard_shows_no_secret_itself() -> None:
    assert SECRET not in repr(Guard([Secret(SECRET)], []))


def test_it_can_know_more_secrets_than_it_began_with() -> None:
    guard = Guard([Secret("k7QzWm4xRt9Lp2Vd8Hs3")]).also(Secret("correct horse battery"))
    for text in ("k7QzWm4xRt9Lp2Vd8Hs3", "correct horse battery"):
        with pytest.raises(LeakFound):
            guard.check(text)
