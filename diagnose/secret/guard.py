"""The last step of any output: a scan for the secrets that this run knows."""

from __future__ import annotations

from collections.abc import Iterable

from diagnose.problems import LeakFound
from diagnose.secret import Secret
from diagnose.secret.spellings import spellings_of


class Guard:
    """Knows the run's secrets in the spellings that they could leak in.

    Exempt are short values that could be words of a report and values equal to a `public` input, so that a placeholder
    such as the project's own name cannot block a diagnosis.
    """

    def __init__(self, secrets: Iterable[Secret], public: Iterable[str] = ()) -> None:
        told = set(public)
        self._spellings = spellings_of(secret for secret in secrets if secret.reveal() not in told)

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
