"""The nouns of the project: what is asked, what came back, and what it means. Imports nothing of ours, does nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

# ---------------------------------------------------------------------------------------------------------------- ask


class Era(StrEnum):
    """A generation of the server; they differ in gates, statuses and texts. Order is age."""

    A = "A"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class CredentialKind(StrEnum):
    """What the value is that was handed to us, told from the value itself."""

    UNIVERSAL_AUTH = "universal-auth"
    ACCESS_TOKEN = "access-token"
    SERVICE_TOKEN = "service-token"
    API_KEY = "api-key"
    USER_SESSION = "user-session"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What the user wanted to do with secrets. Only `read` is ever put to the server."""

    READ = "read"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What the user tried to reach. `sources` says for each field where its value came from."""

    base_url: str
    project_id: str | None = None
    environment: str = "dev"
    secret_path: str = "/"
    secret_name: str | None = None
    action: Action = Action.READ
    sources: Mapping[str, str] = {}


class Oddity(StrEnum):
    """Something about the spelling of a credential, told without sending it."""

    SURROUNDING_WHITESPACE = "surrounding-whitespace"
    INNER_WHITESPACE = "inner-whitespace"
    CARRIAGE_RETURN = "carriage-return"
    BYTE_ORDER_MARK = "byte-order-mark"
    INVISIBLE_CHARACTER = "invisible-character"
    QUOTES = "quotes"
    BEARER_PREFIX = "bearer-prefix"
    PLACEHOLDER = "placeholder"
    TRUNCATED = "truncated"
    TOO_LONG = "too-long"
    NOT_A_UUID = "not-a-uuid"
    NOT_64_HEX = "not-64-hex"
    IS_UUID = "is-a-uuid"
    IS_CLIENT_SECRET = "is-a-client-secret"
    IS_JWT = "is-a-jwt"
    IS_SERVICE_TOKEN = "is-a-service-token"
    IS_API_KEY = "is-an-api-key"
    JWT_UNDECODABLE = "jwt-undecodable"
    JWT_NO_SIGNATURE = "jwt-no-signature"
    JWT_ALGORITHM = "jwt-algorithm"
    JWT_TYPE = "jwt-type"
    NOT_A_TOKEN = "not-a-token"


class Trait(msgspec.Struct, frozen=True, kw_only=True):
    """One oddity of one field of the credential (`client-id`, `client-secret`, `token`, `project-id`, …).

    `fatal`: no server of any era accepts such a value (servers trim whitespace, so that alone is not fatal).
    `cause`: the id of the cause that the oddity amounts to if the server refuses the value.
    `detail`: shown to people; never holds any part of a secret.
    """

    field: str
    oddity: Oddity
    fatal: bool
    cause: str
    detail: str = ""


class CredentialFacts(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept of a credential: kind, where from, shape. Never the value, nor a hash of it.

    `client_id` is an identifier, not a secret, and is kept when it looks like one. `lengths` maps field -> characters.
    """

    kind: CredentialKind
    sources: Mapping[str, str] = {}
    lengths: Mapping[str, int] = {}
    traits: tuple[Trait, ...] = ()
    client_id: str | None = None


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What putting a probe once costs. `logins`: uses of the client secret. `token_uses`: uses of the access token."""

    requests: int = 1
    logins: int = 0
    token_uses: int = 0
    writes: int = 0


# ----------------------------------------------------------------------------------------------------------- evidence


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
    TOO_LARGE = "answer-too-large"
    UNREADABLE = "answer-unreadable"
    DEADLINE = "deadline"
    CANNOT_SEND = "cannot-send"


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


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """The readable part of an access token (a JWT): its header's algorithm and the allow-listed claims; no signature.

    `minted`: issued by this run's login. Claims as in catalogue section b.1; times in seconds since the epoch.
    """

    minted: bool = False
    algorithm: str | None = None
    claims: Mapping[str, Any] = {}


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What a run cost. `writes`: anything that changed the server, our own token's revocation excepted."""

    requests: int = 0
    logins: int = 0
    writes: int = 0


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out of a text before anything else saw it: a kind, how often, and the first few places."""

    kind: str
    count: int
    places: tuple[str, ...] = ()


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of pasted texts. `skipped`: lines in which nothing was recognised.

    `eras`: the server generations that whoever ran the tool said it can be; empty if nothing was said.
    """

    sources: tuple[str, ...] = ()
    lines: int = 0
    skipped: int = 0
    redactions: tuple[Redaction, ...] = ()
    eras: tuple[Era, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a check may know. Holds no secret, and is enough to judge again, later and elsewhere."""

    target: Target
    credential: CredentialFacts
    exchanges: tuple[Exchange, ...] = ()
    token: Token | None = None
    started_at: float = 0.0
    clock_skew_s: float | None = None
    spent: Spent = Spent()
    remarks: tuple[str, ...] = ()
    intake: Intake | None = None

    def of(self, probe: str) -> Exchange | None:
        """The exchange of that probe, if it was put."""
        return next((x for x in self.exchanges if x.probe == probe), None)

    def answered(self) -> Iterator[tuple[Exchange, Answer]]:
        """The exchanges that brought an answer."""
        return ((x, x.answer) for x in self.exchanges if x.answer is not None)


# -------------------------------------------------------------------------------------------------------------- judge


class State(StrEnum):
    """What the evidence says of one cause."""

    CAUSE = "cause"
    POSSIBLE = "possible"
    RULED_OUT = "ruled-out"
    NOT_REACHED = "not-reached"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a finding or verdict is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Status(StrEnum):
    """The verdict in one word; decides the exit code."""

    CAUSE_FOUND = "cause-found"
    NO_CAUSE = "no-cause"
    INCONCLUSIVE = "inconclusive"
    NOT_REACHED = "not-reached"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one check says of one cause. `because` cites exchange ids; `says` is one sentence for people.

    `refines`: the cause that this one would only explain further, if any. `hint`: one more sentence, made of what the
    answers showed, such as the name that was probably meant.
    """

    check: str
    cause: str
    state: State
    says: str
    because: tuple[str, ...] = ()
    confidence: Confidence | None = None
    refines: str | None = None
    hint: str = ""


class FaqItem(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one FAQ item over all its causes."""

    id: str
    title: str
    state: State
    because: tuple[str, ...] = ()
    says: str = ""


class GateState(StrEnum):
    """What the run showed of one step in the server's own order."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not-reached"
    UNCLEAR = "unclear"


class GateResult(msgspec.Struct, frozen=True, kw_only=True):
    """One link of the chain that reports draw. `says` is a short phrase for people."""

    id: str
    title: str
    state: GateState
    because: tuple[str, ...] = ()
    says: str = ""


class Refinement(msgspec.Struct, frozen=True, kw_only=True):
    """A cause that would explain the verdict's cause further. It does not compete with it."""

    cause: str
    says: str


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """A cause for which another request was refused as well. `customer`: the same in plain words."""

    cause: str
    says: str
    because: tuple[str, ...] = ()
    customer: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. `alternatives`: other causes still possible, likeliest first. `behind`: what was not reached.

    `also`: what was refused besides, and stays when the cause is mended.
    `customer` and `customer_fix`: the cause and its steps for a reader who knows no internals.
    """

    status: Status
    cause: str | None = None
    confidence: Confidence | None = None
    faq: str | None = None
    headline: str = ""
    hint: str = ""
    why: str = ""
    alternatives: tuple[str, ...] = ()
    refinements: tuple[Refinement, ...] = ()
    decides: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    also: tuple[Second, ...] = ()
    proof: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    who: str = ""
    verify: str = ""
    docs: str | None = None
    notes: tuple[str, ...] = ()
    customer: str = ""
    customer_fix: tuple[str, ...] = ()


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the server: its era if the answers tell it, and its clock against ours (theirs - ours)."""

    era: str | None = None
    eras: tuple[str, ...] = ()
    clock_skew_s: float | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """Findings in the server's order, the verdict, the FAQ items' states, and the evidence they rest on."""

    verdict: Verdict
    faq: tuple[FaqItem, ...]
    chain: tuple[GateResult, ...]
    findings: tuple[Finding, ...]
    evidence: Evidence
    server: Server
    tool_version: str
    knowledge: str = ""
