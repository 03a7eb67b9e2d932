"""The last scan: which removed values it looks for, in which spellings, and which shapes it knows by themselves."""

from __future__ import annotations

import base64

import pytest

from diagnose.problems import LeakFound
from diagnose.secret.last_scan import LastScan, shaped_secret

HEX = "0a1b2c3d4e5f6071" * 4
SECRET = "k7Qz-Wm4x_Rt9Lp2Vd8Hs3Nb"
BODY = "eyJpYXQiOjE3MDAwMDB9"
SIGNATURE = "c2lnbmF0dXJlLXNpZ25hdHVyZQ"
JWT = f"eyJhbGciOiJIUz.{BODY}.{SIGNATURE}"
FAR = "in words. " * 110_000


def is_written(removed: str, text: str) -> bool:
    """Whether the scan lets the text through after the value was removed."""
    try:
        LastScan([removed]).check(text)
    except LeakFound as leak:
        return leak.kind != "something that was removed"
    return True


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("ab34cdef", id="eight characters, letters and digits"),
        pytest.param("ab345678", id="two letters"),
        pytest.param("abcdef12", id="two digits"),
        pytest.param("abc12312", id="six different characters"),
        pytest.param("ABCDEFgh", id="six capitals among others"),
        pytest.param("Zq7!dQ9$8S", id="signs between"),
    ],
)
def test_a_value_that_no_report_holds_by_chance_is_looked_for(value: str) -> None:
    assert not is_written(value, f"The server says: {value}.")
    assert is_written(value, "The server says: nothing.")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("ab34cde", id="seven characters"),
        pytest.param("a3456789", id="one letter"),
        pytest.param("abcdefg1", id="one digit"),
        pytest.param("abcc1212", id="five different characters"),
        pytest.param("ABCDEfgh", id="five capitals"),
        pytest.param("ABCDEFGH", id="only capitals"),
        pytest.param("ab34 cdef", id="a blank in it"),
        pytest.param("ABCDEF gh", id="a blank between capitals"),
        pytest.param("password", id="a word"),
        pytest.param("20251128", id="a number"),
    ],
)
def test_a_value_that_a_report_may_hold_by_chance_is_not_looked_for(value: str) -> None:
    assert is_written(value, f"The server says: {value}.")


@pytest.mark.parametrize("before", ["", "k", "ke", "key"])
def test_base64_of_a_removed_value_is_found_behind_any_other_bytes(before: str) -> None:
    code = base64.b64encode(f"{before}{SECRET}:x".encode()).decode()
    assert not is_written(SECRET, f"Basic {code}")


def test_a_value_with_signs_in_it_is_found_without_them() -> None:
    assert not is_written("k7-Qz-Wm-4x-Rt-9L-p2", "it was k7 Qz Wm 4x Rt 9L p2 once")


def test_twenty_characters_of_a_long_value_are_found_and_nine_are_not() -> None:
    assert not is_written(HEX, f"it begins with {HEX[:20]}")
    assert is_written(HEX, f"it begins with {HEX[:9]}")


def test_in_a_large_text_escapes_are_undone_too() -> None:
    assert not is_written(SECRET, FAR + "".join(f"&#{ord(ch)};" for ch in SECRET))


@pytest.mark.parametrize("block", ["configurations", "1122334455"])
def test_words_and_numbers_in_a_removed_value_are_no_leak_by_themselves(block: str) -> None:
    value = f"{block[:10]}k7QzWm4xRt"
    assert is_written(value, f"see {block[:10]}")
    assert not is_written(value, f"see {value[10:]}")


def test_a_value_with_half_a_character_breaks_no_scan() -> None:
    assert not is_written(f"{SECRET}\ud83d", SECRET)


def test_the_id_of_a_removed_service_token_may_be_written() -> None:
    token = f"st.0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b.{HEX[:32]}"
    assert is_written(token, "the token 0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b")
    assert not is_written(token, f"the token …{HEX[:32]}")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"secret {HEX}", "client-secret"),
        (f"sha256:{HEX} and the secret {HEX[::-1]}", "client-secret"),
        (f"st.{'0a1b2c3d' * 3}.{HEX[:32]}", "service-token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private-key"),
        (f"Bearer {JWT}", "jwt"),
        (f"eyJhbGciOiJIU.{BODY}.{SIGNATURE}", "jwt"),
        (f"a.{BODY}.{SIGNATURE} then {JWT}", "jwt"),
        (f"a.{BODY}.short then {JWT}", "jwt"),
        (f"sha256:{HEX}", None),
        (f"sha256:{HEX} is {HEX}", None),
        (f"{HEX} is sha256:{HEX}", None),
        (HEX, "client-secret"),
        (f"the secret {HEX[::-1]} and sha256:{HEX}", "client-secret"),
        (f"sha256:{HEX} the secret {HEX[::-1]} and sha256:{HEX}", "client-secret"),
        (f"{HEX} {HEX} is sha256:{HEX} or {HEX}", None),
        (f"a.{BODY}.{SIGNATURE}", None),
        (f"{'a' * 20}.{BODY}.{SIGNATURE}", None),
        (f"eyJhbGciOiJI.{BODY}.{SIGNATURE}", None),
        ("an ordinary text", None),
    ],
)
def test_a_secret_shows_by_its_shape_which_kind_it_is(text: str, kind: str | None) -> None:
    assert shaped_secret(text) == kind


def test_the_kind_of_a_shape_is_what_the_refusal_names() -> None:
    with pytest.raises(LeakFound, match="jwt"):
        LastScan().check(JWT)


def test_it_shows_no_value() -> None:
    assert repr(LastScan([SECRET, "ab34cdef"])).startswith("LastScan(")
    assert SECRET not in repr(LastScan([SECRET]))
