"""Values that a container makes secret, whatever their names: exports and tables of Infisical, Secrets of Kubernetes.

Each way of writing is one finder. A finder gives stretches of values; `_spans` decides which of them are secrets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.scan import hits
from diagnose.redact.span import Span
from diagnose.redact.structure import QUOTE, Member, manifest_values, members
from diagnose.redact.values import is_blank, is_harmless, is_link, is_variable, mark, tells_state

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
_ITEM: Final = re.compile(
    rf"(?<!\w)[kK]ey(?:{QUOTE})?[ \t]*[:=][ \t]*(?:{QUOTE})?(?P<key>[A-Z][A-Z0-9_]{{0,99}})(?:{QUOTE}|[ \t])"
    r"(?:[^{}\n]{0,200}\n){0,6}?[^{}\n]{0,400}?"
    rf"(?<!\w)[vV]alue(?:{QUOTE})?[ \t]*[:=][ \t]*(?:(?:{QUOTE})(?P<quoted>(?:[^\"'\\\n]|\\.){{0,8000}}?)(?={QUOTE})"
    rf"|(?P<plain>[^\s\"'{{}}\[\],]{{1,4000}}))"
)
_COMMAND: Final = re.compile(r"\binfisical[ \t]+secrets[ \t]+set[ \t]+(?P<rest>(?:[^\n\\]|\\\r?\n)*)")
_SETTING: Final = re.compile(r"(?<![^\s\"'])([\"']?)[A-Za-z_][\w.]*=(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s\"']+)")
_RESOURCE: Final = re.compile(r"\"infisical_secret\"[ \t]+\"[\w-]+\"[ \t]*\{(?P<body>(?:[^{}\n]*\n){1,40})")
_RESOURCE_VALUE: Final = re.compile(
    r"(?m)^[ \t+~-]*value[ \t]*=[ \t]*\"(?P<value>[^\"\n]*)\"(?:[ \t]*->[ \t]*\"(?P<then>[^\"\n]*)\")?"
)


class Value(NamedTuple):
    """Where a value stands. `always`: it is secret whatever it looks like; otherwise words and addresses are not."""

    start: int
    end: int
    always: bool


def container_spans(content: Indexed) -> Iterator[Span]:
    """The values that their container makes secrets."""
    text = content.text
    likely = _NEEDLES.likely(content)
    for needle, find in _FINDERS:
        if needle in likely and content.has(needle):
            for value in find(text):
                yield from _spans(text, value)


def _spans(text: str, value: Value) -> Iterator[Span]:
    content = text[value.start : value.end]
    if is_blank(content) or is_variable(content) or UUID.fullmatch(content):
        return
    if value.always or not (is_harmless(content) or is_link(content) or tells_state(content)):
        yield Span(value.start, value.end, mark("secret", content), "secret", content)


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
        return in_map and member.name.lower() not in _DETAILS
    return member.name.lower() in _VALUES


def _in_secret(text: str, start: int, end: int) -> bool:
    """Whether an object called `data` belongs to a Secret: its kind follows, or stands not far before."""
    follows = _NEXT_KIND.match(text, end)
    if follows is not None:
        return follows[1] == "Secret"
    before = [match[1] for match in _KIND.finditer(text, max(0, start - _NEAR), start)]
    return before[-1:] == ["Secret"]


def _items(text: str) -> Iterator[Value]:
    """`{"key": "STRIPE", …, "value": "…"}`, as `infisical export` writes it, and the same as Go prints it."""
    for at, _ in hits(text, ("key", "Key")):
        match = _ITEM.match(text, at)
        if match is None:
            continue
        name = "quoted" if match["quoted"] is not None else "plain"
        yield Value(*match.span(name), always=False)


def _commands(text: str) -> Iterator[Value]:
    for command in _COMMAND.finditer(text):
        yield from _settings(text, *command.span("rest"))


def _settings(text: str, start: int, end: int) -> Iterator[Value]:
    for match in _SETTING.finditer(text, start, end):
        quoted = match["value"][:1] in "\"'"
        begin, finish = match.span("value")
        yield Value(begin + quoted, finish - quoted, always=True)


def _resources(text: str) -> Iterator[Value]:
    """The value of an `infisical_secret` of Terraform, old and new."""
    for resource in _RESOURCE.finditer(text):
        for match in _RESOURCE_VALUE.finditer(text, *resource.span("body")):
            for name in ("value", "then"):
                if match[name]:
                    yield Value(*match.span(name), always=True)


def _manifests(text: str) -> Iterator[Value]:
    for start, end in manifest_values(text):
        yield Value(start, end, always=True)


_DOTENV_LINE: Final = re.compile(r"(?:export )?[A-Z][A-Z0-9_]{0,99}='(?P<value>[^'\n]*)'[ \t]*\r?(?:\n|$)")


def _dotenv(text: str) -> Iterator[Value]:
    """Two or more lines of `NAME='value'`, as `infisical export` writes them."""
    last: re.Match[str] | None = None
    first = True
    for at, _ in hits(text, ("='",)):
        match = _DOTENV_LINE.match(text, text.rfind("\n", max(0, at - 200), at) + 1)
        if match is not None and last is not None and match.start() == last.end():
            if first:
                yield Value(*last.span("value"), always=False)
            yield Value(*match.span("value"), always=False)
        first = match is None or last is None or match.start() != last.end()
        last = match


_ANSWER_OF_VAULT: Final = re.compile(
    r"\"(?:request_id|lease_id|lease_duration|renewable)\"[^{}]{0,400}\"data\"\s*:\s*(?:\{\s*\"data\"\s*:\s*)?(?=\{)"
)


def _vault(text: str) -> Iterator[Value]:
    """What a secret of HashiCorp Vault holds, as its API and its command line show it in JSON."""
    for match in _ANSWER_OF_VAULT.finditer(text):
        for member in members(text, match.end())[0]:
            if member.depth == 1:
                yield Value(member.start, member.end, always=False)


_FINDERS: Final[tuple[tuple[str, Callable[[str], Iterator[Value]]], ...]] = (
    ("ecret", _holders),
    ("alue", _items),
    ("secrets set", _commands),
    ('"infisical_secret"', _resources),
    ("kind: secret", _manifests),
    ("='", _dotenv),
    ('"data"', _vault),
)
_NEEDLES: Final = Literals(needle for needle, _ in _FINDERS)
