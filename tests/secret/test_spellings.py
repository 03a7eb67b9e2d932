"""A secret is found however a text spells it, and a part of it as well; what is only like it is not."""

from __future__ import annotations

import base64
import html
import random
from collections.abc import Callable
from html.entities import html5
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diagnose.secret.spellings import Spellings, undone

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
WIDE = {ord(ch): ord(ch) + 0xFEE0 for ch in LETTERS}


def each(pattern: str) -> Callable[[str], str]:
    return lambda value: "".join(pattern.format(ord(ch)) for ch in value)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


HOW: dict[str, Callable[[str], str]] = {
    "decimal entities": each("&#{};"),
    "hexadecimal entities": each("&#x{:x};"),
    "JSON escapes": each("\\u{:04x}"),
    "JSON escapes, twice": each("\\\\u{:04x}"),
    "a program's escapes": each("\\x{:02x}"),
    "octal": each("\\{:03o}"),
    "braces": each("\\u{{{:x}}}"),
    "percent signs": each("%{:02x}"),
    "percent signs, twice": each("%25{:02X}"),
    "full width": lambda value: value.translate(WIDE),
    "upper case": str.upper,
    "base32": lambda value: base64.b32encode(value.encode()).decode(),
    "base32 behind others": lambda value: base64.b32encode(b"key" + value.encode()).decode(),
    "base64": b64,
    "base64, twice": lambda value: b64(b64(value)),
    "base64 behind others, twice": lambda value: b64("x" + b64("yy" + value)),
    "base64, reversed": lambda value: b64(value)[::-1],
    "base64 of a URL": lambda value: quote(b64(value), safe=""),
    "reversed": lambda value: value[::-1],
}


@pytest.mark.parametrize("how", HOW)
@settings(max_examples=20)
@given(value=st.text(LETTERS, min_size=24, max_size=80).filter(lambda value: len(set(value)) > 12))
def test_a_random_secret_is_found_in_every_spelling(how: str, value: str) -> None:
    assert Spellings([value]).found(f'{{"was": "{HOW[how](value)}"}}')


@pytest.mark.parametrize("how", HOW)
def test_a_passphrase_is_found_in_every_spelling(how: str) -> None:
    assert Spellings(["correct horse battery"]).found(f"({HOW[how]('correct horse battery')})")


@given(st.integers(0, 4000))
def test_any_twenty_characters_of_a_client_secret_are_enough(seed: int) -> None:
    chance = random.Random(seed)
    value = chance.randbytes(32).hex()
    at = chance.randrange(len(value) - 19)
    assert Spellings([value]).found(f"saw …{value[at : at + 20]}… there")


@pytest.mark.parametrize("value", ["hunter2", "S3cr3t!", "p@ssword"])
def test_a_short_secret_that_is_no_word_counts_as_a_word_of_its_own(value: str) -> None:
    known = Spellings([value])
    assert known.found(f"proxy says: {value}.")
    assert known.found(f"as {b64(value)}")
    assert not known.found(f"x{value}x")


@pytest.mark.parametrize("value", ["prod", "proxy", "2026", "12345678", "password", ""])
def test_what_a_report_could_hold_by_chance_is_not_looked_for(value: str) -> None:
    assert not Spellings([value])


@pytest.mark.parametrize(
    ("value", "dense"),
    [
        pytest.param("zzzzzzzzzzzzz123", True, id="sixteen characters with three digits"),
        pytest.param("zzzzzzzzzzzz123", False, id="fifteen characters"),
        pytest.param("zzzzzzzzzzzzzz12", False, id="two digits"),
        pytest.param("ZZZZZZzzzzzzzzzz", True, id="six capitals"),
        pytest.param("ZZZZZzzzzzzzzzzz", False, id="five capitals"),
    ],
)
def test_only_a_long_value_that_is_no_word_is_found_between_other_signs(value: str, dense: bool) -> None:  # noqa: FBT001
    known = Spellings([value])
    assert known.found(f"it was {value}.") == "as it is"
    assert (known.found(f"it was {'-'.join(value)}.") is not None) is dense


def test_it_says_how_what_was_found_is_spelt() -> None:
    known = Spellings(["hunter2", "correct horse battery"])
    assert known.found("the word hunter2 was sent") == "as it is"
    assert known.found("correct\thorse\u00a0battery") == "as it is"
    assert known.found(b64("correct horse battery")) == "base64"
    assert known.found("nothing of it") is None


