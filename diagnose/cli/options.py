"""Groups of options that reach a command as one typed value."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Grouped:
    """A command's function whose options of one group are made into one argument.

    `make` has one parameter per option of the group, of the option's name; what it makes is passed on as `name`.
    """

    def __init__(self, function: Callable[..., int], name: str, make: Callable[..., object]) -> None:
        functools.update_wrapper(self, function)
        self.function, self.name, self.make = function, name, make

    def __call__(self, **options: Any) -> int:
        """Call the function with the group's value in place of its options."""
        mine = {parameter: options.pop(parameter) for parameter in inspect.signature(self.make).parameters}
        return self.function(**options, **{self.name: self.make(**mine)})


def grouped(name: str, make: Callable[..., object], *options: Callable[[Any], Any]) -> Callable[[F], F]:
    """A decorator that adds the options to a command, and gives it what `make` makes of them as `name`."""

    def decorate(function: F) -> F:
        command: Any = Grouped(function, name, make)
        for option in reversed(options):
            command = option(command)
        return command  # type: ignore[no-any-return] # callable as the function was, with the options instead

    return decorate


class _Seconds(click.FloatRange):
    """A length of time. Not a number passes every comparison of a range, so it is refused by itself."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if seconds != seconds:  # noqa: PLR0124 - true of NaN alone, and `math` is not loaded for it
            self.fail("not a number", param, ctx)
        return seconds


SECONDS = _Seconds(min=0.1, max=3600)


class _Span(click.ParamType[float]):
    """A length of time with its unit: 90s, 30m, 12h, 7d, 4w."""

    name = "span"
    takes: Final = "a number and its unit: 90s, 30m, 12h, 7d or 4w"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, float):
            return value
        number, unit = str(value)[:-1], str(value)[-1:].lower()
        if unit not in _UNITS_S or not number.isascii() or not number.isdigit() or len(number) > _MOST_DIGITS:
            self.fail(f"takes {self.takes}", param, ctx)
        return float(number) * _UNITS_S[unit]


_UNITS_S: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
_MOST_DIGITS: Final = 5
SPAN = _Span()
