"""A probe is one row: its request is made of what is known, and of nothing else."""

from __future__ import annotations

import pytest

from checks.knowledge import routes
from diagnose.gather.probes import LOGIN, PROBES, Aim, Path, Probe
from diagnose.http.answer import allow_list
from diagnose.model import Sent
from tests.build import BASE, IDENTITY, PROJECT, TARGET, said

HELD = {"client_id", "client_secret", "minted", "organization"}
WITHOUT_KINDS = {"config"}  # no gate of it is known
AIM = Aim(target=TARGET)


def probe(*paths: Path, **fields: object) -> Probe:
    return Probe(name="p", shows="s", paths=paths, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PROBES)
@pytest.mark.parametrize("era", ["B", "C"])
def test_every_probe_goes_to_a_route_whose_meaning_is_known(name: str, era: str) -> None:
    exchange = said(name, 200, era=era)
    known = routes.is_infisicals(routes.of_url(exchange.method, exchange.url))
    assert known is (name not in WITHOUT_KINDS)


@pytest.mark.parametrize("name", PROBES)
def test_what_a_probe_keeps_and_sends_exists(name: str) -> None:
    row = PROBES[name]
    assert row.keep in {"", *allow_list.KEEPERS}
    assert set((row.body or {}).values()) <= HELD
    assert (row.method == "POST") is (row.body is not None)


def test_only_the_login_route_and_the_revocation_are_posted_to() -> None:
    posts = {path.text for row in PROBES.values() if row.method != "GET" for path in row.paths}
    assert posts == {LOGIN, "/api/v1/auth/token/revoke"}
    assert {row.name for row in PROBES.values() if row.sent is Sent.PAIR} == {"login"}


def test_a_probe_whose_id_is_not_known_cannot_be_put() -> None:
    row = probe(Path("/api/v1/x/{identity_id}"))
    assert not row.possible(AIM)
    with pytest.raises(LookupError):
        row.ask(AIM)
    assert row.ask(Aim(target=TARGET, identity_id=IDENTITY)).path == f"/api/v1/x/{IDENTITY}"


def test_a_query_that_names_what_is_not_known_cannot_be_put_either() -> None:
    assert not probe(Path("/api/v1/x"), query={"a": "{role_slug}"}).possible(AIM)
    assert probe(Path("/api/v1/x"), query={"a": "{project_id}"}).ask(AIM).query == {"a": PROJECT}


def test_the_first_path_that_fits_the_era_is_taken() -> None:
    row = probe(Path("/new", modern=True), Path("/old", modern=False))
    assert [row.ask(Aim(target=TARGET, modern=modern)).path for modern in (True, False)] == ["/new", "/old"]


def test_single_secrets_are_asked_for_on_the_newest_route_where_it_is_the_only_one() -> None:
    ask = PROBES["read-value"].ask(Aim(target=TARGET, secret_name="KEY", raw_gone=True))
    assert (ask.path, "workspaceId" in ask.query, ask.query["projectId"]) == ("/api/v4/secrets/KEY", False, PROJECT)


def test_a_value_stays_one_part_of_its_path() -> None:
    row = probe(Path("/api/{role_slug}/x"))
    assert row.ask(Aim(target=TARGET, role_slug="a/../b?c#d{e}")).path == "/api/a%2F..%2Fb%3Fc%23d%7Be%7D/x"


@pytest.mark.parametrize(("path", "parent"), [("/", None), ("/a", None), ("/a/b", "/a"), ("/a/b/", "/a")])
def test_a_folder_has_a_parent_where_it_is_nested(path: str, parent: str | None) -> None:
    target = type(TARGET)(base_url=BASE, project_id=PROJECT, secret_path=path)
    assert Aim(target=target).known.get("parent_path") == parent
