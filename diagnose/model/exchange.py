"""One question put to a server, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec


class Confidence(StrEnum):
    """How sure a finding or verdict is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Envelope(StrEnum):
    """The shape of an answer's body, which tells who answered."""

    A = "A"  # {type, message, level, status_code, …}
    B = "B"  # {statusCode, message, error}
    C = "C"  # {reqId, statusCode, message, error[, details]}
    DATA = "data"  # JSON that is no error body
    CLIENT = "client"  # a client's or log's own line about an answer: what it leaves out is not known
    OTHER_JSON = "other-json"  # an error status with JSON that is not Infisical's
    HTML = "html"
    TEXT = "text"
    EMPTY = "empty"


class Silence(StrEnum):
    """Why there is no answer that can be read. The ids are those of the causes where one exists."""

    DNS = "dns-failure"
    REFUSED = "connection-refused"
    TIMEOUT = "connection-timeout"
    RESET = "connection-reset"
    UNREACHABLE = "network-unreachable"
    TLS_CA = "tls-untrusted-ca"
    TLS_HOST = "tls-hostname-mismatch"
    TLS_EXPIRED = "tls-server-cert-expired"
    TLS_CLIENT_CERT = "tls-client-certificate-required"
    TLS_OTHER = "tls-failure"
    PROXY = "proxy-refused"
    PROXY_UNUSABLE = "proxy-variable-unusable"
    TOO_LARGE = "answer-too-large"
    UNREADABLE = "answer-unreadable"
    DEADLINE = "deadline"
    CANNOT_SEND = "cannot-send"


NOT_SENT: Final = frozenset({Silence.CANNOT_SEND, Silence.PROXY_UNUSABLE})
"""Why a request never went out."""


WRAPPED = "wrapped"
"""Mark of an answer that another program sent around Infisical's own."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one HTTP answer. Server text is kept verbatim here and escaped by each report.

    `error` and `message` are the server's own; a list message (schema failure) is joined to one line.
    `details` are the rules that era C names on a refusal. `data` holds facts by allow-list per probe, never values.
    `headers`: lower-case names, by allow-list (date, server, retry-after, x-ratelimit-*, cf-ray, location host, …).
    """

    status: int
    envelope: Envelope
    error: str | None = None
    message: str | None = None
    details: tuple[Mapping[str, Any], ...] | None = None
    request_id: str | None = None
    data: Mapping[str, Any] = {}
    headers: Mapping[str, str] = {}
    marks: tuple[str, ...] = ()


class Sent(StrEnum):
    """Which credential a request carried."""

    NONE = "none"
    PAIR = "pair"
    PROOF = "proof"
    TOKEN = "token"
    ADMIN = "admin"
    UNKNOWN = "unknown"


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One probe, put once. Exactly one of `answer` and `silence` is set. `at`: seconds since the epoch, UTC.

    Read from a text that somebody pasted: `source` is its place (`file:line`), `quote` the redacted line, `url` and
    `method` may be empty, and `at` is 0 where the text has no time. `guessed`: the URL only stands somewhere near.
    `hedge`: why the text is no proof that this happened, for people; what it shows is then at most `at_most`.
    """

    id: str
    probe: str
    method: str
    url: str
    at: float
    took_ms: float
    answer: Answer | None = None
    silence: Silence | None = None
    note: str = ""
    sent: Sent = Sent.UNKNOWN
    source: str = ""
    quote: str = ""
    guessed: bool = False
    hedge: str = ""
    at_most: Confidence | None = None
