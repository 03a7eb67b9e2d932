"""What the redactor lists of what it removed: kinds, how often, and where."""

from __future__ import annotations

import pytest

from diagnose.model import Redaction
from diagnose.redact import Redactor
from diagnose.redact.span import Span

SECRETS = [f"{'0123456789abcdef'[number:]}{'fedcba98765432100123456789abcdef' * 2}"[:64] for number in range(9)]


def listed(text: str) -> tuple[Redaction, ...]:
    redactor = Redactor()
    redactor.document(text, "app.log")
    return redactor.removed


def test_a_documents_places_have_the_lines() -> None:
    text = f"start\nclient_secret={SECRETS[0]}\n\nok\nclient_secret={SECRETS[1]}\n"
    assert listed(text) == (Redaction(kind="client-secret", count=2, places=("app.log:2", "app.log:5")),)


def test_two_on_one_line_are_two_at_one_place() -> None:
    text = f"\nclient_secret={SECRETS[0]} client_secret={SECRETS[1]}\n"
    assert listed(text) == (Redaction(kind="client-secret", count=2, places=("app.log:2",)),)


def test_each_kind_has_its_own_places() -> None:
    text = f"client_secret={SECRETS[0]}\nDB_PASSWORD=Tr0ub4dor&3\n"
    assert [(each.kind, each.places) for each in listed(text)] == [
        ("client-secret", ("app.log:1",)),
        ("password", ("app.log:2",)),
    ]


def test_the_first_five_places_are_kept_and_all_are_counted() -> None:
    text = "".join(f"client_secret={secret}\n" for secret in SECRETS)
    assert listed(text) == (
        Redaction(kind="client-secret", count=9, places=tuple(f"app.log:{number}" for number in range(1, 6))),
    )


@pytest.mark.parametrize(("place", "places"), [("stdin", ("stdin",)), ("", ())])
def test_a_line_has_its_place_as_it_is_and_none_without(place: str, places: tuple[str, ...]) -> None:
    redactor = Redactor()
    assert SECRETS[0] not in redactor.line(f"\nclient_secret={SECRETS[0]}", place)
    assert redactor.removed == (Redaction(kind="client-secret", count=1, places=places),)


def test_the_rest_of_what_was_counted_before_is_not_counted_again() -> None:
    redactor = Redactor()
    rest, whole = Span(0, 3, "", "", "abc"), Span(8, 11, "<password>", "password", "def")
    redactor.count([rest, whole], "app.log", "abc\n\n\n\ndef", 7)
    assert redactor.removed == (Redaction(kind="password", count=1, places=("app.log:11",)),)
