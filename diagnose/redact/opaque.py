"""Values that look random: secrets, unless their place says that they are known evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import Final

from diagnose.redact.encoded import readable
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.randomness import (
    ESCAPE,
    LEAST,
    LONGEST,
    UUID_RUN,
    any_number,
    random_stretches,
    symbol_stretches,
)
from diagnose.redact.scan import LETTERS_AND_DIGITS, WORD, alphabet, hits, places
from diagnose.redact.span import Span
from diagnose.redact.values import secret_at

_RUN_SIGNS: Final = LETTERS_AND_DIGITS + "+/_-.~$*%!@#^=&?"
_RUNS: Final = alphabet(_RUN_SIGNS)
_STRONG: Final = frozenset("!$^~*#")
_NUMBER: Final = re.compile(
    rf"(?=[a-f]{{0,99}}[0-9])(?=[0-9]{{0,99}}[a-f])[0-9a-f]{{32,99}}(?![{re.escape(_RUN_SIGNS)}]|[^\x00-\x7f])"
)
"""A hexadecimal number with which a run ends."""
_NAME: Final = 12
"""How many characters before a number are looked at for its name."""
_ALL_SIGNS: Final = b"a" * LONGEST
_TWO_SIGNS: Final = re.compile(
    r"[!$^~*#][!$^~*#%&+?@]{0,3}[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@]|[!$^~*#%&+?@][A-Za-z0-9_-]{1,12}[!$^~*#%&+?@]{0,3}[!$^~*#]"
)
_NEAR: Final = 20
# Words, numbers and names in capitals, cut by signs; dates; UUIDs.
_PART: Final = (
    r"(?:[a-z]{1,19}|[A-Za-z][a-z]+(?:[A-Z][a-z]+)*[0-9]{0,4}|[A-Z]{1,19}[0-9]{0,4}|[0-9]+|[A-Za-z0-9]{1,5})"
    r"(?![A-Za-z0-9])"
)
_ORDINARY: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{UUID_RUN}|{_PART})")
_USUAL_ID: Final = re.compile(
    r"(?<=(?<![A-Za-z0-9])req-)[A-Za-z0-9]{8,32}(?![A-Za-z0-9])"
    r"|(?<=-)[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}(?![A-Za-z0-9])"
    r"|(?<=[^A-Za-z0-9+/][0-9a-f]{2}-)[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?![0-9a-f])"
)
"""Known evidence that nearly every line of a log may have, by what is random in it."""
_DIGEST: Final = re.compile(
    r"(?i:sha-?(?:1|224|256|384|512)|md5)(?:[:=-]|:? )[\"']?$|\b(?:h1|zh):$"
    r"|(?i:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}[\"']?[ \t]?[:=][ \t]?[\"']?$"
    r"|(?:containerd|docker|cri-o|podman)://$"
)
# Places of ids and of digests: what stands there may be hexadecimal; in those of the first kind, anything.
_BEFORE: Final = 48
_COMMIT: Final = 40
_LONGEST_COMMAND: Final = 400
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
    rf"|fingerprint|thumbprint|serial|serialnumber|image|layer|build|event|cache|key-hash|container|containerd:/|docker:/"
    rf"|(?:rsa|dsa|ecdsa|eddsa|gpg|pgp) key){_GAP}"
)
_ID_HEX: Final = re.compile(r"[0-9a-f]{32,40}|[0-9A-F]{32,40}")
_ID_ANY: Final = re.compile(r"(?![0-9a-f]{64}).{1,90}", re.DOTALL)
_OF_GIT: Final = re.compile(
    r"[0-9a-f]{40}(?=[ \t]+(?:refs/|HEAD$|->[ \t]+FETCH_HEAD)|[^\n(]{0,80}\([^\n()]{1,60} \d{4}-\d\d-\d\d )",
    re.MULTILINE,
)
_GIVEN_TO_GIT: Final = re.compile(
    r"\bgit[ ](?:[^\n]{0,200}[ ])?(?:fetch|checkout|reset|show|cherry-pick|revert|merge|rebase|log|diff|switch)[ ]"
    r"(?:[^\n]{0,200}[ ])?(?=[0-9a-f]{40}(?![0-9A-Za-z]))"
)
_CHANGED: Final = re.compile(r"(?:[ ](?:has|been|was|is|changed|set|updated|moved|reset|now|from|to)){1,4}$")
_ATTRIBUTE: Final = re.compile(
    r"\\?\"key\\?\":[ ]?\\?\"([\w.]{1,40})\\?\",[ ]?\\?\"value\\?\":[ ]?\{[ ]?\\?\"[a-z]{1,9}Value\\?\":[ ]?\\?\"$"
)
"""What OpenTelemetry writes before a value."""


def opaque_spans(content: Indexed, taken: Sequence[Span]) -> Iterator[Span]:
    """Every stretch of a text outside the spans `taken` (in order) that looks random and is no known evidence."""
    text, at = content.text, 0
    for start, end in _suspicious(content, taken):
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if _is_plain(text[start:end]) and not (at < len(taken) and taken[at].start < end):
            continue
        for begin, finish in _free(start, end, taken, at):
            for first, last in (*random_stretches(text[begin:finish]), *symbol_stretches(text[begin:finish])):
                found = _unescaped(text, begin + first), begin + last
                value = text[slice(*found)]
                if not (_is_evidence(text, *found) or _is_ordinary(text[start:end]) or _is_text(value)):
                    yield secret_at(found[0], value, "secret")


@lru_cache(maxsize=8192)
def _is_plain(run: str) -> bool:
    """Whether nothing in a run is a secret, wherever it is: the names and paths of a log come again and again."""
    return _is_ordinary(run) or not (any(random_stretches(run)) or any(symbol_stretches(run)))


def _suspicious(content: Indexed, taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Start and end of the runs of letters, digits and signs that may have something random in them, in order.

    What looks random has a run of letters and digits that does, or signs as a password has them. Where an escape or a
    span ends, such a run may only be a part of one that does not.
    """
    signs, done = content.latin.translate(_RUNS), 0
    ends = (at for span in taken for at in span[:2])
    partly_read = places(signs, _ALL_SIGNS)
    for at in sorted([*_random(content), *_marked(content), *ends, *partly_read]):
        if at < done:
            continue
        start, done = signs.rfind(b" ", done, at) + 1 or done, signs.find(b" ", at)
        done = len(signs) if done < 0 else done
        if done - start >= LEAST:
            yield start, done


