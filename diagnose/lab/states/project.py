"""States in which the project's end-to-end encryption, or its version, is in the way."""

from __future__ import annotations

from diagnose.lab.bench import Bench
from diagnose.lab.states.registry import state


@state("encrypted-project", "The project is end-to-end encrypted and was never opened to the server.")
def no_bot(bench: Bench) -> None:
    """Version 1 without a bot."""
    bench.old_project("missing")


@state("encrypted-project-by-name", "One secret of an end-to-end encrypted project is asked for.")
def no_bot_by_name(bench: Bench) -> None:
    """The same, by name."""
    bench.old_project("missing")
    bench.inputs["secret_name"] = "API_KEY"


@state("encrypted-project-again", "The project was opened to the server once, and end-to-end encryption is on again.")
def bot_inactive(bench: Bench) -> None:
    """A bot that is switched off."""
    bench.old_project("inactive")


@state("encrypted-project-without-key", "The project's bot is on but holds no key.", "B1 B2 C1 C2")
def bot_keyless(bench: Bench) -> None:
    """A bot without the project's key."""
    bench.old_project("keyless")


@state("encrypted-project-that-opens", "Nothing is wrong: the server opens the project by itself.", "B2", works=True)
def opens(bench: Bench) -> None:
    """The server holds a key of a user of the project."""
    bench.old_project("missing")
    bench.project.holds_key = True


@state("project-without-index", "The project was never prepared for reading secrets by name.", "A")
def no_index(bench: Bench) -> None:
    """No blind index."""
    bench.project.has_index = False
    bench.inputs["secret_name"] = "API_KEY"


@state("project-without-index-and-no-access", "The project has no index for names, and the role allows nothing.", "A")
def no_index_no_access(bench: Bench) -> None:
    """Both stand in the way; a list meets the role, a name meets the index."""
    bench.project.has_index = False
    bench.grant("no-access")
