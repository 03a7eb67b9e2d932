"""Values that look random: secrets, whatever stands beside them, unless their place says that they are known evidence.

The measure is surprise, in bits a character, against how ordinary words and identifiers are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from diagnose.redact.base64_texts import readable
from diagnose.redact.letters import surprise
from diagnose.redact.scan import LETTERS_AND_DIGITS, WORD, Alphabet, Indexed
from diagnose.redact.signed_passwords import symbol_stretches
from diagnose.redact.span import Span
from diagnose.redact.values import mark

_RUNS: Final = Alphabet(LETTERS_AND_DIGITS + "+/_-.~$*%!@#^=&?")
_LEAST: Final = 16
_LEAST_PLAIN: Final = 20
"""How many random characters make a secret; more of them where they are only of two classes."""
_RANDOM: Final = 4.6
_HEX: Final = 32
_MIXED: Final = re.compile(r"[a-z][A-Z0-9]|[0-9][A-Za-z]|[A-Z][0-9]")
_HEXADECIMAL: Final = re.compile(r"(?=[a-f]*[0-9])[0-9a-f]+|[0-9A-F]+")
_HEX_WITHIN: Final = re.compile(r"[0-9a-f]{32}|[0-9A-F]{32}")
_LONGEST: Final = 4096
_ALL_SIGNS: Final = b"a" * _LONGEST
_SHORT: Final = 5
_SHORT_TEXT: Final = 300
_HEX_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])(?=[a-f]{0,99}[0-9])(?=[0-9]{0,99}[a-f])[0-9a-f]{11,}(?![A-Za-z0-9])")
_A_NUMBER: Final = "0a1b2c3d4e5f6789"
_MANY_HEX: Final = re.compile(r"(?=[a-f]{0,99}[0-9])[0-9a-f]{32,}")
# Of letters and digits; hexadecimal digits only if there are many.
_PERHAPS_RANDOM: Final = re.compile(r"(?<![^ ])(?!(?:[0-9a-f]{1,31}|[0-9A-F]{1,31})(?![^ ]))[A-Za-z0-9]{6,}")
_KEY: Final = re.compile("AAAA")
_STRONG_SIGNS: Final = "!$^~*#"
_TWO_SIGNS: Final = re.compile(
    r"[!$^~*#][!$^~*#%&+?@]{0,3}[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@]|[!$^~*#%&+?@][A-Za-z0-9_-]{1,12}[!$^~*#%&+?@]{0,3}[!$^~*#]"
)
_NEAR: Final = 20
# Words, numbers and names in capitals, cut by signs; dates; UUIDs.
_PART: Final = (
    r"(?:[a-z]{1,19}|[A-Za-z][a-z]+(?:[A-Z][a-z]+)*[0-9]{0,4}|[A-Z]{1,19}[0-9]{0,4}|[0-9]+|[A-Za-z0-9]{1,5})"
    r"(?![A-Za-z0-9])"
)
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
_ORDINARY: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{_UUID}|{_PART})")
_KNOWN: Final = re.compile(
    rf"(?<![0-9A-Za-z]){_UUID}"
    r"|(?<![A-Za-z0-9])req-[A-Za-z0-9]{8,32}(?![A-Za-z0-9])"
    r"|(?<![0-9a-f])[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?![0-9a-f])"  # the id of a trace
    r"|-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}(?![A-Za-z0-9])"  # a pod of Kubernetes
    r"|(?<=/nix/store/)[0-9a-z]{32}(?=-)"
    r"|AAAA[BCE][23][NV][zj][aZ][CH][A-Za-z0-9+/]*={0,2}"  # a public key of SSH
    r"|(?<![0-9A-Za-z])01[0-9A-HJKMNP-TV-Z]{24}(?![0-9A-Za-z])"  # a ULID
    r"|(?<![0-9A-Za-z])age1[02-9ac-hj-np-z]{58}(?![0-9A-Za-z])"  # whom age encrypts for
    r"|(?<![0-9A-Za-z])(?:acct|ch|cus|evt|in|pi|pm|price|prod|re|req|seti|sub|txn)_[A-Za-z0-9]{14,28}(?![0-9A-Za-z])"
)
_USUAL_ID: Final = re.compile(
    r"(?<=(?<![A-Za-z0-9])req-)[A-Za-z0-9]{8,32}(?![A-Za-z0-9])"
    r"|(?<=-)[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}(?![A-Za-z0-9])"
)
"""Those of them that nearly every line of a log may have."""
_OF_KNOWN: Final = re.compile(r"-|_|AAAA|/nix|01|age1")
"""Without one of these, nothing is known."""
# An escape of a URL, however often it was escaped.
_ESCAPE: Final = re.compile(r"%(?:25)*[0-9A-Fa-f]{2}")
_CUTS: Final = frozenset("=&? ")
_SIGNS: Final = 2
_DIGEST: Final = re.compile(
    r"(?i:sha-?(?:1|224|256|384|512)|md5)(?:[:=-]|:? )[\"']?$|\b(?:h1|zh):$"
    r"|(?i:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}[\"']?[ \t]?[:=][ \t]?[\"']?$"
)
# Places of ids and of digests: what stands there may be hexadecimal; in those of the first kind, anything.
_BEFORE: Final = 48
_GAP: Final = r"[\"'\])]*[ \t]{0,20}[:=#/|│ \t][ \t]{0,20}(?:W/)?[\"'(\[<\u2039]*$"
_GAP_SIGNS: Final = "\"'])([<\u2039:=#/|│ \t"
_NAME_SIGNS: Final = LETTERS_AND_DIGITS + "_/.-"
_ID_OF_A_REQUEST: Final = re.compile(
    rf"(?i:(?:trace|span|request|req|correlation|amz-id-2|cf-id|amz|ray|etag)(?:[_. -]?id)?"
    rf"|(?:boot|invocation|message|msg|event|host|version|cluster|workflow|job|run|task|build|trace|node|nano|object|order"
    rf"|upload|batch|group|member|device|instance|install(?:ation)?|process|thread|query|transaction|deployment|document)"
    rf"[_. -]?id|kid|nanoid|ja3s?|(?<![A-Za-z])_id|traces){_GAP}"
)
_ID: Final = re.compile(
    r"(?i:id|ids|uid|guid|commit|revision|rev|head|at|sha|sha1|oid|object|blob|tree|merge|digest|md5|checksum|hash"
    rf"|fingerprint|thumbprint|serial|serialnumber|image|layer|build|cache|key-hash|container|containerd:/|docker:/"
    rf"|(?:rsa|dsa|ecdsa|eddsa|gpg|pgp) key){_GAP}"
)
_ID_HEX: Final = re.compile(r"[0-9a-f]{32,40}|[0-9A-F]{32,40}")
_ID_ANY: Final = re.compile(r"(?![0-9a-f]{64}).{1,90}", re.DOTALL)
_CONTAINER: Final = re.compile(r"(?:containerd|docker|cri-o|podman)://$")
_HOST: Final = re.compile(r"(?:[.-][a-z0-9-]+)*\.[a-z]{2,12}(?![A-Za-z0-9@.-]*@)(?![A-Za-z0-9])")
_LABEL: Final = re.compile(r"[a-z0-9-]+")


class _Score(NamedTuple):
    random: bool
    bridge: bool
    mixed: bool = False


class _Scored(NamedTuple):
    start: int
    end: int
    score: _Score


def opaque_spans(content: Indexed, taken: Sequence[Span]) -> Iterator[Span]:
    """Every stretch of a text outside the spans `taken` (in order) that looks random and is no known evidence."""
    text, at = content.text, 0
    for start, end in _suspicious(content, taken):
        while at < len(taken) and taken[at].end <= start:
            at += 1
        for begin, finish in _free(start, end, taken, at):
            for first, last in (*random_stretches(text[begin:finish]), *symbol_stretches(text[begin:finish])):
                found = _unescaped(text, begin + first), begin + last
                value = text[slice(*found)]
                if not (_is_evidence(text, *found) or _is_ordinary(text[start:end]) or _is_text(value)):
                    yield Span(*found, mark("secret", value), "secret", value)


def _suspicious(content: Indexed, taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Start and end of the runs of letters, digits and signs that may have something random in them, in order.

    What looks random has a run of letters and digits that does, or signs as a password has them. Where an escape or a
    span ends, such a run may only be a part of one that does not.
    """
    text = content.text
    if len(text) < _SHORT_TEXT:
        yield from _RUNS.runs(text, _LEAST)
        return
    signs, done = _RUNS.mask(text), 0
    ends = (at for span in taken for at in span[:2])
    for at in sorted([*_random(content), *_marked(text), *ends, *_long(signs)]):
        if at < done:
            continue
        start, done = signs.rfind(b" ", done, at) + 1 or done, signs.find(b" ", at)
        done = len(signs) if done < 0 else done
        if done - start >= _LEAST:
            yield start, done


