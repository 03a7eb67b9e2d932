"""One clear line for a command line that cannot be used, without repeating a value that may be a secret."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

_OPTION = re.compile(r"--?[a-zA-Z][a-zA-Z-]{0,30}")
_WORD = re.compile(r"[a-z][a-z-]{0,19}")
"""What may be repeated: a secret has other characters, or is longer."""
_EXTRA = re.compile(r"unexpected extra arguments? \(([a-z -]{1,80})\)")


class NoSuchCommand(click.UsageError):
    """A command that does not exist. `word`: what was typed in its place; `known`: the commands that there are."""

    def __init__(self, word: str, known: Sequence[str], ctx: click.Context) -> None:
        super().__init__("no such command", ctx)
        self.word, self.known = word, known


def usage_line(error: click.UsageError) -> str:
    """Say what is wrong. click's own messages repeat what was typed, and a secret may have been typed."""
    see = f" See infisical-diagnose {_command(error)}--help."
    if isinstance(error, NoSuchCommand):
        return _unknown_command(error) + see
    if isinstance(error, click.NoSuchOption):
        name = error.option_name.partition("=")[0]
        shown = f"there is no option {name}" if _OPTION.fullmatch(name) else "there is no such option"
        return f"{shown}{_meant(name, error.possibilities or ()) or '.'}{see}"
    if isinstance(error, click.MissingParameter):
        return f"{_parameter(error)} is missing.{see}"
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} {_expects(error)}"
    return _of_the_line(error, see)


def _of_the_line(error: click.UsageError, see: str) -> str:
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} {'takes no value' if 'not take' in error.message else 'needs a value'}."
    if (extra := _EXTRA.search(error.message)) is not None:
        return f"{_command(error)}does not take: {extra[1]}.{see}"
    return (
        "something on the command line is no command or option. Secrets are never taken from the command line: "
        f"use a variable, a file or stdin.{see}"
    )


def _unknown_command(error: NoSuchCommand) -> str:
    shown = f"there is no command {error.word}" if _WORD.fullmatch(error.word) else "there is no such command"
    return shown + (_meant(error.word, error.known) or f"; there are {', '.join(error.known)}.")


def _meant(word: str, known: Sequence[str]) -> str:
    """A question for the nearest of the known words; "" if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _command(error: click.UsageError) -> str:
    name = error.ctx.info_name if error.ctx is not None and error.ctx.parent is not None else None
    return f"{name} " if name else ""


def _parameter(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return "an argument"
    return max(param.opts, key=len) if isinstance(param, click.Option) else (param.human_readable_name or "an argument")


def _expects(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"takes one of: {', '.join(str(choice) for choice in kind.choices)}."
    if isinstance(kind, click.FloatRange | click.IntRange):
        upto = f"from {kind.min:g} to {kind.max:g}" if kind.max is not None else f"of {kind.min:g} or more"
        return f"takes a{'' if isinstance(kind, click.FloatRange) else ' whole'} number {upto}."
    if isinstance(kind, click.DateTime) and error.param is not None:
        return f"takes a date: {error.param.metavar}."
    takes = getattr(kind, "takes", "")
    return f"takes {takes}." if takes else "cannot be used as it was given."
