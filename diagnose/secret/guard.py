"""The last step of any output: a scan for the secrets that this run knows."""

from __future__ import annotations

from collections.abc import Iterable

from diagnose.problems import LeakFound
from diagnose.secret import Secret
from diagnose.secret.spellings import bare, needles


class Guard:
    """Knows the run's secrets in the spellings that they could leak in.

    Exempt are values under twelve characters and values equal to a `public` input, so that a placeholder such as the
    project's own name cannot block a diagnosis.
    """

    def __init__(self, secrets: Iterable[Secret], public: Iterable[str] = ()) -> None:
        self._exact, self._dense = needles({secret.reveal() for secret in secrets} - set(public))

    def check(self, text: str) -> None:
        """Raises LeakFound if a secret occurs in `text` in any spelling. Takes milliseconds for a megabyte."""
        content = text.encode("utf-8", "surrogatepass")
        for haystack, wanted in self._views(content):
            for needle, kind in wanted.items():
                if needle in haystack:
                    raise LeakFound(kind)

    def _views(self, content: bytes) -> Iterable[tuple[bytes, dict[bytes, str]]]:
        if self._dense:
            yield bare(content), self._dense
        if self._exact:
            yield content, self._exact
            yield content.translate(None, b"\r\n"), self._exact

    def __repr__(self) -> str:
        return f"Guard({len(self._exact) + len(self._dense)} spellings)"
