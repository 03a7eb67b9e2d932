"""What commands print: the secret that one shows, and the settings of a file that another one lists."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Weight, describes, key_of
from diagnose.redact.scan import SMALL_LETTERS, line_end, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import is_blank, is_evidence_value, is_link, is_secretish, is_variable, mark, tells_state

_PROMPT: Final = re.compile(
    r"[ \t]*(?:(?:\([\w.-]{1,40}\) )?[\w.@~:/\\\[\]-]{0,80}(?: [\w.@~:/\\\[\]-]{0,80})? ?[$#%>\u276f\u279c] ?"
    r"|PS[ A-Z:\\>\w.-]{0,80}> ?|\+{1,3} |```)"
)
_ERROR: Final = re.compile(
    r"\b(?:errors?|failed|failure|not found|denied|no such|cannot|could not|unable|invalid|expired|missing|usage"
    r"|unauthorized|forbidden|does not|do not|is not|no value|no secret|warning|fatal|flag|command)\b"
    r"|^[\[{\u2502\u250c+|<]",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[\s=|\"'()]+")
_SHOWN: Final = re.compile(
    r"(?:echo|printenv|cat|type|more|less|get-content|gc|write-host|write-output|printf)[ \t]+"
    r"(?:-[\w]+[ \t]+|'%s(?:\\n)?'[ \t]+)?[\"']?(?:[\w.~-]*/)*"
    r"(?:\$\{?|\$env:|%|\$\()?(?P<name>[A-Za-z][\w-]{1,63})"
    r"[}%\"')]{0,2}[ \t]*\r?$",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(
    r"\binfisical export\b|\b(?:cat|head|tail|less|more|type|bat|sed|grep|printenv|env|Get-Content)\b[^\n|;]{0,80}"
    r"(?:(?:[\w~-]*/)*[\w-]{0,30}\.env(?:\.[\w.-]{1,30})?|/proc/\w+/environ)\b|\bexec\b[^\n]{0,200}\b(?:printenv|env)\b"
    r"|[$#%>] (?:printenv|env|export|set)[ \t]*(?:$|\|)",
    re.IGNORECASE,
)
_SETTING: Final = re.compile(
    r"(?:export )?(?P<name>[A-Za-z_][\w.]{1,80})(?:=|: )(?P<mark>[\"']?)(?P<value>[^\n]*?)(?P=mark)[ \t]*\r?$"
)
_PHRASE: Final = re.compile(r"[A-Za-z]{4,}(?:[-_ .][A-Za-z]{4,}){2,}[0-9]{0,4}")
_NAMED: Final = re.compile(r"[A-Za-z_][\w. -]{0,40}(?:=(?!=|$)|: )")
_MOST: Final = 500
_WORDS: Final = 9


_SHOWING: Final = frozenset({"echo", "printenv", "cat", "head", "tail", "less", "env", "type", "content", "infisical"})
_FAR: Final = 1000


def printed_spans(content: Indexed) -> Iterator[Span]:
    """The secrets that commands in a text printed on the lines below."""
    text = content.text
    likely = frozenset(
        word for word in content.words & _commands().keys() if any(parts <= content.words for parts in _parts(word))
    )
    for at, end, prompted in _lines(content, likely | (content.words & _SHOWING)):
        command = text[at:end]
        if _prints(command, likely):
            yield from _line(text, end, prompted=prompted)
        elif prompted and _LISTED.search(command):
            yield from _settings(text, end, frozenset(_TOKEN.split(command)))
        elif prompted and (shown := _SHOWN.search(command)) is not None:
            key = key_of(shown["name"])
            if key is not None and key.weight > Weight.DOUBTFUL:
                yield from _line(text, end, prompted=True)


def _lines(content: Indexed, wanted: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """Start and end of the lines that may be such a command, and whether one has a prompt; one may go on below."""
    text, done = content.text, -1
    for at in sorted({at for word in wanted for at in _starts(content, word)}):
        if at <= done:
            continue
        start, end = text.rfind("\n", max(0, at - _FAR), at) + 1, line_end(text, at)
        prompt = _PROMPT.match(text, start, end)
        if end - start > _FAR or (prompt is None and text[start:at].strip()):
            continue
        while text[end - 1 : end] in ("\\", "`") and end < len(text) and end - at < _FAR:
            end = line_end(text, end + 1)
        done = end
        yield start, end, prompt is not None


def _starts(content: Indexed, word: str) -> Iterator[int]:
    """Where a word stands that may be a command."""
    low = content.low
    for at in content.hits((word,)):
        if (at == 0 or low[at - 1] in " \n\t(`/$-\"'") and not low[at + len(word) : at + len(word) + 1].isalnum():
            yield at


def _prints(command: str, likely: frozenset[str]) -> bool:
    found = {*_TOKEN.split(command.lower())}
    return any(row <= found for word in likely for row in _commands()[word])


def _line(text: str, end: int, *, prompted: bool) -> Iterator[Span]:
    """The next line, if it is neither a prompt nor an error. Without a prompt, only one word is an output."""
    at = next_line(text, end)
    value = text[at : line_end(text, at)].strip()
    if not value or _PROMPT.match(value) or _ERROR.search(value) or (" " in value and not prompted):
        return
    if is_blank(value) or is_variable(value) or is_evidence_value(value) or is_link(value) or tells_state(value):
        return
    if len(value.split()) > _WORDS or _NAMED.match(value):
        return
    start = text.index(value, at)
    yield Span(start, start + len(value), mark("secret", value), "secret", value)


def _settings(text: str, end: int, command: frozenset[str]) -> Iterator[Span]:
    """The values of a file of settings that look like a secret, whatever their names are.

    A line that starts with a word of the command is what the program says: its name, and an error.
    """
    at = next_line(text, end)
    for _ in range(_MOST):
        end = line_end(text, at)
        match = _SETTING.match(text[at:end])
        if match is None or match["name"] in command:
            return
        value = match["value"]
        if (is_secretish(value) or _PHRASE.fullmatch(value)) and not (describes(match["name"]) or is_link(value)):
            start = at + match.start("value")
            yield Span(start, start + len(value), mark("secret", value), "secret", value)
        at = next_line(text, end)
        if at >= len(text):
            return


@cache
def _parts(word: str) -> tuple[frozenset[str], ...]:
    """The runs of letters of the commands that begin with a word."""
    return tuple(frozenset(SMALL_LETTERS.findall(" ".join(row))) for row in _commands()[word])


@cache
def _commands() -> dict[str, tuple[frozenset[str], ...]]:
    """The words that a command has to have all, by the first word of letters in its program's name."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    with Path(__file__).with_name("printing_commands.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parts = row["words"].split()
            first = re.split("[^a-z]", parts[0])[0]
            found[first] = (*found.get(first, ()), frozenset(parts))
    Literals({*found, *_SHOWING})
    return found
