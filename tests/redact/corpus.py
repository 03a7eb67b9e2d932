"""Texts with planted secrets: the twelve kinds in a HAR and in a transcript. Imports nothing of the redactor."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

_HEX = "0123456789abcdef"
_WORD = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def hexes(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(_HEX) for _ in range(count))


def uuid(rng: random.Random) -> str:
    digits = hexes(rng, 32)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def password(rng: random.Random, length: int = 16, signs: str = "!$%+*@#?-_.") -> str:
    body = [rng.choice(_WORD) for _ in range(length - 4)] + [rng.choice("23456789"), rng.choice("abcdefgh")]
    body += [rng.choice(signs), rng.choice(signs)] if signs else []
    rng.shuffle(body)
    return "K7" + "".join(body) + "x"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(rng: random.Random, claims: dict[str, Any] | None = None) -> str:
    head = base64url(b'{"alg":"HS256","typ":"JWT"}')
    body = base64url(json.dumps(claims or {"identityId": uuid(rng), "exp": 1731232800}, separators=(",", ":")).encode())
    return f"{head}.{body}.{base64url(rng.randbytes(32))}"


def service_token(rng: random.Random, kind: str = "st") -> str:
    return f"{kind}.{uuid(rng)}.{hexes(rng, 32)}"


def planted(rng: random.Random) -> dict[str, str]:
    """The twelve kinds, by name."""
    return {
        "clientSecret in a body": hexes(rng, 64),
        "JWT in a body": jwt(rng),
        "bearer JWT": jwt(rng),
        "service token": service_token(rng),
        "secretValue": password(rng, 22),
        "second secretValue": password(rng, 14),
        "client_secret in a form": hexes(rng, 64),
        "token in a query": base64url(rng.randbytes(24)) + "a1",
        "cookie": base64url(rng.randbytes(18)) + "b2",
        "proxy login": password(rng, 12, signs=""),
        "variable in a log": hexes(rng, 64),
        "pasted curl": hexes(rng, 64),
    }


# What support needs; it has to survive beside the secrets.
NEEDED = (
    '"status": 401', "req-6kaXdLGbNUvpfd", "203.0.113.20", "Invalid credentials", "infisical.example",
    "0114be73-2803-4582-8c87-368782085ef7", "/api/v1/auth/universal-auth/login", "secretPath=%2F",
)  # fmt: skip


def _headers(**values: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in values.items()]


def har(secrets: dict[str, str]) -> str:
    """A browser's recording of a login and a read, pretty-printed as browsers do."""
    s = secrets
    client = "0114be73-2803-4582-8c87-368782085ef7"
    form = f"client_id={client}&client_secret={s['client_secret in a form']}"
    login = {
        "request": {
            "method": "POST",
            "url": "https://infisical.example/api/v1/auth/universal-auth/login",
            "headers": _headers(
                Cookie=f"jid={s['cookie']}; theme=dark", Proxy_Host=f"http://bob:{s['proxy login']}@10.0.0.3:3128"
            ),
            "cookies": [{"name": "jid", "value": s["cookie"], "httpOnly": True}],
            "postData": {
                "mimeType": "application/json",
                "text": json.dumps({"clientId": client, "clientSecret": s["clientSecret in a body"]}),
            },
        },
        "serverIPAddress": "203.0.113.20",
        "response": {
            "status": 401,
            "content": {
                "text": json.dumps({"reqId": "req-6kaXdLGbNUvpfd", "statusCode": 401, "message": "Invalid credentials"})
            },
        },
    }
    read = {
        "request": {
            "method": "GET",
            "url": f"https://infisical.example/api/v3/secrets/raw?secretPath=%2F&token={s['token in a query']}",
            "queryString": [{"name": "token", "value": s["token in a query"]}],
            "headers": _headers(Authorization=f"Bearer {s['bearer JWT']}", X_Service=s["service token"]),
            "postData": {"mimeType": "application/x-www-form-urlencoded", "text": form},
            "comment": f"curl -d '{{\"clientSecret\":\"{s['pasted curl']}\"}}' CLIENT_SECRET={s['variable in a log']}",
        },
        "response": {
            "status": 200,
            "content": {
                "encoding": "base64",
                "text": base64.b64encode(
                    json.dumps({"accessToken": s["JWT in a body"], "tokenType": "Bearer", "expiresIn": 7200}).encode()
                ).decode(),
            },
            "more": json.dumps(
                {"secrets": [
                    {"secretKey": "DB_PASSWORD", "secretValue": s["secretValue"], "version": 1},
                    {"secretKey": "PIN", "secretValue": s["second secretValue"], "version": 2},
                ]}
            ),
        },
    }  # fmt: skip
    return json.dumps({"log": {"entries": [login, read]}}, indent=2)


def transcript(secrets: dict[str, str]) -> str:
    """What a terminal showed: curl, its answers, a container's log."""
    s = secrets
    return f"""$ export HTTPS_PROXY=http://bob:{s["proxy login"]}@10.0.0.3:3128
$ curl -v 'https://infisical.example/api/v1/auth/universal-auth/login' \\
    -d '{{"clientId":"0114be73-2803-4582-8c87-368782085ef7","clientSecret":"{s["pasted curl"]}"}}'
* Connected to infisical.example (203.0.113.20) port 443
> POST /api/v1/auth/universal-auth/login HTTP/2
> Authorization: Bearer {s["bearer JWT"]}
> Cookie: jid={s["cookie"]}; theme=dark
< HTTP/2 401
{{"reqId":"req-6kaXdLGbNUvpfd","status": 401,"message":"Invalid credentials","error":"UnauthorizedError"}}
sent: {{"clientId":"0114be73-2803-4582-8c87-368782085ef7","clientSecret":"{s["clientSecret in a body"]}"}}
got: {{"accessToken":"{s["JWT in a body"]}","expiresIn":7200,"tokenType":"Bearer"}}
$ curl --data 'client_id=0114be73&client_secret={s["client_secret in a form"]}' x.example
GET https://infisical.example/api/v3/secrets/raw?secretPath=%2F&token={s["token in a query"]} 403
worker-1 | INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET={s["variable in a log"]}
worker-1 | trying with {s["service token"]} instead
{{"secrets":[{{"secretKey":"DB","secretValue":"{s["secretValue"]}"}},
{{"secretKey":"PIN","secretValue":"{s["second secretValue"]}"}}]}}
"""


def leaked(secret: str, text: str) -> bool:
    """Whether a text still shows a secret, or more than its harmless head: in clear or in base64."""
    if secret.startswith(("st.", "ak.")):
        secret = secret.split(".", 2)[2]
    elif secret.startswith("eyJ"):
        secret = secret.rpartition(".")[2]
    whole = secret in text or secret[len(secret) // 3 :] in text or secret[: -(len(secret) // 3)] in text
    encoded = base64.b64encode(b"ab" + secret.encode() + b"cd")[4:-4].decode()
    return whole or any(encoded[n : n + len(encoded) - 4] in text for n in range(3))