def _random(content: Indexed) -> Iterator[int]:
    """Where the runs of letters and digits begin that look random by themselves."""
    text, usual = content.text, _USUAL_ID.match
    return (at for at in content.random if usual(text, at) is None and not _is_named_number(text, at))


def _is_named_number(text: str, at: int) -> bool:
    """Whether a hexadecimal number begins at `at` that ends its run and is known evidence by the name before it."""
    number = _NUMBER.match(text, at)
    return number is not None and at >= _NAME and _names_a_number(text[at - _NAME : at], len(number[0]))


@lru_cache(maxsize=4096)
def _names_a_number(before: str, length: int) -> bool:
    """Whether `before` tells by itself that any hexadecimal number of that length behind it is known evidence."""
    outside = before.rstrip(_RUN_SIGNS)
    if not (outside and before.isascii()) or "\\" in before or _STRONG & {*before}:
        return False
    text, start = before + any_number(length), len(outside)
    stretches = [(start + first, start + last) for first, last in random_stretches(text[start:])]
    # Where more of the line could belong to the name, it is not known.
    whole = any("\n" not in text[:begin] and len(_place(text, begin)) >= begin for begin, _ in stretches)
    return not whole and all(_is_evidence(text, *stretch) for stretch in stretches)


_SSH: Final = Literals(("aaaa",))
"""A public key begins so."""


def _marked(content: Indexed) -> Iterator[int]:
    """Where a run of letters and digits may be other than it is written, and where signs may belong to a password."""
    text = content.text
    yield from (match.start() for match in ESCAPE.finditer(text))
    yield from content.hits(_SSH.within(content))
    signs = (at for at, _ in hits(text, _STRONG))
    yield from (at for at in signs if _TWO_SIGNS.search(text, max(0, at - _NEAR), at + _NEAR) is not None)


def _is_ordinary(run: str) -> bool:
    return WORD.search(_ORDINARY.sub("", run)) is None and not any(symbol_stretches(run))


def _is_text(value: str) -> bool:
    """Whether a value is base64 of something that can be read, and that holds nothing random."""
    decoded = readable(value.rstrip("="))
    return decoded is not None and not any(random_stretches(word) for word in decoded[0].split())


def _free(start: int, end: int, taken: Sequence[Span], at: int) -> Iterator[tuple[int, int]]:
    while at < len(taken) and taken[at].start < end:
        if taken[at].start - start >= LEAST:
            yield start, taken[at].start
        start, at = max(start, taken[at].end), at + 1
    if end - start >= LEAST:
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
    return _OF_GIT.match(text, start) is not None or (len(value) == _COMMIT and _is_given_to_git(text, start))


def _is_given_to_git(text: str, start: int) -> bool:
    found = _GIVEN_TO_GIT.finditer(text, max(0, start - _LONGEST_COMMAND), start + _COMMIT + 1)
    return any(match.end() == start for match in found)


def _place(text: str, start: int) -> str:
    """What before a value on its line can name it: the last word, and the one before `id` or `key`."""
    line = unescape(text[max(0, start - _BEFORE) : start].rpartition("\n")[2].replace('\\"', '"')).replace("\xa0", " ")
    if line.endswith((" to ", " from ", " now ")):
        line = _CHANGED.sub("", line[:-1]) + " "
    elif "Value" in line:
        line = _ATTRIBUTE.sub(r"\1=", text[max(0, start - 2 * _BEFORE) : start]).rpartition("\n")[2]
    named = line.rstrip(_GAP_SIGNS)
    rest = named.rstrip(_NAME_SIGNS)
    if named[len(rest) :].lower() in ("id", "key"):
        rest = rest[:-1].rstrip(_NAME_SIGNS)
    # A tag of HTTP has letters behind its name, and what is no ASCII may belong to a name.
    return line if named.endswith("W") or not rest[-1:].isascii() else line[max(0, len(rest) - 1) :]


@lru_cache(maxsize=4096)
def _places(before: str) -> tuple[bool, bool, bool]:
    """Whether `before` names a digest, an id of a request, which may be anything, or an id in hexadecimal digits."""
    digest, of_request, of_something = (names.search(before) for names in (_DIGEST, _ID_OF_A_REQUEST, _ID))
    return digest is not None, of_request is not None, of_something is not None
