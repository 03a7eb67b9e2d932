"""The address of the console's page: from known IDs alone, on the server that was asked, of the newest servers only."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from checks.case import Case
from checks.console import _pages, page
from checks.knowledge.gates import TITLES
from tests.build import BASE, IDENTITY, ORGANISATION, PROJECT, TARGET, evidence, login_ok, minted


def case(era: str = "C2", *, base: str = BASE, project: str = PROJECT) -> Case:
    return Case(evidence(login_ok(era), token=minted(era), target=replace(TARGET, base_url=base, project_id=project)))


IN_PROJECT = f"/organizations/{ORGANISATION}/projects/secret-management/{PROJECT}"


@pytest.mark.parametrize(
    ("gate", "path"),
    [
        ("permission", f"{IN_PROJECT}/identities/{IDENTITY}"),
        ("membership", f"{IN_PROJECT}/access-management"),
        ("token-address", f"/organizations/{ORGANISATION}/identities/{IDENTITY}"),
    ],
)
def test_the_page_is_the_one_where_the_cause_is_mended(gate: str, path: str) -> None:
    assert page(case(), gate) == BASE + path


@pytest.mark.parametrize(
    "base", ["http://10.0.0.7:8080/vault", "http://10.0.0.7:8080/vault/api", "http://10.0.0.7:8080/vault/"]
)
def test_a_server_of_ones_own_keeps_its_scheme_port_and_path(base: str) -> None:
    assert page(case(base=base), "project") == f"http://10.0.0.7:8080/vault/organizations/{ORGANISATION}/projects"


@pytest.mark.parametrize(
    "base", ["javascript://infisical.example", "https://user@infisical.example", "infisical.example", ""]
)
def test_what_is_no_web_address_gives_no_page(base: str) -> None:
    assert page(case(base=base), "project") == ""


def test_an_id_that_is_none_gives_no_page() -> None:
    assert page(case(project="../../admin"), "membership") == ""


def test_an_older_server_gives_no_page() -> None:
    assert page(case("B"), "project") == ""


def test_every_page_is_of_a_gate() -> None:
    assert _pages().keys() <= TITLES.keys()
