"""Takes out of an answer what it repeats of the credential that it was sent, before anything of the answer is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Final

from diagnose.secret import Secret
from diagnose.secret.spellings import Spellings, parts, spellings_of

REMOVED: Final = "[removed: it repeated the credential]"


class Mask:
    """Knows the secrets that a server was sent. Immutable; values under twelve characters are left alone.

    A secret that stands in a text as it is becomes `********`. A text that holds one in another spelling or letter
    case, or a long part of one, is replaced as a whole: where such a spelling ends cannot be told.
    """

    def __init__(self, secrets: Iterable[Secret] = (), spellings: Spellings | None = None) -> None:
        """`spellings`: those of the secrets, if they are made already."""
        self._secrets = frozenset(secrets)
        self._spellings = spellings_of(self._secrets) if spellings is None else spellings

    @cached_property
    def _plain(self) -> Sequence[str]:
        """The secrets as they are, those that hold another one first, so that nothing of the longer one is left."""
        values = {secret.reveal() for secret in self._secrets}
        plain = {part for value in values for part in (value, *parts(value)) if _is_varied(part)}
        return sorted(plain, key=lambda value: (-len(value), value))

    def also(self, *secrets: Secret) -> Mask:
        """One that knows these as well."""
        if self._secrets.issuperset(secrets):
            return self
        return Mask((*self._secrets, *secrets), self._spellings.also(spellings_of(secrets)))

    def needed(self, text: str) -> Mask:
        """This one if the text holds a secret; else one that knows none: no part of the text needs a look."""
        return self if self._shows(text) else NOTHING_TO_HIDE

    def text(self, text: str) -> str:
        """The text without the secrets."""
        if not self._shows(text):
            return text
        left = text
        for value in self._plain:
            left = left.replace(value, Secret.MASK)
        return REMOVED if self._shows(left) else left

    def json(self, value: Any) -> Any:
        """The decoded JSON without the secrets, in its keys as well; the very same object if it holds none."""
        if not self._spellings or not self._shows(json.dumps(value)):
            return value
        return self._cleaned(value)

    def headers(self, headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The headers without the secrets; one that is named like a secret is dropped."""
        if not self._spellings:
            return list(headers)
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


NOTHING_TO_HIDE: Final = Mask()


def _is_varied(value: str) -> bool:
    return any(parts(value))
