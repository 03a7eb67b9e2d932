"""The exceptions that end a run with one line for people."""

from __future__ import annotations


class UsageProblem(Exception):  # noqa: N818 - a word for people; the console shows its text, not its name
    """What was handed to us cannot be used as it is. The text is one line for people and never holds a secret value."""


class LeakFound(Exception):  # noqa: N818 - a word for people, as above
    """An output would have shown a secret. `kind` is the spelling that it was found in; the value is never named."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the output would have shown part of the credential ({kind})")
        self.kind = kind
