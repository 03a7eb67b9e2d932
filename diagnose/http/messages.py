"""What goes out and what may come in: a request's URL, headers and body, and the limits on an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, quote, urlencode, urlsplit

import msgspec

from diagnose import __version__
from diagnose.http.answer import origin_of
from diagnose.http.faults import SendError
from diagnose.model import Answer, Exchange, Silence
from diagnose.secret import Secret

_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MAX_HEADERS: Final = 100
MAX_HEADER_BYTES: Final = 64 * 1024

OWN_HEADERS: Final = frozenset(
    (
        *("host", "content-length", "content-type", "content-encoding", "transfer-encoding", "accept-encoding"),
        *("connection", "keep-alive", "te", "trailer", "upgrade", "expect"),
        *("authorization", "x-api-key", "proxy-authorization", "proxy-connection", "cookie"),
    )
)
"""Names that no custom header may have: the credential, the host, and how the message is framed."""
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~"
_BUSY: Final = frozenset({429, 502, 503, 504})
_LONGEST_WAIT_S: Final = 5
_REDIRECT: Final = range(300, 400)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `path` starts with "/"; parts of it that come from people go through `segment` first.

    `body` is sent as JSON. `keep` names the facts kept of a success (see `facts.kept`). `retry` counts for GET only.
    `port`: another port of the same host.
    """

    probe: str
    method: str
    path: str
    query: Mapping[str, str] = {}
    body: Mapping[str, str | Secret] | None = None
    bearer: Secret | None = None
    api_key: Secret | None = None
    keep: str = ""
    retry: bool = True
    port: int | None = None


class Reply(msgspec.Struct, frozen=True):
    """What came of a request: the exchange (its id still empty) and the access token that a login issued."""

    exchange: Exchange
    minted: Secret | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach the server. Times in seconds; `environ` is where proxy and certificate variables are read.

    `certificate`: the files of the client's own certificate and of its key.
    """

    base_url: str
    timeout_s: float = 10
    deadline_s: float = 30
    ca_bundle: str | None = None
    custom_headers: Mapping[str, Secret] = {}
    environ: Mapping[str, str] = {}
    certificate: tuple[str, str] | None = None


def secrets_in(request: Request) -> tuple[Secret, ...]:
    """Give the secrets that the request carries."""
    values = (request.bearer, request.api_key, *(request.body or {}).values())
    return tuple(value for value in values if isinstance(value, Secret))


def short_wait(answer: Answer) -> float | None:
    """Give the seconds after which a busy server asks to be asked again, if they are few; else None."""
    told = answer.headers.get("retry-after", "")
    is_short = answer.status in _BUSY and told.isdecimal() and len(told) == 1 and int(told) <= _LONGEST_WAIT_S
    return float(told) if is_short else None


def segment(text: str) -> str:
    """Quote what people wrote so that it stays one part of a path, dots included."""
    quoted = quote(text, safe="", errors="replace")
    return quoted.replace(".", "%2E") if quoted in {".", ".."} else quoted


def url_of(base: str, request: Request) -> str:
    """Give the URL as it is sent and shown. Quoting what is quoted already changes nothing."""
    return _url(base, request.path, tuple(request.query.items()), request.port)


@lru_cache(maxsize=256)
def _url(base: str, path: str, query: tuple[tuple[str, str], ...], port: int | None) -> str:
    """Kept, since a request asks for it twice, and a batch puts the same ones for many rows."""
    if port is not None:
        parts = urlsplit(base)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        base = parts._replace(netloc=f"{host}:{port}").geturl()
    asked = urlencode(query, safe="/:,", quote_via=quote, errors="replace")
    return base + quote(path, safe=_PATH_SAFE, errors="replace") + (f"?{asked}" if asked else "")


def shown_base(url: str) -> str:
    """Give a base URL as it may be shown: no user name or password, no query, no control characters, no last slash."""
    head, separator, rest = url.partition("://")
    rest = rest if separator else head
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    rest = rest[len(authority) :]
    bare = authority.rpartition("@")[2] + re.split(r"[?#]", rest, maxsplit=1)[0]
    return plain(f"{head}{separator}{bare}" if separator else bare).rstrip("/")


def plain(text: str) -> str:
    """Drop what is not printable, and cut to 300 characters."""
    return (text if text.isprintable() else "".join(char for char in text if char.isprintable()))[:300]


def checked_target(url: str) -> SplitResult:
    """Split the base URL. Raises `SendError` with what is wrong with it."""
    try:
        target = urlsplit(url)
        host, _ = target.hostname, target.port
    except ValueError:
        raise SendError(Silence.CANNOT_SEND, "the address is not a valid URL") from None
    if target.username is not None:
        raise SendError(Silence.CANNOT_SEND, "the address holds a user name or password; give it without")
    if target.scheme not in {"http", "https"} or not host:
        raise SendError(Silence.CANNOT_SEND, "the address has to start with https:// and a host name")
    if any(char.isspace() or not char.isprintable() for char in url) or "\\" in url:
        raise SendError(Silence.CANNOT_SEND, "the address holds a space or an invisible character")
    return target


def common_headers(custom: Mapping[str, Secret]) -> tuple[tuple[bytes, bytes], ...]:
    """Give the headers of every request; a custom one may replace ours. Raises `SendError` for one we cannot send."""
    headers = {
        "user-agent": (b"User-Agent", f"infisical-diagnose/{__version__}".encode()),
        "accept": (b"Accept", b"application/json"),
        "accept-encoding": (b"Accept-Encoding", b"identity"),
    }
    for name, value in custom.items():
        if not _HEADER_NAME.fullmatch(name):
            raise SendError(Silence.CANNOT_SEND, "the name of a custom header holds a character that headers cannot")
        if name.lower() in OWN_HEADERS:
            raise SendError(Silence.CANNOT_SEND, f"the header {name} cannot be a custom one: requests need their own")
        headers[name.lower()] = (name.encode(), header_value(f"the custom header {name}", value.reveal(), "ascii"))
    return tuple(headers.values())


def header_value(what: str, value: str, encoding: str) -> bytes:
    """Encode a header's value. Spaces around it are no part of it (RFC 9110, 5.5). Raises `SendError`."""
    value = value.strip(" \t")
    if _CONTROL.search(value):
        raise SendError(Silence.CANNOT_SEND, f"{what} holds a line break or control character, so it cannot be sent")
    try:
        return value.encode(encoding)
    except UnicodeEncodeError:
        raise SendError(Silence.CANNOT_SEND, f"{what} holds a character that headers cannot carry") from None


