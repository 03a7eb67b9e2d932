"""The one exception that is meant for people to read."""

from __future__ import annotations


class UsageProblem(Exception):  # noqa: N818 - a word for people; the console shows its text, not its name
    """What was handed to us cannot be used as it is. The text is one line for people and never holds a secret value."""


class LeakFound(Exception):  # noqa: N818 - a word for people, as above
    """A secret was about to be written. The text names the kind of place it was found in, never the value."""
