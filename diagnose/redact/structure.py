"""Quoted strings however they are escaped, the members of containers, and what these make secret whatever its name."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.scan import hits, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import is_plain, is_unset, secret_at

ESCAPE: Final = r"(?:\\|%5[cC]|%255[cC]|&#92;)"
MARK: Final = (
    r"(?:\"|'|`|%22|%27|%2522|%2527|&quot;|&#0?34;|&#x22;|&#0?39;|&#x27;|&apos;|\\u0022|\\u0027|\\x22|\\x27"
    r"|[\u201c\u201d\u2018\u2019])"
)
MARK_ENDS: Final = frozenset("\"'`27;\u201c\u201d\u2018\u2019")
"""With which a mark ends, however it is escaped."""
QUOTE: Final = rf"{ESCAPE}{{0,31}}{MARK}"
_QUOTE: Final = re.compile(rf"({ESCAPE}{{0,31}})({MARK})")
_ONE_ESCAPE: Final = re.compile(ESCAPE)
QUOTE_BEFORE: Final = re.compile(rf"{QUOTE}$")
_CLOSING: Final = {"\u201c": "\u201d", "\u2018": "\u2019"}
_AFTER: Final = re.compile(r"[\s,;:)\]}>|&\\\"'<%]|$")
_FAR: Final = 256 * 1024
_MAX_RUN: Final = 64


class Opening(NamedTuple):
    """A quotation mark that opens a string: the mark, how deep it is escaped, where the string begins."""

    mark: str
    depth: int
    start: int


def opening(text: str, at: int) -> Opening | None:
    """The quotation mark at `at`, if there is one."""
    match = _QUOTE.match(text, at)
    if match is None:
        return None
    return Opening(_CLOSING.get(match[2], match[2]), len(_ONE_ESCAPE.findall(match[1])), match.end())


def closing(text: str, opened: Opening, limit: int) -> int | None:
    """Where the string ends that `opened` begins, or None if it does not end before `limit`.

    A mark closes the string if as many escapes stand before it as before the opening one, in the arithmetic of strings
    in strings: at depth n, the mark itself is preceded by n escapes and an escaped one by 2(n+1) more or n+1 of them.
    """
    # In a string that was quoted once more with other marks the arithmetic is off; what follows a true end tells.
    at, limit = opened.start, min(limit, opened.start + _FAR)
    while (found := text.find(opened.mark, at, limit)) >= 0:
        begins = _run_start(text, found, opened.start)
        run = len(_ONE_ESCAPE.findall(text, begins, found))
        doubled = opened.mark == "'" and text.startswith("'", found + 1) and found > opened.start
        plain = run <= opened.depth or _AFTER.match(text, found + len(opened.mark)) is not None
        if plain and (run < opened.depth or run % (2 * (opened.depth + 1)) == opened.depth) and not doubled:
            return max(opened.start, begins if run <= opened.depth else found - (found - begins) * opened.depth // run)
        at = found + len(opened.mark) * (2 if doubled else 1)
    return None


def _run_start(text: str, at: int, floor: int) -> int:
    """Where the escapes begin that stand directly before `at`."""
    floor = max(floor, at - _MAX_RUN)
    while at > floor:
        if text[at - 1] == "\\":
            at -= 1
            continue
        width = next((n for n in (3, 5) if at - n >= floor and _ONE_ESCAPE.fullmatch(text, at - n, at)), 0)
        if not width:
            break
        at -= width
    return at


_TOKEN: Final = re.compile(
    rf"(?P<quote>{QUOTE})|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<name>[A-Za-z_][\w.$-]{{0,200}})(?=[ \t]*(?::|=))"
)
_SIGN: Final = re.compile(r"[ \t]*(?::|=>|=)")


class Member(NamedTuple):
    """A string at `text[start:end]`; `name`: what stands before it, or ""; `depth`: 1 right inside the container."""

    name: str
    depth: int
    start: int
    end: int


def members(text: str, at: int, limit: int = sys.maxsize, deepest: int = sys.maxsize) -> tuple[list[Member], int]:
    """The strings in the container that opens at `at`, and where it ends or cannot be read any further.

    At `limit`, and at a container in it that is deeper than `deepest`, reading ends.
    """
    found: list[Member] = []
    depth, name = 0, ""
    while (token := _TOKEN.search(text, at, limit)) is not None:
        at = token.end()
        if token["open"]:
            depth += 1
            if depth > deepest:
                break
        elif token["close"]:
            depth, name = depth - 1, ""
            if depth <= 0:
                break
        elif token["name"]:
            name = token["name"]
        else:
            opened = opening(text, token.start())
            end = closing(text, opened, len(text)) if opened is not None else None
            if opened is None or end is None:
                break
            after = opening(text, end)
            at = after.start if after is not None else end + len(opened.mark)
            if _SIGN.match(text, at):
                name = text[opened.start : min(end, opened.start + 200)]
            else:
                found.append(Member(name, depth, opened.start, end))
                name = ""
    return found, at


_VALUES: Final = frozenset({"value", "secretvalue", "secret_value"})
_DETAILS: Final = frozenset(
    {"comment", "type", "secret_type", "path", "secretpath", "environment", "env", "workspace", "version", "id", "name"}
)
_OF_REFUSALS: Final = frozenset({"reqid", "statuscode", "status_code", "message", "error", "details"})
_HOLDER: Final = re.compile(
    rf"(?<![\w.-])(?P<name>secrets|data|stringData)(?:{QUOTE})?[ \t]*(?::|=>|=)\s{{0,40}}(?=[\[{{])"
)
_OF_KIND: Final = rf"kind(?:{QUOTE})[ \t]*:[ \t]*(?:{QUOTE})"
_NEXT_KIND: Final = re.compile(rf"[\s,]{{0,80}}(?:{QUOTE}){_OF_KIND}(\w+)")
_SECRET_KIND: Final = re.compile(rf"{_OF_KIND}Secret\b")
_KIND: Final = re.compile(rf"(?:{QUOTE}){_OF_KIND}(\w+)")
_NEAR: Final = 4096
_NEEDLES: Final = Literals(("ecret", "kind: secret"))


class Value(NamedTuple):
    """Where a value stands. `always`: it is secret whatever it looks like; otherwise words and addresses are not."""

    start: int
    end: int
    always: bool


def container_spans(content: Indexed) -> Iterator[Span]:
    """The values that their container makes secrets."""
    text, there = content.text, _NEEDLES.within(content)
    values = list(_holders(text)) if "ecret" in there else []
    if "kind: secret" in there:
        values += (Value(start, end, always=True) for start, end in _manifest_values(text))
    for value in values:
        shown = text[value.start : value.end]
        if not (is_unset(shown) or UUID.fullmatch(shown)) and (value.always or not is_plain(shown)):
            yield secret_at(value.start, shown, "secret")


def _holders(text: str) -> Iterator[Value]:
    """`secrets` as a map or a list, and the data of a Secret of Kubernetes, in JSON, HCL or what a program printed."""
    done = 0
    names = ("secrets", "data", "stringData") if "Secret" in text and _SECRET_KIND.search(text) else ("secrets",)
    for found, _ in hits(text, names):
        match = _HOLDER.match(text, found) if found >= done else None
        if match is None:
            continue
        inside, done = members(text, match.end())
        kube = match["name"] != "secrets"
        if (kube and not _in_secret(text, match.start(), done)) or _is_refusal(inside):
            continue
        for member in inside:
            if _is_value(member, in_map=text[match.end()] == "{"):
                yield Value(member.start, member.end, kube or member.depth > 1)


def _is_refusal(inside: Sequence[Member]) -> bool:
    """Whether it is an answer's body that stands behind "could not load secrets:"."""
    return len(_OF_REFUSALS & {member.name.lower() for member in inside if member.depth == 1}) > 1