def request_headers(request: Request, sent: bytes) -> list[tuple[bytes, bytes]]:
    """Give the headers of this request alone. Raises `SendError` for a token that no header can carry."""
    headers = []
    if request.body is not None:
        headers.append((b"Content-Type", b"application/json"))
        headers.append((b"Content-Length", str(len(sent)).encode()))
    if request.bearer is not None:
        token = f"Bearer {request.bearer.reveal()}"
        headers.append((b"Authorization", header_value("the token", token, "latin-1")))
    if request.api_key is not None:
        headers.append((b"X-API-Key", header_value("the API key", request.api_key.reveal(), "latin-1")))
    return headers


def content(request: Request) -> bytes:
    """Encode the body. Raises `SendError` for text that no encoding can carry."""
    if request.body is None:
        return b""
    body = {key: value.reveal() if isinstance(value, Secret) else value for key, value in request.body.items()}
    try:
        return msgspec.json.encode(body)
    except UnicodeError:
        raise SendError(Silence.CANNOT_SEND, "a value of the request holds half a character") from None


def checked_headers(raw: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Decode the answer's headers. Raises `SendError` if there are too many."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]
    size = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MAX_HEADERS or size > MAX_HEADER_BYTES:
        raise SendError(Silence.TOO_LARGE, f"the answer has {len(headers)} headers of {size} bytes")
    return headers


def redirect_note(answer: Answer) -> str:
    """Say where a redirect points, by scheme, host and port only; '' for any other answer."""
    if answer.status not in _REDIRECT or "location" not in answer.headers:
        return ""
    goal = origin_of(answer.headers["location"])
    return f"it redirects to {goal}, which was not followed" if goal else "it redirects, which was not followed"
