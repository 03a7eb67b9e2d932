"""What was removed once is removed wherever it stands, in the spellings that it may come back in; and it is counted."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from diagnose.redact import Redactor
from diagnose.redact.index import Indexed
from diagnose.redact.memory import Memory
from diagnose.redact.span import Span, applied, merged

VALUE = 'kT7/wQ9+xZ4"mB2nR8vL5q'
BROKEN = "a1.b2-c3.d4-e5.f6"


def remembering(*values: str) -> Memory:
    memory = Memory()
    for value in values:
        memory.add(value, "token")
    return memory


def found(memory: Memory, text: str) -> list[str]:
    return [text[span.start : span.end] for span in memory.spans(Indexed(text))]


@pytest.mark.parametrize(
    "spelling",
    [VALUE, quote(VALUE, safe=""), json.dumps(VALUE)[1:-1], base64.b64encode(VALUE.encode()).decode().rstrip("=")],
    ids=["as it is", "in an address", "in JSON", "in base64"],
)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("the value ", " came back\n"), ("=", "=")])
def test_a_remembered_value_is_seen_in_each_spelling(spelling: str, before: str, after: str) -> None:
    assert found(remembering(VALUE), f"{before}{spelling}{after}") == [spelling]


@pytest.mark.parametrize(
    ("seen", "later"),
    [
        ("kT7wQ9xZ4%2FmB2nR8vL5", "kT7wQ9xZ4/mB2nR8vL5"),
        ("kT7wQ9xZ4\\/mB2nR8vL5", "kT7wQ9xZ4/mB2nR8vL5"),
        ("kT7wQ9xZ4\\\\mB2nR8\\x", "kT7wQ9xZ4\\\\mB2nR8\\x"),
    ],
    ids=["from an address", "from JSON", "a backslash that is no escape"],
)
def test_what_was_seen_in_an_escaped_spelling_is_seen_plain(seen: str, later: str) -> None:
    assert found(remembering(seen), later) == [later]


def test_bytes_that_are_no_text_do_not_keep_a_value_from_being_remembered() -> None:
    value = "kT7wQ9xZ4mB2\udc80nR8vL5"
    assert found(remembering(value), f"it was {value}") == [value]


@pytest.mark.parametrize("escape", ["\\n", "\\x22", "\\u0022", "%22", "%2522"])
def test_an_escape_before_a_value_does_not_hide_it(escape: str) -> None:
    assert found(remembering("kT7wQ9xZ4mB2nR8vL5"), f"a{escape}kT7wQ9xZ4mB2nR8vL5") == ["kT7wQ9xZ4mB2nR8vL5"]


def test_a_value_that_signs_cut_is_seen_every_time() -> None:
    assert found(remembering(BROKEN), f"{BROKEN} and {BROKEN}{BROKEN}") == [BROKEN, BROKEN, BROKEN]
    assert next(iter(remembering(BROKEN).spans(Indexed(f"x{BROKEN}")))) == Span(1, 18, "<token:17 characters>", "token")


def test_a_short_run_is_an_anchor_as_well_and_what_stands_around_it_has_to_fit() -> None:
    memory = remembering("qZ7kW9-xy")
    assert found(memory, "at qZ7kW9-xy and qZ7kW9-xz") == ["qZ7kW9-xy"]
    assert list(memory.spans(Indexed("qZ7kW9-xy"))) == [Span(0, 9, "<token:9 characters>", "token")]
    assert found(remembering("xy-qZ7kW9"), "qZ7kW9") == []


def test_what_differs_from_a_value_in_its_digits_alone_is_another_one() -> None:
    assert found(remembering("kT7wQ9xZ4mB2nR8vL5"), "it was kT1wQ2xZ3mB4nR5vL6") == []


def test_a_value_that_was_seen_twice_is_one_value() -> None:
    assert found(remembering("qZ7kW9xT4mB2", "qZ7kW9xT4mB2"), "at qZ7kW9xT4mB2") == ["qZ7kW9xT4mB2"]


def test_a_value_is_seen_far_behind_the_beginning_of_a_long_text() -> None:
    assert found(remembering("kT7wQ9xZ4mB2nR8vL5"), "word " * 4000 + "kT7wQ9xZ4mB2nR8vL5") == ["kT7wQ9xZ4mB2nR8vL5"]


@pytest.mark.parametrize("escape", ["\\n", "%22"])
def test_an_escape_at_the_very_beginning_of_a_text_hides_nothing(escape: str) -> None:
    assert found(remembering("kT7wQ9xZ4mB2nR8vL5"), f"{escape}kT7wQ9xZ4mB2nR8vL5") == ["kT7wQ9xZ4mB2nR8vL5"]


def test_a_value_without_a_latin_letter_is_seen() -> None:
    assert found(remembering("съешьещёэтихмягкихбулок"), "x съешьещёэтихмягкихбулок") == ["съешьещёэтихмягкихбулок"]


def test_values_that_signs_cut_are_looked_for_up_to_a_limit_and_all_others_beyond_it() -> None:
    memory = Memory()
    cut = [f"a{at:02}.b2-c3.d4-e5.f6" for at in range(70)]
    whole = ["kT7wQ9xZ4mB2nR8vL5-q.z", "q.z-kT7wQ9"]
    for value in (*cut, *whole):
        memory.add(value, "token")
    seen = found(memory, " ".join((*cut, *whole)))
    assert 20 < len([each for each in seen if each in cut]) <= 64
    assert {*whole} <= {*seen}


def test_only_what_is_peculiar_and_has_room_is_remembered_and_once() -> None:
    memory = Memory(2)
    for value in ("sunflower", "kT7wQ9xZ4mB2", "kT7wQ9xZ4mB2", "k7" * 4097, "pL5vR8nB2mZ4", "xZ4mB2kT7wQ9"):
        memory.add(value, "token")
    assert memory.values == {"kT7wQ9xZ4mB2", "pL5vR8nB2mZ4"}
    assert len(memory) == 2
    assert repr(memory) == "Memory(2 values)"
    longest = "k7" * 4096
    assert found(remembering(longest), longest) == [longest]


@pytest.mark.parametrize("value", ["copper-silver-walnut", "copper silver cobalt marble"])
def test_a_passphrase_is_seen_in_the_middle_of_a_line(value: str) -> None:
    assert found(remembering(value), f"connecting bob {value} failed") == [value]


@pytest.mark.parametrize("value", ["orders-api-prod", "walnut-violin", "copper silver cobalt", "billing-web-staging"])
def test_what_may_as_well_be_the_name_of_something_is_not_remembered(value: str) -> None:
    assert found(remembering(value), f"connecting {value} failed") == []


def test_what_one_text_taught_is_seen_in_the_next_one() -> None:
    redactor = Redactor()
    redactor.document("client_secret=kT7wQ9xZ4mB2nR8vL5", "first")
    assert redactor.remembered("it was kT7wQ9xZ4mB2nR8vL5 here") == [
        Span(7, 25, "<client-secret:18 characters>", "client-secret")
    ]


def test_a_random_value_that_one_text_taught_is_seen_in_the_next_one() -> None:
    redactor = Redactor()
    redactor.document("it was kT7wQ9xZ4mB2nR8vL5yC3 here", "first")
    (seen,) = redactor.remembered("again kT7wQ9xZ4mB2nR8vL5yC3")
    assert [redaction.kind for redaction in redactor.removed] == [seen.kind]


def test_the_list_of_what_was_removed_has_each_place_once_and_the_first_five() -> None:
    redactor = Redactor()
    redactor.document("\n\npassword=kT7wQ9xZ4mB2 password=pL5vR8nB2mZ4\nx", "a.log")
    redactor.line("password=xZ4mB2kT7wQ9", "b.log")
    redactor.line("password=xZ4mB2kT7wQ9")
    for number in range(6):
        redactor.line("password=xZ4mB2kT7wQ9", f"c{number}")
    (removed,) = redactor.removed
    assert (removed.kind, removed.count) == ("password", 10)
    assert removed.places == ("a.log:3", "b.log", "c0", "c1", "c2")


def test_the_rest_of_a_value_in_pieces_is_not_counted() -> None:
    redactor = Redactor()
    redactor.document('SECRET = (\n  "kT7wQ9xZ4mB2"\n  "pL5vR8nB2mZ4"\n)', "a.py")
    assert [(each.kind, each.count) for each in redactor.removed] == [("secret", 1)]
    assert repr(redactor) == "Redactor(1 removed)"


def test_of_stretches_that_overlap_the_outer_one_stays_and_grows_to_the_end_of_all() -> None:
    outer, inner, beside = Span(2, 8, "<o>", "o"), Span(2, 5, "<i>", "i"), Span(8, 9, "<b>", "b")
    assert merged([inner, outer, beside]) == [outer, beside]
    assert merged([beside, Span(7, 12, "<l>", "l"), outer]) == [outer._replace(end=12)]
    assert merged([Span(0, 1, "", ""), outer, Span(4, 9, "<l>", "l")]) == [Span(0, 1, "", ""), outer._replace(end=9)]
    assert merged([outer, Span(2, 8, "", "")]) == [Span(2, 8, "", "")]


def test_of_two_stretches_at_one_place_a_value_that_goes_on_elsewhere_wins_else_the_first_one() -> None:
    none, whole, longer = Span(2, 8, "<n>", "n"), Span(2, 8, "<w>", "w", "sesame"), Span(2, 8, "<l>", "l", "sesames")
    assert merged([whole, longer]) == [longer]
    assert merged([longer, whole]) == [longer]
    assert merged([none, whole]) == [none]


def test_the_marks_stand_in_place_of_their_stretches() -> None:
    spans = [Span(0, 2, "<a>", "a"), Span(4, 6, "<b>", "b")]
    assert applied("0123456789", spans) == "<a>23<b>6789"
    assert applied("0123456789", spans[1:], 3, 7) == "3<b>6"
    assert applied("0123456789", []) == "0123456789"


def test_the_line_breaks_of_a_stretch_stay_behind_its_mark() -> None:
    assert applied("0\n2\n\n5\n7", [Span(2, 5, "<a>", "a")]) == "0\n<a>\n\n5\n7"


def test_a_stretch_shows_neither_its_mark_nor_its_value() -> None:
    assert repr(Span(2, 8, "<m:6 characters>", "token", "sesame")) == "Span(2, 8, kind='token')"
