"""The library behind `import diagnose`: what the commands do, for programs.

It prints nothing, reads no environment, no `.infisical.json` and no state folder, and keeps nothing between calls.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

import reports
from diagnose import intake, judgement
from diagnose.files import evidence_file
from diagnose.gather import Limits, gather
from diagnose.http.metadata import fetch
from diagnose.inputs import Given, resolve
from diagnose.inputs.sources import Handed, from_program
from diagnose.judgement.plugins import plugin_checks
from diagnose.model import Action, Confidence, Diagnosis, Era, Evidence, State, Status, Verdict
from diagnose.problems import LeakFound, UsageProblem
from diagnose.redact import Redactor
from diagnose.secret.guard import Guard
from diagnose.secret.last_scan import LastScan

__all__ = [
    "Action",
    "Confidence",
    "Diagnosis",
    "Era",
    "Evidence",
    "LeakFound",
    "Limits",
    "Question",
    "State",
    "Status",
    "UsageProblem",
    "Verdict",
    "check",
    "check_async",
    "explain",
    "explain_async",
    "judge",
    "load_evidence",
    "render",
    "save_evidence",
]

_LABEL = "the calling program"


class Question(TypedDict, total=False):
    """What `check` takes, all by name; a credential is needed, the rest has the defaults of the command.

    `domain`: base URL, or `us` or `eu`. `client_id` with `client_secret`, or `token`: the values themselves.
    `admin_token`: a second token, to look at the identity, which `identity_id` may name. `action`: what was wanted;
    only reading is tried. `also_region`: the other region of Infisical Cloud, `us` or `eu`, to which a login that is
    refused is put once as well. `limits`: time and requests. `environ`: variables to read where an argument is missing,
    for proxies and for trusted issuers, such as `os.environ`; none by default.
    """

    domain: str | None
    client_id: str | None
    client_secret: str | None
    token: str | None
    project_id: str | None
    environment: str | None
    secret_path: str | None
    secret_name: str | None
    action: Action
    admin_token: str | None
    identity_id: str | None
    also_region: str | None
    allow_http: bool
    ca_bundle: str | None
    limits: Limits
    environ: Mapping[str, str]


def check(**question: Unpack[Question]) -> Diagnosis:
    """Ask the server with the credential that it rejects, and say why it does. See `Question` for what it takes.

    One login at most, nothing is written, and the token of that login is revoked at the end. Earlier calls are not
    remembered: two refused logins are two failures towards a lockout. Whatever fails on the way is part of the
    diagnosis. Raises UsageProblem where an argument cannot be used, and LeakFound where the diagnosis would show a
    secret of its own.
    """
    environ = question.get("environ") or {}
    inputs = resolve(_given(question), environ, None, lambda: b"", None, lambda wanted: fetch(wanted, environ))
    plugins = plugin_checks()
    probes = [probe for plugin in plugins for probe in plugin.probes]
    gathered = gather(inputs, question.get("limits") or Limits(), environ=environ, extra=probes)
    Guard(gathered.secrets, inputs.public()).check(evidence_file.encode(gathered.evidence).decode())
    return judgement.judge(gathered.evidence, plugins)


async def check_async(**question: Unpack[Question]) -> Diagnosis:
    """As `check`, in a thread of its own. Cancelling stops the wait; the thread ends at the limits' deadline."""
    return await asyncio.to_thread(lambda: check(**question))


def explain(text: str | bytes, *, eras: Sequence[Era] = ()) -> Diagnosis:
    """The verdict from logs, error messages, curl output or a HAR file. Sends nothing.

    Secrets are taken out before the text is read. `eras`: which generations the server can be, if that is known.
    Raises UsageProblem for what is no text.
    """
    content = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    redactor = Redactor()
    evidence = intake.read(("-",), lambda: io.BytesIO(content), eras=eras, redactor=redactor)
    LastScan(redactor.values).check(evidence_file.encode(evidence).decode())
    return judge(evidence)


async def explain_async(text: str | bytes, *, eras: Sequence[Era] = ()) -> Diagnosis:
    """As `explain`, in a thread of its own."""
    return await asyncio.to_thread(explain, text, eras=eras)


def judge(evidence: Evidence) -> Diagnosis:
    """Judge evidence again: that of a diagnosis, or of a file. The same evidence gives the same diagnosis."""
    return judgement.judge(evidence, plugin_checks())


def render(
    diagnosis: Diagnosis,
    format: str = "terminal",  # noqa: A002 - the word for it
    *,
    audience: str = "support",
    language: str = "en",
    verbose: bool = False,
) -> str:
    """The report as text: `terminal`, `json`, `html`, `markdown` or `junit`; `audience`: `support` or `customer`.

    `language`: that of the customer's copy. Raises ValueError for a format, audience or language that does not exist,
    and LeakFound where a secret would be in it.
    """
    text = reports.render(diagnosis, format, reports.Options(audience=audience, language=language, verbose=verbose))
    LastScan().check(text)
    return text


def load_evidence(path: Path | str) -> Evidence:
    """The evidence in a file that `save_evidence` or `check --save-evidence` wrote. Raises UsageProblem."""
    return evidence_file.load(Path(path))


def save_evidence(evidence: Evidence, path: Path | str, *, force: bool = False) -> None:
    """Write the evidence to a file that only its owner can read. Raises UsageProblem where that cannot be."""
    evidence_file.save(evidence, Path(path), force=force)


def _given(question: Question) -> Given:
    """The arguments as the inputs know them; secrets are handed over, not typed."""
    return Given(
        domain=question.get("domain"),
        client_id=question.get("client_id"),
        client_secret=_handed(question.get("client_secret"), "client_secret"),
        token=_handed(question.get("token"), "token"),
        project_id=question.get("project_id"),
        environment=question.get("environment"),
        secret_path=question.get("secret_path"),
        secret_name=question.get("secret_name"),
        action=Action(question.get("action", Action.READ)),
        allow_http=question.get("allow_http", False),
        ca_bundle=question.get("ca_bundle"),
        admin_token=_handed(question.get("admin_token"), "admin_token"),
        identity_id=question.get("identity_id"),
        also_region=question.get("also_region"),
    )


def _handed(value: str | None, name: str) -> Handed | None:
    return None if value is None else from_program(name, value, _LABEL)
