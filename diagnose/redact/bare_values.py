"""Where a value without quotation marks ends, by how it is written."""

from __future__ import annotations

import re
from typing import Final

from diagnose.redact.keys import Key, Weight
from diagnose.redact.passphrase import passphrase_end
from diagnose.redact.place import PROSE, Place
from diagnose.redact.values import LIKE_MARK

LINE_MAX: Final = 64 * 1024
_STOP: Final = r"(?=\s|$|[\"'<`\\)\]},;\x1b]|[A-Za-z_][\w.-]{0,40}[=:])"
_BARE: Final = re.compile(
    rf"(?:{LIKE_MARK}|[^\s\0\"'<>`\x1b\\,;&)\]}}|^]|\^(?!@)|[,;)\]}}|&](?!{_STOP}|(?:amp|quot|#\d+|lt|gt|apos);)|\\(?![\"'`nrtu\\]|$))+"
)
_ENCODED_STOP: Final = r"(?:2[026C79]|3[bBcCeE]|7[dD]|5[dD]|0[aAdD]|5[cC](?:%22|22|n|r))"
_BARE_ENCODED: Final = re.compile(rf"(?:[^\s\"'<>`\x1b\\&;%]|%(?!{_ENCODED_STOP}))+")
_BARE_TWICE: Final = re.compile(rf"(?:[^\s\"'<>`\x1b\\&;%]|%(?!25{_ENCODED_STOP}|{_ENCODED_STOP}))+")
_LINE_VALUE: Final = re.compile(r"[^\r\n\0\x1b]+")
_ENV_VALUE: Final = re.compile(rf"(?:{LIKE_MARK}|[^\s\0\"'`\x1b^]|\^(?!@))+")
_OWN_LINE: Final = re.compile(r"[^\r\n\\\"'<>`]+")
_NEXT_PAIR: Final = re.compile(r"(?:&(?:amp;)?|[;,])[A-Za-z_][\w.-]{0,40}=|;(?=\s|$)|[;,)\]}]+$")
_NEXT_NAME: Final = re.compile(r"[ \t][A-Za-z_][\w.-]{1,40}[:=]")
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9!?']{2,14}(?: [A-Za-z][A-Za-z0-9!?']{2,14}){2,23}(?=[ \t]*$)")
_OTHER_LINE: Final = re.compile(r"(?:\r?\n)?[ \t]*(?:export |set |#)?[ \t]*[\w.-]{1,100}[ \t]*[=:]")
_SETTINGS: Final = frozenset({"=", ":", "?=", ":=", "::=", "+=", "=>"})
# Behind a word of ASCII, a sentence in another script goes on.
_OTHER_SCRIPT: Final = re.compile(r"(?=[!-~]{4})[!-~]+(?=[ \t]+[^\W\d_a-zA-Z\u00aa-\u036f])")
_BAR: Final = re.compile(r"[*`]{0,2}[|│]")
_COMMENT: Final = re.compile(r"[ \t]+#.*$")


def line_limit(text: str, at: int) -> int:
    """Where the line at `at` ends, before its line break; of a very long one, where reading it ends."""
    found = text.find("\n", at, at + LINE_MAX)
    end = min(len(text), at + LINE_MAX) if found < 0 else found
    return end - 1 if text.startswith("\r", end - 1) and end > at else end


def bare_end(text: str, at: int, place: Place, key: Key) -> int:
    """Where the value ends that begins at `at` and stands at `place` beside `key`; `at` if there is none."""
    if place.sign == ">":
        return _element_end(text, at)
    if place.strong and (phrase := passphrase_end(text, at)) is not None:
        return phrase
    pattern = _pattern(text, at, place, key)
    match = pattern.match(text, at, min(len(text), at + LINE_MAX))
    if match is None:
        return at
    bar = _BAR.search(text, at, match.end()) if place.sign == "|" else None
    end = bar.start() if bar is not None else match.end()
    if pattern is _LINE_VALUE:
        return at + _settled(_COMMENT.sub("", match[0]).rstrip(), key)
    if pattern is _ENV_VALUE and (phrase := _phrase(text, at)) is not None:
        return phrase
    if pattern is _ENV_VALUE and (cut := _NEXT_PAIR.search(match[0])) is not None:
        end = at + cut.start()
    return end - (len(text[at:end]) - len(text[at:end].rstrip(".:,;")))


def _settled(value: str, key: Key) -> int:
    """How much of the rest of a line is the value of a setting."""
    if (word := _OTHER_SCRIPT.match(value)) is not None:
        return word.end()
    prose = key.weight < Weight.ALWAYS and PROSE.search(value)
    return _first_word(value) if prose or _NEXT_NAME.search(value) else len(value)


def _phrase(text: str, at: int) -> int | None:
    """Where the line ends if it is a phrase to there, and one of several settings: behind one, a command may."""
    match = _WORDS.match(text, at, line_limit(text, at))
    if match is None or PROSE.search(match[0]):
        return None
    start, end = text.rfind("\n", max(0, at - LINE_MAX), at), line_limit(text, at)
    before = text.rfind("\n", max(0, start - LINE_MAX), max(start, 0)) + 1
    return match.end() if _OTHER_LINE.match(text, before, max(start, 0)) or _OTHER_LINE.match(text, end) else None


def _element_end(text: str, at: int) -> int:
    found = text.find("<", at, at + LINE_MAX)
    if found >= 0 and not text.startswith(("</", "&lt;/"), found):
        return at  # no element: an arrow, or a mark
    found = found if found >= 0 else line_limit(text, at)
    return found - len("]]>") if text.startswith("]]>", found - len("]]>")) else found


def _pattern(text: str, at: int, place: Place, key: Key) -> re.Pattern[str]:
    """What such a value consists of: how it is written tells which signs are its own."""
    if place.sign == "\n":
        return _OWN_LINE
    if place.sign.startswith("%"):
        return _BARE_TWICE if place.sign.startswith("%25") else _BARE_ENCODED
    if place.head and place.sign == "=" and not place.quote and not text.startswith(" ", at - 1):
        return _ENV_VALUE
    if place.head and place.sign in _SETTINGS and not place.quote and key.weight >= Weight.SURE:
        return _LINE_VALUE
    return _BARE


def _first_word(value: str) -> int:
    match = _BARE.match(value)
    return match.end() if match is not None else 0
