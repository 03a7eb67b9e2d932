"""Values beside the name of a secret: in JSON, YAML, forms, variables, flags, headers, XML, and quoted in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from diagnose.redact.index import Indexed
from diagnose.redact.keys import OF_CORE, Key, Weight, further_names, key_of
from diagnose.redact.place import Place, neighbour, value_below
from diagnose.redact.scan import lowered
from diagnose.redact.span import Span
from diagnose.redact.structure import MARK_ENDS, QUOTE, QUOTE_BEFORE
from diagnose.redact.value_reader import ValueReader
from diagnose.redact.values import is_blank, is_link, secret_at, tells_state
from diagnose.redact.words import LIKE_PASSPHRASE, WORDS

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$"
_REST: Final = re.compile(r"[A-Za-z0-9_.-]{0,64}")
_ESCAPED_REST: Final = re.compile(r"(?:[A-Za-z0-9_.-]|%5[fF](?=\w)|\\u005f){0,64}")
_MAX_NAME: Final = 64
_OTHER_SCRIPTS: Final = "\u0370"
_ANSI: Final = r"\x1b\[[0-9;]{0,12}m"
_GAP: Final = rf"(?:[ \t\u00a0]|&nbsp;|&#160;|{_ANSI}|%(?:25)?(?:20|0[9aAdD])){{0,40}}"
# A dash is a sign only before something with a digit or a passphrase: people also write sentences behind one.
_DASH: Final = rf"[ \t][-\u2013\u2014](?=[ \t]+(?:\S{{0,64}}\d|{LIKE_PASSPHRASE}[ \t]*(?:[\r\n;,]|\Z)))"
_SIGN: Final = (
    rf"(?:=>|::?:?=|::(?=[ \t]*[\"']|[ \t]+[A-Za-z0-9+/]{{4}})|\|\|=|\?=|\+=|==|=|:(?!:)|->|<-(?=[ \t]*[\"'])"
    r"|[\uff1a\uff1d\u2192\u27a1\U0001f449]\ufe0f?"
    rf"|!=(?=[ \t]*[\"'])|{_DASH}"
    r"|&colon;|&equals;|&#x3[AaDd];"
    r"|%3[dDaA]|%253[dDaA]|&#61;|&#58;|\\{1,3}(?:u00|x)3[dDaA]|[.\u2026\u00b7]{4,80}(?:[ \t]*:)?)"
)
_LINE: Final = r"(?:\\?\r?\n[ \t]*(?:[│|>][ \t]*)?)"
_ASSIGNED: Final = re.compile(
    rf"(?:{_ANSI})?(?P<quote>{QUOTE}{{1,2}})?(?:\]|\)|\*{{1,2}}|\?)?{_GAP}(?P<sign>{_SIGN}){_GAP}(?:\*{{1,2}}[ \t])?"
    rf"(?:(?:{_LINE}|(?:\\{{1,7}}[nrt]){{1,2}}[ \t]*){{1,3}}(?={QUOTE}|string\())?(?:{_GAP})"
)
_FLAG: Final = re.compile(rf"(?:{QUOTE})?(?:[ \t]*,[ \t\r\n]*|[ \t]+(?:\\\r?\n[ \t]*)?|[ \t]*\\\r?\n[ \t]*)")
_FLAG_BEFORE: Final = re.compile(r"(?<![^\W_])-{1,2}$")
_CELL: Final = re.compile(r"[*`]{0,2}[ \t]*[|│](?![|│])[ \t]*")
_DIRECTIVE: Final = re.compile(r"(?<![^\W_])(?:ENV|ARG|SETX|DEFINE|GLOBAL) $", re.IGNORECASE)
_BARS: Final = ("|", "│")
_RULER: Final = re.compile(r"[ \t]*[|├╞][ \t]*[:─═=-]{3,}")
_CALLED: Final = re.compile(rf"[ \t]*\([ \t]*(?={QUOTE})")
# Of two things that make a credential, the first one is a name.
_OF_TWO: Final = re.compile(rf"(?<=redential)[ \t]*\([ \t]*(?P<mark>{QUOTE})[^\n\"']{{1,100}}(?P=mark)[ \t]*,")
# What such a call is given is the secret's name.
_GETTER: Final = re.compile(r"(?<![A-Za-z])(?:get|fetch|load|read|find|lookup|resolve|retrieve|require)(?=[_A-Z])")
_VERB: Final = r"[ \t]+(?:is|was|are|equals|of|value|set to|to|lautet|ist|est|es)[ \t]*:?"
_BY_VERB: Final = re.compile(rf"(?:{QUOTE})?{_VERB}[ \t]+|[ \t]+", re.IGNORECASE)
_IS_EUROPEAN: Final = "|".join(sorted(WORDS["is, in Latin letters"]))
_FURTHER_ON: Final = re.compile(
    rf"[^\n.:=\"']{{0,40}}?[ \t](?:(?:{_IS_EUROPEAN}|\u044d\u0442\u043e)(?P<colon>[ \t]*:)?|:)[ \t]+"
)
# All that is left of a line, and no word.
_ALONE: Final = re.compile(
    r"(?=\S{0,30}[!#$%&*+=?@^~])(?!\w+://)[^\s:]{6,200}[ \t]*\r?(?:\n|$)|[^\s:/]{2,30}[!#$%*^~][^\s:/]{3,200}(?=\s)"
)
# In other scripts than those of Europe, the word of ASCII behind "is" is what the sentence tells.
_IS: Final = "|".join(map(re.escape, sorted(WORDS["is, in other letters"])))
_SET: Final = "|".join(sorted(WORDS["set to, in other letters"]))
_TOLD: Final = re.compile(
    rf"(?:[ \t]+[^\W\d_a-zA-Z]{{1,15}}){{0,3}}?[ \t]*(?:[:\uff1a\u300c\u300e]|[^\W\d_a-z]{{2,6}}:|{_IS}"
    rf"|(?:{_SET})(?=[ \t]*[!-~]{{0,64}}[0-9!#-&*+?@]))"
    r"[ \t\u300c\u300e\u201c\"':\uff1a\xab]{0,4}(?P<value>[!-~]{5,100}?)(?=[,.;]?(?:[^!-~]|$))"
)
_VERB_BEHIND: Final = re.compile(rf"[ \t]+(?P<value>[!-~]{{5,100}})[ \t]+(?:{_IS})(?!\w)")
# In the scripts of Europe it has to be more than a word.
_CHOSEN: Final = re.compile(
    rf"[ \t]+(?:{_IS_EUROPEAN}|\u044d\u0442\u043e)[ \t]+[\"'\xab\u201c\u201e]?"
    r"(?P<value>(?=[!-~]{0,64}(?:[0-9]|[!@#$^&*~+=%_-][A-Za-z0-9]))[!-~]{6,64}?)(?=[\"',;.)]{0,2}(?:[^!-~]|$))"
)
_QUOTED_THEN: Final = re.compile(rf"{QUOTE}[ \t]+")
_ELEMENT: Final = re.compile(r"(?:[ \t][^<>]{0,200})?>(?!</|[\"'`]?[:,.;)\]](?:\s|$))\s*(?:<!\[CDATA\[)?|&gt;")
_NAMED: Final = re.compile(
    r"(?:name|key|id|header|field|param|parameter|variable|var|property|Name|Key)"
    rf"(?:{QUOTE})?[ \t]*[:=][ \t]*(?:{QUOTE})?$"
)
_BEFORE_QUOTED: Final = frozenset({":", "=", *MARK_ENDS})
_VALUE: Final = re.compile(
    rf"[^{{}}]{{0,400}}?(?<![A-Za-z])(?:value|Value|val|content|data)(?:{QUOTE})?[ \t]*[:=][ \t]*"
    rf"(?={QUOTE}|[^\s{{\[]|\{{\s{{0,20}}(?:{QUOTE})(?:S|string|stringValue)\b)"
)
_OTHER: Final = re.compile(r"<\w[^<>]{0,60}(?:\bname=|$)|\n[ \t]*Member\b")
_VALUE_BEFORE: Final = re.compile(rf"(?:value|Value|content)(?:{QUOTE})?[ \t]*[:=][ \t]*")
_ITEM: Final = re.compile(r"[{}<>]|\n[ \t]*-")
_LINE_HEAD: Final = re.compile(
    r"[ \t]*(?:(?:[│|>#<*+?\u2022\u2023\u25e6-]|#{2,6}|[0-9]{1,2}[.)]|(?:│[ \t]{0,8}){0,9}[├└][─-]{1,3})[ \t]+"
    r"|\$[ \t]*|(?:<\w{1,10}>){1,3})?"
    r"(?:\*{1,2}|_{2}|export[ \t]+|set[ \t]+|setx[ \t]+|ENV[ \t]+|ARG[ \t]+|-[ \t]+|declare -x[ \t]+|\$env:|[\"':])?$",
    re.IGNORECASE,
)
_ARN: Final = re.compile(r"\barn:[a-z-]{2,12}:[\w:/-]{0,200}$")
"""What names a resource of AWS up to the kind, as `secret` is one; what follows is the resource's name."""
_BACK_IN_ARN: Final = 240
_AND: Final = r"(?:[/&+|:](?!:)|(?<=[ \t])(?:and|und|et|y|e|en|i|och|og|ve|\u0438)(?=[ \t]))"
# The name of what logins have besides a secret, right before that of the secret: `user / password: bob / V`.
_FIRST_OF_TWO: Final = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(WORDS['what logins have besides a password']))}|u|usr|id|name|e-?mail"
    rf"|(?:client|machine|identity)[ _-]?id)[ \t]*{_AND}[ \t]*\Z",
    re.IGNORECASE,
)
_CREDENTIALS: Final = re.compile(r"[\w.-]*cred(?:ential)?s?", re.IGNORECASE)
_TWO_VALUES: Final = re.compile(
    rf"[)\]\"'*]{{0,3}}[ \t]*(?P<sign>(?:[:=\u2192]|->|[-\u2013](?=[ \t]))[ \t]*\r?\n?|are[ \t]"
    rf"|(?:is|was)[ \t](?=\S+[:/]))[ \t]*[\"'`(\[]?(?!arn:)[\w.@+\\-]{{1,64}}[ \t]*(?P<and>{_AND})"
    rf"[ \t]*(?=[^\s/:])(?!\w+=)"
)
_BACK: Final = 4096
_BEFORE: Final = 48
_NEAR: Final = 8
"""How much of it a directive and the sign before that take."""


