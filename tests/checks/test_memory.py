"""A run's cases share what was read of its exchanges, and read anew where what that hangs on has changed."""

from __future__ import annotations

from checks.case import Case
from checks.case.memory import Memory
from tests.build import PAIR, evidence, login_ok, said

LISTED = said("read", 200, data={"secrets": 2})
REFUSED = said("read", 403, "PermissionDenied", "You are not allowed to read", era="C")


def test_the_same_work_on_the_same_exchange_is_done_once() -> None:
    memory = Memory()
    first, second = (memory.of(LISTED, "eras", (PAIR,), object) for _ in range(2))
    assert first is second


def test_other_work_and_another_basis_and_an_equal_exchange_are_worked_on_by_themselves() -> None:
    memory = Memory()
    twin = said("read", 200, data={"secrets": 2})
    asked = [(LISTED, "eras", 1), (LISTED, "reading", 1), (LISTED, "reading", 2), (twin, "reading", 2)]
    results = [memory.of(exchange, what, (given,), object) for exchange, what, given in asked]
    assert len({*map(id, results)}) == len(asked)


def test_a_case_of_evidence_that_grew_is_that_of_one_who_reads_it_all() -> None:
    memory, exchanges = Memory(), [login_ok("C"), LISTED, REFUSED]
    for number in range(len(exchanges) + 1):
        known = evidence(*exchanges[:number])
        grown, fresh = Case(known, memory=memory), Case(known)
        assert (grown.eras, grown.readings, grown.suspects) == (fresh.eras, fresh.readings, fresh.suspects)
