"""Secrets in base64: wherever it begins, however it is cut, however long it is."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from diagnose.redact import Redactor
from diagnose.redact.encoded import readable
from diagnose.redact.stream import redact_stream
from tests.redact.reader import text_reader

SECRET = "q7Xw2Lm9Rt4Kd8Vz"
BODY = json.dumps({"clientId": "0114be73", "clientSecret": SECRET, "environment": "production"})
RUN = base64.b64encode(BODY.encode()).decode()


def decoded(text: str) -> str:
    """Everything in a text that base64 may stand for."""
    texts = []
    for run in [*re.findall(r"[A-Za-z0-9+/]{8,}", text), re.sub(r"[^A-Za-z0-9+/]", "", text)]:
        for at in range(4):
            part = run[at : at + (len(run) - at) // 4 * 4]
            texts.append(base64.b64decode(part).decode("latin-1"))
    return "\n".join([text, *texts])


GLUED = ("text\\n{}", "%22{}%22", "b{}", "x/{}", "/api/{}", 'b"{}"', "{}", "a%3D{}%26b%3D2", "ab{}", "abc{}")


@pytest.mark.parametrize("glued", GLUED)
def test_what_is_glued_before_base64_hides_nothing(glued: str) -> None:
    assert SECRET not in decoded(Redactor().line(glued.format(quote(RUN, safe="") if "%" in glued else RUN)))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("around", ["state={}&x=1", "{}", '"{}",', "x/{}", "a b {} c"])
@pytest.mark.parametrize(
    "encode",
    [
        _base64,
        lambda text: quote(_base64(f"{text}??>>~~"), safe=""),
        lambda text: base64.urlsafe_b64encode(f"{text}??>>~~".encode()).decode(),
        lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    ],
    ids=["base64", "escaped", "in addresses", "UTF-16"],
)
def test_all_but_the_secret_stays_of_what_base64_stands_for_and_in_the_same_base64(
    encode: Callable[[str], str], around: str
) -> None:
    left = BODY.replace(SECRET, "<client-secret:16 characters>")

    assert Redactor().line(around.format(encode(BODY))) == around.format(encode(left))


def packed(text: str, times: int) -> str:
    for _ in range(times):
        text = _base64(f"this was packed: {text}")
    return text


def unpacked(text: str, times: int) -> str:
    for _ in range(times):
        text = base64.b64decode(text).decode().removeprefix("this was packed: ")
    return text


@pytest.mark.parametrize("times", [1, 2, 3])
def test_all_but_the_secret_stays_of_what_base64_holds_up_to_three_times(times: int) -> None:
    left = BODY.replace(SECRET, "<client-secret:16 characters>")

    assert unpacked(Redactor().line(packed(BODY, times)), times) == left


def test_what_base64_holds_more_than_three_times_goes_as_a_whole() -> None:
    left = unpacked(Redactor().line(packed(BODY, 5)), 3)

    assert re.fullmatch(r"<[a-z0-9-]+:\d+ characters>", left)


def test_a_secret_of_base64_goes_as_its_kind_also_where_it_stands_in_clear() -> None:
    cleaned = Redactor().line(f"{RUN} and the value {SECRET} again")

    assert cleaned.endswith(" and the value <client-secret:16 characters> again")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"two words and more", ("two words and more", "utf-8")),
        ("caf\u00e9 \u65e5\u672c".encode(), ("caf\u00e9 \u65e5\u672c", "utf-8")),
        ("caf\u00e9 \u65e5\u672c".encode()[:-1], ("caf\u00e9 \u65e5", "utf-8")),
        ("two words".encode("utf-16-le"), ("two words", "utf-16-le")),
        (b"9 letters", ("9 letters", "utf-8")),
        (b"8 of it.", None),
        (b"caf\xe9 in Latin-1", None),
        (bytes(range(1, 30)), None),
        (b"one \x01 of twenty here", ("one \x01 of twenty here", "utf-8")),
        (b"two \x01\x02 of twenty or", None),
    ],
)
def test_base64_is_read_where_it_stands_for_a_text(data: bytes, text: tuple[str, str] | None) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert readable(encode(data).decode().rstrip("=")) == text


def test_one_letter_too_many_is_no_part_of_base64() -> None:
    assert readable(f"{_base64('two words and some')}k") == ("two words and some", "utf-8")


@pytest.mark.parametrize(
    "glued", ["{}-suffix", "{}_x", "{}/end/of/path", "/tmp/state/{}-1", "/" + "folder/" * 30 + "{}"]
)
def test_a_word_in_base64_goes_whatever_is_glued_behind_it(glued: str) -> None:
    run = base64.b64encode(BODY.replace(SECRET, "marble velvet").encode()).decode().rstrip("=")

    assert run[40:60] not in Redactor().line(glued.format(run))


def test_base64_in_the_lines_of_a_log_is_read_as_one_text() -> None:
    body = json.dumps({"a": "x" * 40, "clientSecret": SECRET, "message": "Invalid credentials"})
    run = base64.b64encode(body.encode()).decode()
    text = "".join(f"2026-06-20T05:00:4{n}Z app | {run[at : at + 64]}\n" for n, at in enumerate(range(0, len(run), 64)))

    cleaned = Redactor().document(text + "the end\n", "pasted")

    assert SECRET not in decoded("".join(re.findall(r"\| (.*)", cleaned)))
    assert cleaned.count("\n") == text.count("\n") + 1
    assert cleaned.endswith("the end\n")


@pytest.mark.parametrize("size", [100_000, 700_000, 2_000_000])
def test_base64_that_is_longer_than_a_window_hides_nothing_at_its_end(size: int) -> None:
    body = json.dumps({"pad": "x y " * (size // 4), "clientSecret": SECRET})
    run = base64.b64encode(body.encode()).decode()
    target = io.StringIO()

    redact_stream(text_reader(io.BytesIO(f"text: {run} end".encode())), target.write, Redactor(), "log")

    cleaned = re.findall(r"text: (\S*) end", target.getvalue())[0]
    assert "<client-secret:16 characters>" in base64.b64decode(cleaned + "==").decode()


@pytest.mark.parametrize("before", [480_000, 491_460, 524_250, 556_990])
def test_base64_hides_nothing_where_windows_meet_in_one_long_line(before: int) -> None:
    target = io.StringIO()
    text = ("a word " * 100_000)[:before] + RUN + " a word" * 100_000

    redact_stream(text_reader(io.BytesIO(text.encode())), target.write, Redactor(), "log")

    assert SECRET not in decoded(re.findall(r"[A-Za-z0-9+/]{60,}", target.getvalue())[0])


BELOW = ("status 401", "INFO done", "next", "kind=Secret", "abcd1234", "HTTP/1.1 401")


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("password", ["Kz7#qpW9vLm2!xT4b", "Kz7#qpW9vLm2!xT4bQ", "Kz7#qpW9vLm2!xT4bQ2"])
@pytest.mark.parametrize("end", ["=", ""])
def test_base64_with_a_word_on_the_next_line_hides_nothing_and_the_word_stays(
    below: str, password: str, end: str
) -> None:
    run = base64.b64encode(f"password={password}".encode()).decode().rstrip("=")

    cleaned = Redactor().document(f"value: {run}{end * (-len(run) % 4)}\n{below}\n", "pasted")

    assert password not in decoded(cleaned.split("\n")[0])
    assert cleaned.endswith(f"\n{below}\n")