def named_spans(content: Indexed) -> Iterator[Span]:
    """Every value in a text that stands beside the name of a secret and is one."""
    text = content.text
    reader = ValueReader(text)
    done = 0
    words = OF_CORE.within(content)
    for found, behind in sorted((at, at + len(word)) for word in words for at in content.hits((word,))):
        if found < done:
            continue
        start, end = _bounds(text, found, behind)
        done = end
        if _in_address(text, start, end):
            continue
        name = text[start:end].strip("-.$")
        spaced = _spaced(text, start, name) if text[start - 1] in " \u00a0" and name.lower() in _SPACED else None
        key, begin = spaced or (_named(name), start)
        if key is not None and not _in_arn(text, start):
            for span in _beside(reader, key, begin, end):
                yield span
                done = max(done, span.end)
    for start, end, key in further_names(content):
        dashes = _FLAG_BEFORE.search(text, max(0, start - 3), start)
        yield from _beside(reader, key, start if dashes is None else dashes.start(), end)
        yield from _copula(text, start, end, key)
        if (told := _FURTHER_ON.match(text, end)) is not None:
            surely = told["colon"] is not None or _ALONE.match(text, told.end()) is not None
            yield from reader.read(Place(told.end(), ":" if told["colon"] else " ", strong=surely), key)


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether the name is a login in an address, which is looked for there, or a host with its port."""
    port = text.startswith("@", start - 1) and text.startswith(":", end) and text[end + 1 : end + 2].isdigit()
    return port or text.startswith("://", start - 3)


@lru_cache(maxsize=4096)
def _named(name: str) -> Key | None:
    """What a name stands for, whose underscores may be escaped."""
    return key_of(name.replace("%5F", "_").replace("%5f", "_").replace("\\u005f", "_"))


def _in_arn(text: str, start: int) -> bool:
    at = text.find("arn:", max(0, start - _BACK_IN_ARN), start) if text[start - 1] not in " \"'" else -1
    return (at >= 0 and _ARN.search(text, at, start) is not None) or text.startswith("checksum/", start - 9)


def _copula(text: str, start: int, end: int, key: Key) -> Iterator[Span]:
    """The value that a sentence gives in a language of another script: only ASCII belongs to it."""
    other = text[start] >= _OTHER_SCRIPTS and key.weight is Weight.ALWAYS
    ways = (_TOLD, _VERB_BEHIND, _CHOSEN) if other else (_CHOSEN,)
    match = next(filter(None, (way.match(text, end) for way in ways)), None)
    if match is not None and not (is_blank(match["value"]) or tells_state(match["value"]) or is_link(match["value"])):
        yield secret_at(match.start("value"), match["value"], key.kind)


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The name around `text[start:end]`."""
    before = text[max(0, start - _MAX_NAME) : start]
    rest = _REST.match(text, end)
    if rest is not None and text.startswith(("%", "\\"), rest.end()):
        rest = _ESCAPED_REST.match(text, end)
    left = start - (len(before) - len(before.rstrip(_LETTERS)))
    right = rest.end() if rest is not None else end
    return left, right - (len(text[end:right]) - len(text[end:right].rstrip("-.")))


