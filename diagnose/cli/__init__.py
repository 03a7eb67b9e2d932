"""The command line: options in, one of the commands run, an exit code out. The only place that imports click.

Heavy modules are imported inside the commands: `--help` and `--version` load click and nothing else of weight.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import threading
from importlib import import_module
from typing import Any, Final, NoReturn

import click
from click import formatting

from diagnose import __version__
from diagnose.cli.exits import CLOSED_PIPE, INTERNAL, INTERRUPTED, TERMINATED, USAGE, Terminated
from diagnose.cli.streams import UNWRITABLE, complain, give_up_stdout, prepare, width
from diagnose.problems import LeakFound, UsageProblem

EPILOG = (
    "Exit codes: 0 no cause found, the credential works · 2 usage · 3 cause found · 4 could not tell · "
    "5 not reached, or too busy; try again · 6 works, but ends soon · 70 internal error · 130 interrupted."
)

_WIDEST: Final = 100
_OBJECTS: Final = 50_000
"""New objects before the collector looks for cycles: few are made, and imports would set it off a hundred times."""

COMMANDS: Final = {
    "demo": "Diagnose a small Infisical on this machine, in a named state.",
    "check": "Ask Infisical with the credential that it rejects, and say why.",
    "explain": "Say from logs and error messages why a credential is rejected.",
    "inspect": "Say with a privileged token what an identity may not do, and why.",
    "batch": "Ask for many credentials, one per row of FILE.",
    "watch": "Check, and look again until the cause is gone or another.",
    "report": "Judge a file that `check --save-evidence` wrote, and render it.",
    "verify": "Judge the evidence of an HTML report again, and compare.",
    "redact": "Print FILE without its secrets; - is standard input.",
    "causes": "List the causes this tool can name, or explain one.",
}
"""The commands in the order in which people come to need them, and what `--help` says of each.

Each is a module of this package, loaded when it is used.
"""


class _Commands(click.Group):
    """Loads the module of a command only when the command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click names it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click names it
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"diagnose.cli.{cmd_name}"), cmd_name)
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        # click would load shutil, which loads three compression libraries, to learn how wide the terminal is
        if extra.get("terminal_width") is None:
            extra["terminal_width"] = formatting.FORCED_WIDTH or max(min(width(sys.stdout), _WIDEST) - 2, 50)
        return super().make_context(info_name, args, parent, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from diagnose.cli.usage_line import NoSuchCommand

            raise NoSuchCommand(args[0], list(COMMANDS), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        from diagnose.cli.sigterm import on_sigterm

        _no_core_dump()
        with on_sigterm():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click names it
        width = formatter.width - 6 - max(map(len, COMMANDS))
        told = {name: click.Command(name, help=says).get_short_help_str(width) for name, says in COMMANDS.items()}
        with formatter.section("Commands"):
            formatter.write_dl(list(told.items()))


@click.group(
    cls=_Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST},
)
@click.version_option(__version__, prog_name="infisical-diagnose")
def cli() -> None:
    """Find out why the Infisical API rejects a machine identity's credentials.

    Start with `infisical-diagnose demo`, which needs nothing, or with `infisical-diagnose check` and the variables
    that the Infisical CLI reads (INFISICAL_UNIVERSAL_AUTH_CLIENT_ID, …).
    """


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and exit. Whatever goes wrong becomes one line on stderr and an exit code."""
    keep_to_itself()
    gc.set_threshold(_OBJECTS, 20, 50)
    code = run(args)
    if args is None:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """End the process at once: to take all modules apart first would take an eighth of a check, and free what ends.

    Comes back where the output could not be written: the interpreter's own end deals with that.
    """
    atexit._run_exitfuncs()  # noqa: SLF001 - what the end of the interpreter calls as well; it may write
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit(code)


def keep_to_itself() -> None:
    """Let no memory of this process reach the screen: no traceback, from any thread."""
    sys.excepthook = lambda kind, _, __: complain(f"infisical-diagnose: internal error ({kind.__name__})")
    threading.excepthook = lambda error: complain(f"infisical-diagnose: internal error ({error.exc_type.__name__})")


def _no_core_dump() -> None:
    """Let no memory of this process reach a file; before a command runs, since help holds no secret."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(args: list[str] | None = None) -> int:
    """Run the command line and give back its exit code."""
    prepare()
    try:
        code = cli.main(args=args, prog_name="infisical-diagnose", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx is not None else "", err=True)
        return USAGE
    except SystemExit:  # click ends so, and only so, when nobody reads the output any more
        give_up_stdout()
        return CLOSED_PIPE
    except BaseException as error:  # noqa: BLE001 - the last line of defence: no traceback, which could show a value
        line, code = _told(error)
        complain(f"infisical-diagnose: {line}")
        return code
    return code if isinstance(code, int) else 0


def _told(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code."""
    match error:
        case click.UsageError():
            from diagnose.cli.usage_line import usage_line  # its patterns are worth a fortieth of `--help`

            return usage_line(error), USAGE
        case UsageProblem():
            from diagnose.files.names import shown  # a secret may have been typed where another value belongs

            return _sentence(shown(str(error))), USAGE
        case KeyboardInterrupt() | click.Abort() | EOFError():
            return "interrupted", INTERRUPTED
        case Terminated():
            return "terminated", TERMINATED
        case _:
            return _of_ours(error), INTERNAL


def _sentence(line: str) -> str:
    return line if line.endswith((".", "?", "!")) else f"{line}."


def _of_ours(error: BaseException) -> str:
    """What to say of an error that is not the user's."""
    if isinstance(error, LeakFound):
        return f"{error}; nothing was written"
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        give_up_stdout()
        return f"the output cannot be written: {error.strerror}"
    return f"internal error ({type(error).__name__}); the run ended early"
