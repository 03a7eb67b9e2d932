"""HTTP as curl, httpie and the like print it: request and status lines, headers, a blank line, the body.

What the commands of `check --plan --curl` print says as well which of our own questions each request was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from diagnose.http.answer import read_answer
from diagnose.intake import bodies, mentions, silences
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import patterns
from diagnose.intake.text import http_date
from diagnose.model import Answer

if TYPE_CHECKING:
    from diagnose.gather.probes import Probe

_RE: Final = patterns("transcript")
_MAX_HEADERS: Final = 80
_MAX_BODY: Final = 400
_SUCCESS: Final = range(300)
"""What is no refusal; a success holds values, so its words are not quoted."""


def read(page: Page) -> Iterator[Draft]:
    """Our own questions with their answers, then every other answer whose status line is printed."""
    yield from _own(page, [*_RE["question"].finditer(page.text)])
    previous = 0
    for match in page.matches(_RE["status"]):
        method, url = _request(page, previous, match.start())
        found = _answer(page, match, kept_of(method, url.partition("?")[0]))
        found.method, found.url, previous = method, url, found.end
        page.take(match.start(), found.end)
        if found.status not in _SUCCESS or (url and found.answer is not None and found.answer.data):
            yield found


def _own(page: Page, printed: list[re.Match[str]]) -> Iterator[Draft]:
    """Our own questions, as far as they are known."""
    if not printed:
        return
    from diagnose.gather.probes import PROBES  # brings all that asks a server with it, and few texts need it

    known = [(match, PROBES[match[1]]) for match in printed if match[1] in PROBES]
    ends = [*(match.start() for match, _ in known[1:]), len(page.text)]
    for (match, probe), end in zip(known, ends, strict=True):
        if (found := _asked(page, match, end, probe)) is not None:
            yield found


def _asked(page: Page, match: re.Match[str], end: int, probe: Probe) -> Draft | None:
    """A question of ours with its answer, or with why there was none; which probe it was makes it count as one's."""
    own = page.draft(match.start(), end, method=match[2], url=match[3], probe=match[1], sent=probe.sent)
    block = next(reversed(list(_RE["status"].finditer(page.text, match.end(), end))), None)
    if block is None:
        printed = page.text[match.end() : end].strip("\n")
        own.silence, own.quote = silences.of_curl(printed), printed
        if own.silence is None:
            return None
    else:
        found = _answer(page, block, probe.keep)
        own.status, own.answer, own.at = found.status, found.answer, found.at
        own.quote = own.quote if found.status in _SUCCESS else found.quote
    page.take(own.start, own.end)
    return own


def _answer(page: Page, match: re.Match[str], keep: str) -> Draft:
    """The answer with that status line, its headers and its body, as far as they are printed."""
    status, index = int(match[1]), page.index(match.start()) + 1
    headers: list[tuple[str, str]] = []
    while len(headers) < _MAX_HEADERS and index < len(page.lines):
        text = page.lines[index].text
        header = _RE["header"].match(text)
        if header is None and not _RE["curl"].match(text):
            break
        if header is not None:
            headers.append((header[1], header[2].strip()))
        index += 1
    body, end = _body(page, index)
    answer: Answer | None = read_answer(keep, status, headers, body.encode("utf-8", "replace"))[0]
    words = "" if status in _SUCCESS else body
    if status not in _SUCCESS and not body and _had_body(headers):
        answer = None  # it was not printed, which says nothing of who answered
    found = page.draft(match.start(), end, status=status, answer=answer, own_words=answer is None)
    found.at = http_date(next((value for name, value in headers if name.lower() == "date"), "")) or found.at
    found.quote = next((text for text in words.splitlines() if text.strip()), found.quote)
    return found


def _had_body(headers: list[tuple[str, str]]) -> bool:
    """Whether an answer had, or may have had, a body of the API's, by its headers; without any, nobody knows."""
    if not headers:
        return True
    told = {name.lower(): value for name, value in headers}
    length = told.get("content-length", "")
    return "json" in told.get("content-type", "") or (length.isdecimal() and length.strip("0") != "")


def kept_of(method: str, path: str) -> str:
    """Which facts of a success may be kept."""
    if path.endswith("universal-auth/login"):
        return "login"
    if "/universal-auth/identities/" in path and method in {"", "GET"}:
        return "allow-lists"
    return "secrets" if method in {"", "GET"} and path.endswith(("/secrets/raw", "v4/secrets")) else ""


def _body(page: Page, index: int) -> tuple[str, int]:
    """The text of the body and where it ends. Curl's own remarks are left out."""
    texts = [line.text for line in page.lines[index : index + _MAX_BODY]]
    if texts and not _RE["blank"].match(texts[0]):
        return "", page.start(index)
    first = next((at for at, text in enumerate(texts) if not _RE["skipped"].match(text)), len(texts))
    start = page.start(index + first)
    if first == len(texts) or _RE["next"].match(texts[first]):
        return "", start
    said = texts[first].lstrip()
    if said.startswith(("{", "[")):
        brace = start + len(texts[first]) - len(said)
        _, end = bodies.at(page.text, brace, 200_000) or (None, brace)
        if end > brace:
            return page.text[brace:end], end
    html = said.startswith("<")
    last = next(
        (at for at, text in enumerate(texts) if at > first and _ends(text, texts[at - 1], html=html)), len(texts)
    )
    end = page.start(index + last)
    return page.text[start:end].rstrip("\n"), end


def _ends(text: str, before: str, *, html: bool) -> bool:
    """Whether a line is no more part of the body that the line before it is of."""
    over = "</html>" in before.lower() or _RE["curl"].match(text) or _RE["next"].match(text)
    return bool(over) or not (html or text.strip())


def _request(page: Page, start: int, end: int) -> tuple[str, str]:
    """Method and URL of the request before the answer: as sent, else as on the command line."""
    part = page.text[start:end]
    request = next(reversed(list(_RE["request"].finditer(part))), None)
    if request is None:
        mention = mentions.command(part) or mentions.last(part)
        return (mention.method, mention.url) if mention is not None else ("", "")
    if request[1] == "CONNECT":  # to a proxy, which names what is to be reached
        return "", "https://" + request[2].removesuffix(":443")
    host = _RE["host"].search(part, request.end())
    if "://" in request[2] or host is None:
        return request[1], request[2]
    scheme = "http" if _RE["plain-http"].search(part) and "TLS" not in part else "https"
    return request[1], f"{scheme}://{host[1]}{request[2]}"