_QUALIFIERS: Final = (
    "api", "access", "private", "encryption", "signing", "secret", "account", "client", "service", "auth", "refresh",
    "identity", "machine", "license", "master", "webhook", "shared", "storage", "deploy", "root", "hmac",
)  # fmt: skip
_SPACED: Final = frozenset({"key", "secret", "token", "value"})
_BEFORE_NAME: Final = 12


def _spaced(text: str, start: int, name: str) -> tuple[Key, int] | None:
    """`API key` or `Client Secret` as prose and labels write it, and where that name begins."""
    first = max(0, start - _BEFORE_NAME)
    before = text[first:start].rstrip(" \u00a0")
    word = next(filter(lowered(before).endswith, _QUALIFIERS), "")
    begin = first + len(before) - len(word)
    key = key_of(f"{before[len(before) - len(word) :]}_{name}") if word else None
    # In the middle of a sentence, a word behind a colon tells what went wrong.
    return (key._replace(compound=_line_head(text, begin)), begin) if key is not None else None


def _beside(reader: ValueReader, key: Key, start: int, end: int) -> Iterator[Span]:
    text = reader.text
    before = text[max(0, start - _BEFORE) : start]
    if before.rstrip(" \t")[-1:] in _BEFORE_QUOTED and _NAMED.search(before):
        yield from _in_pair(reader, key, start, end, before)
    head = _line_head(text, start)
    if head and (below := value_below(text, end)) is not None:
        yield from reader.read(below._replace(strong=before.rstrip(" ").endswith("#")), key)
    place = (
        _second_of_two(text, start, end, before)
        or _assigned(text, start, end, before, head=head)
        or _led_to(text, end, before, head=head)
    )
    if place is not None and (place.sign != "(" or _GETTER.search(text, start, end) is None):
        yield from reader.read(place, key)


