"""Takes out of an answer what it repeats of the credential that it was sent, before anything of the answer is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from diagnose.secret import Secret
from diagnose.secret.spellings import bare, needles, parts

REMOVED: Final = "[removed: it repeated the credential]"
_BLOCK: Final = 16
_STEP: Final = 8


class Mask:
    """Knows the secrets that a server was sent. Immutable; values under twelve characters are left alone.

    A secret that stands in a text as it is becomes `********`. A text that holds one in another spelling or letter
    case, or a long part of one, is replaced as a whole: where such a spelling ends cannot be told.
    """

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._secrets = frozenset(secrets)
        values = {secret.reveal() for secret in self._secrets}
        # The longest first, so that nothing of a token is left behind its shorter part.
        plain = sorted({part for value in values for part in (value, *parts(value)) if any(parts(value))}, key=len)
        self._plain = re.compile("|".join(re.escape(value) for value in reversed(plain))) if plain else None
        self._exact, self._dense = (tuple(found) for found in needles(values))
        self._blocks = tuple(block for value in values for part in parts(value) for block in _blocks(part))

    def also(self, *secrets: Secret) -> Mask:
        """One that knows these as well."""
        return self if self._secrets.issuperset(secrets) else Mask((*self._secrets, *secrets))

    def text(self, text: str) -> str:
        """The text without the secrets."""
        if not self._shows(text):
            return text
        left = self._plain.sub(Secret.MASK, text) if self._plain is not None else text
        return REMOVED if self._shows(left) else left

    def json(self, value: Any) -> Any:
        """The decoded JSON without the secrets, in its keys as well; the very same object if it holds none."""
        if self._plain is None or not self._shows(json.dumps(value, ensure_ascii=False)):
            return value
        return self._cleaned(value)

    def headers(self, headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The headers without the secrets; one that is named like a secret is dropped."""
        return [(name, self.text(value)) for name, value in headers if not self._shows(name)]

    def _cleaned(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self._cleaned(part) for key, part in value.items()}
        return [self._cleaned(part) for part in value] if isinstance(value, list) else value

    def _shows(self, text: str) -> bool:
        if self._plain is None:
            return False
        content = text.encode("utf-8", "surrogatepass")
        letters = bare(content)
        low = letters.lower()
        return (
            any(block in low for block in self._blocks)
            or any(needle in letters for needle in self._dense)
            or any(needle in content for needle in self._exact)
        )

    def __repr__(self) -> str:
        return f"Mask({len(self._secrets)} secrets)"


def _blocks(value: str) -> Iterable[bytes]:
    """Pieces of a secret, such that any 24 letters and digits in a row of it hold one whole."""
    low = bare(value.encode("utf-8", "surrogatepass")).lower()
    # What is made of a few characters only, as an example often is, could be part of any text.
    varied = (low[at : at + _BLOCK] for at in range(0, len(low) - _BLOCK + 1, _STEP))
    return [block for block in varied if len(set(block)) >= _STEP // 2 and any(chr(byte).isdigit() for byte in block)]
