"""Lines that Infisical's own clients print about an answer: the CLI's brackets and blocks, the SDKs' errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from checks.knowledge.wording import CUT
from diagnose.http.answer import allow_list, read_answer
from diagnose.intake import bodies
from diagnose.intake.page import Draft, Page, rows_for
from diagnose.intake.tables import patterns, patterns_of, rows_of
from diagnose.model import Answer, Envelope

_RE: Final = patterns("clients")
_ERRORS: Final = patterns_of("client error")
_WINDOW: Final = 1800
_REACH: Final = 400
_CALLS: Final = {row["name"].lower(): (row["method"], row["path"]) for row in rows_of("calls")}
"""What the official clients' functions call, by the names that their errors print."""


def read(page: Page) -> Iterator[Draft]:
    """Blocks, brackets and SDK errors, in this order; of one without a message, its form is what counts."""
    for reader in (_blocks, _brackets, _errors, _responses):
        for found in reader(page):
            bodies.issues(found)
            found.own_words = found.bare
            yield found


def call_before(text: str, end: int, start: int = 0) -> tuple[str, str]:
    """Method and path of the client's call that is named last before `end`, within reach and not before `start`."""
    names = [match[1].lower() for match in _RE["call"].finditer(text, max(start, end - _REACH), end)]
    return next((_CALLS[name] for name in reversed(names) if name in _CALLS), ("", ""))


def _brackets(page: Page) -> Iterator[Draft]:
    previous = 0
    matches = list(_RE["code"].finditer(page.text))
    ends = [*(match.start() for match in matches[1:]), len(page.text)]
    for match, following in zip(matches, ends, strict=False):
        if page.taken(match.start()):
            continue
        before = page.text[max(previous, match.start() - _WINDOW) : match.start()]
        after = page.text[match.end() : min(following, match.end() + _WINDOW)]
        called, identity = _RE["called"].search(before), _RE["request-id"].search(before[-200:] + after)
        method, url = (called[1], "".join(called[2].split())) if called else call_before(page.text, match.start())
        found = page.draft(match.start(), match.end(), method=method, url=url, status=int(match[1]))
        found.start -= len(before) - called.start() if called else 0
        found.request_id = identity[1] if identity is not None else None
        response = _RE["coded"].match(page.text, match.end())
        body = bodies.error_at(page.text, response.end()) if response is not None else None
        if body is not None:
            found.answer, found.end = body
        elif (said := _RE["message"].search(after)) is not None:
            words = _words(said[said.lastindex or 0] + (CUT if said["cut"] else ""))
            if words.startswith("<"):  # a page that something in front of the API wrote
                found.answer = read_answer("", found.status, (), words.encode("utf-8", "replace"))[0]
            else:
                found.message = words
            found.end = match.end() + said.end()
        page.take(found.start, found.end)
        previous = found.end
        yield found


def _responses(page: Page) -> Iterator[Draft]:
    """Errors of the old CLI that hold only the body: the call's name tells the route."""
    for match in _RE["response"].finditer(page.text):
        body = bodies.error_at(page.text, match.end()) if not page.taken(match.end()) else None
        if body is not None:
            method, url = call_before(page.text, match.start())
            answer, end = body
            yield page.found(match.start(), end, method=method, url=url, answer=answer, status=answer.status)


def _errors(page: Page) -> Iterator[Draft]:
    """Errors of the SDKs; words without a URL or an id, which scripts print as well, only if servers say them."""
    for pattern in _ERRORS:
        for match in page.matches(pattern):
            known = match.groupdict()
            status, said = int(known.get("status") or 0), match["message"]
            end = match.end()
            line = page.start(page.index(match.start()))
            if "url" in known:
                in_string = page.text[line : match.start()].replace('\\"', "").count('"') % 2
                said = _RE["in-json"].split(said)[0] if in_string else said
                said = _message_of(status, said)
                end = match.start("message") + len(said)
            found = page.draft(match.start(), match.end(), status=status, message=_words(said) or None)
            found.url, found.method = "".join(known.get("url", "").split()), known.get("method", "").upper()
            found.request_id = known.get("request_id") or None
            named = _RE["named"].search(page.text, line, match.start("message"))
            if found.url or found.request_id or found.rows or named:
                page.take(match.start(), end)
                yield found


def _message_of(status: int, said: str) -> str:
    """The shortest run of the lines that is something a server says; the first line alone if none is."""
    lines = said.split("\n")
    runs = (_RE["hyphen"].sub("-", "\n".join(lines[:count])) for count in range(1, len(lines) + 1))
    answers = ((run, Answer(status=status, envelope=Envelope.CLIENT, message=_words(run))) for run in runs)
    return next((run for run, answer in answers if rows_for(answer)), lines[0])


def _blocks(page: Page) -> Iterator[Draft]:
    for match in _RE["block"].finditer(page.text):
        index = page.index(match.start())
        start, end = page.start(index - 6), page.start(index + 16)
        other = _RE["block"].search(page.text, match.end(), end)
        if other is not None:
            end = max(page.start(page.index(other.start()) - 4), match.end())
        # The block starts at its own request line, the last one before the code.
        requests = list(_RE["block-request"].finditer(page.text, start, end))
        ahead = [request for request in requests if request.start() < match.start()]
        part = page.text[ahead[-1].start() if ahead else start : end]
        identity, message = _RE["block-id"].search(part), _RE["block-message"].search(part)
        found = page.draft(match.start(), page.start(index + 2), status=int(match[1]), quote=" ".join(part.split()))
        for request in (ahead or requests)[-1:]:
            found.method, found.url = request[1], request[2]
        found.request_id = identity[1] if identity is not None else None
        found.message = _words(_message_of(found.status, message[1])) if message is not None else None
        found.start, found.details = page.start(index - 4), _rules(part)
        page.take(found.start, end if found.details else found.end)
        yield found


def _rules(part: str) -> tuple[Mapping[str, Any], ...] | None:
    read_here = (bodies.at(part, match.start()) for match in _RE["rule"].finditer(part))
    rules = allow_list.rules([value for value, _ in filter(None, read_here)])
    return tuple(rules) or None


def _words(text: str) -> str:
    return " ".join(_RE["escaped"].sub('"', text).split())[:1000].rstrip("`*~ ")
