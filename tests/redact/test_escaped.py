"""A text inside a string of JSON is searched as it reads, and the JSON stays one."""

from __future__ import annotations

import json

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

PHRASE = "falcon tundra marble velvet saddle"
TEXTS = (
    f"[db]\nport=5432\npassword={PHRASE}\nuser=bob\n",
    f'password = "{PHRASE}";\nenv = "prod";\n',
    f"clientSecret: |\n  {PHRASE}\nenv: prod\n",
    f'[{{db, [{{password, "{PHRASE}"}}]}}].\n',
    f"<key>password</key>\n<string>{PHRASE}</string>\n",
    f"password: {PHRASE} C:\\new\\table\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_secret_in_a_text_inside_a_message_goes(text: str) -> None:
    answer = json.dumps({"reqId": "req-abcdefghij1234", "message": f"Invalid credentials {text}", "statusCode": 401})

    cleaned = Redactor().document(answer, "pasted")

    assert PHRASE not in cleaned
    assert json.loads(cleaned)["statusCode"] == 401
    assert json.loads(cleaned)["message"].startswith("Invalid credentials ")


@pytest.mark.parametrize("text", ["host,password,env\nfiles.example,{},prod\n", "$ cat /run/secrets/db_password\n{}\n"])
def test_a_string_of_several_lines_begins_a_line(text: str) -> None:
    answer = json.dumps({"level": "error", "message": text.format(PHRASE), "statusCode": 401})

    cleaned = json.loads(Redactor().document(answer, "pasted"))

    assert {**cleaned, "message": around(cleaned["message"])} == {"level": "error", "message": text, "statusCode": 401}


@pytest.mark.parametrize(
    "text",
    ["\u041f\u0430\u0440\u043e\u043b\u044c: {}\n", "Lösenordet \u00e4r: {}", "\u5bc6\u7801\u662f{}\u3002",
     "\u2502 Client Secret \u2502 {} \u2502\n\u2502 Env           \u2502 prod \u2502\n"],
)  # fmt: skip
def test_a_secret_goes_whose_name_or_table_is_written_in_numbers(text: str) -> None:
    answer = json.dumps({"message": f"Invalid credentials {text.format('sunflower!9')} \U0001f511", "statusCode": 401})

    cleaned = json.loads(Redactor().document(answer, "pasted"))

    assert "sunflower" not in cleaned["message"]
    assert cleaned["message"].endswith("\U0001f511")


@pytest.mark.parametrize("value", ["\u017c\u00f3\u0142wik!9", "lis!9\u017c"])
def test_a_secret_goes_whole_whose_letters_are_written_in_numbers(value: str) -> None:
    cleaned = json.loads(Redactor().line(json.dumps({"message": f"Invalid credentials, has\u0142o: {value}"})))

    assert around(cleaned["message"]) == "Invalid credentials, has\u0142o: {}"


def test_a_word_goes_from_json_that_is_quoted_for_the_shell_of_windows() -> None:
    command = (
        'curl -d ^"{^\\^"clientSecret^\\^":^\\^"sunflower^\\^",^\\^"env^\\^":^\\^"prod^\\^"}^" https://files.example'
    )

    assert Redactor().line(command) == command.replace("sunflower", "<client-secret:9 characters>")


def test_escapes_beside_a_secret_stay_whole() -> None:
    cleaned = Redactor().document('{"message": "token=\\"q7Xw2Lm9Rt4Kd8Vz\\"\\nstatus=401"}', "pasted")

    assert json.loads(cleaned) == {"message": 'token="<token:16 characters>"\nstatus=401'}


def test_a_word_goes_in_json_that_a_cell_of_csv_holds() -> None:
    row = 'a,"{{""clientSecret"": ""{}"",""env"":""prod""}}",b\n'

    cleaned = Redactor().document(row.format("marble velvet"), "pasted")

    assert cleaned == row.format("<client-secret:13 characters>")


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def test_a_secret_in_wide_letters_goes_alone() -> None:
    text = wide("host=a.example password=") + "{}" + wide(" status=401") + "，重试\n"

    cleaned = Redactor().document(text.format(wide("q7Xw2Lm9Rt4Kd8Vz")), "pasted")

    assert cleaned == text.format("<password:16 characters>")
