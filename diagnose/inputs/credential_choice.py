"""Which credential is meant: the pair or the token, from flags or from variables, and what was left unused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from diagnose import credential
from diagnose.credential import Credential
from diagnose.credential.method_names import METHOD, UNIVERSAL
from diagnose.credential.oddities import CLIENT_ID_FIELD, CLIENT_SECRET_FIELD, TOKEN_FIELD
from diagnose.credential.spelling import is_uuid
from diagnose.inputs import privileged
from diagnose.inputs.sources import Handed, from_flag, from_prompt, from_variable
from diagnose.model import CredentialKind
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

CLIENT_ID: Final = "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"
CLIENT_SECRET: Final = "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"
TOKENS: Final = ("INFISICAL_UNIVERSAL_AUTH_ACCESS_TOKEN", "INFISICAL_TOKEN")
STRAY_TOKEN: Final = "TOKEN"
_MISNAMED: Final = {
    "INFISICAL_CLIENT_ID": CLIENT_ID,
    "INFISICAL_CLIENT_SECRET": CLIENT_SECRET,
    "INFISICAL_MACHINE_IDENTITY_CLIENT_ID": CLIENT_ID,
    "INFISICAL_MACHINE_IDENTITY_CLIENT_SECRET": CLIENT_SECRET,
    "INFISICAL_UNIVERSAL_AUTH_ID": CLIENT_ID,
    "INFISICAL_UNIVERSAL_AUTH_SECRET": CLIENT_SECRET,
    "INFISICAL_UNIVERSAL_CLIENT_SECRET": CLIENT_SECRET,
    "INFISICAL_ACCESS_TOKEN": "INFISICAL_TOKEN",
    "INFISICAL_SERVICE_TOKEN": "INFISICAL_TOKEN",
}
SECRET_VARIABLES: Final = (
    *(CLIENT_SECRET, *TOKENS, STRAY_TOKEN, *privileged.SECRET_VARIABLES),
    *(wrong for wrong, right in _MISNAMED.items() if right in {CLIENT_SECRET, "INFISICAL_TOKEN"}),
)
"""Where a secret may stand in the environment, whether it is used or not."""
WAYS: Final = (
    f"set {CLIENT_ID} and {CLIENT_SECRET}, or INFISICAL_TOKEN, "
    "or give --client-id with --client-secret - or @FILE, or --token - or @FILE, or --method for another login"
)


class Flags(msgspec.Struct, frozen=True, kw_only=True):
    """The credential's flags as they were typed, and the means to read what they point at.

    `identity` and `proof` are for login methods other than universal auth; so is `fetch`: it asks a metadata service.
    """

    client_id: str | None
    client_secret: str | Handed | None
    token: str | Handed | None
    cwd: Path
    stdin: Callable[[], bytes]
    method: str | None = None
    identity: str | None = None
    proof: Mapping[str, str] = {}
    fetch: Callable[[Any], bytes] | None = None

    def pair(self) -> bool:
        """Whether any flag of a universal-auth pair was given."""
        return self.client_id is not None or self.client_secret is not None

    def __repr__(self) -> str:
        return "Flags(…)"


def in_environment(environ: Mapping[str, str]) -> tuple[Secret, ...]:
    """Every secret that stands in the environment under a name of ours, used or not."""
    return tuple(Secret(environ[name]) for name in SECRET_VARIABLES if environ.get(name))


def remarks_on(environ: Mapping[str, str]) -> list[str]:
    """What is set but means nothing here, or means something to other programs."""
    said = []
    if environ.get(STRAY_TOKEN):
        said.append("TOKEN is set in the environment; it was not used, but some Infisical programs read it.")
    if all(environ.get(name) for name in TOKENS):
        said.append(f"Both {TOKENS[0]} and {TOKENS[1]} are set; the first one wins.")
    said += [
        f"{wrong} is set, but that name is not read; the name is {right}."
        for wrong, right in _MISNAMED.items()
        if environ.get(wrong)
    ]
    return said


def choose(
    flags: Flags, environ: Mapping[str, str], prompt: Callable[[str], str] | None
) -> tuple[Credential, list[str]]:
    """The credential and remarks on what was not used. Flags win over variables; two kinds at one level are refused."""
    token_name = next((name for name in TOKENS if environ.get(name)), None)
    if (other := _other_method(flags, environ)) is not None:
        return other
    if flags.pair() and flags.token is not None:
        msg = f"{_pair_flag(flags)} and --token were both given; give one credential only."
        raise UsageProblem(msg)
    if flags.token is not None:
        unused = [name for name in (CLIENT_ID, CLIENT_SECRET, *TOKENS) if environ.get(name)]
        return _from_token(from_flag("--token", flags.token, TOKEN_FIELD, flags.cwd, flags.stdin)), _unused(
            unused, "--token"
        )
    if flags.pair():
        return _from_pair(flags, environ, prompt), _unused([token_name] if token_name else [], _pair_flag(flags))
    pair_names = [name for name in (CLIENT_ID, CLIENT_SECRET) if environ.get(name)]
    if token_name and len(pair_names) > 1:
        msg = f"{CLIENT_SECRET} and {token_name} are both set; unset one, or choose with a flag."
        raise UsageProblem(msg)
    if token_name:
        return _from_token(from_variable(token_name, environ[token_name])), _unused(pair_names, token_name)
    return _from_pair(flags, environ, prompt), []


def _other_method(flags: Flags, environ: Mapping[str, str]) -> tuple[Credential, list[str]] | None:
    """The credential of another login method, if one was asked for, and what was not used because of it."""
    by_flag = _pair_flag(flags) if flags.pair() else "--token" if flags.token is not None else None
    named = flags.method or environ.get(METHOD, "").strip()
    source = METHOD if flags.method is None else "--method"
    if not named or named == UNIVERSAL or (flags.method is None and by_flag):
        if flags.identity is not None or flags.proof:
            option = "machine-identity-id" if flags.identity is not None else next(iter(flags.proof)).replace("_", "-")
            msg = f"--{option} needs --method, or {METHOD}, with the login method that it is for."
            raise UsageProblem(msg)
        return None
    if by_flag:
        msg = f"{source} {named} and {by_flag} were both given; give one credential only."
        raise UsageProblem(msg)
    unused = [name for name in (CLIENT_ID, CLIENT_SECRET, *TOKENS) if environ.get(name)]
    rival = next((name for name in unused if name != CLIENT_ID), None)
    if rival and flags.method is None:
        msg = f"{METHOD} names {named}, and {rival} is set as well; unset one, or choose with a flag."
        raise UsageProblem(msg)
    from diagnose.inputs.login_method import Asked, credential_of, nothing_fetched

    asked = Asked(
        name=named, source=source, identity=flags.identity, flags=flags.proof, environ=environ, cwd=flags.cwd,
        stdin=flags.stdin, fetch=flags.fetch or nothing_fetched,
    )  # fmt: skip
    return credential_of(asked), _unused(unused, f"{source} {named}")


def _unused(names: list[str], winner: str) -> list[str]:
    return [f"{name} is set; it was not used because of {winner}." for name in names]


def _pair_flag(flags: Flags) -> str:
    return "--client-id" if flags.client_id is not None else "--client-secret"


def _from_token(handed: Handed) -> Credential:
    return credential.from_token(handed.value.reveal(), {TOKEN_FIELD: handed.label}, handed.traits)


def _from_pair(flags: Flags, environ: Mapping[str, str], prompt: Callable[[str], str] | None) -> Credential:
    client_id = _client_id(flags, environ)
    secret = _client_secret(flags, environ)
    if client_id is None and secret is None and prompt is not None:
        return _from_person(prompt)
    if client_id is None and secret is None:
        msg = f"No credential was given: {WAYS}."
        raise UsageProblem(msg)
    if client_id is None:
        msg = f"The client secret came without a client ID: set {CLIENT_ID} or give --client-id."
        raise UsageProblem(msg)
    if secret is None:
        if prompt is None:
            msg = f"The client ID came without a client secret: set {CLIENT_SECRET} or give --client-secret - or @FILE."
            raise UsageProblem(msg)
        named = f" of client ID {client_id.value.reveal()}" if is_uuid(client_id.value.reveal()) else ""
        secret = from_prompt("The client secret", prompt(f"Client secret{named}"))
    return credential.from_pair(
        client_id.value.reveal(),
        secret.value.reveal(),
        {CLIENT_ID_FIELD: client_id.label, CLIENT_SECRET_FIELD: secret.label},
        secret.traits,
    )


def _from_person(prompt: Callable[[str], str]) -> Credential:
    """What somebody types: a token, or the secret of a pair, as the value tells; then the client ID is asked for."""
    value = from_prompt("The credential", prompt("Client secret or token"))
    text = value.value.reveal()
    if credential.classify(text) is not CredentialKind.UNKNOWN:
        return credential.from_token(text, {TOKEN_FIELD: value.label}, value.traits)
    identifier = from_prompt("The client ID", prompt("Its client ID"))
    sources = {CLIENT_ID_FIELD: identifier.label, CLIENT_SECRET_FIELD: value.label}
    return credential.from_pair(identifier.value.reveal(), text, sources, value.traits)


def _client_id(flags: Flags, environ: Mapping[str, str]) -> Handed | None:
    if flags.client_id is not None:
        return from_variable("--client-id", flags.client_id)
    return from_variable(CLIENT_ID, environ[CLIENT_ID]) if environ.get(CLIENT_ID) else None


def _client_secret(flags: Flags, environ: Mapping[str, str]) -> Handed | None:
    if flags.client_secret is not None:
        return from_flag("--client-secret", flags.client_secret, CLIENT_SECRET_FIELD, flags.cwd, flags.stdin)
    return from_variable(CLIENT_SECRET, environ[CLIENT_SECRET]) if environ.get(CLIENT_SECRET) else None
