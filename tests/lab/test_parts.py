"""The lab's parts by themselves: tokens, addresses, rules, clock, and what the lab may know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import diagnose.lab
from diagnose.lab import signing, states
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import DIALECTS
from diagnose.lab.ip_ranges import client_address, is_trusted
from diagnose.lab.rules import Rule, allows, glob

KEY, NOW = "key", 1000.0
GOOD = signing.sign({"iat": 1, "exp": 2000}, KEY)
HEAD, BODY, SIGNATURE = GOOD.split(".")


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "jwt must be provided"),
        ("garbage", "jwt malformed"),
        (f"{HEAD}.{BODY}", "jwt malformed"),
        (f'"{GOOD}"', "invalid token"),
        (f"Bearer {GOOD}", "invalid token"),
        ("st.id.secret", "invalid token"),
        (f"{HEAD}.{BODY}.", "jwt signature is required"),
        (signing.sign({"iat": 1}, KEY, algorithm="none"), "jwt signature is required"),
        (signing.sign({"iat": 1}, KEY, algorithm="RS256"), "invalid algorithm"),
        (GOOD[:-3], "invalid signature"),
        (signing.sign({"iat": 1}, "another key"), "invalid signature"),
        (signing.sign({"exp": 999}, KEY), "jwt expired"),
        (signing.sign({"exp": 1000}, KEY), "jwt expired"),
    ],
)
def test_a_token_that_does_not_hold_is_refused_in_the_librarys_words(token: str, reason: str) -> None:
    with pytest.raises(signing.JwtError, match=f"^{re.escape(reason)}$"):
        signing.verify(token, KEY, NOW)


def test_a_token_that_holds_gives_its_claims() -> None:
    assert signing.verify(GOOD, KEY, NOW) == {"iat": 1, "exp": 2000}


@pytest.mark.parametrize(
    ("address", "trusted", "held"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("2001:db8::1", "0.0.0.0/0", False),
        ("10.1.2.3", "::/0", True),
        ("2001:db8::1", "2001:db8::/32", True),
    ],
)
def test_ranges_hold_addresses_as_the_servers_match_them(address: str, trusted: str, held: bool) -> None:  # noqa: FBT001 - a table
    assert is_trusted(address, (trusted,)) is held


@pytest.mark.parametrize("address", ["203.0.113.9:5555", "unknown", "[::1]"])
def test_an_address_that_cannot_be_read_is_an_error(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        is_trusted(address, ("0.0.0.0/0",))


@pytest.mark.parametrize(
    ("family", "headers", "seen"),
    [
        ("B", {}, "127.0.0.1"),
        ("B", {"x-forwarded-for": "203.0.113.9, 10.0.0.1"}, "203.0.113.9"),
        ("B", {"x-real-ip": "1.1.1.1", "x-forwarded-for": "2.2.2.2"}, "2.2.2.2"),
        ("B", {"cf-connecting-ip": "3.3.3.3", "x-forwarded-for": "2.2.2.2"}, "3.3.3.3"),
        ("A", {"x-real-ip": "1.1.1.1"}, "127.0.0.1"),
    ],
)
def test_the_first_header_that_counts_gives_the_clients_address(
    family: str, headers: dict[str, str], seen: str
) -> None:
    assert client_address(family, headers, "127.0.0.1", first_of_list=True) == seen


@pytest.mark.parametrize(
    ("pattern", "path", "held"),
    [
        ("/app/**", "/app", True),
        ("/app/**", "/app/db/x", True),
        ("/app/**", "/apple", False),
        ("/**", "/", True),
        ("/*", "/app", True),
        ("/*", "/app/db", False),
        ("/app", "/app", True),
    ],
)
def test_path_patterns(pattern: str, path: str, held: bool) -> None:  # noqa: FBT001 - a table
    assert bool(glob(pattern).fullmatch(path)) is held


READ = Rule(subject="secrets", actions=("read",))
FORBID = Rule(subject="secrets", actions=("read",), conditions={"secretPath": "/x"}, inverted=True)


@pytest.mark.parametrize(
    ("rules", "fields", "allowed"),
    [
        ((), None, False),
        ((READ,), {"secretPath": "/x"}, True),
        ((READ, FORBID), {"secretPath": "/x"}, False),
        ((FORBID, READ), {"secretPath": "/x"}, True),
        ((READ, FORBID), {"secretPath": "/y"}, True),
        ((READ, FORBID), None, True),
        ((FORBID,), {"secretPath": "/y"}, False),
    ],
)
def test_the_last_rule_that_holds_decides(
    rules: tuple[Rule, ...],
    fields: dict[str, str] | None,
    allowed: bool,  # noqa: FBT001 - a table
) -> None:
    assert allows(rules, "read", "secrets", fields) is allowed


def test_the_clock_moves_only_by_hand() -> None:
    clock = Clock(lambda: 100.0)
    clock.advance(50)
    assert clock.now() == 150
    clock.set(7)
    assert clock.now() == 7


def test_every_text_has_a_status_and_an_era_knows_every_step_of_its_family() -> None:
    for dialect in DIALECTS.values():
        assert all(400 <= text.status < 600 for text in dialect.texts.values())
    assert set(DIALECTS["B1"].texts) <= set(DIALECTS["B2"].texts) <= set(DIALECTS["C2"].texts)


def test_the_lab_knows_nothing_of_what_is_to_be_proved() -> None:
    folder = Path(diagnose.lab.__file__).parent
    sources = {path.name: path.read_text() for path in folder.rglob("*.py")}
    imported = {
        m for text in sources.values() for m in re.findall(r"^\s*(?:from|import) ([\w.]+)", text, flags=re.MULTILINE)
    }
    assert not {name for name in imported if name.split(".")[0] in {"checks", "reports", "httpx", "click", "msgspec"}}
    ours = {name for name in imported if name.startswith("diagnose")}
    assert all(name.startswith("diagnose.lab") for name in ours)


def test_states_are_found_once_and_always_in_the_same_order() -> None:
    keys = [(state.name, state.era) for state in states()]
    assert len(keys) == len(set(keys))
    assert keys == [(state.name, state.era) for state in states()]
