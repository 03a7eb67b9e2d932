"""States in which what is asked for does not exist, or has another name."""

from __future__ import annotations

from diagnose.lab.bench import Bench
from diagnose.lab.states.registry import state


@state("unknown-project", "No project has this ID.")
def unknown(bench: Bench) -> None:
    """An id of nothing."""
    bench.inputs["project_id"] = bench.id()


@state("deleted-project", "The project was deleted.")
def deleted(bench: Bench) -> None:
    """It existed once."""
    bench.world.projects.clear()


@state("project-slug-as-id", "The project's slug was given in place of its ID.")
def slug(bench: Bench) -> None:
    """The slug in the place of the id."""
    bench.inputs["project_id"] = bench.project.slug


@state("project-name-as-id", "The project's display name was given in place of its ID.")
def name(bench: Bench) -> None:
    """The name in the place of the id."""
    bench.inputs["project_id"] = bench.project.name


@state("organization-id-as-project-id", "The organization's ID was given in place of the project's.")
def organization(bench: Bench) -> None:
    """A mix-up of two ids."""
    bench.inputs["project_id"] = bench.world.org_id


@state("unknown-environment", "The project has no such environment.")
def environment(bench: Bench) -> None:
    """An environment of nothing."""
    bench.inputs["environment"] = "production-eu"


@state("environment-name-as-slug", "The environment's display name was given in place of its slug.")
def environment_name(bench: Bench) -> None:
    """Production in place of prod."""
    bench.inputs["environment"] = "Production"


@state("environment-in-capitals", "The environment's slug was given in capitals.")
def environment_capitals(bench: Bench) -> None:
    """DEV in place of dev."""
    bench.inputs["environment"] = "DEV"


@state("unknown-folder", "The environment has no such folder.")
def folder(bench: Bench) -> None:
    """A folder of nothing."""
    bench.inputs["secret_path"] = "/applications"


@state("unknown-folder-by-name", "One secret of a folder that does not exist is asked for.")
def folder_by_name(bench: Bench) -> None:
    """The same, by name."""
    folder(bench)
    bench.inputs["secret_name"] = "API_KEY"


@state("unknown-secret", "The folder has no such secret.")
def secret(bench: Bench) -> None:
    """A secret of nothing."""
    bench.inputs["secret_name"] = "API_TOKEN"
