"""Values that follow the name of a secret without a sign: in the next element, under it, in the next part of a form."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from diagnose.redact.place import Place
from diagnose.redact.quotes import QUOTE, QUOTE_BEFORE
from diagnose.redact.rule import rule

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
        rule(rf"[(\[][ \t]*[bu]?{QUOTE}$", finds=("[('", '["', "(b'"), leaves=("{'", "(name")),
        rule(
            rf"{QUOTE}[ \t]*,[ \t]*(?=[bu]?(?P<mark>{QUOTE})[^\"'\n]{{1,4000}}(?P=mark)[ \t]*[)\]])",
            by="match",
            finds=("', 'V')", '", "V"]', "', b'V')"),
            leaves=("', 'V', 'W')", "': 'V')"),
        ),
        ",",
        strong=True,
    ),
    # names and values in turns, as Node.js keeps headers
    Neighbour(
        QUOTE_BEFORE,
        rule(
            rf"{QUOTE}[ \t]*,\s{{0,80}}(?=[bu]?{QUOTE})",
            by="match",
            finds=("', 'V', 'W'", "',\n  'V'"),
            leaves=("': 'V'", "', 7"),
        ),
        ",",
        strong=False,
    ),
    # Content-Disposition: form-data; name="clientSecret", and the value behind an empty line
    Neighbour(
        rule(rf"\bname={QUOTE}$", finds=('form-data; name="', r"name=\""), leaves=('filename="', "name=")),
        rule(
            rf"{QUOTE}[^\r\n\\]{{0,200}}{_LINE_END}{{2}}",
            by="match",
            finds=('"\r\n\r\nV', r'"; x=y\r\n\r\nV'),
            leaves=('"\r\nV', '"; x=y'),
        ),
        "\n",
        strong=True,
    ),
    # <name>db.password</name><value>value</value>
    Neighbour(
        rule(r"<(?:name|key)>$", finds=("<dict><key>",), leaves=("<user>", "<name/>")),
        rule(
            r"</(?:name|key)>\s{0,80}<(?:value|string)>",
            by="match",
            finds=("</name><value>V", "</key>\n  <string>V"),
            leaves=("</name><user>V", "</key><key>"),
        ),
        ">",
        strong=True,
    ),
    Neighbour(
        rule(r">$", finds=("<td>",), leaves=("<td> ", "<td")),
        rule(
            r"</\w{1,40}>\s{0,80}<\w{1,40}(?:[ \t][^<>]{0,200})?>",
            by="match",
            finds=('</td>\n<td class="a">V',),
            leaves=("</td></tr>", "</td> V"),
        ),
        ">",
        strong=False,
    ),
)
# A label, and alone on the next line that has anything the value.
_BELOW: Final = rule(
    rf"(?:{QUOTE}|\*\*)?[ \t]*:?(?:\*\*)?[ \t]*(?:\r?\n[ \t]*){{1,3}}(?:```\w{{0,20}}\r?\n)?"
    r"(?=\S{6,4000}[ \t]*(?:\r?\n|$))",
    by="match",
    finds=(":\ncorrect-horse\n", "**\n\n```\ncorrect-horse\n```"),
    leaves=(": correct-horse\n", ":\ntwo words\n", ":\npin\n"),
)


def neighbour(text: str, end: int, before: str) -> Place | None:
    """The place of the value that goes with a name that ends at `end`, if it is a neighbour of the name."""
    for way in _NEIGHBOURS:
        match = way.between.match(text, end) if way.before.search(before) else None
        if match is not None:
            return Place(match.end(), way.sign, "", head=False, strong=way.strong)
    return None


def value_below(text: str, end: int) -> Place | None:
    """The place of the value that is alone on a line under a label that ends at `end`."""
    match = _BELOW.match(text, end)
    return Place(match.end(), "\n", "", head=False, strong=False) if match is not None else None
