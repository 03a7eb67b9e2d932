"""Methods whose proof is a request signed for one cloud, which cannot be made here."""

from __future__ import annotations

from typing import Final, NoReturn

from diagnose.credential.methods.method import Method, Place
from diagnose.problems import UsageProblem


def _read(_: Place) -> NoReturn:
    msg = (
        "the signed request that this method logs in with cannot be made here; "
        "give what the client says to `infisical-diagnose explain`. Nothing was sent."
    )
    raise UsageProblem(msg)


OCI: Final = Method(
    id="oci-auth",
    route="oci",
    title="OCI",
    identities=("INFISICAL_OCI_AUTH_IDENTITY_ID",),
    read=_read,
)
ALICLOUD: Final = Method(id="alicloud-auth", route="alicloud", title="Alibaba Cloud", read=_read)
