"""Lines that Infisical's own clients print about an answer: the CLI's brackets and blocks, the SDKs' errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from checks.knowledge.table import everywhere, lookup
from checks.knowledge.wording import CUT
from diagnose.http.answer import allow_list, read_answer
from diagnose.intake import bodies
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import pattern_of, rows_of
from diagnose.model import CredentialKind

_CODE: Final = re.compile(r"\[status-?\s?code=\s?(\d{3})\s?\]")
_CALLED: Final = re.compile(r"\[\s?(GET|POST|PUT|PATCH|DELETE)\s+(https?:[^\]]+)\]\s*(?:\[[\w-]+=[^\]]*\]\s*)*$")
_MESSAGE: Final = pattern_of("clients.message")
_REQUEST_ID: Final = re.compile(r"\[(?:req-?id|request-?id)=\s?([\w.-]{1,64})\]", re.IGNORECASE)
_UNCODED: Final = re.compile(r"\[request-id=([\w.-]{1,64})\] \[message=([^\]\n]{1,400})\]")
_RESPONSE: Final = re.compile(r"\[response=\s*")
_SDK: Final = pattern_of("clients.sdk")
_PYTHON: Final = re.compile(r"\w*(?:Error|Exception): ((?:(?!Error: |\n\s*\n)[\s\S]){1,600}?)\s\(Status: ([45]\d\d)\)")
_IN_JSON: Final = re.compile(r'(?<!\\)"|\\n|\\+"(?=[,}\]])')  # ends a sentence within a JSON string
_CALL: Final = re.compile(r"\b(Call[A-Z]\w+|[A-Z][a-z]+MachineIdentityAuth|[A-Z]\w+AuthLogin)\b")
_BLOCK: Final = re.compile(r"(?m)^\s*Response Code:\s*(\d{3})\b.*$")
_BLOCK_FIELD: Final = {
    "request": re.compile(r"(?m)^\s*(?:error: )?Request:\s*(GET|POST|PUT|PATCH|DELETE)\s+(\S+)"),
    "id": re.compile(r"(?m)^\s*Request ID:\s*(\S+)"),
    "message": re.compile(r"(?m)^\s*Message:\s*(.+)$"),
}
_RULE: Final = re.compile(r'\{"action":')
_ESCAPED: Final = re.compile(r'\\+"')
_WINDOW: Final = 1800


def read(page: Page) -> Iterator[Draft]:
    """Blocks, brackets and SDK errors, in this order; of one without a message, its form is what counts."""
    for reader in (_blocks, _brackets, _sdk, _python, _uncoded, _responses):
        for found in reader(page):
            found.own_words = found.bare
            yield found


def call_before(text: str, end: int, start: int = 0) -> tuple[str, str]:
    """Method and path of the client's call that is named last before `end`, within reach and not before `start`."""
    start = max(start, end - 400)
    names = [match[1] for match in _CALL.finditer(text, start, end)]
    for name in reversed(names):
        if name.lower() in _calls():
            return _calls()[name.lower()]
    return "", ""


@lru_cache(maxsize=1)
def _calls() -> Mapping[str, tuple[str, str]]:
    """What the official clients' functions call, by the names that their errors print."""
    return {row["name"].lower(): (row["method"], row["path"]) for row in rows_of("calls")}


def _brackets(page: Page) -> Iterator[Draft]:
    previous = 0
    matches = list(_CODE.finditer(page.text))
    for at, match in enumerate(matches):
        if page.taken(match.start()):
            continue
        following = matches[at + 1].start() if at + 1 < len(matches) else len(page.text)
        before = page.text[max(previous, match.start() - _WINDOW) : match.start()]
        after = page.text[match.end() : min(following, match.end() + _WINDOW)]
        called = _CALLED.search(before)
        method, url = (called[1], "".join(called[2].split())) if called else call_before(page.text, match.start())
        found = page.draft(match.start(), match.end())
        found.method, found.url, found.status = method, url, int(match[1])
        found.start = match.start() - (len(before) - called.start() if called else 0)
        response = _RESPONSE.match(after.lstrip("] \n"))
        if response is not None:
            offset = match.end() + after.index("[response=") + len("[response=")
            read_here = bodies.at(page.text, offset + _blanks(page.text, offset))
            answer = bodies.answer_of(read_here[0]) if read_here and isinstance(read_here[0], dict) else None
            if read_here is not None and answer is not None:
                found.answer, found.end = answer, read_here[1]
        identity = _REQUEST_ID.search(before[-200:] + after)
        found.request_id = identity[1] if identity is not None else found.request_id
        if found.answer is None and (said := _MESSAGE.search(after)) is not None:
            words = _words(f"{said['cut']}{CUT}" if said["cut"] else said[2] if said[1] is None else said[1])
            if words.startswith("<"):  # a page that something in front of the API wrote
                found.answer = read_answer("", found.status, (), words.encode("utf-8", "replace"))[0]
            else:
                found.message = words
            found.end = max(found.end, match.end() + said.end())
        page.take(found.start, found.end)
        previous = found.end
        yield found


