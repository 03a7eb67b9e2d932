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
from diagnose.redact.rule import rule
from diagnose.redact.scan import LETTERS_AND_DIGITS, WORD, Alphabet
from diagnose.redact.signed_passwords import symbol_stretches
from diagnose.redact.span import Span
from diagnose.redact.values import mark

_RUNS: Final = Alphabet(LETTERS_AND_DIGITS + "+/_-.~$*%!@#^=&?")
_LEAST: Final = 16
_LEAST_PLAIN: Final = 20
"""How many random characters make a secret; more of them where they are only of two classes."""
_RANDOM: Final = 4.6
_HEX: Final = 32
_MIXED: Final = rule(
    r"[a-z][A-Z0-9]|[0-9][A-Za-z]|[A-Z][0-9]", finds=("aB", "a1", "9x", "Q7"), leaves=("Ab", "AB", "12", "ab")
)
_HEX_WITHIN: Final = rule(
    r"[0-9a-f]{32}|[0-9A-F]{32}", finds=("key" + "0a1b2c3d" * 4,), leaves=("0a1b2c3d" * 3, "0a1B2c3D" * 4)
)
_LONGEST: Final = 4096
_SHORT: Final = 5
# Words, numbers and names in capitals, cut by signs; dates; UUIDs. Each part is read once.
_PART: Final = (
    r"(?>(?:[a-z]{1,19}|(?:[A-Za-z][a-z]++)++[0-9]{0,4}|[A-Z]{1,19}[0-9]{0,4}|[0-9]+|[A-Za-z0-9]{1,5})(?![A-Za-z0-9]))"
)
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
_ORDINARY: Final = rule(
    rf"(?>[^A-Za-z0-9]*+(?:{_UUID}|{_PART}))*+[^A-Za-z0-9]*+",
    by="fullmatch",
    finds=(
        "/api/v1/auth/universal-auth/login",
        "getSecretByName",
        "MAX_RETRY_COUNT=3",
        "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b",
    ),
    leaves=("Zq7dQ98SGCWvwqCoEM", "0a1b2c3d4e5f60718293a4b5"),
)
_KNOWN: Final = rule(
    rf"(?<![0-9A-Za-z]){_UUID}"
    r"|(?<![A-Za-z0-9])req-[A-Za-z0-9]{8,32}(?![A-Za-z0-9])"
    r"|(?<![0-9a-f])[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?![0-9a-f])"  # the id of a trace
    r"|-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}(?![A-Za-z0-9])"  # a pod of Kubernetes
    r"|(?<=/nix/store/)[0-9a-z]{32}(?=-)"
    r"|AAAA[BCE][23][NV][zj][aZ][CH][A-Za-z0-9+/]*={0,2}"  # a public key of SSH
    r"|(?<![0-9A-Za-z])01[0-9A-HJKMNP-TV-Z]{24}(?![0-9A-Za-z])"  # a ULID
    r"|(?<![0-9A-Za-z])age1[02-9ac-hj-np-z]{58}(?![0-9A-Za-z])"  # whom age encrypts for
    r"|(?<![0-9A-Za-z])(?:acct|ch|cus|evt|in|pi|pm|price|prod|re|req|seti|sub|txn)_[A-Za-z0-9]{14,28}(?![0-9A-Za-z])",
    finds=(
        "id=0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b",
        "req-a1B2c3D4e5",
        "00-" + "0a1b2c3d" * 4 + "-0a1b2c3d4e5f6071-01",
        "infisical-7d9f8b6c5d-x2v4z",
        "/nix/store/" + "0a1b2c3d" * 4 + "-curl",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA",
        "job 01KB3V9Q2W7Y8ZABCDEFGHJKMN",
        "age1" + "qpzry9x8" * 7 + "gf",
        "sub_1OaBcDeFgHiJkLmN",
    ),
    leaves=(
        "x0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b",
        "req-a1B2",
        "01KB3V9Q2W7Y8ZABCDEFGHJKMNX",
        "infisical-secret-value",
        "0a1b2c3d" * 4,
    ),
)
# An escape of a URL, however often it was escaped.
_ESCAPE: Final = rule(r"%(?:25)*[0-9A-Fa-f]{2}", finds=("a%2Fb", "a%252Fb"), leaves=("100% of", "%zz"))
_CUTS: Final = frozenset("=&? ")
_SIGNS: Final = 2
_DIGEST: Final = rule(
    r"(?i:sha-?(?:1|224|256|384|512)|md5)(?:[:=-]|:? )[\"']?$|\b(?:h1|zh):$"
    r"|(?i:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}[\"']?[ \t]?[:=][ \t]?[\"']?$",
    finds=("sha256:", 'md5="', "SHA-512: "),
    leaves=("sha256 is ", "key:"),
)
# Places of ids and of digests: what stands there may be hexadecimal; in those of the first kind, anything.
_BEFORE: Final = 48
_GAP: Final = r"[\"'\])]*[ \t]{0,20}[:=#/ \t][ \t]{0,20}(?:W/)?[\"'(\[<\u2039]*$"
_ID_OF_A_REQUEST: Final = rule(
    rf"(?i:(?:trace|span|request|req|correlation|amz-id-2|cf-id|amz|ray|etag)(?:[_. -]?id)?"
    rf"|(?:boot|invocation|message|msg|event|host|version|cluster|workflow|job|run|task|build|trace|node|nano|object|order"
    rf"|upload|batch|group|member|device|instance|install(?:ation)?|process|thread|query|transaction|deployment|document)"
    rf"[_. -]?id|kid|nanoid|ja3s?|(?<![A-Za-z])_id|traces){_GAP}",
    finds=("X-Request-Id: ", '"traceId":"', "etag=", "Trace ID       : ", "message_id=", "Cluster ID: ", 'etag: W/"'),
    leaves=("secret: ", "request failed, ", '"message": "'),
)
_ID: Final = rule(
    r"(?i:id|ids|uid|guid|commit|revision|rev|head|at|sha|sha1|oid|object|blob|tree|merge|digest|md5|checksum|hash"
    rf"|fingerprint|thumbprint|serial|serialnumber|image|layer|build|cache|key-hash|container|containerd:/|docker:/"
    rf"|(?:rsa|dsa|ecdsa|eddsa|gpg|pgp) key){_GAP}",
    finds=("commit ", "container_id=", '"digest": "', "using RSA key "),
    leaves=("secret=", "commit by bob, "),
)
_ID_HEX: Final = rule(
    r"[0-9a-f]{32,40}|[0-9A-F]{32,40}",
    by="fullmatch",
    finds=("0a1b2c3d" * 4, "0A1B2C3D" * 5),
    leaves=("0a1b2c3d" * 3, "0a1b2c3d" * 8, "0a1B2c3D" * 4),
)
_ID_ANY: Final = rule(
    r"(?![0-9a-f]{64}).{1,90}",
    re.DOTALL,
    by="fullmatch",
    finds=("Zq7dQ98S-GCWvwqCoEM=",),
    leaves=("0a1b2c3d" * 8, "Zq7d" * 30),
)
_CONTAINER: Final = rule(
    r"(?:containerd|docker|cri-o|podman)://$", finds=("runs containerd://", "docker://"), leaves=("https://", "docker:")
)
_HOST: Final = rule(
    r"(?:[.-][a-z0-9-]+)*\.[a-z]{2,12}(?![A-Za-z0-9@.-]*@)(?![A-Za-z0-9])",
    by="match",
    finds=(".eu-west-1.elb.example.com", ".example.com/a"),
    leaves=(".example.com@", ".a", "/example.com", ".x:bob@db.example"),
)
_LABEL: Final = rule(r"[a-z0-9-]+", by="fullmatch", finds=("a1b2-c3",), leaves=("A1b2", "a.b"))


