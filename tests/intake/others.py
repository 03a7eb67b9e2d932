"""Refusals of other services in the forms that their clients print, none of which Infisical had a part in."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

_SAID = (
    (401, "Invalid credentials", "UnauthorizedError"), (401, "Unauthorized", "Unauthorized"),
    (403, "Forbidden resource", "Forbidden"), (401, "Bad credentials", "Unauthorized"),
    (403, "Resource not accessible by integration", "Forbidden"), (404, "Project not found", "NotFound"),
    (401, "Token expired", "TokenError"), (401, "jwt expired", "UnauthorizedError"),
    (403, "You are not allowed to delete this branch", "Forbidden"), (404, "Secret not found", "NotFound"),
    (401, "Failed to authenticate user", "Unauthorized"), (400, "invalid_grant: Invalid user", "Bad Request"),
    (429, "API rate limit exceeded for user ID 4711", "TooManyRequests"), (403, "permission denied", "Forbidden"),
    (401, "Token missing", "Unauthorized"), (404, "Environment not found", "NotFound"),
    (403, "Access denied: subject is not allowed here", "Forbidden"), (401, "Invalid service token", "Unauthorized"),
    (503, "no healthy upstream", "Service Unavailable"), (403, "Access Denied", "AccessDenied"),
)  # fmt: skip
_URLS = (
    "https://api.github.com/repos/a/b/issues", "https://vault.corp.example:8200/v1/auth/approle/login",
    "https://sso.corp.example/realms/main/protocol/openid-connect/token", "https://api.shop.example/v2/orders",
    "https://sts.amazonaws.com/", "https://registry.example/v2/", "https://gitlab.example/oauth/token",
    "https://login.microsoftonline.com/common/oauth2/token", "https://api.shop.example/users/login",
)  # fmt: skip
Said = tuple[int, str, str]


def _body(s: Said) -> str:
    return json.dumps({"statusCode": s[0], "message": s[1], "error": s[2]})


def _curl(s: Said, url: str) -> str:
    return f"$ curl -i {url}\nHTTP/2 {s[0]}\ncontent-type: application/json\n\n{_body(s)}\n"


def _axios(s: Said, url: str) -> str:
    return (
        f"AxiosError: Request failed with status code {s[0]}\n  config: {{ method: 'post', url: '{url}' }},\n"
        f"  response: {{ status: {s[0]}, data: {{ message: '{s[1]}' }} }}\n"
    )


def _requests(s: Said, url: str) -> str:
    return f"requests.exceptions.HTTPError: {s[0]} Client Error: {s[2]} for url: {url}\n{_body(s)}\n"


def _vault(s: Said, url: str) -> str:
    return f"Error making API request.\n\nURL: PUT {url}\nCode: {s[0]}. Errors:\n\n* {s[1]}\n"


def _log(s: Said, url: str) -> str:
    return f'time=2026-03-01T10:00:00Z level=error msg="{s[1]}" status={s[0]} url={url} component=shop\n'


def _nest(s: Said, url: str) -> str:
    return f"[Nest] 1  - ERROR [ExceptionsHandler] {s[1]}\nPOST {url} {s[0]} {_body(s)}\n"


def _terraform(s: Said, url: str) -> str:
    return f"╷\n│ Error: POST {url}: {s[0]} {s[1]}\n│\n│   with github_repository.main,\n╵\n"


def _grpc(s: Said, url: str) -> str:
    return f"rpc error: target = {url} code = Unauthenticated desc = {s[1]}\n"


def _java(s: Said, url: str) -> str:
    return f"feign.FeignException: [{s[0]}] during [POST] to [{url}]: [{_body(s)}]\n\tat feign.Client.go(C.java:1)\n"


FORMS: tuple[Callable[[Said, str], str], ...] = (
    _curl, _axios, _requests, _vault, _log, _nest, _terraform, _grpc, _java,
)  # fmt: skip
# Lines that show Infisical at work, which does not make it the one who refused.
_AT_WORK = (
    "", "", "9:41AM INF Injecting 31 Infisical secrets into your application process\n",
    "clustersecretstore.external-secrets.io/infisical-prod   12d   Valid   ReadOnly   True\n",
)  # fmt: skip


def text(seed: int) -> str:
    """The text of that number."""
    r = Random(seed)
    return r.choice(_AT_WORK) + r.choice(FORMS)(r.choice(_SAID), r.choice(_URLS))
