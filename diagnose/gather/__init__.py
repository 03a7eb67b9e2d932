"""Gathering: puts the probes over HTTP, once each, and collects the evidence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack

import msgspec

from diagnose.gather.limits import USUAL, Limits
from diagnose.gather.other_region import OtherRegion
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


def gather(  # noqa: PLR0913 - what is asked, with what, and who may follow it
    inputs: Inputs,
    limits: Limits = USUAL,
    *,
    environ: Mapping[str, str],
    progress: Callable[[str], None] = lambda _: None,
    extra: Iterable[Probe] = (),
    meanwhile: Callable[[], None] | None = None,
) -> Gathered:
    """Ask the server of the inputs until nothing is left that an answer could change; whatever fails becomes evidence.

    `environ` is where proxies and trusted issuers are read. `progress` is called with what is being asked, in words,
    and with nothing at the end. `extra`: what other packages' checks want to read, gone through after an answer.
    `meanwhile`: what to do while the first answer is awaited.
    """
    settings = settings_of(inputs, limits, environ)
    with ExitStack() as opened:
        client = opened.enter_context(Client(settings, meanwhile=meanwhile))
        also = Client(_elsewhere(settings, inputs.also_at)) if inputs.also_at is not None else None
        elsewhere = OtherRegion(opened.enter_context(also)) if also is not None else None
        run = Run(
            client, inputs.credential, limits, progress=progress, extra=extra, privileged=inputs.privileged,
            elsewhere=elsewhere,
        )  # fmt: skip
        try:
            evidence = run.gather(first_evidence(inputs))
        finally:
            progress("")
    minted = [token for token in (run.minted, elsewhere.token if elsewhere is not None else None) if token is not None]
    secrets = (*inputs.secrets(), *minted, *run.privileged_secrets, *logins(environ))
    return Gathered(evidence=evidence, secrets=secrets, minted=run.minted)


def _elsewhere(settings: Settings, base_url: str) -> Settings:
    """How to reach the other region; without the headers that were meant for the host that was named."""
    return msgspec.structs.replace(settings, base_url=base_url, custom_headers={})


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
