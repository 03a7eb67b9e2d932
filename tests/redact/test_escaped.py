"""A text inside a string of JSON is searched as it reads, and the JSON stays one."""

from __future__ import annotations

import json

import pytest

from diagnose.redact import Redactor

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


def test_escapes_beside_a_secret_stay_whole() -> None:
    cleaned = Redactor().document('{"message": "token=\\"q7Xw2Lm9Rt4Kd8Vz\\"\\nstatus=401"}', "pasted")

    assert json.loads(cleaned) == {"message": 'token="<token:16 characters>"\nstatus=401'}
