"""What commands print: the secret that one shows, and the settings of a file that another one lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Weight, describes, key_of
from diagnose.redact.scan import SMALL_LETTERS, line_end, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import is_evidence_value, is_link, is_secretish, is_unset, secret_at, tells_state
from diagnose.redact.words import is_passphrase, rows_of

_PROMPT: Final = re.compile(
    r"[ \t]*(?:(?:\([\w.-]{1,40}\) )?[\w.@~:/\\\[\]-]{0,80}(?: [\w.@~:/\\\[\]-]{0,80})? ?[$#%>\u276f\u279c] ?"
    r"|PS[ A-Z:\\>\w.-]{0,80}> ?|\[zk: [^\]\n]{0,80}\] |\+{1,3} |```)"
)
_ERROR: Final = re.compile(
    r"\b(?:errors?|failed|failure|not found|denied|no such|cannot|could not|unable|invalid|expired|missing|usage"
    r"|unauthorized|forbidden|does not|do not|is not|no value|no secret|warning|fatal|flag|command)\b"
    r"|^[\[{\u2502\u250c+|<]",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[\s=|\"'()]+")
_SHOWN: Final = re.compile(
    r"(?:echo|printenv|cat|type|more|less|get-content|gc|write-host|write-output|printf|xxd|od|hexdump)[ \t]+"
    r"(?:-[\w]+[ \t]+|[\"']?%s(?:\\n)?[\"']?[ \t]+){0,2}(?:<{1,3}[ \t]*)?[\"']?(?:[\w.~-]*/)*"
    r"(?:\$\{?|\$env:|%|\$\()?(?P<name>[A-Za-z][\w-]{1,63})(?:\.txt)?"
    r"[}%\"')]{0,2}[ \t]*(?P<coder>\|[ \t]*(?:base(?:32|64)|basenc|openssl|xxd|od|hexdump|hd|rev)\b[^\n]{0,80})?\r?$",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(
    r"(?:(?P<words>echo|write-output)|printenv|cat|type|less|more|head|get-content)"
    r"(?P<names>(?:[ \t]+[\"']?(?:[\w.~-]*/)*(?:\$\{?|\$env:)?[A-Za-z][\w-]{1,63}(?:\.[a-z]{1,6})?[}\"']?){2,6})"
    r"[ \t]*\r?$",
    re.IGNORECASE,
)
# Programs that print what is kept under the name that they are given; and the last part of such a name.
_READS: Final = re.compile(
    r"\b(?:yq|jq|dasel|awk|psql|mysql|sqlite3|consul kv|etcdctl|wl-paste|xclip|pbpaste)\b|\[zk: "
)
_LAST_NAME: Final = re.compile(r"(?<![\w-])[A-Za-z][\w-]*+(?![./][\w-])")
_OF_SEVERAL: Final = re.compile(r"([A-Za-z][\w-]{1,63})(?:\.[a-z]{1,6})?[}\"']?(?!\S)")
# Lines with an offset each, or with a byte at a time, or one string that lines of one length may go before.
_CODED: Final = re.compile(
    r"(?:[0-9a-f]{6,8}:?[ \t][^\n]*(?:\n|$))+(?:[0-9a-f]{6,8}[ \t]*\r?$)?"
    r"|(?:(?:[ \t]+(?:[!-~]|\\[0a-v]|[0-9a-f]{2,3})(?!\S))+[ \t]*(?:\n|$))+"
    r"|(?:[\w+/=-]{60,}\r?\n){0,99}[\w+/-]{4,}={0,6}[ \t]*\r?$",
    re.MULTILINE,
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
_OF_ID: Final = re.compile(
    r"(?:client|identity|machine|role|app(?:lication)?|project|workspace|org(?:ani[sz]ation)?|tenant|account|user)"
    r"[ _.-]?id(?![a-z])(?![^\n]*secret[ _.-]?id)",
    re.IGNORECASE,
)
_MOST: Final = 500
_WORDS: Final = 9


_SHOWING: Final = frozenset(
    {"echo", "printenv", "printf", "cat", "head", "tail", "less", "env", "type", "content", "infisical", "xxd", "od",
     "hexdump", "yq", "jq", "dasel", "awk", "psql", "mysql", "consul", "etcdctl", "paste", "xclip", "pbpaste", "zk"}
)  # fmt: skip
_FAR: Final = 1000


class Command(NamedTuple):
    """The words that a command has to have all; `first`: of letters in its program's name; `parts`: all of letters."""

    first: str
    words: frozenset[str]
    parts: frozenset[str]


