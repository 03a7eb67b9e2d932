"""A credential value that can be carried around but not printed, compared for order, or serialised by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from diagnose.secret.spellings import Spellings

MAX_TOKEN: Final = 16 * 1024
"""Characters of the longest credential that is read or kept; what servers take in a header is shorter."""


class Secret:
    """Holds one secret string. Only `reveal` gives it back; every other way of showing it shows a mask."""

    __slots__ = ("_spellings", "_value")
    MASK: Final = "********"

    def __init__(self, value: str) -> None:
        self._value = value
        self._spellings: Spellings | None = None

    def reveal(self) -> str:
        """The secret itself: for the client that sends it, the shape reader, and the output scan."""
        return self._value

    def spellings(self) -> Spellings:
        """The secret in every spelling in which it could leak: made once, as each answer and all output is scanned."""
        if self._spellings is None:
            from diagnose.secret.spellings import Spellings

            self._spellings = Spellings((self._value,))
        return self._spellings

    def __repr__(self) -> str:
        return f"Secret({self.MASK})"

    def __str__(self) -> str:
        return self.MASK

    def __format__(self, spec: str) -> str:
        return format(self.MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> NoReturn:
        msg = "a Secret cannot be pickled or copied out of the process"
        raise TypeError(msg)
