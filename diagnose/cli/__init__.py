"""The command line: options in, one of the commands run, an exit code out. The only place that imports click.

Heavy modules are imported inside the commands: `--help` and `--version` load click and nothing else of weight.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from diagnose import __version__
from diagnose.cli.causes import causes
from diagnose.cli.check import check
from diagnose.cli.demo import demo
from diagnose.cli.exits import INTERNAL, INTERRUPTED, TERMINATED, USAGE, Terminated, on_sigterm
from diagnose.cli.report import report
from diagnose.cli.wording import usage_line
from diagnose.problems import LeakFound, UsageProblem

EPILOG = (
    "Exit codes: 0 no cause found, the credential works · 2 usage · 3 cause found · 4 could not tell · "
    "5 Infisical was not reached · 70 internal error · 130 interrupted."
)


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="infisical-diagnose")
def cli() -> None:
    """Find out why the Infisical API rejects a machine identity's credentials.

    Start with `infisical-diagnose demo`, which needs nothing, or with `infisical-diagnose check` and the variables
    that the Infisical CLI reads (INFISICAL_UNIVERSAL_AUTH_CLIENT_ID, …).
    """


for command in (check, report, causes, demo):
    cli.add_command(command)


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and exit. Whatever goes wrong becomes one line on stderr and an exit code."""
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run the command line and give back its exit code."""
    try:
        with on_sigterm():
            code = cli.main(args=args, prog_name="infisical-diagnose", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx is not None else "", err=True)
        return USAGE
    except BrokenPipeError:
        return _closed_pipe()
    except BaseException as error:  # noqa: BLE001 - the last line of defence: no traceback, which could show a value
        return _complain(*_told(error))
    return code if isinstance(code, int) else 0


def _told(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code."""
    match error:
        case click.UsageError():
            return usage_line(error), USAGE
        case UsageProblem():
            return str(error), USAGE
        case KeyboardInterrupt() | click.Abort() | EOFError():
            return "interrupted", INTERRUPTED
        case Terminated():
            return "terminated", TERMINATED
        case LeakFound():
            return f"{error}; nothing was written", INTERNAL
        case _:
            return f"internal error ({type(error).__name__}); nothing was written", INTERNAL


def _complain(line: str, code: int) -> int:
    click.echo(f"infisical-diagnose: {line}", err=True)
    return code


def _closed_pipe() -> int:
    """Nobody reads the output any more; say nothing, not even when Python closes the stream."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
