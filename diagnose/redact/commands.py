"""The secrets of commands: behind the flags of well-known programs, and what a command prints on the lines below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Weight, describes, key_of
from diagnose.redact.scan import SMALL_LETTERS, frame, hits, line_end, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import is_evidence_value, is_link, is_secretish, is_unset, secret_at, tells_state
from diagnose.redact.words import is_passphrase, rows_of

_NEXT_LINE: Final = re.compile(r"[ \t]*[\\^`]\r?\n[ \t]*")
_GAP: Final = rf"(?>[\"']?[\s,=]{{1,8}}|{_NEXT_LINE.pattern})"
_ARGUMENTS: Final = {
    place: re.compile(
        rf"(?P<gap>{gap})(?:\\?'(?P<single>[^'\n]+)'|\\?\"(?P<double>[^\"\n]+)\""
        r"|(?P<bare>(?:[^\s'\"|;&<>]|&(?=[^\s&]))+)(?:(?<=[:%,=])(?P<mark>['\"])(?P<quoted>[^'\"\n]+)(?P=mark))?)"
    )
    for place, gap in {"joined": f"(?!{_GAP})", "next": _GAP, "either": f"{_GAP}?+"}.items()
}
"""What a flag may have behind it, by the place of its password."""
# What is quoted within a word is the password alone only where a sign before it is known.
_GROUPS: Final = ("quoted", "single", "double", "bare")
_COMMAND: Final = re.compile(r"[|;\n`]|&&|\$\(")
_PROGRAM: Final = re.compile(r"(?:[A-Z]:)?(?:[\w.~$-]*[/\\])*(?P<name>[\w.+-]+?)(?:\.exe|\.cmd|\.bat)?")
# What stands before a command without a blank: a colour, a mark of a diff, the name of a file and a line, a tag.
_GLUED: Final = re.compile(
    r"^(?:\x1b\[[0-9;]{0,12}m|[+-](?=\w)|(?:<\w{1,20}>){1,4}|[^\s=:>]{0,100}[=:>](?:[0-9]{1,7}:)?)"
)
_FAR: Final = 1000
_BEFORE_FLAG: Final = " \t\"'"


class Flag(NamedTuple):
    """A flag of programs: the words of which a command has to have all, and what stands before the password in it.

    `parts`: the runs of letters in the words; `place`: the password is `joined` to the flag, `next` to it, or `either`.
    """

    flag: str
    place: str
    behind: str
    words: frozenset[str]
    parts: Sequence[str]


@cache
def _flags() -> tuple[Flag, ...]:
    return tuple(
        Flag(row["flag"], row["place"], row["behind"], frozenset(words.split("+")), SMALL_LETTERS.findall(words))
        for row in rows_of("flags")
        for words in row["programs"].split()
    )


def flag_spans(content: Indexed) -> Iterator[Span]:
    """The passwords that the flags of known programs give in a text."""
    asked: dict[str, list[Flag]] = {}
    for row in _flags():
        if content.words.issuperset(row.parts):
            asked.setdefault(row.flag, []).append(row)
    for at, end in hits(content.text, asked):
        if content.text[at - 1 : at] in _BEFORE_FLAG:
            yield from _value(content.text, at, end, asked[content.text[at:end]])


def _value(text: str, at: int, end: int, rows: list[Flag]) -> Iterator[Span]:
    command = _words(text, at)
    row = next((row for row in rows if row.words <= command), None)
    match = _ARGUMENTS[row.place].match(text, end) if row is not None else None
    if row is None or match is None:
        return
    group = next(name for name in _GROUPS[not row.behind :] if match[name] is not None)
    password = match[group].partition(row.behind)[2] if row.behind and group != "quoted" else match[group]
    is_flag = match["gap"] and not row.behind and password.startswith("-")
    if not (is_flag or is_unset(password)):
        yield secret_at(match.end(group) - len(password), password, "password")


def _words(text: str, at: int) -> frozenset[str]:
    """The words of the command that ends at `at`, in lower case and programs without their folder."""
    command = _NEXT_LINE.sub(" ", text[max(0, at - _FAR) : at])
    command = command[max((match.end() for match in _COMMAND.finditer(command)), default=0) :]
    words = (_GLUED.sub("", word) for word in command.split())
    found = (_PROGRAM.fullmatch(word.strip("\"',[]()")) for word in words)
    return frozenset(match["name"].lower() for match in found if match is not None)


_PROMPT: Final = re.compile(
    r"[ \t]*(?:(?:\([\w.-]{1,40}\) )?[\w.@~:/\\\[\]-]{0,80}(?: [\w.@~:/\\\[\]-]{0,80})? ?[$#%>\u276f\u279c] ?"
    r"|PS[ A-Z:\\>\w.-]{0,80}> ?|\[zk: [^\]\n]{0,80}\] |\+{1,3} |```)"
)
_BARE_PROMPTS: Final = ("$ ", "# ", "\u276f ", "\u279c ")
_ERROR: Final = re.compile(
    r"\b(?:errors?|failed|failure|not found|denied|no such|cannot|could not|unable|invalid|expired|missing|usage"
    r"|unauthorized|forbidden|does not|do not|is not|no value|no secret|warning|fatal|flag|command)\b"
    r"|^[\[{\u2502\u250c+|<]|^\"\}\}",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[\s=|\"'(){}]+")
_OPTIONS: Final = r"(?:[ \t]+-[\w]+|[ \t]+[\"']?%s(?:\\n)?[\"']?){0,2}"
_GIVEN: Final = r"[ \t]+(?:<{1,3}[ \t]*)?[\"']?(?:[A-Z]:)?(?:[\w.~-]*[/\\])*(?:\$\{?|\$env:|%|\$\()?"
_SHOWN: Final = re.compile(
    rf"(?:(?P<words>echo|write-output|write-host|printf)|printenv|cat|type|more|less|head|get-content|gc|xxd|od|hexdump)"
    rf"{_OPTIONS}(?P<names>(?:{_GIVEN}\.?[A-Za-z][\w-]{{1,63}}(?:\.[a-z]{{1,6}})?[}}%\"')]{{0,2}}){{1,6}})[ \t]*"
    r"(?P<coder>\|[ \t]*(?:base(?:32|64)|basenc|openssl|xxd|od|hexdump|hd|rev)\b[^\n]{0,80})?\r?$",
    re.IGNORECASE,
)
# Programs that print what is kept under the name that they are given, or all in the clear; and the last part of a name.
_READS: Final = re.compile(
    r"\b(?:yq|jq|dasel|awk|cut|psql|mysql|sqlite3|consul kv|etcdctl|wl-paste|xclip|pbpaste|GetNetworkCredential)\b"
    r"|\[zk: |(?P<any>\bbase64[ \t]+(?:-d|-D|--decode)\b)"
)
_LAST_NAME: Final = re.compile(r"(?<![\w-])[A-Za-z][\w-]*+(?![./][\w-])")
_NAME_SHOWN: Final = re.compile(r"([A-Za-z][\w-]{1,63})(?P<file>\.[a-z]{1,6})?[}%\"')]{0,2}(?!\S)", re.IGNORECASE)
# Lines with an offset each, or with a byte at a time, or one string that lines of one length may go before.
_CODED: Final = re.compile(
    r"(?:[0-9a-f]{6,8}:?[ \t][^\n]*(?:\n|$))+(?:[0-9a-f]{6,8}[ \t]*\r?$)?"
    r"|(?:(?:[ \t]+(?:[!-~]|\\[0a-v]|[0-9a-f]{2,3})(?!\S))+[ \t]*(?:\n|$))+"
    r"|(?:[\w+/=-]{60,}\r?\n){0,99}[\w+/-]{4,}={0,6}[ \t]*\r?$",
    re.MULTILINE,
)
_LISTED: Final = re.compile(
    r"\binfisical export\b|\b(?:cat|head|tail|less|more|type|bat|sed|grep|printenv|env|Get-Content)\b[^\n|;]{0,80}"
    r"(?:(?:[\w~-]*/)*[\w-]{0,30}\.env(?:\.[\w.-]{1,30})?|/proc/\w+/environ)\b"
    r"|\bexec\b[^\n]{0,200}\b(?:printenv|env)[ \t]*(?:$|[|>])"
    r"|[$#%>] (?:printenv|env|export|set)[ \t]*(?:$|\|)",
    re.IGNORECASE,
)
_SETTING: Final = re.compile(
    r"(?:export )?(?P<name>[A-Za-z_][\w.]{1,80})(?:=|: )(?P<mark>[\"']?)(?P<value>[^\n]*?)(?P=mark)[ \t]*\r?$",
    re.MULTILINE,
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
     "hexdump", "yq", "jq", "dasel", "awk", "psql", "mysql", "consul", "etcdctl", "paste", "xclip", "pbpaste", "zk",
     "grep", "getnetworkcredential"}
)  # fmt: skip


_COMMANDS: Final = {
    frozenset(row["words"].split()): SMALL_LETTERS.findall(row["words"]) for row in rows_of("printing_commands")
}
"""The words that a command has to have all, and the letters in them, of which the first begin it."""
_BEGINNING: Final = Literals({*_SHOWING, *(letters[0] for letters in _COMMANDS.values())})


def printed_spans(content: Indexed) -> Iterator[Span]:
    """The secrets that commands in a text printed on the lines below."""
    text = content.text
    likely = [words for words, letters in _COMMANDS.items() if content.words.issuperset(letters)]
    for at, end, prompted in _lines(content, content.words.intersection(_BEGINNING.within(content))):
        command = text[at:end]
        words, reads = {*_TOKEN.split(command.lower())}, _READS.search(command)
        if any(map(words.issuperset, likely)):
            yield from _line(text, at, end, prompted=prompted)
        elif prompted and reads is None and _LISTED.search(command):
            yield from _settings(text, end, frozenset(_TOKEN.split(command)))
        elif prompted and (shown := _SHOWN.search(command)) is not None:
            yield from _shown(text, at, end, shown)
        elif prompted and reads is not None and (reads["any"] or _names_secret(command)):
            yield from (span for span in _line(text, at, end, prompted=True) if _looks_secret(span.value))


def _shown(text: str, at: int, end: int, command: re.Match[str]) -> Iterator[Span]:
    """What a command prints for names: one on the line below; several in a line each or, of variables, as its words."""
    names, begin = _NAME_SHOWN.findall(command["names"]), next_line(text, end)
    if len(names) > 1 or names[0][1] not in ("", ".txt"):
        yield from _in_turn(text, begin, [name for name, _ in names], in_words=command["words"] is not None)
    elif _is_name(names[0][0]):
        coded = _CODED.match(text, begin)
        if coded is not None and (command["coder"] or coded[0][0] in "0 \t"):
            yield secret_at(begin, coded[0].rstrip("\n"), "secret")
        else:
            yield from _line(text, at, end, prompted=True)


def _in_turn(text: str, at: int, names: list[str], *, in_words: bool) -> Iterator[Span]:
    lines = text[at : at + _FAR].split("\n")
    words = lines[0].rstrip("\r").split(" ", len(names) - 1)
    for name, value in zip(names, words if in_words else lines, strict=False):
        shown = value.rstrip("\r")
        if _is_name(name) and _looks_secret(shown):
            yield secret_at(at, shown, "secret")
        at += len(value) + 1


def _names_secret(command: str) -> bool:
    return any(map(_is_name, _LAST_NAME.findall(command)))


def _is_name(name: str) -> bool:
    key = key_of(name)
    return key is not None and key.weight > Weight.DOUBTFUL


def _looks_secret(value: str) -> bool:
    words = _PHRASE.fullmatch(value) is not None and key_of(value) is None
    return words or is_secretish(value) or is_passphrase(value)


def _lines(content: Indexed, wanted: AbstractSet[str]) -> Iterator[tuple[int, int, bool]]:
    """Start and end of the lines that may be such a command, and whether one has a prompt; one may go on below."""
    text, done = content.text, -1
    for at in sorted({at for word in wanted for at in _starts(content, word)}):
        if at <= done:
            continue
        start, end = text.rfind("\n", max(0, at - _FAR), at) + 1, line_end(text, at)
        prompt = _PROMPT.match(text, start)
        if prompt is None and text[at - 2 : at] in _BARE_PROMPTS:  # behind a tag, a name or a quotation mark
            start, prompt = at - 2, _PROMPT.match(text, at - 2)
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
        if (at == 0 or low[at - 1] in " \n\t(`/$-[\"'>.") and not low[at + len(word) : at + len(word) + 1].isalnum():
            yield at


def _line(text: str, command: int, end: int, *, prompted: bool) -> Iterator[Span]:
    """The line below that of a command, if it is neither a prompt nor an error, nor the id that was asked for.

    Without a prompt, only one word is an output. The next prompt may stand right behind it.
    """
    at = next_line(text, end)
    if text.startswith("INF ", at):  # what the CLI of Infisical says before a program that it runs
        at = next_line(text, at)
    at += len(frame(text[text.rfind("\n", 0, command) + 1 : end], text[at : line_end(text, at)]))
    value = text[at : line_end(text, at)].strip()
    if (quote := text[command - 1 : command]) and quote in "\"'":  # a string that holds a line each
        value = value.partition(quote)[0]
    prompt = _PROMPT.match(text, command)
    if prompt is not None and len(prompt[0]) > _WORDS:
        value = value.partition(prompt[0].rstrip())[0]
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
        match = _SETTING.match(text, at)
        if match is None or match["name"] in command:
            return
        value = match["value"]
        if (is_secretish(value) or _PHRASE.fullmatch(value)) and not (describes(match["name"]) or is_link(value)):
            yield secret_at(match.start("value"), value, "secret")
        at = match.end() + 1
