"""The evidence as one canonical text: equal evidence gives equal bytes, so a hash of it names it in every copy."""

from __future__ import annotations

import base64
import hashlib
import json

import msgspec

from diagnose.model import Evidence


def canonical(evidence: Evidence) -> str:
    """The evidence as JSON on one line: ASCII only, names sorted, no blanks."""
    return json.dumps(msgspec.to_builtins(evidence), ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def digest(evidence: Evidence) -> str:
    """The SHA-256 of the canonical text, in hexadecimal digits."""
    return _hash(evidence).hex()


def reference(evidence: Evidence) -> str:
    """A short name for the evidence, to be read out or typed: `D-7F3KQ2`, equal in every copy of one report."""
    return f"D-{base64.b32encode(_hash(evidence)).decode()[:6]}"


def _hash(evidence: Evidence) -> bytes:
    return hashlib.sha256(canonical(evidence).encode()).digest()
