"""From a row to what is asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from diagnose.cli.batch.rows import Row
from diagnose.credential.method_names import METHOD
from diagnose.credential.oddities import CLIENT_SECRET_FIELD, TOKEN_FIELD
from diagnose.inputs import Given, Inputs, resolve
from diagnose.inputs.credential_choice import CLIENT_ID, SECRET_VARIABLES
from diagnose.inputs.inspection import Subject, resolve_inspection
from diagnose.inputs.privileged import CLIENT_ID as ADMIN_ID
from diagnose.inputs.privileged import TOKEN as ADMIN_TOKEN
from diagnose.inputs.sources import Handed, from_flag, from_variable
from diagnose.model import Action
from diagnose.problems import UsageProblem

_OF_ONE_RUN: Final = frozenset({*SECRET_VARIABLES, CLIENT_ID, METHOD, ADMIN_ID}) - {ADMIN_TOKEN}
"""Variables that would give a row a credential that it does not name, or log in for each row anew."""


class Common(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What holds for all rows. `folder`: where `@FILE` is looked for; `source`: what the file is called."""

    environ: Mapping[str, str]
    folder: Path
    source: str
    allow_http: bool = False
    ca_bundle: str | None = None

    @cached_property
    def for_rows(self) -> Mapping[str, str]:
        """The variables that hold for every row."""
        return {name: value for name, value in self.environ.items() if name not in _OF_ONE_RUN}


def inputs_of(row: Row, common: Common) -> Inputs:
    """The inputs of a row; reads variables and files, sends nothing. Raises UsageProblem that names the line."""
    try:
        if row.inspects:
            subject = Subject(identity_id=row.identity_id or None, client_id=row.client_id or None)
            return resolve_inspection(_given(row, common), subject, common.for_rows, None, bytes)
        return resolve(_given(row, common), common.for_rows, None, bytes, None)
    except UsageProblem as problem:
        msg = f"{common.source}, line {row.line}: {problem}"
        raise UsageProblem(msg) from None


def _given(row: Row, common: Common) -> Given:
    try:
        action = Action(row.action or "read")
    except ValueError:
        msg = f"action is one of {', '.join(Action)}."
        raise UsageProblem(msg) from None
    return Given(
        domain=row.domain or None,
        client_id=None if row.inspects else row.client_id or None,
        client_secret=_handed(row.client_secret, CLIENT_SECRET_FIELD, common),
        token=_handed(row.token, TOKEN_FIELD, common),
        project_id=row.project_id or None,
        environment=row.environment or None,
        secret_path=row.secret_path or None,
        secret_name=row.secret_name or None,
        action=action,
        allow_http=common.allow_http,
        ca_bundle=common.ca_bundle,
        identity_id=None if row.inspects else row.identity_id or None,
    )


def _handed(reference: str, field: str, common: Common) -> Handed | None:
    """The secret that a row refers to. A name that is not set is not repeated: it may be no name at all."""
    if not reference:
        return None
    if reference.startswith("@"):
        return from_flag(field, reference, field, common.folder, bytes)
    value = common.environ.get(reference)
    if not value:
        msg = f"{field.replace('-', '_')} names a variable that is not set."
        raise UsageProblem(msg)
    return from_variable(reference, value)
