"""One clear line for a command line that cannot be used, without repeating a value that may be a secret."""

from __future__ import annotations

import re

import click

_OPTION = re.compile(r"--?[a-zA-Z][a-zA-Z-]{0,30}")


def usage_line(error: click.UsageError) -> str:
    """Say what is wrong. click's own messages repeat what was typed, and a secret may have been typed."""
    if isinstance(error, click.NoSuchOption):
        name = error.option_name.partition("=")[0]
        shown = f"there is no option {name}" if _OPTION.fullmatch(name) else "there is no such option"
        hint = f"; did you mean {' or '.join(error.possibilities)}?" if error.possibilities else ""
        return f"{shown}{hint}. See infisical-diagnose {_command(error)}--help."
    if isinstance(error, click.MissingParameter):
        return f"{_parameter(error)} is missing. See infisical-diagnose {_command(error)}--help."
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} {_expects(error)}"
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} {'takes no value' if 'not take' in error.message else 'needs a value'}."
    return (
        "something on the command line is no command or option. Secrets are never taken from the command line: "
        f"use a variable, a file or stdin. See infisical-diagnose {_command(error)}--help."
    )


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
    if isinstance(kind, click.types.FloatParamType | click.types.IntParamType):
        return "takes a number that fits it."
    return "cannot be used as it was given."