def _second_of_two(text: str, start: int, end: int, before: str) -> Place | None:
    """The place of a value behind that of a user: `user / password: bob / V`, `creds = bob:V`."""
    match = _TWO_VALUES.match(text, end)
    if match is None or not (_FIRST_OF_TWO.search(before) or _CREDENTIALS.fullmatch(text, start, end)):
        return None
    strong = not (match["sign"][0].isalpha() and match["and"].isalpha())
    return Place(match.end(), "=", strong=strong)


def _assigned(text: str, start: int, end: int, before: str, *, head: bool) -> Place | None:
    """The place of a value that a sign, a cell or a flag joins to its name."""
    if (match := _ASSIGNED.match(text, end)) is not None:
        return Place(match.end(), match["sign"], match["quote"] or "", head=head)
    if before.rstrip(" \t*`")[-1:] in _BARS and (match := _CELL.match(text, end)) is not None and not _heads(text, end):
        return Place(match.end(), "|")
    if text.startswith("-", start) and (match := _FLAG.match(text, end)):
        return Place(match.end(), " ")
    return None


def _heads(text: str, at: int) -> bool:
    """Whether the line at `at` is the header of a table: a rule is under it."""
    return _RULER.match(text, text.find("\n", at) + 1) is not None


def _led_to(text: str, end: int, before: str, *, head: bool) -> Place | None:
    """The place of a value that is in an element or a call of that name, is its neighbour, or is spoken of."""
    if before.endswith(("<", "&lt;", ":")) and (match := _ELEMENT.match(text, end)):
        return Place(match.end(), ">")
    if _OF_TWO.match(text, end) is not None:
        return None
    if (match := _CALLED.match(text, end)) is not None:
        return Place(match.end(), "(")
    if (beside := neighbour(text, end, before)) is not None:
        return beside
    match = _BY_VERB.match(text, end) or _after_quoted(text, end, before)
    if match is None:
        return None
    return Place(match.end(), " ", head=head, strong=_DIRECTIVE.search(before[-_NEAR:]) is not None)


def _after_quoted(text: str, end: int, before: str) -> re.Match[str] | None:
    """What leads on from a name that is quoted by itself. A mark that closes a whole sentence leads nowhere."""
    return _QUOTED_THEN.match(text, end) if before[-1:] in MARK_ENDS and QUOTE_BEFORE.search(before) else None


def _line_head(text: str, start: int) -> bool:
    """Whether the name begins its line, as in a settings file."""
    line = text.rfind("\n", max(0, start - 80), start) + 1
    return start - line <= 80 and _LINE_HEAD.match(text, line, start) is not None  # noqa: PLR2004


def _in_pair(reader: ValueReader, key: Key, start: int, end: int, before: str) -> Iterator[Span]:
    """The value of `{"name": "<key>", "value": …}`, whichever comes first."""
    text = reader.text
    if (match := _VALUE.match(text, end)) is not None and _OTHER.search(
        text[end : match.end()].rpartition("alue")[0].rstrip("Vv")
    ) is None:
        yield from reader.read(Place(match.end(), ":", '"' if '"' in before else ""), key)
    at = text.rfind("alue", max(0, start - _BACK), start)
    match = _VALUE_BEFORE.match(text, at - 1, start) if at > 0 else None
    if match is None:
        return
    for span in reader.read(Place(match.end(), ":", '"' if '"' in before else ""), key):
        between = text[span.end : start]
        if span.end <= start and len(between) <= 200 and not _ITEM.search(between):  # noqa: PLR2004 - one item
            yield span
