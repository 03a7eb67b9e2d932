"""`check --plan --curl`: the same questions for a host where nothing may be installed, as a script for sh with curl.

The credential is read from variables where the script runs, so none is needed here; `explain` reads what it prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diagnose.gather import Limits
    from diagnose.gather.probe import Ask, Probe
    from diagnose.inputs import Given
    from diagnose.model import Target

# What only the answers tell: the value's name for probes, and the script's variable that holds it.
_LATER: Final = {
    "identity_id": "identity",
    "organisation_id": "organisation",
    "role_slug": "role",
    "secret_name": "listed",
}
_AFTER_SUCCESS: Final = ("read-value", "service-token")
_BEFORE_CHANGES: Final = ("membership", "role", "config")
"""Asked after a success as well where something else than reading was wanted."""
_NEVER: Final = ("era", "token-check", "revoke")
"""`era` and `token-check` only tell what other answers tell as well; the script revokes its token by itself."""
_BY_ID: Final = ("folders", "folders-parent", "project", "membership", "role")
"""These take the project's id alone, and tell nothing of a project that was named by its slug."""
_TESTS: Final = {
    "service-token": '[ "${token#st.}" = "$token" ]',
    "read-v4": '[ "$asked" != 404 ]',
}
"""When a question is left out, in the shell's words."""
# Headers and fields of an answer that are printed; the rest may hold secrets, or tells nothing.
_HEADERS: Final = (
    "date server via retry-after content-type content-length location cf-[a-z-]* x-[a-z-]* [a-z-]*ratelimit-[a-z-]*"
)
_FIELDS: Final = (
    "message error type reqId level_name name slug id _id orgId path environment secretPath secretKey subject action "
    "code role customRoleSlug customRoleName authMethod temporaryMode temporaryAccessStartTime temporaryAccessEndTime "
    "identityId expiresAt workspace projectId instanceId upgradeStatus [$][a-z]* statusCode date tokenType"
)


def show_curl(given: Given, organization: str | None, limits: Limits, environ: Mapping[str, str]) -> int:
    """Print the script; sends nothing and needs no credential. Always 0. UsageProblem for an unusable target."""
    from pathlib import Path

    from diagnose.inputs import target_of

    target, _ = target_of(given, environ, Path.cwd())
    click.echo(script(target, given, organization, limits), nl=False)
    return 0


def script(target: Target, given: Given, organization: str | None, limits: Limits) -> str:
    """The script that puts the questions to the target."""
    from pathlib import Path

    from diagnose.gather.probes import LOGIN, PROBES, Aim
    from diagnose.model import Action

    question = "read-name" if target.secret_name else "read" if target.project_id else "token-check"
    later = [probe for probe in PROBES.values() if probe.when == "later" and probe.name not in (question, *_NEVER)]
    if PROBES["project-by-slug"].possible(Aim(target=target)):
        later = [probe for probe in later if probe.name not in _BY_ID]
    if question != "read":
        later = [probe for probe in later if probe.name not in ("read-v4", "read-value")]
    after = (*_AFTER_SUCCESS, *(() if target.action is Action.READ else _BEFORE_CHANGES))
    parts = {
        "BASE": target.base_url,
        "QUOTED_BASE": _quoted(target.base_url),
        "CLIENT_ID": f"id={_quoted(given.client_id)}" if given.client_id else "",
        "TIMEOUT": f"{limits.timeout_s:g}",
        "CACERT": f" --cacert {_quoted(given.ca_bundle)}" if given.ca_bundle else "",
        "HEADERS": "|".join(_any_case(name) for name in _HEADERS.split()) + "|curl: ",
        "FIELDS": "|".join(_FIELDS.split()),
        "ABOUT": _quoted(_about(target)),
        "ORGANIZATION": _organization(organization),
        "LOGIN": LOGIN,
        "REVOKE": "/api/v1/auth/token/revoke",
        "QUESTION": "\n".join(_lines(PROBES[question], target)),
        "AFTER_SUCCESS": _block(target, [probe for probe in later if probe.name in after]),
        "AFTER_REFUSAL": _block(target, [probe for probe in later if probe.name != "read-value"]),
    }
    parts["MOST"] = str(3 + parts["AFTER_REFUSAL"].count(" put ") - parts["AFTER_REFUSAL"].count('-z "$modern"'))
    text = Path(__file__).with_name("ask.sh").read_text("utf-8")
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


def _about(target: Target) -> str:
    import msgspec

    return f"== infisical-diagnose asks: {msgspec.json.encode(target).decode()}"


def _organization(slug: str | None) -> str:
    import msgspec

    return f',"organizationSlug":{msgspec.json.encode(slug).decode()}'.replace("'", "'\\''") if slug else ""


def _block(target: Target, probes: list[Probe]) -> str:
    return "\n".join(f"  {line}" for probe in probes for line in _lines(probe, target)) or "  :"


def _lines(probe: Probe, target: Target) -> Iterator[str]:
    """The commands of a probe: one, or one for servers of either generation; none where a value is missing."""
    from msgspec import structs

    from diagnose.gather.probe import Aim

    later = {field: f"@{name}@" for field, name in _LATER.items()}
    asks: dict[bool, Ask] = {}
    for modern in (True, False):
        aim = structs.replace(Aim(target=target, modern=modern), **later)
        if probe.possible(aim):
            asks[modern] = probe.ask(aim)
    both = asks.get(True) == asks.get(False)
    for modern, ask in asks.items():
        if modern and both:
            continue
        url = _url(ask)
        tests = [f'[ -z "${name}" ]' for name in _LATER.values() if f"${name}" in url]
        tests += [] if both else [f'[ {"-z" if modern else "-n"} "$modern" ]']
        tests += [_TESTS[probe.name]] if probe.name in _TESTS else []
        yield "".join(f"{test} || " for test in tests) + f"put {probe.name} {ask.method} {url}"
    if probe.name == "membership" and asks:
        yield 'role=$(field customRoleSlug "$answer")'


def _url(ask: Ask) -> str:
    from diagnose.http.messages import Request, url_of

    url = url_of("", Request(probe="", method=ask.method, path=ask.path, query=ask.query))
    text = f'"$base"{_quoted(url)}'
    for name in _LATER.values():
        for spelling in (f"@{name}@", f"%40{name}%40"):
            text = text.replace(spelling, f"'\"${name}\"'")
    return text


def _any_case(name: str) -> str:
    """A header's name for a regular expression of sed, which has no portable way to ignore case."""
    import re

    return re.sub(r"(\[[^]]*\])|([a-z])", lambda m: "[A-Za-z-]" if m[1] else f"[{m[2].upper()}{m[2]}]", name)


def _quoted(text: str) -> str:
    """One word of a shell command, always between quotes."""
    return "'" + text.replace("'", "'\\''") + "'"