def printed_spans(content: Indexed) -> Iterator[Span]:
    """The secrets that commands in a text printed on the lines below."""
    text = content.text
    likely = [command for command in _commands() if command.parts <= content.words]
    for at, end, prompted in _lines(content, {command.first for command in likely} | (content.words & _SHOWING)):
        command = text[at:end]
        words = {*_TOKEN.split(command.lower())}
        if any(row.words <= words for row in likely):
            yield from _line(text, at, end, prompted=prompted)
        elif prompted and _LISTED.search(command):
            yield from _settings(text, end, frozenset(_TOKEN.split(command)))
        elif prompted and (shown := _SHOWN.search(command)) is not None:
            key = key_of(shown["name"])
            if key is not None and key.weight > Weight.DOUBTFUL:
                coded = _CODED.match(text, next_line(text, end))
                if coded is not None and (shown["coder"] or coded[0][0] in "0 \t"):
                    yield secret_at(coded.start(), coded[0].rstrip("\n"), "secret")
                else:
                    yield from _line(text, at, end, prompted=True)
        elif prompted and (several := _SEVERAL.search(command)) is not None:
            yield from _in_turn(text, next_line(text, end), several)
        elif prompted and _READS.search(command) is not None and any(map(_is_name, _LAST_NAME.findall(command))):
            yield from (span for span in _line(text, at, end, prompted=True) if _looks_secret(span.value))


def _in_turn(text: str, at: int, command: re.Match[str]) -> Iterator[Span]:
    """What a command prints for several names: in a line each or, of variables, as the words of one line."""
    names = _OF_SEVERAL.findall(command["names"])
    lines = text[at : at + _FAR].split("\n")
    words = lines[0].rstrip("\r").split(" ", len(names) - 1)
    for name, value in zip(names, words if command["words"] else lines, strict=False):
        shown = value.rstrip("\r")
        if _is_name(name) and _looks_secret(shown):
            yield secret_at(at, shown, "secret")
        at += len(value) + 1


def _is_name(name: str) -> bool:
    key = key_of(name)
    return key is not None and key.weight > Weight.DOUBTFUL


def _looks_secret(value: str) -> bool:
    return is_secretish(value) or is_passphrase(value)


def _lines(content: Indexed, wanted: AbstractSet[str]) -> Iterator[tuple[int, int, bool]]:
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
        if (at == 0 or low[at - 1] in " \n\t(`/$-[\"'") and not low[at + len(word) : at + len(word) + 1].isalnum():
            yield at


def _line(text: str, command: int, end: int, *, prompted: bool) -> Iterator[Span]:
    """The line below that of a command, if it is neither a prompt nor an error, nor the id that was asked for.

    Without a prompt, only one word is an output.
    """
    at = next_line(text, end)
    value = text[at : line_end(text, at)].strip()
    if not value or _PROMPT.match(value) or _ERROR.search(value) or (" " in value and not prompted):
        return
    if is_unset(value) or is_evidence_value(value) or is_link(value) or tells_state(value):
        return
    if len(value.split()) > _WORDS or _NAMED.match(value):
        return
    if UUID.fullmatch(value) and _OF_ID.search(text, command, end):
        return
    start = text.index(value, at)
    yield secret_at(start, value, "secret")


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
            yield secret_at(start, value, "secret")
        at = next_line(text, end)
        if at >= len(text):
            return


@cache
def _commands() -> tuple[Command, ...]:
    rows = [row["words"].split() for row in rows_of("printing_commands")]
    letters = [SMALL_LETTERS.findall(" ".join(words)) for words in rows]
    Literals({*(each[0] for each in letters), *_SHOWING})
    return tuple(Command(each[0], frozenset(words), frozenset(each)) for words, each in zip(rows, letters, strict=True))
