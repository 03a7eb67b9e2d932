"""The order of the gates, as the server's source and the recorded servers have it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from checks.knowledge import gates, routes
from checks.knowledge.causes import all_causes
from diagnose.model import Era, Sent

ID = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
LOGIN = "POST /api/v1/auth/universal-auth/login"
LIST = "GET /api/v3/secrets/raw"
NAME = "GET /api/v3/secrets/raw/NAME"
FOLDERS = "GET /api/v1/folders"
REQUESTS = (
    *(LOGIN, LIST, NAME, FOLDERS),
    *("GET /api/v4/secrets", "GET /api/v3/secrets", "GET /api/v1/secret-imports", "GET /api/status"),
    *(f"GET /api/v1/workspace/{ID}", f"GET /api/v1/projects/{ID}/roles/slug/x", f"GET /api/v1/identities/{ID}"),
    *("POST /api/v1/auth/token/renew", "POST /api/v1/auth/oidc-auth/login", "GET /healthcheck"),
)


def way(era: str, request: str, sent: Sent = Sent.TOKEN) -> tuple[str, ...]:
    return gates.order(Era(era), routes.kinds(*request.split(" ", 1)), sent)


@pytest.mark.parametrize("era", Era)
@pytest.mark.parametrize("request_line", REQUESTS)
def test_every_way_starts_at_the_server_and_meets_each_gate_once(era: Era, request_line: str) -> None:
    for sent in Sent:
        met = way(era, request_line, sent)
        assert met[0] == "server"
        assert len(met) == len(set(met))
        assert set(met) <= set(gates.TITLES)


@pytest.mark.parametrize(
    ("eras", "request_line", "order"),
    [
        # Catalogue a: the address is looked at before the secret, the lockout between them in era C.
        ("A B1 B2", LOGIN, "client-id login-address secret secret-lifetime secret-uses"),
        ("C1 C2", LOGIN, "client-id login-address lockout secret secret-lifetime secret-uses sub-organisation"),
        # b.2: era A refuses a mode before it looks the token up, and lifetimes before uses.
        ("A", LIST, "token-format token-signature route token-record token-address token-lifetime token-uses"),
        # b.3: uses before lifetimes; the route's own demands come last.
        ("B1 B2 C1", LIST, "token-signature token-record token-address organisation token-uses token-lifetime route"),
        # b.5: an address refusal has already spent a use.
        ("C2", LIST, "token-signature token-record token-lifetime token-uses token-address route"),
        # c: an encrypted project is told before membership, but for the list of era A, where it comes last.
        ("B1 B2 C1 C2", LIST, "project encryption membership role permission"),
        ("B1 B2 C1 C2", NAME, "project encryption membership role permission"),
        ("A", LIST, "membership role permission location encryption"),
        ("A", NAME, "project blind-index encryption membership role permission location secret-name"),
        # d.1: by name, era C looks for the folder before it looks at the rules; A and B after.
        ("A B1 B2", NAME, "permission location secret-name"),
        ("C1 C2", NAME, "location permission secret-name"),
        ("C1 C2", LIST, "permission location"),
    ],
)
def test_gates_stand_in_the_servers_order(eras: str, request_line: str, order: str) -> None:
    wanted = order.split()
    for era in eras.split():
        met = way(era, request_line, Sent.PAIR if request_line == LOGIN else Sent.TOKEN)
        assert [gate for gate in met if gate in wanted] == wanted


def test_every_way_has_exactly_the_gates_of_the_recorded_order() -> None:
    """`ways.csv`: for each kind of route and era all gates, first to last; a change of the tables has to change it."""
    with Path(__file__).with_name("ways.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for era in row["eras"].split():
            assert way(era, row["request"].replace("ID", ID), Sent(row["sent"])) == tuple(row["gates"].split())


def test_a_gate_speaks_for_other_requests_unless_it_hangs_on_the_route_the_subject_or_the_moment() -> None:
    of_the_moment = {"server", "client", "login-request", "identity-admin"}
    of_the_route = {"route", "request", "blind-index", "secret-name"}
    of_the_rules = {"encryption", "permission", "location", "secret-value"}
    assert set(gates.TITLES) - of_the_moment - of_the_route - of_the_rules == gates.SHARED
    assert of_the_rules == gates.SHARED_BY_SECRETS


def test_an_empty_list_hides_the_folder_before_era_c_and_the_rules_since() -> None:
    assert {"A": {"location"}, "B": {"location"}, "C": {"permission"}} == gates.SILENT
    assert {"permission", "location"} == gates.SHOWN


def test_what_an_issuer_or_a_proof_is_refused_for_is_of_the_proof() -> None:
    assert {gate for gate in gates.TITLES if gate.startswith("proof")} == gates.OF_A_PROOF


@pytest.mark.parametrize(
    ("eras", "method", "order"),
    [
        ("B1 B2", "kubernetes", "login-method organisation proof-issuer proof proof-subject proof-name proof-audience"),
        ("C1 C2", "kubernetes", "login-method proof-issuer proof proof-audience proof-claims sub-organisation"),
        ("C1 C2", "oidc", "proof-issuer proof proof-origin proof-subject proof-audience proof-claims sub-organisation"),
        ("C1 C2", "ldap", "login-identity login-method lockout proof login-plan sub-organisation"),
        ("C1 C2", "tls-cert", "certificate login-method proof proof-subject proof-details sub-organisation"),
        ("C1 C2", "azure", "login-method proof proof-account proof-subject sub-organisation"),
    ],
)
def test_a_login_method_has_gates_of_its_own(eras: str, method: str, order: str) -> None:
    wanted = order.split()
    for era in eras.split():
        met = way(era, f"POST /api/v1/auth/{method}-auth/login", Sent.PROOF)
        assert [gate for gate in met if gate in wanted] == wanted


def test_the_gates_before_a_proof_end_where_it_is_looked_at() -> None:
    met = way("C2", "POST /api/v1/auth/aws-auth/login", Sent.PROOF)
    assert gates.before_the_proof(met) == ("server", "login-request", "login-identity", "login-method")


@pytest.mark.parametrize("era", Era)
def test_folders_ask_for_no_encryption_key_and_from_era_b_for_no_permission(era: Era) -> None:
    met = way(era, FOLDERS)
    assert "encryption" not in met
    assert ("permission" in met) is (era is Era.A)


@pytest.mark.parametrize("era", Era)
@pytest.mark.parametrize("request_line", ["POST /api/v1/auth/token/renew", "POST /api/v1/auth/token/revoke"])
def test_renewing_and_revoking_look_at_no_address(era: Era, request_line: str) -> None:
    assert "token-address" not in way(era, request_line)


@pytest.mark.parametrize("era", Era)
def test_a_request_without_a_credential_meets_no_gate_of_one(era: Era) -> None:
    assert way(era, "GET /api/v1/admin/config", Sent.NONE) == ("server",)


@pytest.mark.parametrize("era", ["A", "B1", "B2"])
def test_only_era_c_locks_a_login(era: str) -> None:
    assert "lockout" not in way(era, LOGIN, Sent.PAIR)


def test_every_cause_stands_at_a_gate_with_a_title() -> None:
    for known in all_causes().values():
        assert known.gate in gates.TITLES


def test_the_sets_of_gates_name_only_gates() -> None:
    assert set(gates.TITLES) >= gates.SHARED | gates.SHARED_BY_SECRETS | gates.SHOWN
    assert not gates.SHARED & gates.SHARED_BY_SECRETS
    assert all(hidden <= gates.SHARED_BY_SECRETS for hidden in gates.SILENT.values())
