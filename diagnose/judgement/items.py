"""The state of each FAQ item over all its causes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from checks.case import Case
from checks.knowledge.causes import FaqText, all_causes, cause, faq_items
from diagnose.model import Confidence, FaqItem, Finding, State, Status, Verdict

_WEIGHT: Final = (State.CAUSE, State.POSSIBLE, State.NOT_REACHED, State.UNKNOWN, State.RULED_OUT)


def items(case: Case, findings: Sequence[Finding], decided: Verdict) -> tuple[FaqItem, ...]:
    """The state of each FAQ item: that of its most telling cause; ruled out only if nothing of it is left."""
    owned = all_causes()
    by_item: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in () if case.only_told else findings:
        own = cause(finding.cause).faq if finding.cause in owned else None
        by_item[decided.faq if finding.cause == decided.cause else own].append(finding)
    ahead = frozenset(case.way) - case.passed.keys()
    # Words that nobody knows may well mean a reason that is not in the FAQ.
    unnamed = case.failed and decided.cause is None
    is_open = decided.status is Status.INCONCLUSIVE
    blamed = _blamed(decided)
    found = []
    for item in faq_items():
        mine = by_item[item.id]
        unknown = (f.cause for f in mine if f.state is State.UNKNOWN and f.cause in owned)
        left = (unnamed and item.id == "outside") or any(cause(c).gate in ahead for c in unknown)
        state = State.CAUSE if item.id in blamed else _state(mine, left=left, is_open=is_open)
        proof = _proof(decided, item.id) if state is State.CAUSE else ()
        shown = proof or (i for f in mine if f.state is state for i in f.because)
        because = tuple(sorted(set(shown), key=lambda i: (len(i), i)))
        found.append(
            FaqItem(id=item.id, title=item.title, state=state, because=because, says=_says(item, state, mine, decided))
        )
    return tuple(found)


def _proof(decided: Verdict, item_id: str) -> tuple[str, ...]:
    """What proves that the item is to blame: the verdict's proof, and that of what was refused as well."""
    own = decided.proof if item_id == decided.faq else ()
    return (*own, *(i for second in decided.also if cause(second.cause).faq == item_id for i in second.because))


def _blamed(decided: Verdict) -> set[str | None]:
    """The items of what the verdict states: its cause unless that is only possible, and what was refused as well."""
    stated = {decided.faq} if decided.confidence in {Confidence.CERTAIN, Confidence.LIKELY} else set()
    return stated | {cause(second.cause).faq for second in decided.also}


def _state(mine: Sequence[Finding], *, left: bool, is_open: bool) -> State:
    """`left`: whether something of the item lies on the way and was neither passed nor looked at.

    `is_open`: nobody knows at which gate it was refused, so what is left may have been looked at before.
    """
    # What the credential's shape alone excludes says nothing of an item: no answer was asked for it.
    states = {f.state for f in mine if f.state is not State.RULED_OUT or f.because} - {State.CAUSE}
    if any(f.state is State.CAUSE for f in mine):
        states.add(State.POSSIBLE)
    # Causes that no request could have met say nothing of the item as long as another one was ruled out.
    if State.RULED_OUT in states and states <= {State.RULED_OUT, State.UNKNOWN}:
        return State.UNKNOWN if left else State.RULED_OUT
    if left and is_open:
        states.discard(State.NOT_REACHED)
    return next((state for state in _WEIGHT if state in states), State.UNKNOWN)


def _says(item: FaqText, state: State, mine: Sequence[Finding], decided: Verdict) -> str:
    fine = any(f.state is State.RULED_OUT and f.because for f in mine)
    if state is State.NOT_REACHED and fine:
        return item.says["partly"]
    open_ = [f for f in mine if f.state in {State.CAUSE, State.POSSIBLE}]
    settled = decided.confidence is Confidence.CERTAIN and all(f.refines == decided.cause for f in open_)
    return item.says["further" if state is State.POSSIBLE and settled else state.value]
