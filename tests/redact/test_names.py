"""Names of secrets in other languages, and of phrases: their values go, whatever they look like."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

ROWS = tuple(csv.DictReader((files("diagnose.redact") / "names.csv").read_text(encoding="utf-8").splitlines()))
SURE = tuple(row["name"] for row in ROWS if row["sure"] == "yes")
WRITINGS = ("{name}: {value}\n", "{name} = {value}\n", '{{"{name}": "{value}"}}', "a\uff1ab\n{name}\uff1a{value}\n")


@pytest.mark.parametrize("name", SURE)
def test_a_word_beside_a_name_in_any_language_goes(name: str) -> None:
    left = [around(Redactor().line(writing.format(name=name, value="Welcome1"))) for writing in WRITINGS]

    # The sign may go along, and the second word of a name.
    assert [left[0], left[1].replace("{} {}", "= {}"), left[2]] == [
        writing.format(name=name, value="{}") for writing in WRITINGS[:3]
    ]
    assert left[3].endswith("{}\n")


@pytest.mark.parametrize(
    "command",
    ["tool --kennwort {} --x", "tool -passwort {} y", 'tool --mot-de-passe "{}" --x', "tool --wachtwoord {}",
     '["--passwort", "{}"]', "args: --пароль {}"],
)  # fmt: skip
def test_a_word_goes_behind_a_flag_in_any_language(command: str) -> None:
    assert Redactor().line(command.format("meadow")) == command.format("<password:6 characters>")


@pytest.mark.parametrize(
    "text",
    [
        '{{"client\\u005fsecret": "{}"}}',
        "client%5Fsecret={}&a=b",
        "client%5fsecret={}&a=b",
        "the credentials are bob:{}",
    ],
)
def test_a_word_goes_whose_name_is_escaped_or_has_a_user_before_it(text: str) -> None:
    assert around(Redactor().line(text.format("sunflower"))) == text.format("{}")


@pytest.mark.parametrize("name", ["MOT_DE_PASSE", "contrasena", "mật khẩu", "Hasło", "HASLO", "ПАРОЛЬ", "dbPw", "A_PW"])
def test_a_name_goes_in_other_spellings(name: str) -> None:
    assert "Sommer24" not in Redactor().document(f"{name}=Sommer24\n", "pasted")


@pytest.mark.parametrize(
    "text",
    ["Das Passwort lautet {} und der Server meldet 401.", "La contraseña del usuario svc es {}, y nada más.",
     "Hasło to {} i koniec", "パスワードは{}です。", "密码是{}。",
     "パスワード「{}」でログイン", "パスワードを{}に変更しました", "密码改成了{}，现在", "비밀번호를 {}(으)로 변경",
     "비밀번호는 {} 입니다", "Le mot de passe est {} depuis hier"],
)  # fmt: skip
def test_a_value_that_a_sentence_in_another_language_gives_goes(text: str) -> None:
    assert "rfw+B8mt9!jKFvpT?U" not in Redactor().line(text.format("rfw+B8mt9!jKFvpT?U"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("La clave de acceso del servicio es: {}", "velvet-otter-4"),
        ("Der Zugriffsschlüssel von bob lautet {}", "kx9-otter77"),
        ("La contraseña del usuario svc es {}", "foo!bar"),
    ],
)
def test_a_value_goes_that_a_sentence_gives_further_on(text: str, value: str) -> None:
    assert value not in Redactor().line(text.format(value))


@pytest.mark.parametrize(
    "text",
    ["Das Passwort ist falsch und der Server meldet 401.", "Le mot de passe est incorrect.", "пароль не подходит",
     "密码是错误的", "パスワードは無効です", "swpwm: 3 sekretariat: offen", "mnemonic not set"],
)  # fmt: skip
def test_a_sentence_that_tells_what_is_wrong_stays(text: str) -> None:
    assert Redactor().line(text) == text


@pytest.mark.parametrize(
    "first",
    ["https://secret.example/x", "bob@secrets:8080", "the password, the secret", "checksum/secret: 3a9f",
     "arn:aws:secretsmanager:eu-1:1:secret:prod/db"],
)  # fmt: skip
def test_a_name_without_a_value_hides_none_behind_it(first: str) -> None:
    assert around(Redactor().line(f"{first} and DB_PASSWORD=Welcome1")) == f"{first} and DB_PASSWORD={{}}"