def _random(content: Indexed) -> Iterator[int]:
    """Where the runs of letters and digits begin that look random by themselves."""
    random = frozenset(run for run in _PERHAPS_RANDOM.findall(content.wordlike) if _is_random(run))
    spaced, at = f" {content.spaced} ", 0
    for word in filter(random.__contains__, content.runs):
        at = spaced.index(f" {word} ", at)
        if _USUAL_ID.match(content.text, at) is None:
            yield at
        at += len(word)


def _long(signs: bytes) -> Iterator[int]:
    """Where runs begin of which only a part is read."""
    at = signs.find(_ALL_SIGNS)
    while at >= 0:
        yield at
        end = signs.find(b" ", at)
        at = signs.find(_ALL_SIGNS, end) if end >= 0 else -1


def _places_of(text: str, signs: str) -> Iterator[int]:
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            yield at
            at = text.find(sign, at + 1)


def _marked(text: str) -> Iterator[int]:
    """Where a run of letters and digits may be other than it is written, and where signs may belong to a password."""
    yield from (match.start() for match in _ESCAPE.finditer(text))
    yield from (match.start() for match in _KEY.finditer(text))
    for at in _places_of(text, _STRONG_SIGNS):
        if _TWO_SIGNS.search(text, max(0, at - _NEAR), at + _NEAR) is not None:
            yield at


