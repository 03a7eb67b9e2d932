"""Reads our TOML files: the plain part of the language that they keep to at once, all else by the standard library.

The standard library's reader takes ten times as long, which would be an eighth of a whole diagnosis.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

_STRING: Final = r"""(?:"[^"\\\x00-\x1f\x7f]*(?:\\"[^"\\\x00-\x1f\x7f]*)*"|'[^'\x00-\x1f\x7f]*')"""
_ONE: Final = re.compile(_STRING)
_LIST: Final = rf"\[(\n(?:  {_STRING},\n)*|{_STRING}(?:, {_STRING})*)\]"
_PLAIN: Final = re.compile(
    rf"([\w-]+) = (?:({_STRING})|{_LIST}|(true|false))(?=\n)"  # key = value
    r"|\[([\w-]+)(?:\.([\w-]+))?\](?=\n)"  # [table] or [table.inner]
    r"|(?:^#[^\x00-\x1f\x7f]*)?\n+"
    r"|([\s\S])",  # anything else
    re.ASCII | re.MULTILINE,
)


def read(path: Path) -> dict[str, Any]:
    """What the file holds, as `tomllib.loads` gives it. Raises OSError, and ValueError for what is no TOML."""
    text = path.read_text(encoding="utf-8")
    found = plain(text)
    if found is not None:
        return found
    import tomllib

    return tomllib.loads(text)


def plain(text: str) -> dict[str, Any] | None:
    """None where the text is more than plain, or names a key or a table twice, which the library refuses."""
    whole: dict[str, Any] = {}
    table = whole
    for key, string, strings, flag, name, inner, other in _PLAIN.findall(text):
        if key and key not in table:
            table[key] = _string(string) if string else flag == "true" if flag else _strings(strings)
        elif name:
            outer = whole.get(name) if inner else whole
            if not isinstance(outer, dict) or (inner or name) in outer:
                return None
            table = outer[inner or name] = {}
        elif key or other:
            return None
    return whole


def _strings(lines: str) -> list[str]:
    return [_string(one) for one in _ONE.findall(lines)]


def _string(quoted: str) -> str:
    return quoted[1:-1].replace('\\"', '"') if quoted[0] == '"' else quoted[1:-1]
