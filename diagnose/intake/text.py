"""From raw lines to clean text: what shippers, terminals, mail, tables, pages and word processors did to it, undone."""

from __future__ import annotations

import html
import quopri
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.utils import parsedate_to_datetime
from itertools import groupby, pairwise
from typing import Final
from urllib.parse import unquote

import msgspec

from checks.knowledge.times import seconds_of
from diagnose.intake.tables import patterns

_RE: Final = patterns("text")
_NARROWEST, _WIDEST, _LONGEST = 60, 300, 20_000
_HEAD: Final = 10
_SOFT: Final = 2  # in so many lines that end at the edge, one may end short of it by chance
_STRAIGHT: Final = str.maketrans("\u201c\u201d\u201e\u00a0", '""" ')


class Clean(msgspec.Struct, frozen=True):
    """One logical line: the number of its first raw line, its text, and its time (0 if it has none)."""

    number: int
    text: str
    at: float = 0.0


def plain(raw: bytes) -> str:
    """The bytes as text, without colours and characters that act."""
    text = raw.decode("utf-8", "replace")
    if "\x1b" in text:
        text = _RE["ansi"].sub("", text)
    return text if text.isprintable() else _RE["control"].sub("", text)


def cleaned(lines: Sequence[tuple[int, str]]) -> Iterator[Clean]:
    """Logical lines: paragraphs in a box become one line, other lines lose what shippers put before them."""
    whole = _unbroken([(number, plain_of(text)) for number, text in unmailed(lines)])
    for boxed, run in groupby(whole, lambda line: _inside(line[1]) != ""):
        if boxed:
            yield _unwrapped([(number, _inside(text)) for number, text in run])
        else:
            yield from (_line(number, text) for number, text in run)


def _inside(text: str) -> str:
    """What stands in a box on this line; empty without a box, and for several cells, which are a table's row."""
    box = _RE["box"].match(text) if "│" in text or "┃" in text or "║" in text else None
    inside = (box[3] or "").rstrip("│┃║ ") if box is not None else ""
    return "" if inside.startswith("  ") or _RE["box"].match(inside) else inside