def _is_random(run: str) -> bool:
    return _MANY_HEX.fullmatch(run) is not None or _score(run).random


def _is_ordinary(run: str) -> bool:
    return WORD.search(_ORDINARY.sub("", run)) is None and not any(symbol_stretches(run))


def is_opaque(value: str) -> bool:
    """Whether a value by itself looks random."""
    return any(last - first > len(value) // 2 for first, last in random_stretches(value))


def _is_text(value: str) -> bool:
    """Whether a value is base64 of something that can be read, and that holds nothing random."""
    decoded = readable(value.rstrip("="))
    return decoded is not None and not any(random_stretches(word) for word in decoded[0].split())


def _free(start: int, end: int, taken: Sequence[Span], at: int) -> Iterator[tuple[int, int]]:
    while at < len(taken) and taken[at].start < end:
        if taken[at].start - start >= _LEAST:
            yield start, taken[at].start
        start, at = max(start, taken[at].end), at + 1
    if end - start >= _LEAST:
        yield start, end


def _unescaped(text: str, start: int) -> int:
    r"""Where a value begins if an escape such as `\\n` stands right before it."""
    if text.startswith("\\", start - 1) and text[start] in "nrtu":
        return start + (5 if text[start] == "u" else 1)
    return start


def _is_evidence(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    digest, of_request, of_something = _places(_place(text, start))
    if digest or (of_request and _ID_ANY.fullmatch(value)) or (of_something and _ID_HEX.fullmatch(value)):
        return True
    return _LABEL.fullmatch(value) is not None and len(value) <= _HEX and _HOST.match(text, end) is not None


def _place(text: str, start: int) -> str:
    """What before a value on its line can name it: the last word, and the one before `id` or `key`."""
    line = text[max(0, start - _BEFORE) : start].rpartition("\n")[2]
    named = line.rstrip(_GAP_SIGNS)
    rest = named.rstrip(_NAME_SIGNS)
    if named[len(rest) :].lower() in ("id", "key"):
        rest = rest[:-1].rstrip(_NAME_SIGNS)
    # A tag of HTTP has letters behind its name, and what is no ASCII may belong to a name.
    return line if named.endswith("W") or not rest[-1:].isascii() else line[max(0, len(rest) - 1) :]


@lru_cache(maxsize=4096)
def _places(before: str) -> tuple[bool, bool, bool]:
    """Whether `before` names a digest, an id of a request, which may be anything, or an id in hexadecimal digits."""
    digest = _DIGEST.search(before) or _CONTAINER.search(before)
    return digest is not None, _ID_OF_A_REQUEST.search(before) is not None, _ID.search(before) is not None


def random_stretches(run: str) -> tuple[tuple[int, int], ...]:
    """Where in a run of letters, digits and signs something looks random, with what belongs to it."""
    return _stretches(_HEX_NUMBER.sub(_any_number, run))


def _any_number(match: re.Match[str]) -> str:
    """One hexadecimal number for all that are as long: which one it is makes no difference."""
    return (_A_NUMBER * (len(match[0]) // len(_A_NUMBER) + 1))[: len(match[0])]


@lru_cache(maxsize=8192)
def _stretches(run: str) -> tuple[tuple[int, int], ...]:
    # Escapes go first: what they stand for ends a word, their own digits are no part of it.
    hidden = run[:_LONGEST]
    hidden = _ESCAPE.sub(_blank, hidden) if "%" in hidden else hidden
    hidden = _KNOWN.sub(_blank, hidden) if _OF_KNOWN.search(hidden) is not None else hidden
    if not any(_score(word).random for word in WORD.findall(hidden)):
        return ()
    groups: list[list[_Scored]] = [[]]
    for match in WORD.finditer(hidden):
        score = _score(match[0])
        segment = _Scored(*match.span(), score)
        last = groups[-1][-1] if groups[-1] else None
        between = hidden[last.end : segment.start] if last is not None else ""
        if last is not None and (len(between) > _SIGNS or _CUTS & {*between}):
            groups.append([])
        if score.random or score.bridge:
            groups[-1].append(segment)
        else:
            groups.append([])
    found = tuple(stretch for group in groups if (stretch := _stretch(hidden, group)) is not None)
    if found and len(run) > _LONGEST:
        return (*found[:-1], (found[-1][0], len(run)))
    return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _stretch(run: str, group: list[_Scored]) -> tuple[int, int] | None:
    random = [segment for segment in group if segment.score.random]
    if not random:
        return None
    within = [
        segment for segment in group if random[0].start <= segment.start <= random[-1].start or segment.score.mixed
    ]
    text = "".join(run[segment.start : segment.end] for segment in within)
    digits, capitals = any(map(str.isdigit, text)), any(map(str.isupper, text))
    mixed = digits and capitals and any(map(str.islower, text))
    if len(text) < (_LEAST if mixed else _LEAST_PLAIN):
        return None
    start, end = group[0].start, group[-1].end
    while len(group) > 1 and not group[0].score.random and group[0].end - start <= _SHORT and not mixed:
        group = group[1:]
        start = group[0].start
    return start, end + len(run[end:]) - len(run[end:].lstrip("="))


@lru_cache(maxsize=65536)
def _score(text: str) -> _Score:
    if text.isdigit():
        return _Score(random=False, bridge=len(text) <= _SHORT)
    if _HEXADECIMAL.fullmatch(text) is not None:
        return _Score(random=len(text) >= _HEX, bridge=True)
    if len(text) <= _SHORT:
        return _Score(random=False, bridge=True, mixed=_MIXED.search(text) is not None)
    return _Score(random=surprise(text) >= _RANDOM or _HEX_WITHIN.search(text) is not None, bridge=False)
