"""Secrets that look like words: a passphrase, a short number, a path."""

from __future__ import annotations

import json
import re

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

PASSPHRASE = "correct-horse-battery-staple"
BARE_WRITINGS = (
    "clientSecret: {}", "INFISICAL_CLIENT_SECRET:  {}", "Client-Secret: {}", "Client Secret: {}", "  client_secret: {}",
    "{{SecretKey:A SecretValue:{}}}", "{{ClientID:1 ClientSecret:{} Expires:7200}}", "clientSecret : {}",
    "Authorization: {}", "accessToken: {}\r\nnext: 1", "**Client Secret:** {}", "- API Key: {}", "clientsecret: {}",
    "secretValue: {}", "Client  Secret  :   {}", "License key: {}", "Client\u00a0Secret\u00a0: {}",
)  # fmt: skip


@pytest.mark.parametrize(
    "text", ["**Client Secret**\n{}\n**Region**\n", "Username\nbob\nPassword\n{}\n", "DB_PASSWORD\n{}\nDB_HOST\nx\n"]
)
def test_words_with_hyphens_alone_below_a_label_go(text: str) -> None:
    assert around(Redactor().document(text.format("copper-silver-walnut"), "pasted")) == text


@pytest.mark.parametrize(
    "text",
    ["Client Secret\nuniversal-auth-credentials\n", "Secret\norders-web-prod\n", "Password\nforgot-your-password\n"],
)
def test_the_name_of_something_below_a_label_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize("value", [PASSPHRASE, "sunflower", "myDatabaseMasterPhrase"])
@pytest.mark.parametrize("writing", BARE_WRITINGS)
def test_a_word_beside_a_compound_name_goes(writing: str, value: str) -> None:
    assert around(Redactor().document(writing.format(value), "pasted")) == writing.format("{}")


@pytest.mark.parametrize(
    "text",
    ["clientSecret: required", "clientSecret: not-found", "access_token: invalid_or_expired", "token: refreshing",
     "failed to get access token: timeout", "failed to read the client secret: connection-lost", "clientSecret: null",
     "clientSecret: config.clientSecret", "client_secret: ECONNREFUSED", "existingSecret: infisical-backend",
     "apiKey: AuthenticationError", "Authorization: missing", "via LDAP auth: APIError: CallLdapLogin unsuccessful",
     "unable to authenticate via JWT auth: APIError{StatusCode: 401}", "secretValue: ${DB_PASSWORD}"],
)  # fmt: skip
def test_a_word_that_tells_what_is_wrong_stays(text: str) -> None:
    assert Redactor().line(text) == text


ANYTHING = (
    "4711", "abc12", "x", "my-database-password", "the quick brown fox is not here", "/home/app/key", "true", "example",
    "env.PRODUCTION", "ab***cdQ9", "changeme", "https://hooks.example/T00/B00", "req-abc12345", "10.0.0.3",
)  # fmt: skip


@pytest.mark.parametrize("name", ["secretValue", "password", "clientSecret"])
@pytest.mark.parametrize("value", ANYTHING)
def test_whatever_json_holds_under_the_name_of_a_secret_goes(name: str, value: str) -> None:
    text = json.dumps({"id": 1, name: value, "version": 2})

    assert f'"{value}"' not in Redactor().line(text)
    assert f'\\"{value}\\"' not in Redactor().line(json.dumps(text))


@pytest.mark.parametrize("value", ["${uQ7x}", "<uQ7x w>", "missing", "<secret:12 hex> uQ7xw9"])
def test_a_value_of_infisical_goes_also_where_it_looks_like_a_placeholder(value: str) -> None:
    cleaned = Redactor().line(json.dumps({"secretValue": value}))

    assert value not in cleaned
    assert "uQ7x" not in cleaned


@pytest.mark.parametrize("value", ["", "********", "•••••", "null", "<secret:12 hex>", "[REDACTED]"])
@pytest.mark.parametrize("name", ["secretValue", "password", "clientSecret"])
def test_what_shows_nothing_stays(name: str, value: str) -> None:
    text = json.dumps({name: value}, ensure_ascii=False)

    assert Redactor().line(text) == text


@pytest.mark.parametrize("value", ["${CLIENT_SECRET}", "<your client secret>", "{{ client_secret }}", "missing"])
def test_a_variable_that_nobody_filled_in_stays(value: str) -> None:
    text = json.dumps({"clientSecret": value})

    assert Redactor().line(text) == text


@pytest.mark.parametrize("sign", [" - ", " \u2014 ", "\uff1a", " \u2192 ", "&#x3D;", "&colon; "])
def test_what_people_and_pages_write_between_name_and_value_is_a_sign(sign: str) -> None:
    assert "q7Xw2Lm9Rt4Kd8Vz" not in Redactor().document(f"Client Secret{sign}q7Xw2Lm9Rt4Kd8Vz", "chat.txt")


@pytest.mark.parametrize("text", ["Access token - Trusted IPs", "client secret - see the docs", "token - 3 uses left"])
def test_a_dash_after_a_name_may_also_begin_a_sentence(text: str) -> None:
    assert Redactor().document(text, "chat.txt") == text


