"""Lines for a terminal: a label or sign on the left, text that wraps at words on the right, never wider than asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, cast

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from rich.text import Text

from reports import wide
from reports.command import in_lines
from reports.escape import ascii_only, plain
from reports.options import Options
from reports.symbols import Symbol

if TYPE_CHECKING:
    from rich.console import Console

Part = str | tuple[str, str]  # text, or text with its style
_NARROWEST: Final = 20
_GUTTER: Final = 12
_INDENT: Final = 2
_WORD: Final = re.compile(r"(\S+) *")
_JOINT: Final = re.compile(r"[/?&;,]")


class _Styles:
    """What a text asks a console for; rich's own takes a tenth of a whole run to load."""

    tab_size = 8

    def get_style(self, name: str | Style, *, default: Style | None = None) -> Style:  # noqa: ARG002 - the text names it
        """The style of that name."""
        return Style.parse(name) if isinstance(name, str) else name


_CONSOLE: Final = cast("Console", _Styles())


class Layout:
    """Writes lines that fit: a sign or label on the left, text that wraps at words on the right."""

    def __init__(self, options: Options) -> None:
        self._unicode = options.unicode
        self.width = max(options.width, _NARROWEST)
        self._colors = ColorSystem.STANDARD if options.color else None
        self._out: list[str] = []

    def say(self, *parts: Part, left: str = "", style: str = "", mark: str = "", mark_style: str = "") -> None:
        """Text that wraps at words, hung behind `left` and `mark`."""
        head = Text.assemble((self._clean(left), style), (mark, mark_style))
        body = Text.assemble(*(self._styled(part) for part in parts))
        if head.cell_len > self.width // 2:  # a narrow terminal: the text goes below its label
            self._put(head)
            head = Text("  ")
        hang = head.cell_len
        for line in self._lines(body, self.width - hang):
            spare = self.width - line.cell_len
            if spare < hang and head.plain.strip():
                self._put(head)
            self._put((head if spare >= hang else Text(" " * min(spare, _INDENT))) + line)
            head = Text(" " * hang)

    def _lines(self, body: Text, column: int) -> Iterator[Text]:
        """The body in lines of `column`; a link that only fits the whole terminal stays whole."""
        edges = wide.line_ends if wide.is_wide(body.plain) else self._edges
        for piece in body.divide(list(edges(body.plain, column))):
            piece.rstrip()
            if column < piece.cell_len <= self.width and " " not in piece.plain:
                yield piece
            elif piece:
                yield from piece.wrap(_CONSOLE, column, overflow="fold")

    def _edges(self, text: str, column: int) -> Iterator[int]:
        """Where to divide a text: around a link that fits the terminal only, and inside a longer one at its slashes."""
        for found in _WORD.finditer(text):
            cells = cell_len(found[1])
            if column < cells <= self.width:
                yield from found.span()
            elif cells > self.width:
                yield from _slashes(found[1], found.start(), column)

    def _put(self, line: Text) -> None:
        line.rstrip()
        for part in line.wrap(_CONSOLE, self.width) if line.cell_len > self.width else (line,):
            said = [self._painted(text, style) for text, style, _ in part.render(_CONSOLE)]
            self._out.append("".join(said) + "\n")

    def _painted(self, text: str, style: Style | None) -> str:
        return style.render(text, color_system=self._colors) if style and self._colors else text

    def row(self, label: str, parts: Iterable[Part], *, sign: Symbol | None = None, lead: str = "") -> None:
        """A line with its label in the gutter; nothing to say, no line."""
        said = [part for part in parts if (part if isinstance(part, str) else part[0])]
        if not said:
            return
        mark = self.sign(sign) if sign else lead
        self.say(
            *said,
            left=label + " " * (_GUTTER - cell_len(label)),
            style="bold cyan",
            mark=mark,
            mark_style=sign.style if sign else "",
        )

    def shell(self, label: str, command: str, *rest: Part) -> None:
        """A command that can be copied whole, and what is said behind it."""
        *lines, last = in_lines(command, self.width - _GUTTER)
        for line in lines:
            self.row(label, [(line, "bold")])
            label = ""
        self.row(label, [(last, "bold"), *rest])

    def list(self, label: str, items: Iterable[Iterable[Part]], sign: Symbol | None = None) -> None:
        """Rows under one label."""
        for number, item in enumerate(items):
            self.row("" if number else label, item, sign=sign)

    def gap(self) -> None:
        """An empty line, never two in a row."""
        if self._out[-1:] != ["\n"]:
            self._out.append("\n")

    def sign(self, sign: Symbol) -> str:
        """The sign as this terminal can show it, padded so that texts line up."""
        return f"{sign.terminal} " if self._unicode else f"{sign.ascii:<4} "

    def text(self) -> str:
        """All that was written."""
        return "".join(self._out)

    def _styled(self, part: str | tuple[str, str]) -> tuple[str, str]:
        said, style = (part, "") if isinstance(part, str) else part
        return self._clean(said), style

    def _clean(self, text: str) -> str:
        return plain(text) if self._unicode else ascii_only(plain(text))


def _slashes(word: str, start: int, column: int) -> Iterator[int]:
    """Edges at slashes and the like, as far apart as fits the column, so that no id in a link is cut in two."""
    since, last = 0, 0
    for found in _JOINT.finditer(word):
        if cell_len(word[since : found.start()]) > column and last > since:
            yield start + last
            since = last
        last = found.start()
    if cell_len(word[since:]) > column and last > since:
        yield start + last
