"""From the bytes of one HTTP answer to the few facts that are kept of it. Pure; survives whatever a server may send."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from diagnose.http.answer import allow_list, authors, look_list, wrapped
from diagnose.model import WRAPPED, Answer, Envelope
from diagnose.secret import MAX_TOKEN, Secret
from diagnose.secret.mask import NOTHING_TO_HIDE, Mask

MAX_DEPTH: Final = 64
MAX_TEXT: Final = 1000
MAX_ISSUES: Final = 500
MAX_PLAIN: Final = 200
MAX_HEADER: Final = 200

TOO_DEEP: Final = "json-too-deep"
BROKEN: Final = "json-broken"
UNREADABLE: Final[Mapping[str, str]] = {
    TOO_DEEP: f"its JSON is nested deeper than {MAX_DEPTH} levels",
    BROKEN: "it starts like JSON but cannot be read as JSON",
}
"""Marks of an answer whose content says nothing, and how to say so."""

_KEPT_HEADERS: Final = frozenset(
    {"date", "server", "via", "retry-after", "cf-ray", "cf-mitigated", "content-type", "x-replay", "x-cache"}
)
_KEPT_PREFIXES: Final = ("ratelimit-", "x-ratelimit-", "x-amzn-waf-")
_SCHEME_ONLY: Final = frozenset({"www-authenticate", "proxy-authenticate"})
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_STRING_OR_BRACKET: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
_BREAKS_OFF: Final = "breaksOff"
"""Of a body that was read up to where it breaks off; one that says so itself is not read for more than it says."""
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_IN_LIST: Final = 2
"""How deep the elements of a list are that an object has."""
_REFUSALS: Final = range(400, 600)
_SUCCESS: Final = range(200, 300)


class _UnreadableError(ValueError):
    """JSON that is not read; the first argument is one of the marks in `UNREADABLE`."""


def read_answer(
    keep: str, status: int, headers: Sequence[tuple[str, str]], body: bytes, mask: Mask = NOTHING_TO_HIDE
) -> tuple[Answer, Secret | None]:
    """Read one answer: what is kept of it without that token, and the token if `keep` is `login` and it issued one.

    `keep` names the facts that a success body gives up (see `allow_list.kept`). Envelopes are those of the server's
    three generations of error bodies. `mask` takes out what the answer repeats of the credential, before anything
    is cut; so goes what it repeats of the token. Never raises: a body that cannot be read is told by its envelope
    and `marks`.
    """
    text = body.decode(json.detect_encoding(body), "replace")  # some proxies turn what they pass on into UTF-16
    is_json, value = _json(status, text, headers)
    issued = allow_list.token(keep, value) if is_json and _envelope(status, value) is Envelope.DATA else None
    rest = text
    if issued is not None:
        mask = mask.also(issued) if len(issued.reveal()) <= MAX_TOKEN else mask
        value = allow_list.without_token(value)
        rest = json.dumps(value)
    whole = mask
    if is_json:  # one look at the whole tells that no part of it holds a secret
        mask = mask.needed("\n".join([*(part for header in headers for part in header), rest]))
    lower = mask.headers([(name.lower(), value) for name, value in headers])
    kept = _kept_headers(lower)
    if not text.strip():
        return Answer(status=status, envelope=Envelope.EMPTY, headers=kept, marks=authors.of(status, lower, "")), None
    if is_json:
        inner = wrapped.in_json(value) if _envelope(status, value) is Envelope.OTHER_JSON else None
        if inner is not None:
            return _read_wrapped(status, kept, inner, whole), None
        return _read_json(keep, status, kept, value, mask), issued
    inner = wrapped.in_text(text) if status not in _SUCCESS else None
    if inner is not None:
        return _read_wrapped(status, kept, inner, whole), None
    if value is not None:
        return Answer(status=status, envelope=Envelope.TEXT, headers=kept, marks=(value,)), None
    return _read_page(status, kept, lower, text, mask), None


def _json(status: int, text: str, headers: Sequence[tuple[str, str]]) -> tuple[bool, Any]:
    """Whether the body is JSON, and its value; else the mark of a body that only starts like it, or None.

    A list that breaks off was given all the same: it is read up to there, and kept as one in part.
    """
    starts_like_json = text.lstrip()[:1] in {"{", "["}
    said = next((value for name, value in headers if name.lower() == "content-type"), "")
    if not starts_like_json and "json" not in said.lower():
        return False, None
    try:
        return True, _parse(text)
    except _UnreadableError as error:
        value = _up_to_end(text) if starts_like_json and status in _SUCCESS else None
        if value is not None:
            return True, value
        return False, str(error.args[0]) if starts_like_json else None


def _up_to_end(text: str) -> Any:
    """The whole elements of a list that breaks off in an object; None if there are none."""
    depth = end = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        depth += _STEPS.get(match[0], 0)
        if match[0] == "}" and depth == _IN_LIST:
            end = match.end()
    try:
        return {**_parse(f"{text[:end]}]}}"), _BREAKS_OFF: True} if end else None
    except (_UnreadableError, TypeError):
        return None


def _parse(text: str) -> Any:
    """Parse JSON of bounded depth. Raises `_UnreadableError` only."""
    depth = 0
    if text.count("[") + text.count("{") > MAX_DEPTH:
        for match in _STRING_OR_BRACKET.finditer(text):
            depth += _STEPS.get(match[0], 0)
            if depth > MAX_DEPTH:
                raise _UnreadableError(TOO_DEEP)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a number of many digits is a plain ValueError
        raise _UnreadableError(BROKEN) from None


def _read_json(keep: str, status: int, kept: Mapping[str, str], value: Any, mask: Mask) -> Answer:
    """Read a JSON body through the mask; other programs' get the marks of who may have written them."""
    value = mask.json(value)
    body = value if isinstance(value, dict) else {}
    envelope = _envelope(status, value)
    request_id = _request_id(body.get("reqId")) or _request_id(kept.get("x-request-id"))
    headers = {name: text for name, text in kept.items() if name != "x-request-id"}
    if envelope is Envelope.DATA:
        kept_by = look_list if keep in look_list.KEEPERS else allow_list
        data = {**kept_by.kept(keep, value), **({kept_by.IN_PART: True} if body.get(_BREAKS_OFF) is True else {})}
        return Answer(status=status, envelope=envelope, request_id=request_id, data=data, headers=headers)
    details, complete = _details(body.get("details"))
    stated = body.get("status_code" if envelope is Envelope.A else "statusCode")
    changed = envelope is not Envelope.OTHER_JSON and type(stated) is int and stated in _REFUSALS and stated != status
    error = _text(body.get("type" if envelope is Envelope.A else "error"))
    marks: tuple[str, ...] = ()
    if envelope is Envelope.OTHER_JSON or (envelope is Envelope.B and error is None):
        marks = authors.of_json(headers, value)
    return Answer(
        status=status,
        envelope=envelope,
        error=error,
        message=_whole(_message(body.get("message")), mask),
        details=details,
        request_id=request_id,
        data=({} if complete else {"truncated": True}) | ({"stated_status": stated} if changed else {}),
        headers=headers,
        marks=marks,
    )


