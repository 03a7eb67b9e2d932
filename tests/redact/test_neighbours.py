"""Names and values that no sign joins, and values in wrappers."""

from __future__ import annotations

import json

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

VALUE, WORDS = "q7Xw2Lm9Rt4Kd8Vz", "correct-horse-battery-staple"
WRITINGS = (
    '^"{{^\\^"clientId^\\^":^\\^"1^\\^",^\\^"clientSecret^\\^":^\\^"{}^\\^"}}^"',
    "[('clientSecret', '{}'), ('a', 'b')]",
    "Parameters=[@clientId='7', @clientSecret='{}' (Size = 64)]",
    "define('CLIENT_SECRET', '{}');",
    '[b"x-api-key", b"{}"]',
    "clientSecret:[{}]",
    "{{clientSecret=[{}], a=[b]}}",
    '["clientSecret"]=>\n  string(16) "{}"',
    "<client_secret><![CDATA[{}]]></client_secret>",
    "<key>apiKey</key>\n<string>{}</string>",
    'form-data; name="clientSecret"\r\n\r\n{}\r\n------x',
    '~ client_secret = "old" -> "{}"',
    "cookies={{'odd': '{}', 'theme': 'dark'}}",
    'clientSecret = Optional("{}")',
    "<name>db.password</name>\n  <value>{}</value>",
    "client_secret=(\n '{}')",
    '{{"key":"client_secret","value":{{"stringValue":"{}"}}}}',
    "*Client Secret:* {}\n*Region:* eu\n",
    "<tr><td>clientSecret</td><td>{}</td></tr>",
    "| | |\n|---|---|\n| Client ID | 7 |\n| Client Secret | {} |\n",
    'getSecret("a"); clientSecret("{}")',
    "<ul><li>Client secret: {}</li></ul>",
    '1) "client_id"\n2) "d2179f7b-e364-4801-902a-a42192a72865"\n3) "client_secret"\n4) "{}"\n',
    "Kennwort ........ {}\nServer .......... files.example\n",
)
OF_A_PECULIAR_VALUE = (
    "rawHeaders: [ 'Host', 'x.example', 'x-api-key', '{}', 'accept', '*/*' ]",
    "Client Secret:\n{}\n\nClient ID:\n0114be73\n",
    "Client Secret\n\n{}\n",
    "Client Secret:\n```\n{}\n```\n",
    "X-Api-Key:[{}]",
    "headers.set('x-api-key', '{}')",
)


@pytest.mark.parametrize("value", [VALUE, WORDS])
@pytest.mark.parametrize("writing", WRITINGS)
def test_a_value_beside_its_name_goes(writing: str, value: str) -> None:
    assert around(Redactor().document(writing.format(value), "pasted")) == writing.format("{}")


OF_THREE_WORDS = (
    '{{"clientSecret":{{"S":"{}"}},"version":{{"N":"4"}}}}',
    '{{"clientSecret":{{"stringValue":"{}"}}}}',
    "client_secret: {}\nurl: https://files.example\n",
    "### Client secret\n\n{}\n\n### Error\n",
    "X-Client-Secret: {}\nHost: files.example\n",
)
OF_FOUR_WORDS = (
    "cfg=map[client_secret:{} region:eu]",
    "Creds(clientSecret={}, env=prod)",
    "Client ID\n7\nClient Secret\n{}\nStatus\n401\n",
    "{{clientSecret: {}, env: prod}}",
    "Le secret client est « {} » ; voilà.",
    "cs1Label=clientSecret cs1={} outcome=401",
    "HTTP_Passwd   {}\nFormat        json\n",
    "Authorization: Bearer {}\nHost: files.example\n",
    "クライアントシークレットは「{}」です。",
    "Secret: infra/db\n\n{}\nuser: app\n",
)


@pytest.mark.parametrize("writing", OF_THREE_WORDS)
def test_three_plain_words_under_the_name_of_a_secret_go(writing: str) -> None:
    cleaned = Redactor().document(writing.format("falcon tundra marble"), "pasted")

    assert around(cleaned) == writing.format("{}")


@pytest.mark.parametrize("writing", OF_FOUR_WORDS)
def test_a_passphrase_goes_where_no_sign_joins_it_to_a_name(writing: str) -> None:
    cleaned = Redactor().document(writing.format("falcon tundra marble velvet"), "pasted")

    assert around(cleaned) == writing.format("{}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"name": "password", "value": 48291133}', '{"name": "password", "value": "<password:8 characters>"}'),
        (
            '{"value": 48291133, "name": "clientSecret"}',
            '{"value": "<client-secret:8 characters>", "name": "clientSecret"}',
        ),
        ('- {name: UA_SECRET, value: "Tulip_Lark3263"}', '- {name: UA_SECRET, value: "<secret:14 characters>"}'),
        (
            '[{"name": "status", "value": "401"}, {"name": "password", "value": "K7Uo8hnizab8x"}]',
            '[{"name": "status", "value": "401"}, {"name": "password", "value": "<password:13 characters>"}]',
        ),
    ],
)
def test_the_value_of_a_pair_goes_under_the_kind_that_its_name_tells(text: str, shown: str) -> None:
    assert Redactor().line(text) == shown


@pytest.mark.parametrize("writing", OF_A_PECULIAR_VALUE)
def test_a_value_that_looks_like_a_secret_goes_in_the_next_element_too(writing: str) -> None:
    assert around(Redactor().document(writing.format(VALUE), "pasted")) == writing.format("{}")


def test_a_form_of_several_parts_in_json_is_read_as_well() -> None:
    text = json.dumps({"text": f'--x\r\nContent-Disposition: form-data; name="clientSecret"\r\n\r\n{VALUE}\r\n--x--'})

    assert Redactor().line(text) == text.replace(VALUE, "<client-secret:16 characters>")


@pytest.mark.parametrize(
    "text",
    ["allowedHeaders: ['authorization', 'content-type', 'x-api-key', 'user-agent']", '["token", "description"]',
     "<th>Client Secret</th><th>Description</th>", "Client Secrets:\nnone\n", "secrets:\n  - name: app\n",
     'fields = ("clientSecret", "accessToken")', "tokens:\nreq-6kaXdLGbNUvpfd\n", "cookie:[]", "Token\nstatus=401\n"],
)  # fmt: skip
def test_neighbours_that_are_no_values_stay(text: str) -> None:
    assert Redactor().document(text, "pasted") == text
