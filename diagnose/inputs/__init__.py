"""From flags, variables and `.infisical.json` to a target and a credential; each value remembers where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from diagnose.credential import Credential
from diagnose.credential.method_names import ORGANIZATION
from diagnose.credential.spelling import holds_secret, trimmed
from diagnose.inputs import address, credential_choice, headers, project_file
from diagnose.inputs.privileged import PrivilegedCredential, privileged
from diagnose.inputs.project_file import ProjectFile
from diagnose.inputs.sources import Handed
from diagnose.model import Action, CredentialKind, Oddity, Target
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

__all__ = ["Credential", "Given", "Inputs", "resolve", "target_of"]

_OWN_WORDS: Final = tuple(oddity.value for oddity in Oddity)
"""A client ID may be spelt like one of them."""
_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DOMAINS: Final = ("INFISICAL_DOMAIN", "INFISICAL_API_URL")
_NO_FILE: Final = ProjectFile(label=project_file.NAME)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """The flags as they were typed; None where a flag was not given. A program hands secrets over as `Handed`."""

    domain: str | None = None
    client_id: str | None = None
    client_secret: str | Handed | None = None
    token: str | Handed | None = None
    method: str | None = None
    machine_identity_id: str | None = None
    organization_slug: str | None = None
    proof: Mapping[str, str] = {}
    project_id: str | None = None
    environment: str | None = None
    secret_path: str | None = None
    secret_name: str | None = None
    action: Action = Action.READ
    trust_domain: bool = False
    allow_http: bool = False
    ca_bundle: str | None = None
    admin_token: str | Handed | None = None
    identity_id: str | None = None
    login_only: bool = False
    warn_before_s: float = 0.0
    also_region: str | None = None

    def __repr__(self) -> str:
        # Someone may have typed a secret where it does not belong, and a representation ends up in error reports.
        return f"Given(action={self.action.value!r}, …)"


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask, with what, and what to say about the inputs themselves.

    `stray`: one sentence each. `domain_from_file_only`: the base URL stands only in a file that somebody else may have
    written, is not Infisical Cloud and was not trusted by a flag: ask before anything is sent there. `unused`: secrets
    that stand in the environment, used or not. `also_at`: the base URL of the other region of Infisical Cloud, where
    the user wants the same login put once if it is refused here.
    """

    target: Target
    credential: Credential
    stray: tuple[str, ...] = ()
    custom_headers: Mapping[str, Secret] = {}
    domain_from_file_only: bool = False
    ca_bundle: str | None = None
    unused: tuple[Secret, ...] = ()
    privileged: PrivilegedCredential | None = None
    inspecting: bool = False
    also_at: str | None = None

    def secrets(self) -> tuple[Secret, ...]:
        """Every value that must not be shown."""
        second = self.privileged.secrets() if self.privileged is not None else ()
        return (*self.credential.secrets(), *second, *self.custom_headers.values(), *self.unused)

    def public(self) -> tuple[str, ...]:
        """Values that are no secrets, so that a secret which equals one of them cannot block a report."""
        target = self.target
        given = (target.base_url, target.project_id, target.environment, target.secret_path, target.secret_name)
        facts = self.credential.facts
        shown = (value for value in facts.claims.values() if isinstance(value, str))
        names = (facts.client_id, facts.identity_id, self.credential.organization)
        return tuple(v for v in (*given, *names, *shown, *_OWN_WORDS) if v)


class _Choice(msgspec.Struct, frozen=True, kw_only=True):
    value: str | None
    source: str
    remark: str | None = None


def resolve(  # noqa: PLR0913, PLR0917 - what is typed, and one means to read each place it can point at
    given: Given,
    environ: Mapping[str, str],
    cwd: Path | None,
    stdin: Callable[[], bytes],
    prompt: Callable[[str], str] | None,
    fetch: Callable[[Any], bytes] | None = None,
) -> Inputs:
    """The inputs in the order flag, variable, `.infisical.json`, default. Sends nothing; reads files and stdin.

    `stdin` is called at most once, and only if a flag says so. `prompt` asks for a secret without showing it;
    None means that nobody is there to answer. `fetch` asks a metadata service or build system for the proof of a login
    method; None means that none may be asked. Without a `cwd` no `.infisical.json` is looked for.
    Raises UsageProblem with one line for people.
    """
    file = _file(cwd)
    cwd = cwd or Path()
    target, remarks, from_file = _target(given, environ, file)
    doubtful = from_file and not given.trust_domain and not address.is_cloud(target.base_url)
    if doubtful and prompt is None:
        raise _untrusted(target, file)
    custom = headers.parse(written) if (written := environ.get(headers.VARIABLE)) else {}
    flags = credential_choice.Flags(
        client_id=given.client_id, client_secret=given.client_secret, token=given.token, cwd=cwd, stdin=stdin,
        method=given.method, identity=given.machine_identity_id, proof=given.proof, fetch=fetch,
    )  # fmt: skip
    ask = None if prompt is None else lambda what: prompt(f"{what}, for {target.base_url}")
    credential, unused = credential_choice.choose(flags, environ, ask)
    slug = _pick(("--organization-slug", given.organization_slug), (ORGANIZATION, environ.get(ORGANIZATION) or None))
    return Inputs(
        target=target,
        credential=msgspec.structs.replace(credential, organization=_organization(slug)),
        stray=(*remarks, *credential_choice.remarks_on(environ), *unused, *_file_remarks(file)),
        custom_headers=custom,
        domain_from_file_only=doubtful,
        ca_bundle=given.ca_bundle,
        unused=credential_choice.in_environment(environ),
        privileged=privileged(given.admin_token, given.identity_id, environ, cwd, stdin),
        also_at=_also_at(given.also_region, target, credential),
    )


