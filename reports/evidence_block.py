"""The evidence as one canonical text: equal evidence gives equal bytes, so a hash of it names it in every copy.

The support copy carries the text itself as an evidence file in a block of data, which a browser neither runs nor
shows; the customer's copy carries only the hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, Final

import msgspec

from diagnose.model import Diagnosis, Evidence

FORMAT: Final = "infisical-diagnose/evidence"
VERSION: Final = 1
MOST_CARRIED: Final = 24 * 1024
"""Evidence whose file is longer than this many bytes is named by its hash and not carried: pages stay small."""

_ESCAPES: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def canonical(evidence: Evidence) -> str:
    """The evidence as JSON on one line: ASCII only, names sorted, no blanks, fields at their defaults left out."""
    return json.dumps(_told(evidence), ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def digest(evidence: Evidence) -> str:
    """The SHA-256 of the canonical text, in hexadecimal digits."""
    return _hash(evidence).hex()


def reference(evidence: Evidence) -> str:
    """A short name for the evidence, to be read out or typed: `D-7F3KQ2`, equal in every copy of one report."""
    return f"D-{base64.b32encode(_hash(evidence)).decode()[:6]}"


def carried(diagnosis: Diagnosis) -> str:
    """The evidence file as the text of a `<script type="application/json">`; `null` if it is too long for a page.

    Nothing in it can end the element: `<`, `>` and `&` are written as escapes, which JSON reads as the same text.
    """
    head = json.dumps({"format": FORMAT, "version": VERSION, "tool": diagnosis.tool_version}, ensure_ascii=True)
    file = f'{head[:-1]}, "evidence": {canonical(diagnosis.evidence)}}}'.translate(_ESCAPES)
    return file if len(file) <= MOST_CARRIED else "null"


def _hash(evidence: Evidence) -> bytes:
    return hashlib.sha256(canonical(evidence).encode()).digest()


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """A type's fields; looking them up takes longer than all else that is done with them."""
    return msgspec.structs.fields(kind)


def _told(value: Any) -> Any:
    """The value in JSON's own types. Defaults go unsaid, so that a field added later changes no hash."""
    if isinstance(value, msgspec.Struct):
        fields = ((field, getattr(value, field.name)) for field in _fields(type(value)))
        return {field.encode_name: _told(held) for field, held in fields if field.required or held != field.default}
    if isinstance(value, Mapping):
        return {str(key): _told(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_told(held) for held in value]
    return value.value if isinstance(value, Enum) else value
