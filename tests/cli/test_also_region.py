"""`check --also-region`: the same login once more, at the other region of Infisical Cloud."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from diagnose.lab import Lab
from tests.cli.command import PAIR, Ended, asking, command
from tests.in_process import lab_request
from tests.jwts import jwt
from tests.loopback import Authority, Behaviour, Server, serving, tunnel

US, EU = "app.infisical.com", "eu.infisical.com"
REPORT = ("--format", "json", "--login-only")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def answers_as(lab: Lab) -> Behaviour:
    """Answer each request as the lab does."""

    def behaviour(server: Server, connection: socket.socket) -> None:
        head, _, body = server.requests[-1].partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, url, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        reply = lab._app.handle(lab_request(lab, method, url, headers, body))
        content = reply.encoded()
        said = f"HTTP/1.1 {reply.status} Any\r\nContent-Type: {reply.content_type}\r\nContent-Length: {len(content)}"
        connection.sendall(f"{said}\r\n\r\n".encode() + content)

    return behaviour


def routed(ports: dict[str, int]) -> Behaviour:
    """Be a proxy that opens the connection to each of these hosts on this machine."""

    def behaviour(server: Server, connection: socket.socket) -> None:
        host = server.requests[-1].split(b" ")[1].decode().partition(":")[0]
        tunnel(ports[host])(server, connection)

    return behaviour


@dataclass
class Cloud:
    """Both regions, and how to ask them."""

    us: Server
    eu: Server
    variables: dict[str, str]

    def check(self, folder: Path, *args: str) -> Ended:
        return command(folder, "check", *args, **self.variables)


@contextmanager
def cloud(authority: Authority, us: Lab, eu: Lab, user_of: Lab) -> Iterator[Cloud]:
    """Two instances under the names of Infisical's hosts; the user has what the user of `user_of` has."""
    with ExitStack() as running:
        at = {
            name: running.enter_context(serving(answers_as(lab), tls=authority.context(name)))
            for name, lab in ((US, us), (EU, eu))
        }
        proxy = running.enter_context(serving(routed({name: server.port for name, server in at.items()})))
        running.enter_context(user_of)
        variables = {k: v for k, v in asking(user_of).items() if "CLIENT" in k}
        variables |= {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}", "SSL_CERT_FILE": authority.bundle}
        yield Cloud(at[US], at[EU], variables)


def healthy() -> Lab:
    return Lab("healthy-viewer", era="C2")


def report(ended: Ended) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_a_credential_of_the_other_region_is_known_there_for_certain(authority: Authority, tmp_path: Path) -> None:
    eu = healthy()
    with cloud(authority, healthy(), eu, eu) as both:
        ended = both.check(tmp_path, *REPORT, "--also-region", "eu")
        assert eu.counts()["writes"] == 0
    said = report(ended)["verdict"]
    assert (ended.code, said["cause"], said["confidence"]) == (3, "wrong-region-or-instance", "certain")
    assert said["headline"].startswith(f"{EU} knows this credential and {US} does not")
    assert said["fix"][0] == f"Set INFISICAL_DOMAIN, or --domain, to https://{EU}."
    assert report(ended)["spent"] == {"requests": 3, "logins": 2, "writes": 0}


def test_the_token_of_the_other_region_is_given_back_and_never_shown(authority: Authority, tmp_path: Path) -> None:
    eu = healthy()
    with cloud(authority, healthy(), eu, eu) as both:
        ended = both.check(tmp_path, *REPORT, "--also-region", "eu")
    assert [b"/auth/token/revoke" in request for request in both.eu.requests] == [False, True]
    assert not any(secret in ended.both for secret in eu.secrets)


def test_a_refusal_that_names_a_later_gate_shows_that_the_client_id_is_known_there(
    authority: Authority, tmp_path: Path
) -> None:
    eu = Lab("login-from-untrusted-address", era="C2")
    with cloud(authority, healthy(), eu, eu) as both:
        said = report(both.check(tmp_path, *REPORT, "--also-region", "eu"))["verdict"]
    assert (said["cause"], said["confidence"]) == ("wrong-region-or-instance", "certain")


def test_a_credential_that_neither_region_accepts_stays_open(authority: Authority, tmp_path: Path) -> None:
    with cloud(authority, healthy(), healthy(), healthy()) as both:
        found = report(both.check(tmp_path, *REPORT, "--also-region", "eu"))
    assert found["verdict"]["status"] == "inconclusive"
    assert "wrong-region-or-instance" in found["verdict"]["alternatives"]
    assert f"{EU} refused the same login as well" in str(found["verdict"]["notes"])


def test_without_the_flag_nothing_goes_to_the_other_region(authority: Authority, tmp_path: Path) -> None:
    eu = healthy()
    with cloud(authority, healthy(), eu, eu) as both:
        both.check(tmp_path, *REPORT)
        assert both.eu.connections == 0


def test_an_accepted_login_is_not_put_to_the_other_region(authority: Authority, tmp_path: Path) -> None:
    us = healthy()
    with cloud(authority, us, healthy(), us) as both:
        both.check(tmp_path, *REPORT, "--also-region", "eu")
        assert both.eu.connections == 0


def test_a_login_that_fails_there_counts_there(authority: Authority, tmp_path: Path) -> None:
    with cloud(authority, healthy(), healthy(), healthy()) as both:
        for _ in range(2):
            both.check(tmp_path, *REPORT, "--also-region", "eu")
        third = both.check(tmp_path, *REPORT, "--also-region", "eu")
        assert (third.code, both.eu.puts("POST")) == (2, 2)
    assert f"failed at https://{EU} in the last 5 minutes" in third.err


def test_a_login_that_fails_there_does_not_count_here(authority: Authority, tmp_path: Path) -> None:
    us = healthy()
    with cloud(authority, us, healthy(), healthy()) as both:
        both.check(tmp_path, *REPORT, "--also-region", "eu")
        second = both.check(tmp_path, *REPORT)
        assert (second.code, both.us.puts("POST")) == (4, 2)


@pytest.mark.parametrize(
    ("args", "variables", "said"),
    [
        (("--domain", "https://vault.example.com"), PAIR, "https://vault.example.com is none of them"),
        (("--domain", "us", "--also-region", "us"), PAIR, "names the region that is asked anyway"),
        (("--domain", "us"), {"INFISICAL_TOKEN": jwt()}, "--also-region repeats a login, and a token is none"),
        (("--domain", "us", "--plan", "--curl"), PAIR, "--curl asks one host only"),
    ],
)
def test_what_has_no_other_region_is_refused_in_one_line(
    tmp_path: Path, args: tuple[str, ...], variables: dict[str, str], said: str
) -> None:
    ended = command(tmp_path, "check", "--also-region", "eu", *args, **variables)
    assert ended.code == 2
    assert said in " ".join(ended.err.split())


def test_the_plan_names_both_hosts_and_both_logins(tmp_path: Path) -> None:
    ended = command(tmp_path, "check", "--also-region", "eu", "--domain", "us", "--plan", **PAIR)
    assert f"go to https://{US}, and if it is refused there once to https://{EU}" in ended.out
    assert "1 login (one use of the client secret), 1 more at the other region" in ended.out
