"""What a text has in place of what it means: colours, other signs, cut strings, escapes, HTML, doubled lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import OF_CORE
from diagnose.redact.scan import lines_around, lines_with
from diagnose.redact.views import SMALL, Piece, View, read

_CODES: Final = re.compile(r"\x1b(?:\[[0-?]{0,16}[@-~]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\))")
"""Colours, places of a terminal, titles and links."""
_WIDE_LETTER: Final = "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_SIGNS: Final = re.compile(
    "[\u00a0\u2000-\u200a\u202f\u3000]|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+|[\u2018\u2019\u201c\u201d]"
    rf"|{_WIDE_LETTER}|(?<={_WIDE_LETTER})[\uff01-\uff5e]"
)
"""Blanks, what is not seen, quotation marks; letters of ASCII as wide as those of Chinese, and a sign behind one."""
_READ_AS: Final = {
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000], " "),
    **dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF]),
    **dict(zip((0x2018, 0x2019, 0x201C, 0x201D), "''\"\"", strict=True)),
    **{0xFEE0 + code: code for code in range(0x21, 0x7F)},
}
_JOINTS: Final = (re.compile(r"\+(?=\s*[\"'`])"), re.compile(r"\n(?=[ \t]*(?:\+[ \t]*)?[\"'`])"))
"""Without one of these, nothing is spliced; each begins with a literal, which is found fast."""
_SPLICED: Final = re.compile(
    r"([\"'`])(?:[ \t]*\+[ \t]*(?:\r?\n[ \t]*)?|[ \t]*\\?\r?\n[ \t]*(?:\+[ \t]*)?)\1"
    r"(?![\w.-]{1,64}[\"'`][ \t]*[:=])"
)
_CARET: Final = re.compile(r"\^(?=[\"\\^{}&|<>%])")
_LETTER: Final = re.compile(r"\\u(?!00|[dD][89a-fA-F])[0-9a-fA-F]{4}")
"""A letter of another script or a line of a box, as JSON in ASCII has them; half a pair means nothing alone."""
_ESCAPED: Final = re.compile(r"\\(?:[nrt\"'/\\]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})")
_OF_LINES: Final = re.compile(r"(?<!\\)\"(?P<lines>(?:[^\"\\\n]|\\[^n\n])++\\n(?:[^\"\\\n]|\\.)++)\"")
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}
_IN_HTML: Final = re.compile(
    r"&(?:quot|apos|lt|gt|amp|nbsp|#[0-9]{1,5}|#[xX][0-9a-fA-F]{1,4});"
    r"|<!\[CDATA\[|</?(?:pre|code|p|div|br|li)\b[^<>\n]{0,100}>(?:\r?\n)?"
)
_OF_HTML: Final = Literals(
    ("&quot;", "&apos;", "&lt;", "&gt;", "&amp;", "&nbsp;", "&#", "<![cdata[", "<pre", "<br", "<div")
)
_OF_MAIL: Final = Literals(("=3d",))
_IN_MAIL: Final = re.compile(r"=\r?\n|(?:=[0-9A-F]{2})+")
"""Quoted-printable; an equals sign is in it only as `=3D`, or where a line was cut."""
_SOFT_BREAK: Final = re.compile(r"[^=]=\r?\n")
_EMPTY_LINES: Final = re.compile(r"\n{2,}")


class _Cut(NamedTuple):
    """What cuts words apart: whether a text may have it, what it is, and what is read in its place.

    `found`: where it is looked for, if not everywhere. `inner`: what on its lines, as `lines`, is a text of its own
    too: what a string of several lines begins with begins a line.
    """

    there: Callable[[Indexed], object]
    pattern: re.Pattern[str]
    reads: Callable[[re.Match[str]], str]
    found: Callable[[Indexed], Iterable[int]] | None = None
    inner: re.Pattern[str] | None = None


def plain(content: Indexed) -> View | None:
    """The lines with colours, wide letters, what is not seen, cut strings, escapes or markup, as they read; or None."""
    stretches = [stretch for cut in _CUTS if cut.there(content) for stretch in _without(content, cut)]
    return View(content.text, stretches) if stretches else None


def _without(content: Indexed, cut: _Cut) -> Iterator[Iterator[Piece]]:
    """The lines that have cuts in them, without the cuts; a name may stand on the line before, and a value go on."""
    text = content.text
    for begin, end in lines_around(text, (cut.found or _starts(cut.pattern))(content), 2):
        yield read(text, begin, end, cut.pattern, cut.reads)
        for match in cut.inner.finditer(text, begin, end) if cut.inner is not None else ():
            yield read(text, *match.span("lines"), cut.pattern, cut.reads)


def _starts(pattern: re.Pattern[str]) -> Callable[[Indexed], Iterable[int]]:
    return lambda content: map(re.Match.start, pattern.finditer(content.text))


def _escapes(content: Indexed) -> Iterator[int]:
    """Escapes; in a large text the lines with some that have the name of a secret or a letter of another script."""
    text = content.text
    if len(text) <= SMALL:
        yield from _starts(_ESCAPED)(content)
        return
    names = content.hits(OF_CORE.within(content))
    for begin, end in lines_with(text, "\\"):
        if bisect_left(names, begin) < bisect_left(names, end) or _LETTER.search(text, begin, end):
            yield begin


def _sign(found: re.Match[str]) -> str:
    return found[0].translate(_READ_AS)


def _meant(escape: re.Match[str]) -> str:
    shown = escape[0][1:]
    return chr(int(shown[1:], 16)) if shown[0] in "ux" else _MEANT.get(shown, shown)


def _shown(found: re.Match[str]) -> str:
    return "\n" if found[0][0] == "<" else unescape(found[0])


def _mailed(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("=", "").strip()).decode("utf-8", "replace")


def _is_doubled(text: str) -> bool:
    """Whether an empty line is behind every line, as a paste may leave it."""
    return len(text) <= SMALL and 2 * text.count("\n\n") + 2 >= text.count("\n") > 2  # noqa: PLR2004 - of two lines


_CUTS: Final = (
    _Cut(lambda content: "\x1b" in content.text, _CODES, lambda _: ""),
    _Cut(lambda content: not content.text.isascii(), _SIGNS, _sign),
    _Cut(lambda content: '^"' in content.text, _CARET, lambda _: ""),  # the shell of Windows
    _Cut(lambda content: any(joint.search(content.text) for joint in _JOINTS), _SPLICED, lambda _: ""),
    _Cut(lambda content: "\\" in content.text, _ESCAPED, _meant, _escapes, _OF_LINES),
    _Cut(lambda content: _OF_MAIL.within(content) and _SOFT_BREAK.search(content.text), _IN_MAIL, _mailed),
    _Cut(_OF_HTML.within, _IN_HTML, _shown),
    _Cut(lambda content: _is_doubled(content.text), _EMPTY_LINES, lambda _: "\n"),
)
