"""What a command's function says of its parameters is what the command line hands to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import click
import pytest

from diagnose.cli import COMMANDS
from diagnose.cli.options import SPAN, Grouped
from diagnose.cli.paths import FilePath

_TYPES = (
    (FilePath, "Path"),
    (click.DateTime, "datetime"),
    (click.Choice, "str"),
    (type(SPAN), "float"),
    (click.types.IntParamType, "int"),
    (click.types.FloatParamType, "float"),
    (click.types.BoolParamType, "bool"),
    (click.types.StringParamType, "str"),
)


def command_of(name: str) -> click.Command:
    found: click.Command = getattr(import_module(f"diagnose.cli.{name}"), name)
    return found


def handed(param: click.Parameter) -> str:
    """The type of what click hands over for that parameter."""
    one = next(name for kind, name in _TYPES if isinstance(param.type, kind))
    if param.nargs == -1:
        return f"tuple[{one}, ...]"
    always = param.required or one == "bool" or isinstance(param.default, str | int | float)
    return one if always else f"{one} | None"


def functions(command: click.Command) -> Iterator[tuple[Callable[..., Any], frozenset[str]]]:
    """The function of a command and those that make its groups, each with the names of groups among its parameters."""
    function: Any = command.callback
    groups = set()
    while isinstance(function, Grouped):
        made: Any = function.make
        yield (vars(made).get("__init__") or made.__new__) if isinstance(made, type) else made, frozenset()
        groups.add(function.name)
        function = function.function
    yield function, frozenset(groups)


def annotated(command: click.Command) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for function, groups in functions(command):
        told = {n: str(getattr(a, "__forward_arg__", a)) for n, a in function.__annotations__.items()}
        found |= {n: a for n, a in told.items() if n not in groups and n != "return"}
    return found


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_has_its_annotation_and_no_annotation_is_without_an_option(name: str) -> None:
    command = command_of(name)
    expected = {param.name: handed(param) for param in command.params if param.expose_value}
    assert annotated(command) == expected


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_command_takes_what_is_not_named(name: str) -> None:
    flags = [function.__code__.co_flags for function, _ in functions(command_of(name))]
    assert not any(flag & (0x04 | 0x08) for flag in flags)  # *args and **options


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_cuts_no_variables_name_in_two(name: str) -> None:
    command = command_of(name)
    shown = command.get_help(click.Context(command, info_name=name, terminal_width=78)).split()
    told = [param.help for param in command.params if isinstance(param, click.Option) and param.help]
    assert {word for says in told for word in says.split() if word.startswith("[INFISICAL_")} <= {*shown}
