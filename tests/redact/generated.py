"""Writes a secret the many ways in which people and programs write one. Imports nothing of the redactor."""

from __future__ import annotations

import base64
import html
import json
import random
import shlex
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.redact.corpus import base64url, hexes, jwt, password, service_token, uuid

NAMES = (
    "client secret", "access token", "token", "password", "api key", "secret value", "infisical token", "db password",
    "infisical universal auth client secret", "refresh token", "service token", "private key", "identity access token",
)  # fmt: skip
KEPT = ("Invalid credentials", "203.0.113.20", "req-6kaXdLGbNUvpfd", "identityId", "/api/v3/secrets/raw")


class Example(NamedTuple):
    text: str
    secret: str
    shown: tuple[str, ...]  # how the secret is written in the text
    needed: tuple[str, ...]  # what support needs and the text holds beside it


def spelled(name: str, style: str) -> str:
    words = name.split()
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    return {
        "camel": camel,
        "pascal": camel[0].upper() + camel[1:],
        "snake": "_".join(words),
        "kebab": "-".join(words),
        "upper": "_".join(words).upper(),
        "header": "X-" + "-".join(word.capitalize() for word in words),
        "dotted": ".".join(words),
        "joined": "".join(words),
        "prefixed": "app_" + "_".join(words),
    }[style]


STYLES = ("camel", "pascal", "snake", "kebab", "upper", "header", "dotted", "joined", "prefixed")


def secret_of(rng: random.Random, kind: str) -> str:
    makers: dict[str, Callable[[], str]] = {
        "client secret": lambda: hexes(rng, 64),
        "jwt": lambda: jwt(rng),
        "user jwt": lambda: jwt(rng, {"userId": uuid(rng), "authTokenType": "accessToken", "email": "a@b.example"}),
        "service token": lambda: service_token(rng),
        "api key": lambda: service_token(rng, "ak"),
        "plain password": lambda: password(rng, rng.randint(10, 30), signs=""),
        "password with signs": lambda: password(rng, rng.randint(12, 30)),
        "awkward password": lambda: password(rng, rng.randint(14, 30), signs="&%=+#/\\\"'<>{}[],;:@ $"),
        "random": lambda: base64url(rng.randbytes(rng.randint(16, 48))) + "a1",
        "base64": lambda: base64.b64encode(rng.randbytes(32)).decode(),
    }
    return makers[kind]()


SHAPED = ("client secret", "jwt", "user jwt", "service token", "api key")
SIMPLE = (*SHAPED, "plain password", "random")
QUOTABLE = (*SIMPLE, "password with signs", "awkward password", "base64")


def _facts(rng: random.Random, key: str, value: str) -> dict[str, Any]:
    facts: list[tuple[str, Any]] = [
        ("statusCode", 401), ("reqId", "req-6kaXdLGbNUvpfd"), ("message", "Invalid credentials"),
        ("identityId", "0114be73-2803-4582-8c87-368782085ef7"), ("ip", "203.0.113.20"), ("url", "/api/v3/secrets/raw"),
    ]  # fmt: skip
    facts.insert(rng.randint(0, len(facts)), (key, value))
    return dict(facts)


def _json(rng: random.Random, key: str, value: str) -> str:
    content: Any = _facts(rng, key, value)
    for _ in range(rng.randint(0, 2)):
        content = rng.choice((lambda x: {"data": x}, lambda x: [x], lambda x: {"a": 1, "request": {"body": x}}))(
            content
        )
    style: dict[str, Any] = rng.choice(({}, {"separators": (",", ":")}, {"indent": 2}, {"indent": "\t"}))
    return json.dumps(content, **style)


def _log(rng: random.Random, text: str) -> str:
    before, after = rng.choice(
        (
            ("2025-12-21T15:15:41+08:00 DBG CallIsAuthenticated: Unsuccessful response: [response=", "]"),
            ("", ""),
            ("backend-1  | ", ""),
            ("203.0.113.20 - POST /api/v3/secrets/raw body=", " status=401"),
            ("curl -d '", "' https://infisical.example/"),
            ('msg="', '" status=401'),
        )
    )
    return f"{before}{text}{after}"


def in_json(rng: random.Random, key: str, value: str) -> str:
    return _log(rng, _json(rng, key, value))


def in_strings_of_json(rng: random.Random, key: str, value: str) -> str:
    text = _json(rng, key, value)
    for _ in range(rng.randint(1, 3)):
        text = json.dumps(rng.choice((text, {"body": text, "level": 30})))
    return _log(rng, text)


