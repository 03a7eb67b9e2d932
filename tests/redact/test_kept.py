from __future__ import annotations

import json

import pytest

from diagnose.redact import Redactor
from diagnose.secret.last_scan import shaped_secret
from tests.redact.shown import around

SENTENCES = (
    'level=error error="UnauthorizedError" message="Invalid credentials" statusCode=401',
    'level=error msg="bad token" code=401 host=10.0.0.3',
    'error="invalid token" statusCode=403 path=/api/v3/secrets/raw',
    'msg="Access denied due to expired client secret" requestId=req-9Zx8YyQ1',
    "msg='wrong password' attempt=attempt2of3",
    "reading the token failed status=401 reqId=req-6kaXdLGbNUvpfd",
    "invalid token code:E401AUTH1",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_pair_behind_a_sentence_about_a_secret_stays(text: str) -> None:
    assert Redactor().line(text) == text


@pytest.mark.parametrize(
    "what", ["connection refused", "Handshake failed, retrying", "backend is down", "wrong, try again"]
)
@pytest.mark.parametrize("name", ["auth", "Auth", "  auth"])
def test_a_sentence_behind_the_name_of_a_header_stays(name: str, what: str) -> None:
    text = f"{name}: {what}\nexit status 1"

    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize("value", ["maple otter river stone", "Meadow1991! again", "meadowlark"])
def test_a_header_of_words_still_goes(value: str) -> None:
    assert value.split(maxsplit=1)[0] not in Redactor().line(f"Authorization: {value}")


@pytest.mark.parametrize("remark", ["(sensitive value)", "(known after apply)", "(redacted by policy)", "(not set)",
                                    "(unver\u00e4ndert)", "'-------- # (24 bytes)'"])  # fmt: skip
def test_what_a_program_prints_instead_of_a_value_stays(remark: str) -> None:
    assert remark in Redactor().line(f"  + client_secret = {remark}")


@pytest.mark.parametrize("sign", ["+", "~", "-", "TF:"])
def test_what_terraform_prints_instead_of_a_value_stays_behind_any_sign(sign: str) -> None:
    text = f"  {sign} password = (sensitive value) -> null\n"

    assert Redactor().line(text) == text


def test_a_command_of_words_below_one_with_a_password_stays() -> None:
    text = "tmsh modify auth user admin password q7Xw2Lm9Rt4K\nsys provision ltm level nominal\n"

    assert "sys provision ltm level nominal" in Redactor().document(text, "pasted")


def test_a_value_behind_a_quoted_name_still_goes() -> None:
    assert "q7Xw2Lm9Rt4K" not in Redactor().line("the 'token' q7Xw2Lm9Rt4K was refused")


FACTS = (
    "req-6kaXdLGbNUvpfd", "203.0.113.20", "10.0.0.0/8", "203.0.113.20:8080", "2001:db8::1", "2001:db8::/32",
    "2026-06-20T05:00:48.123Z", "2026-06-20", "401",
)  # fmt: skip
LED_TO = ("token: {}", "trusted ips for client secret: {}", "clientSecret={}", "the token {} was refused")


@pytest.mark.parametrize("led_to", LED_TO)
@pytest.mark.parametrize("fact", FACTS)
def test_ids_of_requests_addresses_times_and_statuses_are_no_secrets(fact: str, led_to: str) -> None:
    assert fact in Redactor().line(led_to.format(fact))


@pytest.mark.parametrize("text", ['"secretKey": "StripeKeyV2"', "secretKey=stripeKey2", "secret key 'StripeKey2' gone"])
def test_what_infisical_calls_the_key_of_a_secret_is_its_name(text: str) -> None:
    assert Redactor().line(text) == text


@pytest.mark.parametrize("label", ["sha256:", "sha512:", "SHA256: ", "SHA-256: ", "x-amz-content-sha256: ", "sha384-"])
def test_a_digest_that_is_called_one_stays_and_is_no_leak(label: str) -> None:
    text = label + "1f3bcd2e" * 8

    assert Redactor().line(text) == text
    assert shaped_secret(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "<auth-user-pass>\nci-bot\nMeadow1991!\n</auth-user-pass>\nremote vpn.example 1194\n",
        'password: """\nq7Xw2Lm9\nRt4K8sPd\n"""\nstatus: 401\n',
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\nstatus: 401\n",
    ],
)
def test_a_secret_on_several_lines_leaves_as_many_lines(text: str) -> None:
    shown = Redactor().document(text, "a.txt")

    assert shown != text
    assert shown.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "clientSecret: string;\npassword?: SecretStr | None = None\ntoken: str = Field(min_length=64)\n",
        "clientSecret:  64 bytes\n",
        "connect to app@secrets.acme.example:3306/app?serverVersion=8.0.32",
        "docker run -e HOST=https://secrets.internal.example infisical/cli:0.89.3 export",
        '"ARN": "arn:aws:secretsmanager:eu-west-1:458246211138:secret:ua-AbCdEf"',
        "flyway -url=jdbc:mysql://db.example/app -user=app migrate",
        "$pw = ConvertTo-SecureString $plain -AsPlainText -Force",
        "value = config.require_secret('dbPassword') or config.getSecret('apiToken')",
        'password := flag.String("password", "", "database password")',
        'let token = req.headers.authorization?.split(" ")[1];',
        'secret = base64.b64decode(data["clientSecret"]).decode()',
        "$password = $_ENV['DB_PASSWORD'];\n$token = $response->json('accessToken');",
        "password: process.env.DB_PASSWORD!,\ntoken: await client.getAccessToken(),",
        "login(clientId: string, clientSecret: string): Promise<Token> {",
        "private final String password;\nthis.password = Objects.requireNonNull(password);",
        'raise InvalidToken("token signature mismatch")',
        "this.accessToken = data.accessToken;\nsecret: new SecretString(options.secret),",
        "password: z.string().min(14).max(128).trim(),",
        'client_secret = f.read().strip()\nheaders = {"Authorization": f"Bearer {token}"}',
        'cfg.Password = string(secret.Data["password"])\nToken:        d.Get("token").(string),',
        'let token = login(&client_id, &client_secret).await?;\n@token = response["accessToken"]',
        "$user->password = Hash::make($request->password);",
        "config.secret_key_base = Rails.application.credentials.secret_key_base",
        "spring.datasource.password=${DB_PASSWORD}\nspring.client-secret=${CLIENT_SECRET:}",
        "data = { password = random_password.db.result }",
        "Password for 'deploy-bot' in 'https://files.example': ",
        "    checksum/secret: " + "1f3bcd2e" * 8,
        "DB_PASSWORD=${DB_PASSWORD:?not set}",
        "export TOKEN=<token> # see the docs\ncurl files.example\n",
        "--client-secret=<your-client-secret>\nINFISICAL_TOKEN=your-token-here\n",
        "password=YOUR_PASSWORD&client_secret=YOUR_CLIENT_SECRET",
        "kubectl create secret generic ua --from-file=clientSecret=./client-secret.txt",
        '"PasswordExpiryWarning"=dword:00000005',
        "apiKeyHeader: X-Api-Key",
    ],
)
def test_types_lengths_hosts_and_calls_beside_the_name_of_a_secret_stay(text: str) -> None:
    assert Redactor().document(text, "a.txt") == text


