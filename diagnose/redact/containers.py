"""Values that a container makes secret, whatever their names: maps and lists of secrets, Secrets of Kubernetes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.scan import hits, next_line
from diagnose.redact.span import Span
from diagnose.redact.structure import QUOTE, Member, members
from diagnose.redact.values import is_plain, is_unset, secret_at

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
