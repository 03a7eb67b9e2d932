"""Takes out of an answer what it repeats of the credential that it was sent, before anything of the answer is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from diagnose.secret import Secret
from diagnose.secret.spellings import Spellings, parts

REMOVED: Final = "[removed: it repeated the credential]"


class Mask:
    """Knows the secrets that a server was sent. Immutable; values under twelve characters are left alone.

    A secret that stands in a text as it is becomes `********`. A text that holds one in another spelling or letter
    case, or a long part of one, is replaced as a whole: where such a spelling ends cannot be told.
    """

    def __init__(self, secrets: Iterable[Secret] = (), spellings: Spellings | None = None) -> None:
        """`spellings`: those of the secrets, if they are made already."""
        self._secrets = frozenset(secrets)
        self._spellings = Spellings(self._values()) if spellings is None else spellings

    def _values(self) -> set[str]:
        return {secret.reveal() for secret in self._secrets}

    @cached_property
    def _plain(self) -> re.Pattern[str] | None:
        """The secrets as they are. Most servers repeat none, so this waits for one that does."""
        plain = {part for value in self._values() for part in (value, *parts(value)) if _is_varied(part)}
        # What begins like another value comes after that one, so that nothing of the longer one is left.
        ordered = sorted(plain, reverse=True)
        return re.compile("|".join(map(re.escape, ordered))) if plain else None

    def also(self, *secrets: Secret) -> Mask:
        """One that knows these as well."""
        if self._secrets.issuperset(secrets):
            return self
        return Mask((*self._secrets, *secrets), self._spellings.also(secret.reveal() for secret in secrets))

    def text(self, text: str) -> str:
        """The text without the secrets."""
        if not self._shows(text):
            return text
        left = self._plain.sub(Secret.MASK, text) if self._plain is not None else text
        return REMOVED if self._shows(left) else left

    def json(self, value: Any) -> Any:
        """The decoded JSON without the secrets, in its keys as well; the very same object if it holds none."""
        if not self._spellings or not self._shows(json.dumps(value)):
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
        return self._spellings.found(text) is not None

    def __repr__(self) -> str:
        return f"Mask({len(self._secrets)} secrets)"


def _is_varied(value: str) -> bool:
    return any(parts(value))
