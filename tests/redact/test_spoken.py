"""Passwords told in sentences go, wherever in the sentence; versions, files and names of things near them stay."""

from __future__ import annotations

import base64

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

SENTENCES = (
    "Could you try the client secret {} instead of the other one?",
    "My password (it's {}) does not work.",
    "NOTE!!! PASSWORD CHANGED (WAS {})",
    "As promised, the secret for ci-bot\n\nold one: {}\n",
    "When asked for the password, type {}, please.",
    "Slaptažodis buvo {}, o dabar kitas.",
    "pw &lt;{}&gt;",
    "\U0001f510 password \U0001f449 {}",
)
PASSWORDS = ("Otter!orchid22", "Marble-tulip56", "Sorrel.sorrel44", "Badger_kettle9x")


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_told_in_a_sentence_goes(sentence: str, password: str) -> None:
    left = around(Redactor().document(sentence.format(password), "pasted"))

    assert left.rstrip(")") == sentence.format("{}").rstrip(")")  # one bracket goes along


@pytest.mark.parametrize(
    "text",
    ["The password of user Test_user12 has expired.", "Secret sync fails on Ubuntu-24.04 with OAuth2-Proxy.",
     "the password is read from Config-prod12.yaml", "no secret for environment Staging-eu12",
     '"password": null, "pool": "Pool-west12"', "password manager of the Office-5G network",
     "the secret has SHA-256 and TLSv1.2-only", "Otter-orchid22 says that nothing is wrong"],
)  # fmt: skip
def test_what_is_named_in_such_a_sentence_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


def test_a_secret_dictated_in_groups_goes() -> None:
    groups = " ".join(["6fa3", "0fc9"] * 8)

    cleaned = Redactor().document(f"the secret in groups: {groups}\nproject x", "pasted")

    assert cleaned == "the secret in groups: <secret:79 characters>\nproject x"


@pytest.mark.parametrize(
    "text",
    ["influx -u https://eu.files.example -o acme | curl -s", '{"infisicalsecret": "default/app"}',
     "universal-auth v1/login",
     f'<add value="{"x" * 9}" key="ClientSecret"/>\n<param value="eu-1" name="region"/>\n'],
)  # fmt: skip
def test_what_only_stands_beside_a_name_stays(text: str) -> None:
    cleaned = Redactor().document(text, "pasted")

    assert cleaned.replace("<client-secret:9 characters>", "x" * 9) == text


@pytest.mark.parametrize("password", ["Sommer-wiese", "Tulip!saddle92"])
def test_base64_of_a_password_that_was_seen_goes_too(password: str) -> None:
    encoded = base64.b64encode(f"{password}77".encode()).decode()

    assert encoded not in Redactor().document(f"--password {password}77\n ~> {encoded}\n", "pasted")


def test_a_secret_that_a_hyphen_cuts_at_a_line_s_end_goes() -> None:
    secret = "4f2863af12287fb7d93fedda5b600b73" * 2

    cleaned = Redactor().document(f"Client secret {secret[:40]}-\n{secret[40:]}\nProject ID x\n", "pasted")

    assert secret[40:] not in cleaned
    assert "Project ID x" in cleaned


def test_a_login_of_a_check_goes_behind_a_macro_for_its_folder() -> None:
    cleaned = Redactor().document("command_line $USER1$/check_http -a svc:Falcon-magnet54 -H web.example", "pasted")

    assert "magnet54" not in cleaned


@pytest.mark.parametrize(
    "sentence",
    [
        "Voici le mot de passe du compte ci : {}",
        "Hasło do konta: {}",
        "Het wachtwoord is {} (client-id 7f54b689)",
        "La password è {}, l'host è db.example.",
        "the `client_secret` (`{}`) was rejected",
        "old secret was qwertz and the new one is {}, neither works",
    ],
)
@pytest.mark.parametrize(
    "password", ["KGyCgQ&Cgr6y=G2kyr", "KgEsWi?P2Jf5=xkd2r", "KVY5sN&GqK7A@raCA8", "KbhO4W+eyEZO~WVlrY"]
)
def test_whatever_signs_a_password_has_it_goes_from_a_sentence(sentence: str, password: str) -> None:
    assert around(Redactor().document(sentence.format(password), "pasted")) == sentence.format("{}")


@pytest.mark.parametrize(
    "text",
    [
        "the password page GET /login?a1B=c2D&e3F=g4H&next=x failed",
        "Passwort für Benutzer: svc_ci",
        "mot de passe modifié le : 2026/11/28",
        "wachtwoord is verlopen",
    ],
)
def test_queries_users_dates_and_states_beside_the_word_stay(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize(
    "sentence",
    ["كلمة المرور الجديدة هي {}\n401", "पासवर्ड {} है, server 401", "Новий пароль до запису: {}. Сервер 403"],
)
@pytest.mark.parametrize("password", ["c!ctus#meadow", "ribbon!hazel63"])
def test_a_password_that_a_sentence_in_another_script_tells_goes(sentence: str, password: str) -> None:
    assert password not in Redactor().document(sentence.format(password), "pasted")