def _organization(slug: _Choice) -> str | None:
    """The slug of the sub-organization to log in to. Raises UsageProblem for one that no organization can have."""
    if not slug.value or _SLUG.fullmatch(slug.value):
        return slug.value
    msg = f"{slug.source} is no organization's slug, which has letters, digits and hyphens only. Nothing was sent."
    raise UsageProblem(msg)


def _also_at(region: str | None, target: Target, credential: Credential) -> str | None:
    """Where else the same login may be put. Raises UsageProblem where there is no such place, or no login."""
    if region is None:
        return None
    place = address.other_region(target.base_url, region, "--also-region")
    if credential.facts.kind not in {CredentialKind.UNIVERSAL_AUTH, CredentialKind.LOGIN_METHOD}:
        msg = "--also-region repeats a login, and a token is none: give a client ID and secret, or --method."
        raise UsageProblem(msg)
    return place


def _file(cwd: Path | None) -> ProjectFile:
    return (project_file.find(cwd) if cwd is not None else None) or _NO_FILE


def target_of(given: Given, environ: Mapping[str, str], cwd: Path | None) -> tuple[Target, list[str]]:
    """The target alone, and remarks on it. UsageProblem where its host stands in a file only that was not trusted."""
    file = _file(cwd)
    target, remarks, from_file = _target(given, environ, file)
    if from_file and not given.trust_domain and not address.is_cloud(target.base_url):
        raise _untrusted(target, file)
    return target, remarks


def _untrusted(target: Target, file: ProjectFile) -> UsageProblem:
    msg = (
        f"The base URL {target.base_url} comes only from {file.label}; "
        "give --trust-domain, --domain or INFISICAL_DOMAIN if the credential may go there."
    )
    return UsageProblem(msg)


def _target(given: Given, environ: Mapping[str, str], file: ProjectFile) -> tuple[Target, list[str], bool]:
    """The target, remarks, and whether the base URL stands in the file only."""
    domain = _domain(given, environ, file)

    def variable(name: str) -> tuple[str, str | None]:
        return name, environ.get(name) or None

    chosen = {
        "base_url": domain,
        "project_id": _project(given, environ, file),
        "environment": _pick(
            ("--env", given.environment), variable("INFISICAL_ENVIRONMENT"), (file.environment_label, file.environment)
        ),
        "secret_path": _pick(
            ("--path", given.secret_path), variable("INFISICAL_SECRET_PATH"), (file.label, file.secret_path)
        ),
        "secret_name": _pick(("--secret-name", given.secret_name), variable("INFISICAL_SECRET_NAME")),
    }
    target = Target(
        base_url=address.base_url(domain.value or address.DEFAULT, domain.source, allow_http=given.allow_http),
        project_id=chosen["project_id"].value,
        environment=chosen["environment"].value or "dev",
        secret_path=chosen["secret_path"].value or "/",
        secret_name=chosen["secret_name"].value,
        action=given.action,
        sources={
            field: choice.source
            for field, choice in chosen.items()
            if choice.value is not None or field not in ("project_id", "secret_name")
        },
        login_only=given.login_only,
        warn_before_s=given.warn_before_s,
    )
    return target, [x.remark for x in chosen.values() if x.remark], domain.source == file.label


def _project(given: Given, environ: Mapping[str, str], file: ProjectFile) -> _Choice:
    """The project; none where no more than the login is meant, whatever variables and files say."""
    if given.login_only and given.project_id is None:
        return _Choice(value=None, source="")
    if given.login_only:
        msg = "--login-only asks of no project; leave it out, or --project-id."
        raise UsageProblem(msg)
    variable = "INFISICAL_PROJECT_ID"
    return _pick(
        ("--projectId", given.project_id), (variable, environ.get(variable) or None), (file.label, file.workspace_id)
    )


def _domain(given: Given, environ: Mapping[str, str], file: ProjectFile) -> _Choice:
    name = next((name for name in _DOMAINS if environ.get(name)), _DOMAINS[0])
    choice = _pick(("--domain", given.domain), (name, environ.get(name) or None), (file.label, file.domain))
    if choice.source == _DOMAINS[1]:
        remark = f"The base URL comes from {_DOMAINS[1]}, an old name; {_DOMAINS[0]} replaces it."
        return msgspec.structs.replace(choice, remark=remark)
    if choice.source == _DOMAINS[0] and environ.get(_DOMAINS[1]) not in (None, "", environ[_DOMAINS[0]]):
        remark = f"{_DOMAINS[0]} and {_DOMAINS[1]} differ; the first one was used."
        return msgspec.structs.replace(choice, remark=remark)
    return choice


def _pick(*candidates: tuple[str, str | None]) -> _Choice:
    """The first value that is there, of (source, value). White space around it is removed and remarked on."""
    source, value = next(((source, value) for source, value in candidates if value is not None), ("default", None))
    if value is None:
        return _Choice(value=None, source=source)
    kept = trimmed(value)
    if not kept:
        msg = f"{source} is empty."
        raise UsageProblem(msg)
    if any("\ud800" <= ch <= "\udfff" for ch in kept):
        msg = f"{source} is not UTF-8 text."
        raise UsageProblem(msg)
    if holds_secret(kept):
        msg = f"{source} holds what has the form of a client secret or token; nothing was sent."
        raise UsageProblem(msg)
    remark = None if kept == value else f"{source} has white space around its value; it was removed."
    return _Choice(value=kept, source=source, remark=remark)


def _file_remarks(file: ProjectFile) -> list[str]:
    if not file.unknown_keys:
        return []
    return [f"{file.label} has keys that this tool does not know: {', '.join(file.unknown_keys)}."]
