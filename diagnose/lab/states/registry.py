"""How states are named and found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from diagnose.lab.bench import Bench
from diagnose.lab.dialect import ERAS

Build = Callable[[Bench], None]


@dataclass(frozen=True, kw_only=True)
class LabState:
    """One state of the lab. `name` and `era` are its key; `title` says in one sentence what is wrong in it.

    `build` breaks a healthy world; `works` says that nothing is wrong and the user's request succeeds.
    """

    name: str
    era: str
    title: str
    build: Build
    works: bool = False
    dialect: str = ""


REGISTERED: dict[tuple[str, str], LabState] = {}


def state(
    name: str, title: str, eras: str = " ".join(ERAS), *, works: bool = False, dialect: str = ""
) -> Callable[[Build], Build]:
    """Register the decorated builder as a state of each of the eras (names separated by spaces)."""

    def register(build: Build) -> Build:
        for era in eras.split():
            key = (name, era)
            if key in REGISTERED:
                message = f"state registered twice: {name} {era}"
                raise ValueError(message)
            REGISTERED[key] = LabState(
                name=name, era=era, title=title, build=build, works=works, dialect=dialect or era
            )
        return build

    return register
