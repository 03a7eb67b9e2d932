"""What the other region of Infisical Cloud answered to the same login, where the user had it put there as well."""

from __future__ import annotations

from msgspec.structs import replace

from checks.case.cached import cached_property
from checks.case.era import eras_of
from checks.case.reading import ExchangeReader, Reading
from checks.knowledge import routes
from diagnose.model import Evidence, Exchange

_LOGIN = "region-login"
_HERE = "login"
_WHO = "client-id"
_LOGIN_GATES = frozenset({"client-id", "auth-method", "secret"})


class OtherRegion:
    """The login at the other region. Nothing of it speaks for the server that was asked, but for whose login it is."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    @cached_property
    def asked(self) -> Exchange | None:
        """The exchange, if the login was put there."""
        return self._evidence.of(_LOGIN)

    @property
    def host(self) -> str:
        """The host that was asked there; "" if none was."""
        return routes.split(self.asked.url).hostname or "" if self.asked is not None else ""

    @cached_property
    def knows(self) -> tuple[str, ...]:
        """The exchange that shows that the credential is known there: accepted, or refused for what comes later."""
        reading = self._reading
        known = reading is not None and (reading.worked or _WHO in reading.passed)
        return (reading.id,) if reading is not None and known else ()

    @property
    def reached(self) -> bool:
        """Whether it was the login itself that was refused there, and no fault or limit of the server's."""
        return self._reading is not None and bool(self._reading.stops & _LOGIN_GATES)

    @cached_property
    def _reading(self) -> Reading | None:
        if self.asked is None:
            return None
        there = replace(self._evidence, exchanges=(replace(self.asked, probe=_HERE),), token=None)
        return next(iter(ExchangeReader(there, eras_of(there)).readings), None)