def _read_wrapped(status: int, kept: Mapping[str, str], inner: Mapping[str, Any], mask: Mask) -> Answer:
    """Read an error of Infisical's inside another answer; it may have been escaped, so all of the mask is used."""
    return msgspec.structs.replace(_read_json("", status, kept, inner, mask), marks=(WRAPPED,))


def _envelope(status: int, value: Any) -> Envelope:
    """Tell the shape of a JSON body (catalogue section 1). An error body keeps its shape whatever the status."""
    body = value if isinstance(value, dict) else {}
    if isinstance(body.get("type"), str) and ("status_code" in body or "level_name" in body):
        return Envelope.A
    if "statusCode" in body and "reqId" in body:
        return Envelope.C
    if "statusCode" in body and "message" in body:
        return Envelope.B
    # Builds from October 2024 on are documented to leave out statusCode in this one body (catalogue section 1).
    if status not in _SUCCESS and body.keys() == {"error", "message"} and body["error"] == "InternalServerError":
        return Envelope.B
    return Envelope.DATA if status in _SUCCESS else Envelope.OTHER_JSON


def _text(value: Any, cap: int = MAX_TEXT) -> str | None:
    """Give the server's own words, cut to `cap` characters; lone surrogates, which no file can hold, are replaced."""
    return allow_list.text(value, cap) if isinstance(value, str) else None