def test_a_short_word_is_no_leak_beside_a_longer_secret_either() -> None:
    assert Spellings(["hunter", "correct horse battery"]).found("the hunter was here") is None


def test_a_secret_that_is_escaped_itself_is_found_as_it_is_meant() -> None:
    assert Spellings(["correct%20horse%20battery"]).found("correct horse battery") == "as it is"


HALF = "\ud83d"


@pytest.mark.parametrize("value", ["k7QzWm4xRt9Lp2Vd8Hs3", f"k7QzWm4xRt9Lp2Vd8Hs3{HALF}", f"correct horse{HALF}"])
def test_half_a_character_hides_nothing(value: str) -> None:
    escaped = value.replace("r", "%72").replace("H", "&#72;")
    assert Spellings([value]).found(f"{HALF} saw {escaped} here")


def test_the_spellings_of_several_secrets_put_together_find_the_short_ones_too() -> None:
    both = Spellings(["hunter2"]).also(Spellings(["S3cr3t!"]))
    assert both.found("it was hunter2.") == "as it is"
    assert both.found("it was S3cr3t!") == "as it is"
    assert both.found(b64("S3cr3t!")) == "base64"


def test_a_secret_that_looks_escaped_itself_is_found_where_a_text_escapes_it_again() -> None:
    value = "correct&amp;horse&#33;battery"
    assert Spellings([value]).found(quote(value, safe=""))


@pytest.mark.parametrize("value", ["correct horse battery", random.Random(5).randbytes(16).hex()])
@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("reversed", "reversed"),
        ("base64, reversed", "base64, reversed"),
        ("base64, twice", "base64, twice"),
        ("base32", "base32"),
        ("percent signs", "hex"),
    ],
)
def test_the_spelling_is_named(value: str, how: str, kind: str) -> None:
    assert Spellings([value]).found(f"({HOW[how](value)})") == kind


@given(st.text(max_size=200))
def test_a_text_without_escapes_stays_and_undoing_ends(text: str) -> None:
    once = undone(text)
    assert isinstance(once, str)
    if text.isascii() and not {*"%&\\"} & {*text}:
        assert once == text


def test_other_random_values_are_no_leak() -> None:
    chance = random.Random(4)
    known = Spellings([chance.randbytes(32).hex() for _ in range(4)])
    assert not [line for _ in range(2000) if (line := known.found(chance.randbytes(64).hex()))]


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"\u{110000}", r"\u{110000}"),
        (r"\u{10ffff}", "\U0010ffff"),
        (r"\u{41}", "A"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\101", "A"),
        (r"a\nb", "a b"),
        (r"\\u0041", "A"),
        ("%2541&#66;\uff23", "ABC"),
    ],
)
def test_an_escape_is_undone_or_stays(escaped: str, plain: str) -> None:
    assert undone(escaped) == plain


def test_it_tells_how_many_spellings_it_knows() -> None:
    assert len(Spellings([])) == 0
    assert len(Spellings(["correct horse battery"])) > len(Spellings(["correct horse"])) > 0
    assert len(Spellings(["abcdefghijkl"])) > 1
    alone, other = Spellings(["correct horse battery"]), Spellings(["kT7wQ9xZ4mB2nR8vL5"])
    assert len(alone.also(other)) == len(alone) + len(other)


@pytest.mark.parametrize("value", ["abc12!", "aabcd1"])
def test_six_characters_of_five_kinds_are_the_least(value: str) -> None:
    assert Spellings([value])
    assert not Spellings([value[1:]])


@settings(max_examples=60)
@given(
    value=st.text(st.sampled_from("abz19A-. é"), min_size=12, max_size=40)
    | st.binary(min_size=16, max_size=16).map(bytes.hex),
    how=st.sampled_from(sorted(HOW)),
    between=st.sampled_from(["", "-", "\n", "é"]),
)
def test_a_text_that_holds_no_piece_of_a_long_secret_need_not_be_searched_for_the_whole(
    value: str, how: str, between: str
) -> None:
    text = between.join(HOW[how](value))
    known, patient = Spellings([value]), Spellings([value])
    for forms in patient._forms:
        forms.are_long = False
    assert known.found(text) == patient.found(text)


@example("a&ltb")
@given(st.lists(st.sampled_from([*html5, "&", "&amp", "#38", "#x26", ";", "=", "a", "é"]), max_size=4).map("".join))
def test_whatever_html_reads_otherwise_than_it_is_written_is_read_so(text: str) -> None:
    assert undone(text) == undone(html.unescape(text))
