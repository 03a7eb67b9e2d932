"""Reads the value that begins at a place in a text, however it is quoted: the stretches of it that are secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from diagnose.credential.spelling import UUID
from diagnose.redact.keys import Key, Weight, describes, key_of
from diagnose.redact.place import Place, bare_end, is_secret, passphrase_end
from diagnose.redact.scan import LINE_MAX, line_limit
from diagnose.redact.shapes import cookie_spans
from diagnose.redact.span import Span
from diagnose.redact.structure import QUOTE, Member, Opening, closing, members, opening
from diagnose.redact.values import LIKE_MARK, SCHEME, is_secretish, mark
from diagnose.redact.words import any_of

_WRAPPER: Final = (
    r"(?:(?:[bBurRfFN]{1,2}|<<|[@$]{1,2}|b?r?#{1,3})(?=['\"])"
    r"|(?:Some|SecretStr|Secret(?:String)?(?:::(?:new|from))?|String(?:::from)?|Ok|Optional|\(\*string\)|\[\]byte"
    r"|Buffer\.from|bytes)?\(\s{0,80}(?=['\"])"
    r"|(?:Slice\(\[|cty\.StringVal\()(?=\")"
    r"|string\([0-9]+\) (?=\")|0x[0-9a-f]{1,16} (?=\"))"
)
_PREFIX: Final = re.compile(rf"(?:!!|&)\w+[ \t]+{_WRAPPER}?|{_WRAPPER}")
_INNER_NAME: Final = re.compile(r"([A-Za-z_][\w.-]{1,40}):[ \t]+(?=\S)")
_IN_BRACKETS: Final = re.compile(r"\[([^\[\]{}\"'\n]{1,4000})\]")
_HEADER_END: Final = re.compile(rf"(?!{LIKE_MARK})<|\"|'|\\+[\"'nr]|[\r\n\x1b]|&quot;|&#|%22|%0[dDaA]|\](?=\s|$)")
_UNKNOWN_SCHEME: Final = re.compile(r"[A-Za-z][\w-]{1,30}[ \t]+([^\s,;)\]}]{6,4000})(?=[\s,;)\]}]|$)")
_SENTENCE: Final = re.compile(r"[A-Za-z][a-z']*[,:]? [a-z][a-z']+(?=[\s,.:;)]|$)")
_BLOCK: Final = re.compile(r"(?:[|>]|&gt;)[+-]?[0-9]?[+-]?[ \t]*(?:#.*)?\r?\n")
_VALUES: Final = frozenset({"value", "Value", "plain", "plaintext", "S", "string", "stringValue"})
_ID_OF_PAIR: Final = re.compile(rf"{UUID.pattern}[ \t]*[:/|,][ \t]*(?=\S{{6}})", re.IGNORECASE)
_UNQUOTED_VALUE: Final = re.compile(rf"\{{[^{{}}\[\]]{{0,200}}?(?<![\"'\w])value(?::[ \t]+|[ \t]*=[ \t]*)(?!{QUOTE})")
_WORD_END: Final = re.compile(r"[\s,;)\]}]")
_INDENTED: Final = re.compile(r"[ \t]+(\S[^\r\n]*)")
_KIND_SHOWN: Final = re.compile(r"<([a-z-]+)")
# Code that gets a secret from somewhere, by a name that is none.
_CALL: Final = any_of("code", re.IGNORECASE)
# In a declaration, a type is between a name and its value; that is read as a constant with its type.
_TYPE: Final = re.compile(
    r"&?'?(?:static |\[\]const )?(?:str|string|nsstring|secretstr|any|bytes|u8|option(?:al)?)\b[^\n=\"']{0,30}=(?!=)",
    re.IGNORECASE,
)
# Members that are no strings with a name.
_UNREAD: Final = re.compile(r"\[|:\s{0,9}-?[0-9]{6}")
_HEADERS: Final = frozenset({"authorization", "cookie"})
_GROUP_MAX: Final = 16 * 1024
_VALUE_MAX: Final = 200
"""How far within an object its value is looked for."""
_MAX_ITEMS: Final = 1000


class ValueReader:
    """Reads values in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._header_end = (0, 0)  # where a search for a header's end began, and what it found
        self._cookies_until = 0  # cookies before this place are done; reading them again would take quadratic time

    def read(self, place: Place, key: Key) -> Iterator[Span]:
        """The spans of the value at `place`, which stands beside `key`; none if it is no secret."""
        text = self.text
        prefix = _PREFIX.match(text, place.start)
        at = prefix.end() if prefix is not None else place.start
        if at >= len(text):
            return
        if text[at] in "[{" and place.strong:
            yield from self._group(at, key)
            return
        if place.sign == ":" and (inner := _INNER_NAME.match(text, at)) is not None and _names(inner[1], key):
            return
        quote = self._doubled(at, place) or opening(text, at)
        if quote is not None and (quote.mark != "`" or place.strong):
            yield from self._quoted(quote, place, key)
        elif place.sign == ":" and (block := _BLOCK.match(text, at)) is not None:
            yield from self._block(block.end(), place, key)
        else:
            yield from self._bare(at, place, key)

    def _doubled(self, at: int, place: Place) -> Opening | None:
        """Quotation marks that are doubled, as in CSV: only where those of the name were."""
        if place.quote == '""' and self.text.startswith('""', at):
            return Opening('""', 0, at + 2)
        return None

    # ------------------------------------------------------------------------------------------------ quoted values

    def _quoted(self, quote: Opening, place: Place, key: Key) -> Iterator[Span]:
        text, start = self.text, quote.start
        limit = line_limit(self.text, start)
        end = closing(text, quote, limit if limit < start + LINE_MAX else len(text))
        inside, stop = members(text, start) if end is not None and text.startswith("{", start) else ([], 0)
        if inside and end is not None and end - 2 <= stop <= end and not _UNREAD.search(text, start, end):
            yield from self._members(inside, place, key)
            return
        yield from self._decided(start, limit if end is None else end, place, key, quoted=True)

    def _members(self, inside: Sequence[Member], place: Place, key: Key) -> Iterator[Span]:
        """The secrets of JSON in a string that is kept secret: all but what tells of an address, a place or a thing."""
        for member in inside:
            own = key_of(member.name[:64])
            if own is not None or (member.name and not describes(member.name)):
                yield from self._decided(member.start, member.end, place, own or key, quoted=True)

    # ------------------------------------------------------------------------------------------------- plain values

    def _bare(self, at: int, place: Place, key: Key) -> Iterator[Span]:
        text = self.text
        if place.sign in ":=" and (text.startswith(("\n", "\r"), at) or _TYPE.match(text, at) is not None):
            return
        if key.kind in _HEADERS and place.sign in (":", "=", "%3A"):
            yield from self._header(at, place, key)
            return
        end = bare_end(text, at, place, key)
        found = self._decided(at, end, place, key, quoted=False) if end > at else ()
        yield from (span for span in found if _CALL.fullmatch(text, at, end) is None)

    def _header(self, at: int, place: Place, key: Key) -> Iterator[Span]:
        """A header's value, which ends with the line or with the quotation that the whole header stands in."""
        text = self.text
        if key.kind == "cookie" and at < self._cookies_until:
            return
        end = self._header_stop(at)
        if key.kind == "cookie":
            self._cookies_until = end
            yield from cookie_spans(text, at, end)
            return
        scheme = SCHEME.match(text, at, end)
        if scheme is None and place.sign != ":":
            end = min(end, bare_end(text, at, place, key))
        unknown = _UNKNOWN_SCHEME.match(text, at, end) if scheme is None and place.sign == ":" else None
        first = scheme.end() if scheme is not None else at
        # `auth:` in the middle of a sentence or before one is no header; what follows may say what went wrong.
        told = _SENTENCE.match(text, first, end) is not None and passphrase_end(text, first) is None
        weight = Weight.SURE if scheme is not None or (place.head and not told) else key.weight
        if unknown is not None and (is_secretish(unknown[1]) or UUID.fullmatch(unknown[1])):
            first, weight = unknown.start(1), Weight.ALWAYS
        if scheme is None or not scheme[0].lower().startswith(("digest", "aws4", "hmac")):
            stop = _WORD_END.search(text, first, end)
            end = passphrase_end(text, first) or (stop.start() if stop is not None else end)
        yield from self._decided(first, end, place, Key(key.kind, weight), quoted=scheme is not None)

    def _header_stop(self, at: int) -> int:
        """Where the header ends that is at `at`. Many on one line have one end, which is looked for once."""
        begun, end = self._header_end
        if not begun <= at < end:
            limit = line_limit(self.text, at)
            match = _HEADER_END.search(self.text, at, limit)
            end = match.start() if match is not None else limit
            self._header_end = at, end
        return end

    def _block(self, at: int, place: Place, key: Key) -> Iterator[Span]:
        """A YAML block: the lines that are indented under the name."""
        header = self.text[self.text.rfind("\n", max(0, at - LINE_MAX), at - 1) + 1 : at]
        outer = len(header) - len(header.lstrip(" \t"))
        for number in range(_MAX_ITEMS):
            match = _INDENTED.match(self.text, at)
            if match is None or match.start(1) - at <= outer:
                return
            yield from self._decided(*match.span(1), place._replace(head=number == 0), key, quoted=True)
            at = match.end() + (2 if self.text.startswith("\r\n", match.end()) else 1)

    # ----------------------------------------------------------------------------------------------------- groups

    def _group(self, at: int, key: Key) -> Iterator[Span]:
        """A list or an object under the name of a secret: strings in a list, cookies, and members called `value`."""
        text = self.text
        inside = Place(at + 1, ":", '"')
        if text[at] == "[" and (plain := _IN_BRACKETS.match(text, at)) is not None:
            yield from self._in_brackets(*plain.span(1), inside, key)
            return
        if key.kind == "cookie" and at < self._cookies_until:
            return
        if text[at] == "{" and (match := _UNQUOTED_VALUE.match(text, at)) is not None:
            yield from self.read(inside._replace(start=match.end()), key)
        limit = _GROUP_MAX if key.kind == "cookie" else _VALUE_MAX if text[at] == "{" else len(text)
        found, end = members(text, at, at + limit, 1 + (key.kind == "cookie"))
        for member in found:
            if self._is_of(member, key, in_list=text[at] == "["):
                yield from self._decided(member.start, member.end, inside, key, quoted=True)
        if key.kind == "cookie":
            self._cookies_until = end

    def _is_of(self, member: Member, key: Key, *, in_list: bool) -> bool:
        """Whether a string in a list or an object belongs to its name, and is no name of its own."""
        if not member.name:
            return in_list and key_of(self.text[member.start : member.end][:64]) is None
        if in_list:
            return key.kind == "cookie" and member.name in _VALUES
        return member.depth == 1 and (key.kind == "cookie" or member.name in _VALUES)

    def _in_brackets(self, start: int, end: int, place: Place, key: Key) -> Iterator[Span]:
        """The only value in a list without quotation marks, as Go and Java print headers."""
        if key.kind == "cookie":
            yield from cookie_spans(self.text, start, end)
            return
        scheme = SCHEME.match(self.text, start, end)
        if not any(ch in " \t," for ch in self.text[scheme.end() if scheme is not None else start : end]):
            yield from self._decided(start, end, place, key, quoted=False)

    # --------------------------------------------------------------------------------------------------- decisions

    def _decided(self, start: int, end: int, place: Place, key: Key, *, quoted: bool) -> Iterator[Span]:
        text = self.text
        value = text[start:end]
        if key.kind == "cookie" and ("=" in value) and place.strong:
            yield from cookie_spans(text, start, end)
            return
        if key.kind == "authorization" and (scheme := SCHEME.match(value)) is not None:
            start, value = start + scheme.end(), value[scheme.end() :]
            key = Key(scheme[0].strip(" +\t").removesuffix("%20").lower(), Weight.SURE)
        if not is_secret(value, place, key, quoted=quoted):
            return
        # Of an id and its secret in one value, the id stays.
        if (pair := _ID_OF_PAIR.match(text, start, end)) is not None:
            start, value = pair.end(), text[pair.end() : end]
        shown = mark(key.kind, value)
        if value.isdigit() and not quoted and place.quote:
            shown = f"{place.quote}{shown}{place.quote}"
        yield Span(start, end, shown, _counted(shown, key.kind), value)


def _names(word: str, key: Key) -> bool:
    """Whether a word with a colon behind it, in the place of the value of `key`, is the name of what follows."""
    return SCHEME.match(word + " ") is None and (key.kind == "authorization" or key_of(word) is not None)


def _counted(shown: str, kind: str) -> str:
    match = _KIND_SHOWN.search(shown)
    return match[1] if match is not None else kind
