"""Which look comes next, the telling ones first. Pure: the same evidence always leads to the same look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from checks.access.of_case import access_of
from checks.case import Case
from checks.case.looks import Looks
from checks.case.privileges import unread_privileges
from diagnose.gather.looks import LOOKS, elsewhere
from diagnose.gather.probe import Aim, Probe
from diagnose.model import Action, Era

MOST_CONFIGS: Final = 40
_MARGIN_S: Final = 60
_LOG_S: Final = 89 * 86400
"""How far back the audit log is read for client secrets: servers give three months at most."""
_MODERN: Final = (Era.C1, Era.C2)
_LOGIN: Final = frozenset({"client-id", "secret", "secret-lifetime", "secret-uses"})
_ADDRESS: Final = frozenset({"untrusted-ip-login", "untrusted-ip-token"})
_TOKEN: Final = frozenset({"token-record", "token-lifetime", "token-uses", "token-signature"})
_RIGHTS: Final = frozenset({"permission", "secret-value", "role"})
_PLACE: Final = frozenset({"membership", "project", "encryption", "location", "organisation"})


class LookPlan:
    """The looks that one case still lacks."""

    def __init__(self, case: Case, aim: Aim) -> None:
        self._case = case
        self._looks: Looks = case.looks
        self._asked = {x.probe for x in case.evidence.exchanges}
        self.aim = _with(aim, self._more(aim))

    def next(self) -> Probe | None:
        """The next look, or None when nothing is left that one could settle."""
        privileged = self._case.evidence.privileged
        limit = privileged.uses_limit if privileged is not None else None
        if limit is not None and len(self._looks.put) >= limit - 1:
            return None  # the token of the one who looks is not to be used up
        if self._case.refused_token is not None:
            return None
        return next((probe for probe in self._wanted() if probe.possible(self.aim)), None)

    def _wanted(self) -> Iterator[Probe]:
        for name in self._names():
            if name in _REPEATED or name not in self._asked:
                yield LOOKS[name]
            elif self._looks.lacks(name) and elsewhere(name) in LOOKS.keys() - self._asked:
                yield LOOKS[elsewhere(name)]

    def _names(self) -> Iterator[str]:
        if self._case.evidence.inspected:
            yield from self._inspection()
        elif self._login_refused:
            yield "look-method"
        else:
            yield from self._open()

    def _open(self) -> Iterator[str]:
        """What may settle what the question leaves open."""
        left = [suspect.cause for suspect in self._case.suspects]
        gates = {self._case.gate(cause) for cause in left}
        if not gates and self._case.evidence.target.action is not Action.READ:
            gates = {"permission"}
        if not left:
            yield from self._ends()
        open_, address = gates <= _LOGIN and len(left) > 1, bool(_ADDRESS & set(left))
        if self._looks.subject_id is None and (open_ or address) and not self._spelt_wrongly():
            yield from self._search()
        if gates & _LOGIN:
            yield from self._secrets()
        if address or gates & (_TOKEN | {"lockout"}):
            yield from self._settings()
        if self._case.only(Era.A):
            # These servers show an identity neither the project nor one membership.
            yield from ("look-project-members",) if gates & (_PLACE | _RIGHTS) else ()
            return
        if gates & _PLACE:
            yield from ("look-project", "look-membership")
        if "location" in gates:
            yield "look-folders"
        if gates & _RIGHTS:
            yield from self._rights()

    @property
    def _login_refused(self) -> bool:
        """Whether it was the login of another method that was refused."""
        question = self._case.question
        method = self._case.evidence.credential.method
        return (
            method is not None and question is not None and question.exchange.probe == "login" and not question.worked
        )

    def _inspection(self) -> Iterator[str]:
        """All that can be seen of an identity and of what it may do at the target."""
        yield "look-era"
        if self._looks.subject_id is None:
            yield from self._search()
            return
        oldest = self._case.only(Era.A)
        yield from () if oldest else ("look-identity",)
        if self._looks.candidates_for(self._looks.subject_id):
            yield "look-config"
        if self._looks.config is not None:
            yield "look-secrets"
        if self._case.evidence.target.project_id is not None:
            yield from ("look-project-members",) if oldest else self._rights()
            yield "look-folders"

    def _spelt_wrongly(self) -> bool:
        """Whether no server accepts the credential, whoever it belongs to."""
        return any(trait.fatal for trait in self._case.evidence.credential.traits)

    def _search(self) -> Iterator[str]:
        """Which identity the client ID belongs to: the one that was named, else all that the organisation has."""
        looks = self._looks
        if looks.client_id is None:
            return
        if looks.candidates and not looks.listings:
            yield "look-config"
        if "organisation_of_look" not in self.aim.more and not self._case.only(Era.A):
            yield from ("look-project", "look-self", "look-details")
        yield "look-audit"
        yield "look-identities"
        if not looks.listings:
            yield from ("look-all-identities", "look-members")
        if looks.client_id in looks.listed:
            return
        if looks.candidates and len(looks.configs) < MOST_CONFIGS:
            yield "look-config"
        elif not looks.candidates:
            yield from () if looks.whole_list else ("look-all-identities",)
            # Whether the list is that of the project's organisation: the server can hold others.
            yield from ("look-managed", "look-project")

    def _secrets(self) -> Iterator[str]:
        looks = self._looks
        if looks.owner is None:
            if looks.subject_id is not None and looks.config is None:
                yield "look-config"
            return
        yield "look-secrets"
        if not looks.matching and looks.secrets is not None:
            if not looks.secret_ids and looks.own_secret is None:
                yield "look-created"
            if looks.secret_ids and looks.own_secret is None:
                yield "look-secret"

    def _ends(self) -> Iterator[str]:
        """When the client secret and the access that it works with will end, if that was asked for."""
        if not self._case.evidence.target.warn_before_s:
            return
        if self._looks.candidates_for(self._looks.subject_id) and self._looks.config is None:
            yield "look-config"
        yield from self._secrets()
        if self._case.evidence.target.project_id is not None and not self._case.only(Era.A):
            yield from self._rights()

    def _settings(self) -> Iterator[str]:
        if self._looks.config is None and self._looks.candidates_for(self._looks.subject_id):
            yield "look-config"
        yield "look-identity"

    def _rights(self) -> Iterator[str]:
        """All that it holds: by one look where the server has it, else the roles, their rules, and the privileges."""
        yield "look-project"
        if self._case.only(*_MODERN) and Era.C2 in self._case.eras:
            yield "look-rules"
        if self._looks.not_by_any_way:
            return
        access = access_of(self._case) if "sources" in self._looks.facts("look-rules") else None
        if access is not None:
            # It lists what is in force: what has ended may be what is missed.
            yield from ("look-membership", *self._privileges()) if access.allowed is not True else ()
            yield from ("look-identity",) if any("{{" in one for one in access.depends_on) else ()
            return
        yield "look-membership"
        if "look_role" in self.aim.more:
            yield "look-role-elsewhere" if self._looks.lacks("look-role") else "look-role"
        yield from self._privileges()
        if self._case.only(*_MODERN):
            yield "look-groups"
            yield from ("look-group",) if "group_id" in self.aim.more else ()

    def _privileges(self) -> Iterator[str]:
        """The additional privileges, by the route that names the project as it is known; and rules listed without."""
        yield "look-privileges" if "project_slug" in self.aim.more else elsewhere("look-privileges")
        yield from ("look-privilege",) if "privilege_id" in self.aim.more else ()

    def _more(self, aim: Aim) -> dict[str, str]:
        evidence, looks = self._case.evidence, self._looks
        privileged = evidence.privileged
        project = looks.facts("look-project") or self._case.facts("project")
        subject, own = looks.subject_id, privileged.own_id if privileged is not None else None
        candidates = looks.candidates_for(subject)
        login = evidence.of("login")
        values = {
            "own_id": own,
            "organisation_of_look": self._organisation(project),
            "subject_id": subject,
            "candidate_id": candidates[0] if candidates else None,
            "client_secret_id": next(iter(looks.secret_ids), None),
            "login_since": _iso(login.at - _MARGIN_S) if login is not None and login.at else None,
            "look_role": next(iter(unread_roles(self._case)), None),
            "privilege_id": next(iter(unread_privileges(looks)), None),
            "method_route": _route(self._case.evidence.credential.method),
            "secrets_since": _iso(max(self._case.now - _LOG_S, 0)),
            **dict(zip(("group_id", "group_offset"), next(unread_groups(looks), ()), strict=False)),
            "project_slug": aim.project_slug or project.get("slug"),
        }
        return {name: value for name, value in values.items() if value}

    def _organisation(self, project: Mapping[str, Any]) -> str | None:
        privileged = self._case.evidence.privileged
        claimed = privileged.organisation_id if privileged is not None else None
        own = self._looks.facts("look-details").get("organization", {}).get("id")
        return claimed or self._looks.facts("look-self").get("orgId") or own or project.get("orgId")


# Roles whose rules are the same everywhere, and the word that stands for a role of a name of its own.
_KNOWN: Final = frozenset({"no-access", "custom"})
_REPEATED: Final = frozenset(
    {"look-config", "look-secret", "look-role", "look-role-elsewhere", "look-group", "look-privilege"}
)
_PAGE: Final = 100
_MOST_PAGES: Final = 10


def next_look(case: Case, aim: Aim) -> tuple[Probe | None, Aim]:
    """The look to put next, if one is left that tells something, and what its request needs."""
    if case.question is None and not case.evidence.inspected:
        return None, aim
    plan = LookPlan(case, aim)
    return plan.next(), plan.aim


def unread_roles(case: Case) -> tuple[str, ...]:
    """The slugs of the roles that it holds and whose rules were not asked for."""
    looks = case.looks
    by = "look-role-elsewhere" if looks.lacks("look-role") else "look-role"
    asked = {x.url.partition("?")[0].rpartition("/")[2] for x in looks.put if x.probe == by}
    roles = (*case.membership.get("roles", ()), *(role for _, role in looks.group_roles))
    slugs = (role.get("customRoleSlug") or role.get("role") for role in roles)
    return tuple(slug for slug in dict.fromkeys(slugs) if isinstance(slug, str) and slug not in asked | _KNOWN)


def unread_groups(looks: Looks) -> Iterator[tuple[str, str]]:
    """The groups of which it is not known whether the identity is in them, and where the next page of each starts."""
    for group, inside in looks.in_groups.items():
        pages = [x for x in looks.put if x.probe == "look-group" and f"/groups/{group}/" in x.url]
        broken = any(x.answer is None or "total" not in x.answer.data for x in pages)
        if inside is None and not broken and len(pages) < _MOST_PAGES:
            yield group, str(len(pages) * _PAGE)


def _route(method: str | None) -> str | None:
    """The name of the method in paths; None without one, and for one whose settings are a password alone."""
    if method is None:
        return None
    from diagnose.credential.methods import find

    found = find(method, "the evidence")
    return None if found.counts_failures else found.route


def _with(aim: Aim, more: Mapping[str, str]) -> Aim:
    from msgspec.structs import replace

    return replace(aim, more=more)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