def _blanks(text: str, offset: int) -> int:
    return len(text[offset : offset + 8]) - len(text[offset : offset + 8].lstrip())


def _uncoded(page: Page) -> Iterator[Draft]:
    """Errors of the Rust SDK, which leave out the status of a failed login."""
    for match in _UNCODED.finditer(page.text):
        if not page.taken(match.start()):
            found = page.draft(match.start(), match.end())
            found.request_id, found.message = match[1], match[2].strip()
            page.take(match.start(), match.end())
            yield found


def _responses(page: Page) -> Iterator[Draft]:
    """Errors of the old CLI that hold only the body: the call's name tells the route."""
    for match in _RESPONSE.finditer(page.text):
        offset = match.end()
        if page.taken(offset) or page.text[offset : offset + 1] != "{":
            continue
        read_here = bodies.at(page.text, offset)
        answer = bodies.answer_of(read_here[0]) if read_here and isinstance(read_here[0], dict) else None
        if read_here is None or answer is None:
            continue
        found = page.draft(match.start(), read_here[1])
        found.method, found.url = call_before(page.text, match.start())
        found.answer, found.status = answer, answer.status
        page.take(match.start(), read_here[1])
        yield found


def _sdk(page: Page) -> Iterator[Draft]:
    for match in _SDK.finditer(page.text):
        if page.taken(match.start()):
            continue
        found = page.draft(match.start(), match.end())
        found.url, found.method, found.status = "".join(match[1].split()), match[2].upper(), int(match[3])
        said = _IN_JSON.split(match[4])[0] if _in_string(page, match.start()) else match[4]
        said = _message_of(found, said)
        found.message = _words(said) or None
        page.take(match.start(), match.start(4) + len(said))
        yield found


def _message_of(found: Draft, said: str) -> str:
    """The shortest run of the lines that is something a server says; the first line alone if none is."""
    lines = said.split("\n")
    runs = ("\n".join(lines[:count]) for count in range(1, len(lines) + 1))
    answers = ((run, replace(found, message=_words(run)).settled()) for run in runs)
    known = (run for run, answer in answers if lookup(answer, everywhere(), CredentialKind.UNKNOWN))
    return next(known, lines[0])


def _python(page: Page) -> Iterator[Draft]:
    """Errors of the Python SDK, which scripts print without its name: only words that servers say count."""
    for match in _PYTHON.finditer(page.text) if "(Status: " in page.text else ():
        found = page.draft(match.start(), match.end())
        found.status, found.message = int(match[2]), _words(match[1])
        if not page.taken(match.start()) and lookup(found.settled(), everywhere(), CredentialKind.UNKNOWN):
            page.take(match.start(), match.end())
            yield found


def _in_string(page: Page, at: int) -> bool:
    """Whether the place lies within a quoted string of its line."""
    before = page.text[page.start(page.index(at)) : at]
    return before.replace('\\"', "").count('"') % 2 == 1


def _blocks(page: Page) -> Iterator[Draft]:
    for match in _BLOCK.finditer(page.text):
        index = page.index(match.start())
        start, end = page.start(index - 6), page.start(index + 16)
        for other in _BLOCK.finditer(page.text, match.end(), end):
            end = max(page.start(page.index(other.start()) - 4), match.end())
            break
        part = page.text[start:end]
        # The block starts at its own request line, the last one before the code.
        requests = list(_BLOCK_FIELD["request"].finditer(part))
        ahead = [m for m in requests if start + m.start() < match.start()] or requests
        found = page.draft(match.start(), match.end())
        found.status = int(match[1])
        if ahead:
            found.method, found.url = ahead[-1][1], ahead[-1][2]
            part = part[ahead[-1].start() :] if start + ahead[-1].start() < match.start() else part
        for name in ("id", "message"):
            said = _BLOCK_FIELD[name].search(part)
            if said is not None:
                setattr(found, {"id": "request_id", "message": "message"}[name], said[1].strip())
        _issues(found)
        found.details = _rules(part)
        found.start, found.end = page.start(index - 4 if index >= 4 else 0), page.start(index + 2)  # noqa: PLR2004 - lines
        found.quote = " ".join(part.split())
        page.take(found.start, end if found.details else found.end)
        yield found


def _issues(found: Draft) -> None:
    """A list of schema issues as the message is what the server answers to a request that is not well-formed."""
    if not (found.message or "").startswith("[{"):
        return
    read_here = bodies.at(found.message or "", 0)
    issues = read_here[0] if read_here is not None else None
    body = {"statusCode": found.status, "message": issues, "error": "ValidationFailure"}
    answer = bodies.answer_of(body) if isinstance(issues, list) else None
    if answer is not None:
        found.message, found.error = answer.message, answer.error


def _rules(part: str) -> tuple[Mapping[str, Any], ...] | None:
    read_here = (bodies.at(part, match.start()) for match in _RULE.finditer(part))
    rules = allow_list.rules([value for value, _ in filter(None, read_here)])
    return tuple(rules) or None


def _words(text: str) -> str:
    return " ".join(_ESCAPED.sub('"', text).split())[:1000]
