"""Whether an identity's rules allow what it wants, rule by rule, and what would have to be added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from checks.access.addition import addition, least_rule
from checks.access.conditions import OPAQUE, hold
from checks.access.evaluate import FINE_READS, LEGACY_READ, SECRETS, Outcome, either, outcomes
from checks.access.merge import Merge, merged
from checks.access.outcome import ServerFailsError, UndecidableError
from checks.access.question import Question, merges, newest, splits_read
from checks.access.rules import Rule, Source, SourceKind
from checks.access.why import matching
from diagnose.model import Era
from diagnose.model.access import Access, AccessRule

_MOST_RULES: Final = 60


def answer(
    question: Question,
    sources: Sequence[Source],
    eras: Iterable[Era],
    *,
    identity_id: str = "",
    project_id: str = "",
) -> Access:
    """Give the answer that all ways of merging agree on which servers of these eras have.

    `sources` are those that are active now, in any order: where the server's order decides, the answer is open.
    """
    possible_eras = tuple(eras) or tuple(Era)
    era = newest(possible_eras)
    found = frozenset(
        one for each in possible_eras for way in merges(each) for one in _results(question, sources, each, way)
    )
    allowed = True if found == {Outcome.ALLOWED} else None if Outcome.ALLOWED in found else False
    rows = tuple(
        _row(rule, question, era) for source in sources for rule in source.rules or () if SECRETS in rule.subjects
    )
    rows = (*rows, *(_unreadable(source) for source in sources if source.rules is None))
    access = Access(
        allowed=allowed, action=question.action.value, rules=rows[:_MOST_RULES], fails=Outcome.THROWS in found
    )
    if allowed:
        return access
    open_ = _open(rows, found) if allowed is None else ()
    blocked = _forbidding(question, sources, possible_eras)
    missing = None if blocked else addition(question, era, identity_id=identity_id, project_id=project_id)
    return msgspec.structs.replace(access, depends_on=open_, forbidden_by=blocked, add=missing)


def _results(question: Question, sources: Sequence[Source], era: Era, way: Merge) -> frozenset[Outcome]:
    """What the whole question can end in: all its actions must be allowed."""
    fields = question.fields(era)
    each = [_decide(way, sources, action, fields, split=splits_read(era)) for action in question.actions(era)]
    refused = frozenset(one for found in each for one in found if one is not Outcome.ALLOWED)
    return refused | ({Outcome.ALLOWED} if all(Outcome.ALLOWED in found for found in each) else frozenset())


def _decide(
    way: Merge, sources: Sequence[Source], action: str, fields: Mapping[str, Any], *, split: bool
) -> frozenset[Outcome]:
    found = _unordered(way, sources, action, fields)
    if split and action in FINE_READS:
        found = either(found, _unordered(way, sources, LEGACY_READ, fields))
    return frozenset(Outcome.DENIED if one is Outcome.NONE else one for one in found)


def _unordered(way: Merge, sources: Sequence[Source], action: str, fields: Mapping[str, Any]) -> frozenset[Outcome]:
    """What the question can end in, whichever order the sources of one kind have on the server."""
    if way.first_to_decide is None:
        return outcomes(merged(way, [_rules(source) for source in sources]), action, fields)
    possible: frozenset[Outcome] = frozenset()
    for kind in sorted(SourceKind, key=lambda kind: kind is not way.first_to_decide):
        each = [outcomes(_rules(source), action, fields) for source in sources if source.kind is kind]
        possible = possible.union(*each) - {Outcome.NONE}
        if any(Outcome.NONE not in found for found in each):
            return possible
    return possible | {Outcome.NONE}


def _rules(source: Source) -> tuple[Rule, ...]:
    """The source's rules; of one that could not be read, one that may allow all and one that may forbid all."""
    if source.rules is not None:
        return source.rules
    hidden = Rule(
        actions=("manage",),
        subjects=("all",),
        conditions={f"{OPAQUE}the rules of {source.name}": True},
        source=source.name,
    )
    return hidden, msgspec.structs.replace(hidden, inverted=True)


def _row(rule: Rule, question: Question, era: Era) -> AccessRule:
    matches, why = matching(rule, _asked(question, era), question.fields(era))
    return AccessRule(
        source=rule.source,
        effect="forbid" if rule.inverted else "allow",
        subject=", ".join(rule.subjects),
        actions=rule.actions,
        conditions=rule.conditions,
        matches=matches,
        why=why,
    )


def _unreadable(source: Source) -> AccessRule:
    why = f"the rules of {source.name} could not be read"
    return AccessRule(source=source.name, effect="allow", subject=SECRETS, actions=(), matches=None, why=why)


def _asked(question: Question, era: Era) -> tuple[str, ...]:
    actions = question.actions(era)
    return (*actions, LEGACY_READ) if splits_read(era) and set(actions) & FINE_READS else actions


def _open(rows: Sequence[AccessRule], found: frozenset[Outcome]) -> tuple[str, ...]:
    """What decides and is not known: what the rules depend on, else the order of roles."""
    depends = tuple(dict.fromkeys(row.why for row in rows if row.matches is None))
    both = {row.effect for row in rows if row.matches}
    order = ("the order in which the server takes its roles",) if len(both) > 1 and len(found) > 1 else ()
    return depends + order or ("which build of this generation the server is",)


def _forbidding(question: Question, sources: Sequence[Source], eras: Sequence[Era]) -> tuple[str, ...]:
    """The sources with a rule that wins over the least rule, or makes the server fail, were it added as a privilege."""
    era = newest(eras)
    extra = least_rule(question, era)
    if extra is None:
        return ()
    added = Source(name=extra.source, kind=SourceKind.PRIVILEGE, rules=(extra,))
    ways = [(each, way) for each in eras for way in merges(each)]
    if all(_results(question, (*sources, added), each, way) == {Outcome.ALLOWED} for each, way in ways):
        return ()
    listed = (rule for source in sources for rule in source.rules or ())
    met = (rule.source for rule in listed if _in_the_way(rule, _asked(question, era), question.fields(era)))
    return tuple(dict.fromkeys(met))


def _in_the_way(rule: Rule, actions: Sequence[str], fields: Mapping[str, Any]) -> bool:
    """Whether the rule forbids this, or may, or makes the server fail."""
    if not any(rule.speaks_of(action, SECRETS) for action in actions):
        return False
    try:
        return (rule.conditions is None or hold(rule.conditions, fields)) and rule.inverted
    except UndecidableError:
        return rule.inverted
    except ServerFailsError:
        return True
