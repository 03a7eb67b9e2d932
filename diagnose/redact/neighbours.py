"""Values that follow the name of a secret without a sign: in the next element, under it, in the next part of a form."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from diagnose.redact.place import Place
from diagnose.redact.quotes import MARK_ENDS, QUOTE, QUOTE_BEFORE
from diagnose.redact.words import LIKE_PASSPHRASE

_LINE_END: Final = r"(?:\r?\n|\\r\\n|\\n)"


class Neighbour(NamedTuple):
    """A way of writing: what stands before the name, what leads from it to the value, and the place's `sign`."""

    before: re.Pattern[str]
    between: re.Pattern[str]
    sign: str
    strong: bool


_NEIGHBOURS: Final = (
    # a pair in brackets, as Python prints a header
    Neighbour(
        re.compile(rf"[(\[][ \t]*[bu]?{QUOTE}$"),
        re.compile(rf"{QUOTE}[ \t]*,[ \t]*(?=[bu]?(?P<mark>{QUOTE})[^\"'\n]{{1,4000}}(?P=mark)[ \t]*[)\]])"),
        ",",
        strong=True,
    ),
    # names and values in turns, as Node.js keeps headers
    Neighbour(
        QUOTE_BEFORE,
        re.compile(rf"{QUOTE}[ \t]*,\s{{0,80}}(?=[bu]?{QUOTE})"),
        ",",
        strong=False,
    ),
    # Content-Disposition: form-data; name="clientSecret", and the value behind an empty line
    Neighbour(
        re.compile(rf"\bname={QUOTE}$"),
        re.compile(rf"{QUOTE}[^\r\n\\]{{0,200}}{_LINE_END}{{2}}"),
        "\n",
        strong=True,
    ),
    # <name>db.password</name><value>value</value>
    Neighbour(
        re.compile(r"<(?:name|key)>$"),
        re.compile(r"</(?:name|key)>\s{0,80}<(?:value|string)>"),
        ">",
        strong=True,
    ),
    # <dt>Client secret</dt><dd>value</dd>
    Neighbour(
        re.compile(r"<dt>$"),
        re.compile(r"</dt>\s{0,80}<dd>(?:<\w{1,10}>){0,2}"),
        ">",
        strong=True,
    ),
    Neighbour(
        re.compile(r">$"),
        re.compile(r"</\w{1,40}>\s{0,80}<\w{1,40}(?:[ \t][^<>]{0,200})?>"),
        ">",
        strong=False,
    ),
)
_ENDS: Final = MARK_ENDS | {">"}
"""With which everything ends that stands before such a name."""
# A label, and alone on the next line that has anything the value.
_BELOW: Final = re.compile(
    rf"(?:{QUOTE}|\*\*)?[ \t]*:?(?:\*\*)?[ \t]*(?:\r?\n[ \t]*){{1,3}}(?:```\w{{0,20}}\r?\n|:[ \t]+)?"
    rf"(?=(?:\S{{6,4000}}|{LIKE_PASSPHRASE})[ \t]*(?:\r?\n|$))"
)


def neighbour(text: str, end: int, before: str) -> Place | None:
    """The place of the value that goes with a name that ends at `end`, if it is a neighbour of the name."""
    if before[-1:] not in _ENDS:
        return None
    for way in _NEIGHBOURS:
        match = way.between.match(text, end) if way.before.search(before) else None
        if match is not None:
            return Place(match.end(), way.sign, "", head=False, strong=way.strong)
    return None


def value_below(text: str, end: int) -> Place | None:
    """The place of the value that is alone on a line under a label that ends at `end`."""
    match = _BELOW.match(text, end)
    return Place(match.end(), "\n", "", head=False, strong=False) if match is not None else None