class _Scored(NamedTuple):
    start: int
    end: int
    random: bool
    bridge: bool
    mixed: bool = False


def opaque_spans(text: str, taken: Sequence[Span]) -> Iterator[Span]:
    """Every stretch of `text` outside the spans `taken` (in order) that looks random and is no known evidence."""
    at = 0
    for start, end in _RUNS.runs(text, _LEAST):
        if _is_ordinary(text[start:end]):
            continue
        while at < len(taken) and taken[at].end <= start:
            at += 1
        for begin, finish in _free(start, end, taken, at):
            for first, last in (*random_stretches(text[begin:finish]), *symbol_stretches(text[begin:finish])):
                found = _unescaped(text, begin + first), begin + last
                if not _is_evidence(text, *found) and not _is_text(text[slice(*found)]):
                    yield Span(*found, mark("secret", text[slice(*found)]), "secret", text[slice(*found)])


def _is_ordinary(run: str) -> bool:
    return _ORDINARY.fullmatch(run) is not None and not any(symbol_stretches(run))


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
    before, value = text[max(0, start - _BEFORE) : start], text[start:end]
    line = before[before.rfind("\n") + 1 :]
    if _DIGEST.search(line) or _CONTAINER.search(line):
        return True
    if _ID_OF_A_REQUEST.search(line) and _ID_ANY.fullmatch(value):
        return True
    if _ID_HEX.fullmatch(value) and _ID.search(line):
        return True
    return _LABEL.fullmatch(value) is not None and len(value) <= _HEX and _HOST.match(text, end) is not None


