"""Gathering: puts the probes over HTTP, once each, and collects the evidence."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from diagnose.gather.limits import USUAL, Limits
from diagnose.gather.probes import Probe
from diagnose.gather.run import Run
from diagnose.http.client import Client, Settings
from diagnose.http.proxies import logins
from diagnose.inputs import Inputs
from diagnose.model import Evidence
from diagnose.secret import Secret

__all__ = ["Gathered", "Limits", "first_evidence", "gather", "settings_of"]


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has seen, and every secret that it held: none of these may be shown. `minted`: its login's token."""

    evidence: Evidence
    secrets: tuple[Secret, ...]
    minted: Secret | None = None


def gather(
    inputs: Inputs,
    limits: Limits = USUAL,
    *,
    environ: Mapping[str, str],
    progress: Callable[[str], None] = lambda _: None,
    extra: Sequence[Probe] = (),
) -> Gathered:
    """Ask the server of the inputs until nothing is left that an answer could change; whatever fails becomes evidence.

    `environ` is where proxies and trusted issuers are read. `progress` is called with what is being asked, in words,
    and with nothing at the end. `extra`: what other packages' checks want to read.
    """
    with Client(settings_of(inputs, limits, environ)) as client:
        run = Run(client, inputs.credential, limits, progress=progress, extra=extra, privileged=inputs.privileged)
        try:
            evidence = run.gather(first_evidence(inputs))
        finally:
            progress("")
    minted = (run.minted,) if run.minted is not None else ()
    secrets = (*inputs.secrets(), *minted, *run.privileged_secrets, *logins(environ))
    return Gathered(evidence=evidence, secrets=secrets, minted=run.minted)


def settings_of(inputs: Inputs, limits: Limits, environ: Mapping[str, str]) -> Settings:
    """How to reach the server of the inputs; `environ` is where proxies and trusted issuers are read."""
    return Settings(
        base_url=inputs.target.base_url,
        timeout_s=limits.timeout_s,
        deadline_s=limits.deadline_s,
        ca_bundle=inputs.ca_bundle,
        custom_headers=inputs.custom_headers,
        environ=environ,
        certificate=inputs.credential.certificate,
    )


def first_evidence(inputs: Inputs) -> Evidence:
    """What is known before anything is asked."""
    return Evidence(
        target=inputs.target,
        credential=inputs.credential.facts,
        token=inputs.credential.token_facts,
        started_at=time.time(),
        remarks=inputs.stray,
        privileged=inputs.privileged.facts if inputs.privileged is not None else None,
        inspected=inputs.inspecting,
    )
