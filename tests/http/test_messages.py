"""What goes out and what may come in, by itself: headers and their limits, and a base URL as it is shown."""

from __future__ import annotations

import pytest

from diagnose.http import messages
from diagnose.http.faults import SendError
from diagnose.http.messages import MAX_HEADER_BYTES, MAX_HEADERS, Request
from diagnose.model import Answer, Envelope, Silence
from diagnose.secret import Secret


@pytest.mark.parametrize(
    "headers",
    [
        [(b"a", b"b")] * (MAX_HEADERS + 1),
        [(b"a", b"b" * MAX_HEADER_BYTES)],
        [(b"a" * MAX_HEADER_BYTES, b"b")],
    ],
    ids=["too many", "a long value", "a long name"],
)
def test_an_answer_has_a_hundred_headers_of_64_kib_at_most(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(SendError) as error:
        messages.checked_headers(headers)
    assert error.value.fault.silence is Silence.TOO_LARGE


def test_as_many_headers_as_are_allowed_are_read() -> None:
    assert messages.checked_headers([(b"a", b"\xe9")] * MAX_HEADERS) == [("a", "\u00e9")] * MAX_HEADERS
    whole = [(b"a", b"b" * (MAX_HEADER_BYTES - 1))]
    assert messages.checked_headers(whole) == [("a", "b" * (MAX_HEADER_BYTES - 1))]


def test_a_custom_header_replaces_ours_of_that_name_and_no_other() -> None:
    ours = dict(messages.common_headers({}))
    assert set(ours) == {b"User-Agent", b"Accept", b"Accept-Encoding"}
    assert ours[b"User-Agent"].startswith(b"infisical-diagnose/")
    assert ours[b"Accept"] == b"application/json"
    assert ours[b"Accept-Encoding"] == b"identity"
    assert dict(messages.common_headers({"user-AGENT": Secret(" x\t"), "CF-Id": Secret("y")})) == {
        **{name: value for name, value in ours.items() if name != b"User-Agent"},
        b"user-AGENT": b"x",
        b"CF-Id": b"y",
    }


@pytest.mark.parametrize("name", ["USER-AGENT", "accept", "Accept"])
def test_each_header_of_ours_can_be_replaced(name: str) -> None:
    headers = messages.common_headers({name: Secret("x")})
    assert (len(headers), dict(headers)[name.encode()]) == (3, b"x")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("X", "a\nb", "the custom header X holds a line break or control character, so it cannot be sent"),
        ("X", "\u00e9", "the custom header X holds a character that headers cannot carry"),
        ("X:", "a", "the name of a custom header holds a character that headers cannot"),
        ("HOST", "a", "the header HOST cannot be a custom one: requests need their own"),
    ],
)
def test_a_custom_header_that_cannot_be_sent_is_named(name: str, value: str, says: str) -> None:
    with pytest.raises(SendError) as error:
        messages.common_headers({name: Secret(value)})
    assert (error.value.fault.silence, error.value.fault.note) == (Silence.CANNOT_SEND, says)


def test_half_a_character_in_a_body_is_said() -> None:
    with pytest.raises(SendError) as error:
        messages.content(Request(probe="p", method="POST", path="/api", body={"clientSecret": Secret("\ud800")}))
    assert error.value.fault.silence is Silence.CANNOT_SEND
    assert error.value.fault.note == "a value of the request holds half a character"


@pytest.mark.parametrize(
    ("status", "headers", "note"),
    [
        (
            302,
            {"location": "https://h.example/login?token=x"},
            "it redirects to https://h.example, which was not followed",
        ),
        (302, {"location": "https://["}, "it redirects, which was not followed"),
        (302, {}, ""),
        (200, {"location": "https://h.example/login"}, ""),
    ],
)
def test_where_a_redirect_points_is_said_and_no_more_of_it(status: int, headers: dict[str, str], note: str) -> None:
    assert messages.redirect_note(Answer(status=status, envelope=Envelope.HTML, headers=headers)) == note


def test_a_request_has_the_headers_of_what_it_carries() -> None:
    def of(**more: object) -> list[tuple[bytes, bytes]]:
        request = Request(probe="p", method="GET", path="/api", **more)  # type: ignore[arg-type]
        return messages.request_headers(request, messages.content(request))

    assert of() == []
    assert of(body={}) == [(b"Content-Type", b"application/json"), (b"Content-Length", b"2")]
    assert of(bearer=Secret("tok")) == [(b"Authorization", b"Bearer tok")]
    assert of(api_key=Secret("k\u00e9y")) == [(b"X-API-Key", b"k\xe9y")]
    with pytest.raises(SendError, match=r"^the API key holds"):
        of(api_key=Secret("\u20ac"))
    with pytest.raises(SendError, match=r"^the token holds"):
        of(bearer=Secret("\u20ac"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h.example/api/", "https://h.example/api"),
        ("https://u:p@h.example:8443/a?q=1#f", "https://h.example:8443/a"),
        ("https://h.example/a?b?c#d#e", "https://h.example/a"),
        ("https://u:p@h.example\\a", "https://h.example\\a"),
        ("u:p@h.example/a//", "h.example/a"),
        ("https://h.example/a\x07b XX", "https://h.example/ab XX"),
    ],
)
def test_a_base_url_is_shown_without_login_query_and_last_slash(url: str, shown: str) -> None:
    assert messages.shown_base(url) == shown


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://[::1", "the address is not a valid URL"),
        ("https://h.example:99999", "the address is not a valid URL"),
        ("https://bob@h.example", "the address holds a user name or password; give it without"),
        ("https://:pw@h.example", "the address holds a user name or password; give it without"),
        ("ftp://h.example", "the address has to start with https:// and a host name"),
        ("https://", "the address has to start with https:// and a host name"),
        ("https://h.example/a b", "the address holds a space or an invisible character"),
        ("https://h.example/a\u200b", "the address holds a space or an invisible character"),
        ("https://h.example/a\\b", "the address holds a space or an invisible character"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url: str, says: str) -> None:
    with pytest.raises(SendError) as error:
        messages.checked_target(url)
    assert (error.value.fault.silence, error.value.fault.note) == (Silence.CANNOT_SEND, says)


def test_half_a_character_in_a_request_is_a_question_mark_in_its_address() -> None:
    request = Request(probe="p", method="GET", path="/api/a\ud800", query={"q": "b\ud800"})
    assert messages.url_of("https://h.example", request) == "https://h.example/api/a%3F?q=b%3F"


@pytest.mark.parametrize(("name", "part"), [("a/b.c", "a%2Fb.c"), (".", "%2E"), ("..", "%2E%2E"), ("...", "...")])
def test_a_name_stays_one_part_of_a_path(name: str, part: str) -> None:
    assert messages.segment(name) == part


def test_what_is_shown_of_a_server_is_cut_to_300_characters() -> None:
    assert messages.plain("a\x1b[0m" * 100) == ("a[0m" * 100)[:300]
    assert messages.plain("a" * 301) == "a" * 300