@pytest.mark.parametrize(
    "text",
    ["db.host=files.example\ndb.password={}\nserver.port=8443\n", "export A=1\nexport RESTIC_PASSWORD={}\n",
     '{{"request_id": "1", "data": {{"data": {{"foo": "{}", "bar": 1}}, "metadata": {{"version": 7}}}}}}',
     '["redis-server", "--requirepass", "{}"]', "requirepass: {}\n", "export DB_PASS ?= {}\n", '{{"DBPW": "{}"}}',
     '{{"password_confirmation": "{}"}}', "CREATE LOGIN a WITH PASSWORD = N'{}';",
     "ENV['DB_PASS'] ||= '{}'\n", "$ infisical export --format=yaml\nMERCHANT: {}\nPORT: 8080\n"],
)  # fmt: skip
def test_a_phrase_goes_whole(text: str) -> None:
    cleaned = Redactor().document(text.format("glacier tundra timber thistle"), "pasted")

    assert [word for word in ("glacier", "tundra", "timber", "thistle") if word in cleaned] == []


@pytest.mark.parametrize(
    "text",
    ["secret = client.get('X')\n", '<div id="client-secret-field"><label>Environment</label></div>',
     '<property name="password"></property><property name="url" value="jdbc:h2:mem"/>',
     "INSERT INTO users (email, password) VALUES ($1, $2)"],
)  # fmt: skip
def test_what_belongs_to_something_else_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


def test_the_next_name_is_no_part_of_a_value() -> None:
    text = '"DefaultPassword"="Welcome1"\n"AutoAdminLogon"="1"\n'

    assert '"AutoAdminLogon"="1"' in Redactor().document(text, "pasted")


def test_a_command_behind_a_variable_stays() -> None:
    assert "psql shows the table" in Redactor().document("$ PGPASSWORD=Zq7dQ98SGCWv psql shows the table\n", "pasted")


@pytest.mark.parametrize(
    "writing",
    ["the password I use is {} and it returns 401", "requirepass {}", "token: {}", "define('DB_PASSWORD', '{}');",
     "<th>Client Secret</th><td>{}</td>", '{{"Authorization": ["X-Api-Key", "{}"]}}', "app_key: {}",
     "? password\n: {}\n? region\n: eu"],
)  # fmt: skip
def test_letters_that_nobody_could_say_go_where_a_word_would_stay(writing: str) -> None:
    assert "gxclyljptftdanrrwg" not in Redactor().document(writing.format("gxclyljptftdanrrwg"), "pasted")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "const clientSecret = 'sun' +\n  'flower';\n",
            "const clientSecret = '<client-secret:9 characters>\n';\n",
        ),
        ('SECRET = (\n  "sunny"\n  "flower"\n)', 'SECRET = (\n  "<secret:11 characters>\n"\n)'),
        ('{\n "apiKey": "sunflower"\n "mode": "on"}', '{\n "apiKey": "<api-key:9 characters>"\n "mode": "on"}'),
    ],
)
def test_a_string_in_several_literals_goes_whole(text: str, shown: str) -> None:
    assert Redactor().document(text, "pasted") == shown


@pytest.mark.parametrize(
    "writing",
    ["web-1  | 10:00:02 INFO env DB_PASSWORD={}", "+CLIENT_SECRET={}\n A=1", "  12 password: {}", "secret_key_base: {}",
     "config/prod.yml:17:  smtp_password: {}", "Client Secret\n{}\nStatus 401", "clientSecret: {{value: {}}}",
     '{{:db {{:password "{}" :port 5433}}}}', "const cfg = {{ dbPassword:: '{}' }};", "X-Api-Token: {}"],
)  # fmt: skip
def test_a_passphrase_goes_whole(writing: str) -> None:
    cleaned = Redactor().document(writing.format("falcon tundra marble velvet saddle"), "pasted")

    assert not {"falcon", "tundra", "marble", "velvet", "saddle"} & set(re.findall("[a-z]+", cleaned))


@pytest.mark.parametrize(
    "text",
    ["client secret: please create another one here", "password: reset link could not be delivered",
     "token: refreshing access token failed again", "secret: creating version for project folder"],
)  # fmt: skip
def test_a_sentence_behind_a_name_is_no_passphrase(text: str) -> None:
    assert Redactor().line(text) == text


@pytest.mark.parametrize("phrase", ["falcon tundra marble velvet saddle", "glacier timber thistle cobalt"])
@pytest.mark.parametrize(
    "whole",
    ['{{"kty": "oct", "k": "{}"}}', "ci|{}\n", "db.example:5432:app:deploy:{}\n", "a:\n    {}\nb", "> {}", "- {}\n",
     "live_view: [salt: '{}']", '"sess" "{}"', "<input value='{}'>", "|setting |{}\n|===", "Issued\t{}\t2026",
     '{{"detail": "sent as \\"{}\\""}}', "addauth digest admin:{}", "Setting  = {}\r\n"],
)  # fmt: skip
def test_a_passphrase_that_is_a_whole_value_goes_whatever_its_name_is(whole: str, phrase: str) -> None:
    cleaned = Redactor().document(whole.format(phrase), "pasted")

    assert not set(phrase.split()) & set(re.findall("[a-z]+", cleaned))


@pytest.mark.parametrize(
    "text",
    ["Otters saw falcon tundra marble velvet", "it's falcon tundra marble velvet here", '"falcon tundra marble"',
     "msg: pull origin branch upstream", "nmcli dev wifi connect office",
     "cause: context deadline exceeded awaiting headers", "\tfalcon tundra marble 4"],
)  # fmt: skip
def test_plain_words_that_are_no_whole_value_or_say_something_stay(text: str) -> None:
    assert Redactor().document(text, "pasted") == text
