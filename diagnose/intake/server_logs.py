"""Infisical's own records: the server's log, whose JSON lines share a request id, and exported audit logs.

An event of the audit log names the method, and its reason code what was refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from checks.knowledge import routes
from diagnose.intake import bodies
from diagnose.intake.page import REFUSED, Draft, Page
from diagnose.intake.tables import patterns, rows_of
from diagnose.model import Answer, Envelope

_RE: Final = patterns("server_logs")
_INNER: Final = 300
_REACH: Final = 1200
_MOST: Final = 500
_MAX: Final = 20_000
_REASONS: Final = {(row["method"], row["code"]): row for row in rows_of("reason_codes")}
"""By method and code: the answer that the login was given, in the server's words."""


def read(page: Page) -> Iterator[Draft]:
    """Refusals in both kinds of record; the audit log first, whose lines look like the other's."""
    yield from _audited(page)
    yield from _logged(page)


def _logged(page: Page) -> Iterator[Draft]:
    """One exchange per request id with an error not answered as a success. The lines' order does not matter."""
    by_id: dict[str, dict[str, Any]] = {}
    refused: dict[str, Draft] = {}
    for start, line in page:
        value = _value(line.text)
        if value is None:
            continue
        page.take(start, start + len(line.text) + 1)
        identity = _text(value.get("reqId"))
        by_id.setdefault(identity, {}).update(value)
        found = _refusal(page, start, value)
        if found is not None:
            refused.setdefault(identity or f"line {line.number}", found)
    for identity, found in refused.items():
        whole = by_id.get(identity, {})
        request, response = _object(whole, "req"), _object(whole, "res")
        status = response.get("statusCode")
        found.status = status if isinstance(status, int) else 0
        found.method, found.url = _text(request.get("method")), _text(request.get("url"))
        found.client_address = _address(request.get("remoteAddress"))
        if (found.status == 0 or found.status >= REFUSED) and _is_ours(found):
            bodies.issues(found)
            yield found


def _is_ours(found: Draft) -> bool:
    """Whether it is of Infisical's server; other services log in the same form, and libraries throw the same there."""
    named = _RE["server"].search(found.quote) or routes.is_infisicals(routes.of_url(found.method, found.url))
    return bool(named) or not (found.url or found.error is None)


def _value(text: str) -> dict[str, Any] | None:
    """The line's JSON, if it is a line of the server's log; of one that a viewer took apart, its fields."""
    if " reqId=" in text:
        fields = {field[1]: field.end() for field in _RE["field"].finditer(text)}
        value = {name: (bodies.at(text, at, _MAX) or text[at:].split(" ", 1))[0] for name, at in fields.items()}
        return value if any(isinstance(part, dict) for part in value.values()) else None
    if '"level":' not in text and '"errorName":' not in text:
        return None
    try:
        value = json.loads(text[text.find("{") : text.rfind("}") + 1], strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    of_server = "reqId" in value and isinstance(value.get("level"), int) and {"req", "res", "err", "msg"} & value.keys()
    return value if of_server or {"errorName", "errorMessage"} <= value.keys() else None


def _refusal(page: Page, start: int, value: dict[str, Any]) -> Draft | None:
    error = _object(value, "err") or {"type": value.get("errorName"), "message": value.get("errorMessage")}
    message, at = _text(error.get("message")), value.get("time")
    if not message:
        return None
    below = _text(_object(error, "error").get("message"))
    if below:  # what the database or another library said, behind the query that it may begin with
        message = f"{message}: {below[-_INNER:]}"
    found = page.draft(start, start + len(page.line_of(start).text), message=message[:1000])
    name = _text(error.get("name")) or _text(error.get("type"))
    found.error = name if _RE["own"].fullmatch(name) else None  # what a library threw was answered by another name
    found.request_id = _text(value.get("reqId")) or None
    found.at = float(at) / 1000 if isinstance(at, int | float) else found.at
    return found


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _address(value: Any) -> str:
    """From where the server was asked; an IPv4 address in the clothes of IPv6 as itself."""
    from ipaddress import ip_address

    try:
        found = ip_address(_text(value))
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _audited(page: Page) -> Iterator[Draft]:
    """One refused login for each reason code that stands with such an event."""
    events = list(_RE["event"].finditer(page.text))
    codes = list(_RE["code"].finditer(page.text))[:_MOST] if events else []
    for match in codes:
        event = min(events, key=lambda one: abs(one.start() - match.start()))
        if abs(event.start() - match.start()) > _REACH:
            continue
        method, code = event[1].lower().replace("_", "-"), match[1].lower()
        row = _REASONS.get((method, code)) or _REASONS.get(("", code))
        if row is None:
            continue
        start, end = min(event.start(), match.start()), max(event.end(), match.end())
        told = _RE["message"].search(page.text, start, min(len(page.text), end + _REACH))
        near = told is not None and "reason" not in page.text[match.end() : told.start()].lower()
        words, end = (told[1].replace('\\"', '"'), max(end, told.end())) if told and near else (row["words"], end)
        status, url = int(row["status"]), f"/api/v1/auth/{method}-auth/login"
        answer = Answer(status=status, envelope=Envelope.C, error=row["error"], message=words or None)
        yield page.found(start, end, method="POST", url=url, answer=answer, status=status)