@lru_cache(maxsize=8192)
def random_stretches(run: str) -> tuple[tuple[int, int], ...]:
    """Where in a run of letters, digits and signs something looks random, with what belongs to it."""
    # Escapes go first: what they stand for ends a word, their own digits are no part of it.
    hidden = _KNOWN.sub(_blank, _ESCAPE.sub(_blank, run[:_LONGEST]))
    groups: list[list[_Scored]] = [[]]
    for match in WORD.finditer(hidden):
        segment = _scored(match)
        last = groups[-1][-1] if groups[-1] else None
        between = hidden[last.end : segment.start] if last is not None else ""
        if last is not None and (len(between) > _SIGNS or _CUTS & {*between}):
            groups.append([])
        if segment.random or segment.bridge:
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
    random = [segment for segment in group if segment.random]
    if not random:
        return None
    within = [segment for segment in group if random[0].start <= segment.start <= random[-1].start or segment.mixed]
    text = "".join(run[segment.start : segment.end] for segment in within)
    digits, capitals = any(map(str.isdigit, text)), any(map(str.isupper, text))
    mixed = digits and capitals and any(map(str.islower, text))
    if len(text) < (_LEAST if mixed else _LEAST_PLAIN):
        return None
    start, end = group[0].start, group[-1].end
    while len(group) > 1 and not group[0].random and group[0].end - start <= _SHORT and not mixed:
        group = group[1:]
        start = group[0].start
    return start, end + len(run[end:]) - len(run[end:].lstrip("="))


def _scored(match: re.Match[str]) -> _Scored:
    text = match[0]
    digits = sum(map(str.isdigit, text))
    hexadecimal = (digits > 0 and not text.strip("0123456789abcdef")) or not text.strip("0123456789ABCDEF")
    if digits == len(text):
        return _Scored(*match.span(), random=False, bridge=len(text) <= _SHORT)
    if hexadecimal:
        return _Scored(*match.span(), random=len(text) >= _HEX, bridge=True)
    if len(text) <= _SHORT:
        return _Scored(*match.span(), random=False, bridge=True, mixed=_MIXED.search(text) is not None)
    random = surprise(text) >= _RANDOM or _HEX_WITHIN.search(text) is not None
    return _Scored(*match.span(), random=random, bridge=False)
