from __future__ import annotations

import pytest

from diagnose.redact import Redactor

PASSWORD = "q7Xw2Lm9Rt4K"
WRITINGS = (
    "curl -u admin:{} https://x.example", "curl -su admin:{} https://x.example", "curl -sSku admin:{} x.example",
    "curl -uadmin:{} x.example", "curl --user=admin:{} x.example", "curl --user \\\n  admin:{} x.example",
    "curl --user ^\r\n  admin:{} x.example", "curl -u 'admin:{} and more' x.example", "curl -u 'a:ab\"{}' x.example",
    'curl -u "admin:a\\"{}" x.example', 'exec ["curl", "-u", "admin:{}"]', "curl -u ':{}' x.example",
    "curl -u '{}:' x.example", "curl -x bob:{}@proxy.example x.example", "curl --proxy 'bob:{}@proxy:3128' x.example",
    "HTTPS_PROXY=bob:{}@proxy:3128", "proxy: bob:{}@proxy.example", "connect bob:{}@db:5432 failed",
    "postgres://app:pa/{}@db.example/app", "postgres://app:{}/x@db.example/app", "http://bob:{}@10.0.0.3:3128",
)  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
def test_the_password_of_a_login_goes(writing: str) -> None:
    assert PASSWORD not in Redactor().document(writing.format(PASSWORD), "pasted")


@pytest.mark.parametrize("tail", [" and more", '"cd', "x"])
def test_a_quoted_password_goes_to_its_end(tail: str) -> None:
    cleaned = Redactor().line(f"curl -u 'admin:pass{tail}' https://x.example")

    assert cleaned == f"curl -u 'admin:<password:{4 + len(tail)} characters>' https://x.example"


@pytest.mark.parametrize(
    "text",
    ["https://x.example:8080/users/bob@shop.example", "image: shop/app:v1.2.3@sha256:12345678", "mail bob@x.example:25",
     "git@github.com:o/r.git", "curl -u $LOGIN x.example", "curl -u admin:$PASSWORD x.example", "ssh bob@10.0.0.3:2222",
     "https://x.example:443/api/v1?to=a@b.example", "docker run -u 1000:1000 curl"],
)  # fmt: skip
def test_an_address_without_a_password_stays(text: str) -> None:
    assert Redactor().line(text) == text


@pytest.mark.parametrize("user", ["bob", "k8s-operator", "ci%40acme.example", "0114be73-2803-4582-8c87-368782085ef7"])
def test_who_logs_in_is_no_secret(user: str) -> None:
    cleaned = Redactor().line(f"amqps://{user}:Cinder_Umbrella2654%3F@mq.example:5671/x")

    assert cleaned == f"amqps://{user}:<login-in-url>@mq.example:5671/x"


@pytest.mark.parametrize("password", ["x-oauth-basic", "x", "ghx_Kd02mZxQ7uYt"])
def test_a_token_in_the_place_of_who_logs_in_goes(password: str) -> None:
    cleaned = Redactor().line(f"git clone https://ghp_a8Kd02mZxQ7uYtR4pLw9BvN3sEoIjC5fGh1T:{password}@git.example/a")

    assert cleaned == "git clone https://<login-in-url>@git.example/a"


@pytest.mark.parametrize(
    "text",
    [
        "creds for h.example ({names}): bob / V -> 403",
        "{names}: bob / V",
        "{names} = bob:V",
        "{names} - bob / V, then 401",
        "{names}:\nbob / V\nines / V\n",
    ],
)
@pytest.mark.parametrize(
    "names", ["user/password", "user / password", "login/pw", "Benutzer/Passwort", "utente / password", "логин/пароль"]
)
@pytest.mark.parametrize("password", ["OrchidFalcon2729?", "saddleorchard", "Kittens-Rule-94", "Mapleharbor!"])
def test_of_a_user_and_a_password_under_both_names_only_the_password_goes(text: str, names: str, password: str) -> None:
    text = text.format(names=names)

    cleaned = Redactor().document(text.replace("V", password), "pasted")

    assert cleaned == text.replace("V", f"<password:{len(password)} characters>")


@pytest.mark.parametrize(
    "text",
    ["Username / Password: required", "user/password: invalid / expired", "username and password are both wrong",
     "user / password: see the vault", "login / password: optional / required",
     "def login(self, username, password=None, registry=None): ...", "connect(user=user, password=password, net=net)",
     "if a.AllowCredentials is True and a.AllowOrigin == ANY:", "RootCredentials: arn:aws:iam::aws:policy/Root",
     "credentials=None, grant_type_for_scope=None"],
)  # fmt: skip
def test_what_is_told_of_both_names_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize("name", ["MI_CREDS", "INFISICAL_AUTH", "UA_TOKEN", "client id/secret", "PAIR_SECRET"])
@pytest.mark.parametrize("sign", [":", "/", " / "])
def test_of_an_id_and_its_secret_the_id_stays(name: str, sign: str) -> None:
    text = f"{name}='99800a8b-5f44-462f-aec0-c42c7c988d92{sign}{'0f1e2d3c' * 8}'"

    cleaned = Redactor().document(text, "pasted")

    assert "99800a8b-5f44-462f-aec0-c42c7c988d92" in cleaned
    assert "0f1e2d3c" not in cleaned
