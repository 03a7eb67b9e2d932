"""Passwords that are words go where a sentence tells them; what sentences tell of a password stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diagnose.redact import Redactor
from diagnose.redact.told import ROWS, Told
from tests.redact.shown import around

SENTENCES = Path(__file__).with_name("sentences_about_passwords.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("password", ["tundramarble", "sommerwiese", "letmeinplease"])
def test_a_word_that_is_told_as_a_password_goes(row: Told, password: str) -> None:
    told = re.sub(r"\bV(7{0,2})\b", rf"{password}\1", row.finds)

    assert around(Redactor().line(told)) == re.sub(r"\b(?:Big-)?V7{0,2}\b", "{}", row.finds)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_told_of_a_password_in_the_same_place_stays(row: Told) -> None:
    assert Redactor().line(row.leaves) == row.leaves


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_about_a_password_keeps_all_its_words(sentence: str) -> None:
    assert Redactor().line(sentence) == sentence


PHRASE = "walnut badger pebble beacon maple"


@pytest.mark.parametrize(
    ("sentence", "password"),
    [
        ("user k8s-operator, pw is {}, host files.example", PHRASE),
        ("Please use {} as the client secret for the job", PHRASE),
        ("We typed {} (the password) for svc-billing", PHRASE),
        ("ci-runner and its password {} are in the vault", PHRASE),
        ("we set the password to {} yesterday", "walnut-badger-pebble"),
        ("Login details for https://vault.example\nadmin:{}\n", "Walnut3450$"),
        ("Hasło to {}, a użytkownik to svc-billing.", "thicketotter"),
    ],
)
def test_of_a_sentence_with_a_phrase_or_a_login_only_the_password_goes(sentence: str, password: str) -> None:
    left = Redactor().document(sentence.format(password), "pasted")

    assert left == sentence.format(f"<password:{len(password)} characters>")


CHATS = (
    "[18:58:06] jonas: {}\n[10:02:11] ops: {}\n[18:59:01] jonas: still 403",
    "jonas: {}\nops: {}\njonas: 403",
    "<jonas> {}\n<@ops> {}\n<jonas> 403",
    "14/11/26, 12:32 - jonas: {}\n14/11/26, 12:33 - ops: {}\n14/11/26, 12:40 - jonas: 403",
    "jonas  10:32 AM\n{}\n\nops  10:33 AM\n{}\n\njonas  10:34 AM\n403",
    "jonas, [14.11.2026 10:32]\n{}\n\nops, [14.11.2026 10:33]\n{}\n",
    "jonas: {}\nops: one sec\nops: it's {}\n",
    "> {}\n\n{}\n\nRegards\n",
    '{{"user": "jonas", "text": "{}"}}\n{{"user": "ops", "text": "{}"}}\n',
)
QUESTIONS = (
    "what's the admin password for files.example?", "can you send me the pw of svc-billing", "wie lautet das Passwort?",
    "quel est le mot de passe de ci-runner ?", "¿cuál es la contraseña de bob?",
)  # fmt: skip


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "password", ["WalnutPepper4024?", "saddleorchard", "Kittens-Rule-94", "falcon52", "Tundramarble!"]
)
def test_a_password_goes_from_the_answer_to_who_asks_for_it(chat: str, question: str, password: str) -> None:
    text = chat.format(question, "V")

    cleaned = Redactor().document(text.replace("V", password), "pasted")

    assert cleaned == text.replace("V", f"<password:{len(password)} characters>")


@pytest.mark.parametrize("chat", CHATS[:6])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what's the admin password policy?", "fourteencharacters"),
        ("what's the admin password?", "ask Jonas"),
        ("what's the admin password?", "Documentation"),
        ("what's wrong with the password?", "everything"),
        ("what's the status of the password reset?", "completed"),
        ("which password manager do you use?", "Falconkeeper"),
        ("where do you keep the client secret?", "Falconkeeper"),
        ("can you send me the password?", "Absolutely"),
        ("please do not send us the password.", "understood"),
        ("is the client secret expired?", "StripeKey2"),
        ("what is the client secret?", "Unauthorized"),
    ],
)
def test_an_answer_that_is_no_password_stays(chat: str, question: str, answer: str) -> None:
    text = chat.format(question, answer)

    assert Redactor().document(text, "pasted") == text
