"""The generations of the server as data: their texts, and the ways in which they do things differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnose.lab import texts_a, texts_b, texts_c
from diagnose.lab.methods import texts as methods
from diagnose.lab.texts import Texts


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One build. `family`: the shape of error bodies and the order of gates; `era`: the generation it belongs to."""

    build: str
    era: str
    family: Literal["A", "B", "C"]
    texts: Texts
    exp: Literal["none", "max-ttl", "ttl", "capped"]
    counts_uses: bool = True
    drops_dead_tokens: bool = True
    first_of_list: bool = True
    rewords_jwt: bool = True
    sessions_have_org: bool = True
    org_list_needs_rule: bool = False
    creates_bot: bool = False
    lockout: bool = False
    stateless_tokens: bool = False


_ALL = (
    Dialect(
        build="A",
        era="A",
        family="A",
        texts=texts_a.A,
        exp="none",
        drops_dead_tokens=False,
        rewords_jwt=False,
        sessions_have_org=False,
    ),
    Dialect(
        build="B1-early",
        era="B1",
        family="B",
        texts=texts_b.B1_EARLY | methods.B1_EARLY,
        exp="max-ttl",
        counts_uses=False,
        drops_dead_tokens=False,
        first_of_list=False,
        rewords_jwt=False,
        sessions_have_org=False,
        org_list_needs_rule=True,
    ),
    Dialect(build="B1", era="B1", family="B", texts=texts_b.B1 | methods.B1, exp="max-ttl", rewords_jwt=False),
    Dialect(build="B2", era="B2", family="B", texts=texts_b.B2 | methods.B2, exp="max-ttl", creates_bot=True),
    Dialect(build="C1-early", era="C1", family="C", texts=texts_c.C1_EARLY | methods.C1, exp="ttl"),
    Dialect(build="C1", era="C1", family="C", texts=texts_c.C1 | methods.C1, exp="ttl", lockout=True),
    Dialect(
        build="C2",
        era="C2",
        family="C",
        texts=texts_c.C2 | methods.C2,
        exp="capped",
        lockout=True,
        stateless_tokens=True,
    ),
)

DIALECTS = {dialect.build: dialect for dialect in _ALL}
ERAS = ("A", "B1", "B2", "C1", "C2")
