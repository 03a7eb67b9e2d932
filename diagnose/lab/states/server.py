"""States in which the server, or what stands before it, is in the way."""

from __future__ import annotations

from diagnose.lab.bench import Bench
from diagnose.lab.states.registry import state


@state("database-down", "The server's database does not answer.")
def database(bench: Bench) -> None:
    """Every look-up fails."""
    bench.world.server.database_down = True


@state("cache-down", "The server's cache does not answer.", "B1 B2 C1 C2")
def cache(bench: Bench) -> None:
    """Every limited route fails."""
    bench.world.server.redis_down = True


@state(
    "maintenance-for-changes",
    "The server is in maintenance: logins and reading work, changes do not.",
    "B1 B2 C1 C2",
    works=True,
)
def maintenance_for_changes(bench: Bench) -> None:
    """The login is let through by its exact address."""
    bench.world.server.maintenance = True
    bench.inputs["action"] = "create"


@state("rate-limited", "The server takes no more requests from this address for now.")
def limited(bench: Bench) -> None:
    """No request to any limited route."""
    bench.world.server.reads_per_minute = bench.world.server.writes_per_minute = 0


@state("rate-limited-after-login", "The login still gets through, the next requests do not.")
def limited_soon(bench: Bench) -> None:
    """Reading has a limit of its own."""
    bench.world.server.reads_per_minute = 0


@state("route-gone", "The server has no `/api/v3/secrets/raw` any more.", "C2")
def route_gone(bench: Bench) -> None:
    """Only its successor is left."""
    bench.world.server.gone = ("/api/v3/secrets",)


@state("web-front-end", "The address is that of the web front end, which answers every path with its page.")
def front_end(bench: Bench) -> None:
    """HTML for everything."""
    bench.world.server.front = "web"


@state("web-application-firewall", "A firewall before the server refuses the requests.")
def firewall(bench: Bench) -> None:
    """A page with status 403."""
    bench.world.server.front = "waf"


@state("captive-login-page", "Something before the server answers with its own login page.")
def captive(bench: Bench) -> None:
    """A page that is not Infisical's."""
    bench.world.server.front = "login-page"


@state("redirect", "The address redirects to another one.")
def redirect(bench: Bench) -> None:
    """Status 308 to another host name."""
    bench.world.server.front = "redirect"


@state("bad-gateway", "The proxy before the server cannot reach it.")
def bad_gateway(bench: Bench) -> None:
    """Status 502 for everything."""
    bench.world.server.front = "bad-gateway"


@state("proxy-without-api", "A proxy before the server knows no such path.")
def strips(bench: Bench) -> None:
    """Status 404 as text for everything."""
    bench.world.server.front = "strips-api"


@state("connection-dropped", "Something on the way closes the connection without an answer.")
def dropped(bench: Bench) -> None:
    """No answer at all."""
    bench.world.server.front = "drops"


@state("forwarded-address-unreadable", "A proxy forwards an address that the server cannot read.", "B1 B2")
def unreadable(bench: Bench) -> None:
    """The lab stands in for the proxy: it adds the header to every request."""
    bench.world.server.forwards = "203.0.113.9:5555"


@state("clock-behind", "Nothing is wrong with the credential, but the server's clock is ten minutes ahead.", works=True)
def skew(bench: Bench) -> None:
    """Ages are judged by a clock that differs."""
    bench.clock.advance(600)