def _message(value: Any) -> str | None:
    """Give the message; a list of schema issues becomes `clientId: Required; clientSecret: Required`."""
    if isinstance(value, list):
        return "; ".join(_issues(value))[:MAX_ISSUES] or None
    if isinstance(value, dict):
        return _text(value.get("message"))
    return _text(value)


def _issues(values: Sequence[Any]) -> Iterator[str]:
    """Say each schema issue by path and message only: what else it holds may repeat what was sent."""
    for value in values[: allow_list.MAX_ENTRIES]:
        if isinstance(value, str):
            yield allow_list.text(value)
        elif isinstance(value, dict) and isinstance(value.get("message"), str):
            parts = value["path"] if isinstance(value.get("path"), list) else []
            path = ".".join(allow_list.text(str(part)) for part in parts[:8] if isinstance(part, str | int))
            said = allow_list.text(value["message"])
            yield f"{path}: {said}" if path else said


def _whole(message: str | None, mask: Mask) -> str | None:
    """The message of a list, whose parts may hold a secret together that none of them holds."""
    return None if message is None else mask.text(message)


def _details(value: Any) -> tuple[tuple[Mapping[str, Any], ...] | None, bool]:
    """Give the rules that a refusal names, and whether those are all. Empty: no rule is held. None: not said."""
    if isinstance(value, dict):
        value = value.get("missingPermissions")
    if not isinstance(value, list):
        return None, True
    rules = allow_list.rules(value)
    return (tuple(rules) if rules or not value else None), len(value) <= allow_list.MAX_ENTRIES


def _request_id(value: Any) -> str | None:
    """Give an id that the server's operator can search for, if it is one."""
    return value if isinstance(value, str) and _REQUEST_ID.fullmatch(value) else None


def _read_page(
    status: int, kept: Mapping[str, str], headers: Sequence[tuple[str, str]], text: str, mask: Mask
) -> Answer:
    """Read a body that is no JSON: who may have written it, its title if it is a page, its first words if it is not."""
    is_page = text.lstrip().startswith("<") or "<html" in text[:2048].lower()
    title = mask.text(authors.title(text))[: authors.MAX_TITLE].rstrip() if is_page else ""
    return Answer(
        status=status,
        envelope=Envelope.HTML if is_page else Envelope.TEXT,
        message=None if is_page else allow_list.text(mask.text(" ".join(text[: 4 * MAX_PLAIN].split())), MAX_PLAIN),
        request_id=_request_id(kept.get("x-request-id")),
        data={"title": title} if title else {},
        headers={name: value for name, value in kept.items() if name != "x-request-id"},
        marks=authors.of(status, headers, text),
    )


def _kept_headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Keep the allow-listed headers, first value each; `x-request-id` is among them for the caller to take out."""
    kept: dict[str, str] = {}
    for name, value in headers:
        if name in kept:
            continue
        if name == "location":
            kept[name] = origin_of(value)
        elif name in _SCHEME_ONLY:
            kept[name] = allow_list.text(value.split(maxsplit=1)[0] if value.split() else "", 40)
        elif name in _KEPT_HEADERS or name == "x-request-id" or name.startswith(_KEPT_PREFIXES):
            kept[allow_list.text(name, 60)] = allow_list.text(value, MAX_HEADER)
        if len(kept) >= allow_list.MAX_ENTRIES:
            break
    return kept


def origin_of(location: str) -> str:
    """Give `scheme://host[:port]` of a redirect's goal: its path and query may hold a login's state. Relative: ''."""
    try:
        parts = urlsplit(location)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or parts.scheme.lower() not in {"http", "https"}:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return allow_list.text(f"{parts.scheme.lower()}://{shown}" + (f":{port}" if port is not None else ""), MAX_HEADER)