@pytest.mark.parametrize("following", ["status: 401", "INSTALL_LOCK   = true", "Код: 401", "2026/11/28 10:00:00 ERROR"])
def test_the_line_below_a_secret_that_is_as_long_as_a_page_is_wide_stays(following: str) -> None:
    name = "password_hex: "
    secret = ("4b35344a6f4221486733586a7e524b306f39" * 2)[: 50 - len(name)]

    cleaned = Redactor().document(f"{name}{secret}\n{following}\n", "a.txt")

    assert cleaned.endswith(f"\n{following}\n")


AROUND = (
    '"SecretString": "{{\\"client_id\\":\\"0114be73-2803-4582-8c87-368782085ef7\\",\\"client_secret\\":\\"{}\\"}}"',
    '"SecretString": "{{\\"username\\":\\"ci-bot\\",\\"whatever\\":\\"{}\\"}}"',
    "Client secret: {}<br>Identity 0114be73-2803-4582-8c87-368782085ef7",
    "<p>Client secret: {}</p><p>req-6kaXdLGbNUvpfd</p>",
    "&lt;clientSecret&gt;{}&lt;/clientSecret&gt;&lt;host&gt;files.example&lt;/host&gt;",
    "Password: {} \u2014 host files.example answers 401",
    "id,secret = 0114be73-2803-4582-8c87-368782085ef7,{}",
    "map[host:files.example password:{} port:5432]",
    "config/app.env:12:CLIENT_SECRET={}\nconfig/app.env:13:DB_HOST=files.example\n",
    "New-Object PSCredential ('ci-bot', '{}')",
    "||Client secret||\n|{}|\n{{noformat}}Invalid credentials req-6kaXdLGbNUvpfd{{noformat}}",
)


@pytest.mark.parametrize("value", ["Aa1bbbbbb!x", "Walnut-Lantern803", "cobalt meadow ferry otter"])
@pytest.mark.parametrize("text", AROUND)
def test_of_what_is_around_a_secret_nothing_goes(text: str, value: str) -> None:
    cleaned = Redactor().document(text.format(value), "a.txt")

    assert around(cleaned) == text.format("{}")


def test_the_body_and_the_address_in_a_collection_of_postman_stay() -> None:
    text = '"body": {"mode": "raw", "raw": "{\\"grant\\": \\"x\\"}"},\n"url": {"raw": "https://vault.example/api/v1"}\n'

    assert Redactor().document(text, "a.json") == text


@pytest.mark.parametrize("member", ['["plainword"]', "48291133"])
def test_json_in_a_secret_that_has_more_than_strings_goes_whole(member: str) -> None:
    held = json.dumps(f'{{"a": {member}}}')

    cleaned = Redactor().line(f'"SecretString": {held}')

    assert cleaned == f'"SecretString": "<secret:{len(held) - 2} characters>"'


@pytest.mark.parametrize(
    "text",
    [
        "密码：{}，状态：401",
        "（客户端密钥：{}）主机：10.0.0.1",
        "パスワード：{}。ステータス 401",
        "password={}，host=db.example",
        "كلمة المرور: {}، الحالة 401",
    ],
)
def test_what_follows_a_secret_in_another_script_stays(text: str) -> None:
    cleaned = Redactor().line(text.format("Kz7qpW9vLm2xT4b"))

    assert "Kz7" not in cleaned
    assert text.partition("{}")[2] in cleaned
