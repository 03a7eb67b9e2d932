"""What was tried lately, so that running again neither locks a client ID nor loses an answer given once.

No secret is stored: a keyed hash, under a random key of the state folder, tells whether a value is the same again.
"""

from __future__ import annotations

import base64
import hmac
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from checks.case import Case
from diagnose.credential import Credential
from diagnose.files import capped
from diagnose.files.private import write_private
from diagnose.files.state_folder import said_once, state_folder
from diagnose.model import Era, Evidence
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from diagnose.secret.guard import Guard

WINDOW_S: Final = 300.0
"""The time within which servers count failed logins, as it is set by default."""
LOCKS_AT: Final = 3
"""The failed login that locks, as it is set by default."""
_KEEP_S: Final = 30 * 86_400.0
_MOST: Final = 50
_MAX_BYTES: Final = 4 * 1024 * 1024
_KEY_BYTES: Final = 32
_UNAUTHORIZED: Final = frozenset({401, 403})
_LOCKING: Final = frozenset({Era.C1, Era.C2})
_UNCOUNTED: Final = frozenset({"login-address", "lockout", "secret-lifetime", "secret-uses", "sub-organisation"})
"""Gates of a login at which a refusal is none of a wrong secret (catalogue section a)."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One login, or the end of a token.

    `place`: keyed hash of host and client ID, or of host and token; `secret`: with the secret; `once`: what was seen.
    """

    place: str
    secret: str
    at: float
    refused: bool
    once: Evidence | None = None


class Attempts:
    """The logins of one client ID or directory user at one server, with one secret, or what became of one token.

    `key`: what the folder's hashes are made with, as it could be written; for the guard of all output.
    """

    def __init__(self, folder: Path, base_url: str, credential: Credential, now: float) -> None:
        """Raises OSError where the folder cannot be used."""
        self._file = folder / "attempts.json"
        key, now_ = _key(folder / "key"), now
        self.key = (Secret(key.hex()), Secret(base64.b64encode(key).decode()))
        who, secret = _keys(credential) or ("", "")
        self._place = _hash(key, base_url, who)
        self._secret = _hash(key, base_url, who, secret)
        self._all = [one for one in _read(self._file) if now_ - _KEEP_S < one.at <= now_]
        self._now = now_

    def once(self) -> Evidence | None:
        """What a server answered to this very secret only once, unless a later login with it worked."""
        mine = [one for one in self._all if one.secret == self._secret]
        last = max((one.at for one in mine if not one.refused), default=0.0)
        return next((one.once for one in reversed(mine) if one.once is not None and one.at > last), None)

    def failures(self) -> tuple[int, float]:
        """How many logins of this client ID failed lately, without one that worked since; seconds until one is over."""
        mine = [one for one in self._all if one.place == self._place]
        last = max((one.at for one in mine if not one.refused), default=0.0)
        recent = [one.at for one in mine if one.refused and one.at > max(last, self._now - WINDOW_S)]
        return len(recent), (min(recent) + WINDOW_S - self._now if recent else 0.0)

    def add(self, evidence: Evidence, guard: Guard, *, elsewhere: bool = False) -> None:
        """Keep what this run's login came to, or the end of a token. Raises LeakFound, OSError or UsageProblem.

        A refusal that no server counts is not kept. `elsewhere`: it is the login at the other region that these
        attempts are of.
        """
        login = evidence.of("region-login" if elsewhere else "login")
        answer = login.answer if login is not None else None
        refused = answer is None or answer.status in _UNAUTHORIZED
        once = evidence if said_once(evidence) and not elsewhere else None
        if refused and once is None and (answer is None or not (elsewhere or _is_counted(evidence))):
            return
        new = Attempt(place=self._place, secret=self._secret, at=self._now, refused=refused, once=once)
        content = msgspec.json.encode([*self._all, new][-_MOST:])
        guard.check(content.decode())
        write_private(self._file, content, force=True)


def attempts_of(base_url: str, credential: Credential, now: float, folder: Path | None = None) -> Attempts | None:
    """The attempts with this credential; None where none of them matter, or without a state folder to be had.

    `folder`: the state folder, if it is known.
    """
    if _keys(credential) is None:
        return None
    try:
        return Attempts(folder or state_folder(), base_url, credential, now)
    except (OSError, UsageProblem):
        return None


def _is_counted(evidence: Evidence) -> bool:
    """Whether the server may have counted the refused login towards a lock."""
    case = Case(evidence)
    login = case.reading("login")
    if login is None or not login.stops:
        return True  # in words that nobody knows
    return not (case.eras.isdisjoint(_LOCKING) or login.stops <= _UNCOUNTED)


def _keys(credential: Credential) -> tuple[str, str] | None:
    """Whose failed logins a server counts, and with which secret; a token, and nothing.

    None for a login that locks nobody out.
    """
    if credential.token is not None:
        return credential.token.reveal(), ""
    if credential.client_secret is not None:
        return credential.client_id or "", credential.client_secret.reveal()
    user, password = credential.login.get("username"), credential.login.get("password")
    if not isinstance(user, str) or not isinstance(password, Secret):
        return None
    # A directory's users are told apart whatever the case of their names.
    return f"{credential.facts.identity_id}\0{user.lower()}", password.reveal()


def _hash(key: bytes, *values: str) -> str:
    return hmac.digest(key, "\0".join(values).encode("utf-8", "surrogatepass"), "sha256").hex()


def _key(path: Path) -> bytes:
    """The folder's own random key, made when it is first needed."""
    try:
        made = path.stat()
    except FileNotFoundError:
        write_private(path, os.urandom(_KEY_BYTES))
        made = path.stat()
    return _bytes(path, made.st_ino, made.st_mtime_ns)


@lru_cache(maxsize=1)
def _bytes(path: Path, _inode: int, _written_at: int) -> bytes:
    """What that version of the file holds. A batch asks for it with every row."""
    return capped.read(path, _KEY_BYTES)


def _read(path: Path) -> list[Attempt]:
    """What is kept; nothing if the file is missing, too large or damaged."""
    try:
        now = path.stat()
        return _content(path, now.st_ino, now.st_mtime_ns) if now.st_size <= _MAX_BYTES else []
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return []


@lru_cache(maxsize=1)
def _content(path: Path, _inode: int, _written_at: int) -> list[Attempt]:
    """The logins in that version of the file; each one is a new file."""
    return msgspec.json.decode(capped.read(path, _MAX_BYTES), type=list[Attempt])
