"""Passwords with signs in them go wherever they stand; what signs join in addresses, commands and patterns stays."""

from __future__ import annotations

import random

import pytest

from diagnose.redact import Redactor

SIGNS = "!$^~*#%&+?@"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def password(chance: random.Random) -> str:
    """18 characters with four signs, two of them strong, a letter of each case and a digit."""
    letters = [chance.choice(LETTERS) for _ in range(11)] + ["k", "Q", "7"]
    chance.shuffle(letters)
    signs = [chance.choice("!$^~*#") for _ in range(2)] + [chance.choice(SIGNS) for _ in range(2)]
    for sign in signs:
        letters.insert(chance.randrange(2, len(letters) - 1), sign)
    return "".join(letters)


def test_a_password_with_signs_goes_although_nothing_names_it() -> None:
    chance = random.Random(11)
    values = [password(chance) for _ in range(500)]
    left = [value for value in values if value in Redactor().line(f"printf '%s' '{value}' | create")]
    assert len(left) <= 50


def test_a_password_goes_whose_signs_addresses_have_too() -> None:
    chance = random.Random(12)
    values = []
    for _ in range(300):
        letters = [chance.choice(LETTERS) for _ in range(18)] + ["7"]
        for at in (chance.randint(4, 8), chance.randint(11, 15)):
            letters.insert(at, chance.choice("&?=+%@"))
        values.append("".join(letters))
    left = [value for value in values if value in Redactor().line(f"pw set bob '{value}' again")]
    assert len(left) <= 15


@pytest.mark.parametrize(
    "line",
    [
        "GET /search?q=c%2B%2B+Faq1&hl=de-DE and watch?v=dQw4w9WgXcQ&t=10s",
        "cs1=Zq7dQ98&cs2=Kx8vhhE4 LGPLv3+_or_GPLv2+ v1.2+Build7@main=x %04d-%02d-%02dT%02d",
        "GET /api/v3/secrets/raw?environment=prod&expandSecretReferences=true&secretPath=%2Fapp HTTP/1.1",
        "mail deploy-bot@acme.example or Ops+Team@acme.example",
        "match ^/api/v[0-9]+/(secrets|folders)$ and *.example.com !important",
        "PATH=$HOME/bin:$PATH $ENV_NAME ${RELEASE_2} $1 $2",
        "#define MAX_SIZE 12 // C# F# v1.2+3 A*B*C x**2 ~user",
        "std::map<int, char*>* Foo#bar! Hello!World!",
        "webpack://./src/App2.tsx?v=3!./Loader1.js!./X",
    ],
)
def test_what_signs_join_elsewhere_stays(line: str) -> None:
    assert Redactor().line(line) == line
