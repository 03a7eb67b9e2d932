"""A recording of a browser or proxy (HAR): one exchange per refused entry, and logins and lists that worked."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Final, TypeVar
from urllib.parse import quote

import msgspec

from diagnose.http.answer import read_answer
from diagnose.intake.page import REFUSED, Draft
from diagnose.intake.text import moment
from diagnose.intake.transcript import kept_of
from diagnose.redact import Redactor

LARGEST: Final = 256 * 1024 * 1024
_HEAD: Final = 64 * 1024


class _Pair(msgspec.Struct):
    name: str = ""
    value: str = ""


class _Body(msgspec.Struct):
    text: str = ""
    encoding: str | None = None
    params: list[_Pair] = []


class _Request(msgspec.Struct):
    method: str = ""
    url: str = ""
    headers: msgspec.Raw = msgspec.Raw()
    queryString: msgspec.Raw = msgspec.Raw()  # noqa: N815 - the format's name
    postData: msgspec.Raw = msgspec.Raw()  # noqa: N815 - the format's name


class _Response(msgspec.Struct):
    status: int = 0
    headers: list[_Pair] = []
    content: msgspec.Raw = msgspec.Raw()


class _Entry(msgspec.Struct):
    request: _Request
    response: _Response
    startedDateTime: str = ""  # noqa: N815 - the format's name


class _Log(msgspec.Struct):
    entries: list[_Entry]


class _Har(msgspec.Struct):
    log: _Log


_T = TypeVar("_T")
_BROKEN: Final = (msgspec.MsgspecError, UnicodeDecodeError)
# The successes that say something of a refusal beside them.
_TELLING: Final = frozenset({"login", "allow-lists"})


def looks_like(head: bytearray) -> bool:
    """Whether a text that starts like this may be a HAR."""
    start = head[:_HEAD].lstrip()
    return start.startswith(b"{") and b'"log"' in start[:_HEAD] and (b'"entries"' in start or b'"creator"' in start)


def read(content: bytearray, redactor: Redactor, place: str) -> list[Draft] | None:
    """The exchanges of the API, or None if this is no HAR that can be read."""
    try:
        har = msgspec.json.decode(content, type=_Har)
    except (*_BROKEN, RecursionError):
        return None
    return list(_found(har, redactor, place))


def _found(har: _Har, redactor: Redactor, place: str) -> Iterator[Draft]:
    for number, entry in enumerate(har.log.entries):
        status, url = entry.response.status, entry.request.url
        keep = kept_of(entry.request.method, url.partition("?")[0])
        if "/api/" not in url or (0 < status < REFUSED and keep not in _TELLING):
            continue
        where = f"{place}:entry {number + 1}"
        _learn(entry.request, redactor)
        headers = [(pair.name, redactor.line(pair.value, where)) for pair in entry.response.headers]
        body = redactor.document(_text(entry.response), where)
        answer, _ = read_answer(keep, status, headers, body.encode("utf-8", "replace"))
        if status < REFUSED and not answer.data:
            continue
        clean = redactor.line(url, where)
        words = body if status >= REFUSED else ""  # a success holds values
        yield Draft(
            start=0, end=0, method=entry.request.method, url=clean, status=status, answer=answer,
            at=moment(entry.startedDateTime), number=number + 1, quote=words[:2000] or f"{status} {clean}", name=where,
        )  # fmt: skip


def _learn(request: _Request, redactor: Redactor) -> None:
    """Shows the redactor what was sent: an answer may repeat a secret without its name."""
    redactor.spans(request.url)
    for pair in (*_part(request.headers, list[_Pair]), *_part(request.queryString, list[_Pair])):
        redactor.spans(f"{pair.name}: {pair.value}")
    form = _part(request.postData, _Body)
    redactor.spans(form.text)
    redactor.spans("&".join(f"{pair.name}={quote(pair.value)}" for pair in form.params))


def _part(raw: msgspec.Raw, kind: type[_T]) -> _T:
    """A part of the recording; an empty one if it is missing or in no form of the format's."""
    try:
        return msgspec.json.decode(raw, type=kind) if bytes(raw) else kind()
    except _BROKEN:
        return kind()


def _text(response: _Response) -> str:
    """The body; one in base64 is decoded."""
    content = _part(response.content, _Body)
    if content.encoding != "base64":
        return content.text
    try:
        return base64.b64decode(content.text).decode("utf-8", "replace")
    except ValueError:
        return ""