def in_bare_escapes(rng: random.Random, key: str, value: str) -> str:
    text = _json(rng, key, value)
    for _ in range(rng.randint(1, 2)):
        text = json.dumps(text)[1:-1]
    return _log(rng, text)


def in_url_encoding(rng: random.Random, key: str, value: str) -> str:
    text = quote(_json(rng, key, value), safe="")
    return _log(rng, "payload=" + (quote(text, safe="") if rng.random() < 0.3 else text))


def in_html(rng: random.Random, key: str, value: str) -> str:
    return f"<pre>{html.escape(_json(rng, key, value))}</pre>"


def in_unicode_escapes(rng: random.Random, key: str, value: str) -> str:
    return _log(rng, _json(rng, key, value).replace('"', "\\u0022"))


def in_python(rng: random.Random, key: str, value: str) -> str:
    return f"locals: {_facts(rng, key, value)!r}"


def in_yaml(rng: random.Random, key: str, value: str) -> str:
    shown = json.dumps(value) if rng.random() < 0.5 else "'" + value.replace("'", "''") + "'"
    indent = " " * rng.choice((0, 2, 6))
    return f"ip: 203.0.113.20\n{indent}{key}: {shown}\n{indent}message: Invalid credentials\n"


def in_environment(rng: random.Random, key: str, value: str) -> str:
    before = rng.choice(("", "export ", "RUN ", "  - ", "env: A=b ", "$ ", "+ "))
    return f"IP=203.0.113.20\n{before}{key.replace('-', '_').replace('.', '_')}={shlex.quote(value)}\nstatus=401\n"


def in_flag(rng: random.Random, key: str, value: str) -> str:
    gap = rng.choice((" ", "=", "  ", " \\\n  "))
    return f"$ infisical login --domain=https://x.example --{key}{gap}{shlex.quote(value)} --plain # 203.0.113.20"


def in_argv(rng: random.Random, key: str, value: str) -> str:
    argv = ["infisical", "login", f"--{key}", value, "--domain", "203.0.113.20"]
    return f"exec {json.dumps(argv) if rng.random() < 0.5 else argv!r}"


def in_form(rng: random.Random, key: str, value: str) -> str:
    facts = [(key, value), ("identityId", "0114be73"), ("grant_type", "client_credentials")]
    rng.shuffle(facts)
    return _log(rng, urlencode(facts))


def in_query(rng: random.Random, key: str, value: str) -> str:
    url = f"https://infisical.example/api/v3/secrets/raw?environment=dev&{urlencode({key: value})}&secretPath=%2F"
    return rng.choice(
        (f"GET {url} 401", f'"url":"{url}"', f"<{url}>", quote(url, safe=""), f"[GET {url}] [status-code=401]")
    )


def in_pair(rng: random.Random, key: str, value: str) -> str:
    pair = {"name": key, "value": value}
    if rng.random() < 0.3:
        pair = {"value": value, "name": key}
    text = json.dumps([{"name": "status", "value": "401"}, pair], indent=rng.choice((None, 2)))
    return json.dumps(text) if rng.random() < 0.3 else text


def in_xml(_rng: random.Random, key: str, value: str) -> str:
    return f"<a><ip>203.0.113.20</ip><{key}>{html.escape(value)}</{key}></a>"


def in_base64(rng: random.Random, key: str, value: str) -> str:
    data = _json(rng, key, value).encode()
    text = base64.urlsafe_b64encode(data).decode() if rng.random() < 0.5 else base64.b64encode(data).decode()
    return rng.choice((f'{{"encoding":"base64","text":"{text}"}}', f"iamRequestBody={quote(text)}", f"body: {text}"))


def in_kubernetes(_rng: random.Random, key: str, value: str) -> str:
    data = base64.b64encode(value.encode()).decode()
    return f"kind: Secret\nmetadata: {{name: ua}}\ndata:\n  identityId: MDExNGJlNzM=\n  {key}: {data}\n"