def _unbroken(lines: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """Lines that a terminal broke at its right edge, joined: as long as the longest, and open or cut in a word.

    Without an edge, only a line that leaves something open goes on.
    """
    width = max((len(text) for _, text in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return lines
    edge = _has_edge([text for _, text in lines], width)

    def join(before: str, last: str, text: str) -> str | None:
        if len(last) < width - 1 or _alike(before, text) or not _goes_on(before, last, text, edge=edge):
            return None
        return before + ("" if len(last) == width else " ") + text

    return _folded(lines, join)


_PAIRS: Final = (("{", "}"), ("[", "]"), ("\u00ab", "\u00bb"), ("\u201e", "\u201c\u201d"))


def _goes_on(before: str, last: str, text: str, *, edge: bool) -> bool:
    if not text or len(before) > _LONGEST or _begins(text):
        return False
    opened = any(before.count(opens) > sum(map(before.count, ends)) for opens, ends in _PAIRS)
    quoted = before.count('"') % 2 or (before.startswith(("$ ", "+ ", "curl ")) and before.count("'") % 2)
    return bool(opened or quoted) or (edge and _is_cut(last, text))


def _is_cut(line: str, following: str) -> bool:
    """Whether a line ends, and the next one begins, as if a word or a URL was cut there, or between two words."""
    parted = following[:1] == " " and following[1:2].strip() != ""
    cut = parted or (_RE["cut-before"].search(line) and _RE["cut-after"].match(following))
    return bool(cut) and not _begins(following)


def _has_edge(texts: Sequence[str], width: int) -> bool:
    """Whether lines were cut off at this width: several, and few others ended for want of room for a word."""
    ends = [(one, other) for one, other in pairwise(texts) if _is_cut(one, other)]
    cut = sum(len(one) == width for one, _ in ends)
    early = sum(len(one) < width < len(one) + 1 + len(other.split(" ", 1)[0]) for one, other in ends)
    return cut > max(1, _SOFT * early)


def _begins(text: str) -> bool:
    """Whether a line is the first of something by its form."""
    return _RE["starts"].match(text) is not None


def _alike(one: str, other: str) -> bool:
    """Whether two lines begin with the same words, numbers aside, as records of a log do."""
    start, begun = (_RE["digits"].sub("0", text[:_HEAD]) for text in (one, other))
    return len(start) == _HEAD and start == begun


def _line(number: int, text: str) -> Clean:
    said = _RE["prefixes"].sub("", text, count=1)
    return Clean(number, said, moment(text[:200]) or moment(said[:400]))


def _unwrapped(run: Sequence[tuple[int, str]]) -> Clean:
    """The lines in a box as one."""
    texts = [text for _, text in run]
    width = max(map(len, texts))
    hard = _has_edge(texts, width)
    joined = texts[0]
    for before, text in pairwise(texts):
        joined += text if hard and len(before) >= width else " " + text.lstrip()
    return Clean(run[0][0], joined, moment(joined[:200]))


def moment(text: str) -> float:
    """The first time that the text states, in seconds since the epoch; 0 if none."""
    if (match := _RE["iso"].search(text)) is not None:
        year, month, day, time, fraction, zone = match.groups("")
        return seconds_of(f"{year}-{month}-{day}T{time}.{fraction or 0}{zone.replace('UTC', '') or 'Z'}") or 0.0
    if (match := _RE["epoch"].search(text)) is not None:
        value = float(match[1])
        return value / 1000 if value > 1e11 else value  # noqa: PLR2004 - milliseconds
    match = _RE["clf"].search(text)
    return http_date(" ".join(match.groups())) if match is not None else 0.0


def http_date(text: str) -> float:
    """The time in a Date header; 0 if it is none."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0


def plain_of(text: str) -> str:
    """A line as it was whose JSON is in entities, doubled or curly quotes or percent signs, its host in pieces."""
    if _RE["entities"].search(text):
        text = html.unescape(text)
    if _RE["doubled"].search(text):
        text = text.replace('""', '"')
    if _RE["curly"].search(text):
        text = text.translate(_STRAIGHT)
    return _RE["spelt"].sub(lambda match: unquote(match[0].replace(" ", "")), text)


def unmailed(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines without a mail's marks: `>` before a run of quoted lines, and the soft line ends of its encoding."""
    for quoted, run in groupby(_decoded(lines), lambda line: line[1].startswith(">")):
        same = list(run)
        # One line is no run, and what curl sent starts so as well.
        marked = quoted and len(same) > 1 and not any(_RE["sent"].match(text) for _, text in same)
        yield from ((number, _RE["quote"].sub("", text, count=1) if marked else text) for number, text in same)


def _decoded(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines of a text that says of itself that it is quoted-printable, decoded."""
    if not any(_RE["printable"].match(text) for _, text in lines):
        yield from lines
        return
    for number, text in _folded(lines, _soft):
        yield number, quopri.decodestring(text.encode()).decode("utf-8", "replace")


def _soft(before: str, _: str, text: str) -> str | None:
    return before[:-1] + text if before.endswith("=") and len(before) < _LONGEST else None


def _folded(lines: Iterable[tuple[int, str]], join: Callable[[str, str, str], str | None]) -> list[tuple[int, str]]:
    """The lines, those that go on joined: `join` is given what is joined so far, its last line and the next one.

    It gives them as one, or None where the next line is one of its own.
    """
    folded: list[tuple[int, str]] = []
    last = ""
    for number, text in lines:
        whole = join(folded[-1][1], last, text) if folded else None
        if whole is None:
            folded.append((number, text))
        else:
            folded[-1] = folded[-1][0], whole
        last = text
    return folded