def _is_value(member: Member, *, in_map: bool) -> bool:
    if member.depth == 1:
        return in_map and member.name != "" and member.name.lower() not in _DETAILS
    return member.name.lower() in _VALUES


def _in_secret(text: str, start: int, end: int) -> bool:
    """Whether an object called `data` belongs to a Secret: its kind follows, or stands not far before."""
    follows = _NEXT_KIND.match(text, end)
    if follows is not None:
        return follows[1] == "Secret"
    before = [match[1] for match in _KIND.finditer(text, max(0, start - _NEAR), start)]
    return before[-1:] == ["Secret"]


_MANIFEST: Final = re.compile(r"(?m)^(?P<indent>[ \t]*(?P<item>-[ \t]+)?)kind:[ \t]*[\"']?Secret[\"']?[ \t]*\r?$")
_ENTRY: Final = re.compile(
    r"^(?P<indent>[ \t]+)(?:[\"']?[\w./-]+[\"']?):[ \t]+(?:"
    r"[|>][+-]?[0-9]?[+-]?(?:[ \t]*#.*)?\r?(?P<block>(?:\n(?P=indent)[ \t]+.*|\n[ \t\r]*(?=\n))*)"
    r"|(?:\"(?=.*\")|'(?=.*'))?(?P<value>.*?)[\"']?[ \t]*\r?)$",
    re.MULTILINE,
)
_IN_BLOCK: Final = re.compile(r"\S[^\r\n]*")


def _manifest_values(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each value under `data` and `stringData` of a Secret in YAML."""
    done = 0
    for kind in _MANIFEST.finditer(text):
        if kind.start() >= done:
            start, done = _object(text, kind, done)
            width = len(kind["indent"])
            deeper = rf"(?:[ \t]{{{width + 1},}}.*\n?|[ \t\r]*\n)*"
            data = re.compile(rf"(?m)^[^\n]{{{width}}}(?:data|stringData):[ \t]*(?:#.*)?\r?\n({deeper})")
            for values in data.finditer(text, start, done):
                for entry in _ENTRY.finditer(text, *values.span(1)):
                    yield from (line.span() for line in _IN_BLOCK.finditer(text, *entry.span("block")))
                    yield from [entry.span("value")] if entry["value"] else ()


def _object(text: str, kind: re.Match[str], floor: int) -> tuple[int, int]:
    """Where the object begins and ends that has a line of its own at `kind`: at one that is indented less."""
    width = len(kind["indent"])
    outer = re.compile(rf"(?m)^(?:(?![ \t]{{{width}}})(?P<indent>[ \t]*(?:-[ \t]+)?)\S|---|\.\.\.)")
    below = outer.search(text, kind.end())
    end = len(text) if below is None else below.start()
    above = None if kind["item"] else max(outer.finditer(text, floor, kind.start()), key=re.Match.start, default=None)
    if above is None:
        return kind.start() if kind["item"] else floor, end
    return above.start() if len(above["indent"] or "") == width else next_line(text, above.end()), end
