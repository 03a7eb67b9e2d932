"""The last step of any output: a scan for the secrets that this run knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from diagnose.problems import LeakFound
from diagnose.secret import Secret
from diagnose.secret.spellings import MIN_CHARACTERS, spellings_of


class Guard:
    """Knows the run's secrets in the spellings that they could leak in.

    Exempt are short values that could be words of a report, and what is a `public` input: a placeholder such as the
    project's own name, or a whole file of settings in the secret's place, cannot block a diagnosis.
    """

    def __init__(self, secrets: Iterable[Secret], public: Iterable[str] = ()) -> None:
        told = sorted(set(public), reverse=True)  # a longer one before what it begins with
        self._spellings = spellings_of(part for secret in secrets for part in _beside(told, secret))

    def also(self, *secrets: Secret) -> Guard:
        """One that knows these as well."""
        both = object.__new__(Guard)
        both._spellings = self._spellings.also(spellings_of(secrets))
        return both

    def check(self, text: str) -> None:
        """Raises LeakFound if a secret, or 20 characters in a row of it, occur in `text` in any spelling."""
        kind = self._spellings.found(text)
        if kind is not None:
            raise LeakFound(kind)

    def __repr__(self) -> str:
        return f"Guard({len(self._spellings)} spellings)"


def _beside(told: Iterable[str], secret: Secret) -> Iterator[Secret]:
    """The secret; of one that holds public values the rest."""
    value = secret.reveal()
    held = [re.escape(one) for one in told if one == value or (len(one) >= MIN_CHARACTERS and one in value)]
    yield from map(Secret, filter(None, re.split("|".join(held), value))) if held else (secret,)