def in_code(rng: random.Random, key: str, value: str) -> str:
    name = key.replace("-", "_").replace(".", "_")
    return rng.choice(
        (
            f"  {name}: '{value}',",
            f'$body = @{{ identityId = "1"; {name} = "{value}" }}',
            f"map[identityId:1 {name}:{value} ip:203.0.113.20]",
            f'{{:identityId=>1, :{name}=>"{value}"}}',
            f"&{{IdentityID:1 {name}:{value}}}",
            f'client.{name}("{value}").build()',
            f"config['{name}'] = '{value}'",
            f"[err=failed] [{name}={value}] [ip=203.0.113.20]",
            f"time=1 level=debug {name}={value} status=401",
            f"\x1b[36m{name}=\x1b[0m{value} \x1b[36mstatus=\x1b[0m401",
            f"| {name} | x |\n{name} = {value}",
        )
    )


def in_header(rng: random.Random, _: str, value: str) -> str:
    basic = base64.b64encode(f"bob:{value}".encode()).decode()
    header = rng.choice(
        (f"Authorization: Bearer {value}", f"authorization: Basic {basic}", f"Cookie: a=b; sid={value}; c=d",
         f"Set-Cookie: jid={value}; Path=/; HttpOnly", f"X-Api-Key: {value}", f"Proxy-Authorization: Basic {basic}")
    )  # fmt: skip
    return rng.choice(
        (f"> {header}\n< HTTP/2 401\n", f"curl -H '{header}' https://x.example", f'curl -H "{header}" 203.0.113.20',
         f"['{header}', 'Accept: */*']", json.dumps({"raw": f"GET / HTTP/1.1\r\n{header}\r\nAccept: */*\r\n\r\n"}))
    )  # fmt: skip


def in_login(rng: random.Random, _: str, value: str) -> str:
    address = f"http://bob:{quote(value, safe='')}@10.0.0.3:3128"
    return rng.choice(
        (f"HTTPS_PROXY={address}", f'{{"proxy":"{address}","ip":"203.0.113.20"}}', f"* Uses proxy {address}/ == x")
    )


def in_prose(rng: random.Random, key: str, value: str) -> str:
    return rng.choice(
        (f"We use {value} and get 401", f"it was '{value}'", f"{value}", f"My {key} is {value}, the IP 203.0.113.20")
    )


def in_wrapped_lines(rng: random.Random, _: str, value: str) -> str:
    text = (
        f"unable to authenticate with machine identity [{spelled('client secret', 'snake')}={value}] [status-code=403]"
    )
    width = rng.choice((60, 76, 80, 100))
    box = rng.choice(("│ ", ""))
    return "\n".join(box + text[at : at + width] for at in range(0, len(text), width))


WRITERS: dict[Callable[[random.Random, str, str], str], tuple[str, ...]] = {
    in_json: QUOTABLE, in_strings_of_json: QUOTABLE, in_bare_escapes: QUOTABLE, in_url_encoding: QUOTABLE,
    in_html: QUOTABLE, in_unicode_escapes: SIMPLE, in_python: QUOTABLE, in_yaml: QUOTABLE,
    in_environment: QUOTABLE[:-2], in_flag: QUOTABLE[:-2], in_argv: QUOTABLE,
    in_form: QUOTABLE, in_query: QUOTABLE, in_pair: QUOTABLE,
    in_xml: QUOTABLE,
    in_base64: QUOTABLE, in_kubernetes: QUOTABLE, in_code: SIMPLE, in_header: (*SIMPLE, "base64"), in_login: QUOTABLE,
    in_prose: SHAPED, in_wrapped_lines: ("client secret", "plain password"),
}  # fmt: skip


@st.composite
def examples(draw: st.DrawFn) -> Example:
    writer = draw(st.sampled_from(list(WRITERS)))
    kind = draw(st.sampled_from(WRITERS[writer]))
    key = spelled(draw(st.sampled_from(NAMES)), draw(st.sampled_from(STYLES)))
    rng = random.Random(draw(st.integers(0, 2**32)))
    secret = secret_of(rng, kind)
    text = writer(rng, key, secret)
    return Example(text, secret, _parts(secret), tuple(word for word in KEPT if word in text))


def _parts(secret: str) -> tuple[str, ...]:
    """The parts of a secret that must not be seen: any eleven characters of what is secret in it."""
    if secret.startswith(("st.", "ak.")):
        secret = secret.split(".", 2)[2]
    elif secret.startswith("eyJ"):
        secret = secret.rpartition(".")[2]
    forms = (
        secret,
        base64.b64encode(secret.encode()).decode(),
        quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        html.escape(secret),
    )
    return tuple({form[at : at + 11] for form in forms for at in range(max(1, len(form) - 10))})
