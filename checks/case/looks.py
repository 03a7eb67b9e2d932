"""What a privileged credential saw: the identity that the client ID belongs to, its settings, secrets and roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from checks.case.cached import cached_property
from diagnose.model import Answer, CredentialKind, Envelope, Evidence, Exchange, Sent

_OK: Final = range(200, 300)
_ABSENT: Final = 404
METHOD: Final = "universal-auth"
OTHER_ROUTE: Final = "-elsewhere"
"""Ends the name of a look that was put once more by another route, since the server lacks the first one."""
_OF_A_PROJECT: Final = frozenset({"look-members", "look-managed"})
_BUILT_IN: Final = frozenset({"admin", "member", "viewer", "no-access"})


class Looks:
    """The looks of one evidence. Nothing here is a verdict: a look that was refused only leaves things unknown."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self.base_url = evidence.target.base_url
        self.put = tuple(x for x in evidence.exchanges if x.sent is Sent.ADMIN)

    def exchange(self, *names: str) -> Exchange | None:
        """The first of the looks of these names that succeeded."""
        return next((x for x in self.put if x.probe.removesuffix(OTHER_ROUTE) in names and _worked(x)), None)

    def facts(self, *names: str) -> Mapping[str, Any]:
        """What is kept of it, or nothing."""
        found = self.exchange(*names)
        return found.answer.data if found is not None and found.answer is not None else {}

    @cached_property
    def configs(self) -> tuple[tuple[str, Exchange], ...]:
        """The identities whose settings of universal auth were asked for, and the exchange of each."""
        return tuple((x.url.partition("?")[0].rpartition("/")[2], x) for x in self.put if x.probe == "look-config")

    @cached_property
    def client_id(self) -> str | None:
        """The client ID that the question was put with."""
        return self._evidence.credential.client_id

    @cached_property
    def owner(self) -> tuple[str, Exchange] | None:
        """The identity that the client ID belongs to, as its settings prove."""
        if self.client_id is None:
            return None
        mine = ((who, x) for who, x in self.configs if _data(x).get("clientId") == self.client_id)
        return next(mine, None)

    @cached_property
    def subject_id(self) -> str | None:
        """The identity that is looked at: the one that the client ID, the token or the user names."""
        if self.owner is not None:
            return self.owner[0]
        token, privileged = self._evidence.token, self._evidence.privileged
        claimed = token.claims.get("identityId") if token is not None else None
        if isinstance(claimed, str):
            return claimed
        named = privileged.subject_id if privileged is not None else None
        if self._evidence.credential.method is not None:
            return self._evidence.credential.identity_id or named
        # One that the user named is the right one only if its settings do not show another client ID.
        if self._evidence.inspected:
            return named
        shown = next((_data(x).get("clientId") for who, x in self.configs if who == named and _worked(x)), None)
        return None if shown is not None and self.client_id not in {None, shown} else named

    @cached_property
    def config(self) -> Exchange | None:
        """The settings of universal auth of the subject."""
        return next((x for who, x in self.configs if who == self.subject_id and _worked(x)), None)

    @cached_property
    def listings(self) -> tuple[Exchange, ...]:
        """The lists of identities that could be read."""
        names = ("look-identities", "look-all-identities", "look-members", "look-managed")
        return tuple(x for x in self.put if x.probe in names and _worked(x) and "identities" in _data(x))

    @cached_property
    def listed(self) -> Mapping[str, Mapping[str, Any]]:
        """All identities of these lists, by their ids."""
        return {one["id"]: one for x in self.listings for one in _data(x)["identities"]}

    @cached_property
    def whole_list(self) -> bool:
        """Whether a list holds every identity of the organisation."""
        return any(not _data(x).get("partial") for x in self.listings if x.probe not in _OF_A_PROJECT)

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """The identities that the client ID may belong to, those just refused first, without those looked at."""
        privileged = self._evidence.privileged
        named = privileged.subject_id if privileged is not None else None
        own = privileged.own_id if privileged is not None else None
        first = [*([named] if named else []), *self.just_refused]
        with_method = (id_ for id_, one in self.listed.items() if METHOD in one.get("methods", (METHOD,)))
        done = {who for who, _ in self.configs}
        listed = (id_ for id_ in with_method if id_ != own or self._evidence.credential.client_id is None)
        return tuple(id_ for id_ in dict.fromkeys((*first, *listed)) if id_ not in done)

    def candidates_for(self, subject: str | None) -> tuple[str, ...]:
        """The identities whose settings are to be read next: the subject's own, else all that may be it."""
        if subject is None:
            return self.candidates
        return () if any(who == subject for who, _ in self.configs) else (subject,)

    @cached_property
    def just_refused(self) -> tuple[str, ...]:
        """Identities whose login the audit log shows refused since this run's login, the newest first."""
        events = self.facts("look-audit").get("events", ())
        failed = (e.get("identityId") for e in events if "login" in e.get("type", "") and "fail" in e["type"].lower())
        return tuple(dict.fromkeys(id_ for id_ in failed if isinstance(id_, str)))

    @cached_property
    def nobodys(self) -> tuple[str, ...]:
        """The exchanges that show that no identity of the organisation has the client ID; empty while one may."""
        if self.owner is not None or not self.all_read or self.candidates or self.client_id is None:
            return ()
        return tuple(x.id for x in (*self.listings, *(x for _, x in self.configs)))

    @cached_property
    def all_read(self) -> bool:
        """Whether the settings of every identity with universal auth were read."""
        return self.whole_list and all("clientId" in _data(x) or _has_none(x) for _, x in self.configs)

    @cached_property
    def secrets(self) -> Exchange | None:
        """The list of the subject's client secrets, without those revoked."""
        return self.exchange("look-secrets")

    @cached_property
    def single_secrets(self) -> tuple[tuple[Exchange, Mapping[str, Any]], ...]:
        """Client secrets that were read by their id, and the exchange of each."""
        return tuple((x, row) for x in self.put if x.probe == "look-secret" for row in _data(x).get("secrets", ()))

    @cached_property
    def matching(self) -> tuple[Mapping[str, Any], ...]:
        """The live client secrets that start as the one that was sent."""
        if self.secrets is None:
            return ()
        return tuple(row for row in _data(self.secrets).get("secrets", ()) if row.get("matches"))

    @cached_property
    def own_secret(self) -> tuple[Exchange, Mapping[str, Any]] | None:
        """The client secret that was sent, read by its id: it starts alike, or the token says that it came from it."""
        token = self._evidence.token
        claimed = token.claims.get("clientSecretId") if token is not None else None
        return next(
            ((x, row) for x, row in self.single_secrets if row.get("matches") or row.get("id") == claimed), None
        )

    @cached_property
    def secret_ids(self) -> tuple[str, ...]:
        """Ids of client secrets that are known and were not read: from a token, and from the audit log."""
        token = self._evidence.token
        claimed = token.claims.get("clientSecretId") if token is not None else None
        created = (e.get("clientSecretId") for e in self.facts("look-created").get("events", ()))
        read = {x.url.partition("?")[0].rpartition("/")[2] for x in self.put if x.probe == "look-secret"}
        live = {row.get("id") for row in (_data(self.secrets).get("secrets", ()) if self.secrets else ())}
        known = (id_ for id_ in (claimed, *created) if isinstance(id_, str))
        return tuple(id_ for id_ in dict.fromkeys(known) if id_ not in read | live)

    @cached_property
    def in_project(self) -> bool | None:
        """Whether the subject is among all members of the project; None where the list was not read whole."""
        found = self.facts("look-project-members")
        if self.subject_id is None or "memberships" not in found or found.get("truncated"):
            return None
        unnamed = any("id" not in one.get("identity", {}) for one in found["memberships"])
        return True if self.own_entry is not None else None if unnamed else False

    @cached_property
    def holds_known_roles(self) -> bool:
        """Whether that list shows that the subject's roles are there: built-in ones, and others with their rules."""
        roles = self.own_entry.get("roles", ()) if self.own_entry is not None else ()
        return bool(roles) and all(role.get("role") in _BUILT_IN or "permissions" in role for role in roles)

    @property
    def own_entry(self) -> Mapping[str, Any] | None:
        """The subject's membership in the list of all members of the project."""
        listed = self.facts("look-project-members").get("memberships", ())
        return next((one for one in listed if one.get("identity", {}).get("id") == self.subject_id), None)

    @cached_property
    def roles_read(self) -> Mapping[str, Mapping[str, Any]]:
        """The roles whose rules were read, by their slugs."""
        read = (x for x in self.put if x.probe.removesuffix(OTHER_ROUTE) == "look-role" and _worked(x))
        return {x.url.partition("?")[0].rpartition("/")[2]: _data(x) for x in read}

    @cached_property
    def not_by_any_way(self) -> tuple[str, ...]:
        """The look that says that the subject is in the project neither by itself nor by a group; empty if none did."""
        asked = (x for x in self.put if x.probe.removesuffix(OTHER_ROUTE) == "look-rules" and x.answer is not None)
        return tuple(
            x.id
            for x in asked
            if x.answer and x.answer.status == _ABSENT and "not a member" in (x.answer.message or "")
        )

    @cached_property
    def role_gone(self) -> tuple[str, ...]:
        """The look that says that a custom role which the subject holds is no more; empty if none did."""
        return tuple(x.id for x, answer in self.refused() if answer.error == "ProjectRoleInvalid")

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, Any]]:
        """The groups that are in the project, by their ids."""
        return {group["id"]: group for group in self.facts("look-groups").get("groups", ())}

    @cached_property
    def in_groups(self) -> Mapping[str, bool | None]:
        """Of each of these groups, whether the subject is in it; None where that is not known."""
        found: dict[str, bool | None] = dict.fromkeys(self.groups)
        for group in found:
            pages = [_data(x) for x in self.put if x.probe == "look-group" and f"/groups/{group}/" in x.url]
            members = {one["id"]: one.get("in") for page in pages for one in page.get("members", ())}
            total = next((page["total"] for page in pages if "total" in page), None)
            whole = total is not None and len(members) >= total
            found[group] = members.get(self.subject_id or "", False if whole else None)
        return found

    @cached_property
    def group_roles(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The roles that the subject has in the project by its groups, each with the group's name."""
        mine = (self.groups[group] for group, inside in self.in_groups.items() if inside)
        return tuple((str(group.get("name", "?")), role) for group in mine for role in group.get("roles", ()))

    @cached_property
    def groups_known(self) -> bool:
        """Whether of every group of the project it is known whether the subject is in it."""
        seen = self.facts("look-groups")
        return "groups" in seen and not seen.get("partial") and None not in self.in_groups.values()

    @cached_property
    def own_name(self) -> str | None:
        """The subject's name, where a look showed it."""
        listed = self.listed.get(self.subject_id or "", {})
        known = (listed, self.facts("look-identity"), self.facts("look-membership").get("identity", {}))
        return next((str(one["name"]) for one in known if one.get("name")), None)

    @cached_property
    def metadata_keys(self) -> Sequence[str] | None:
        """The keys of the subject's metadata; None where they were not seen."""
        keys: Sequence[str] | None = self.facts("look-identity").get("metadata")
        return keys

    def lacks(self, name: str) -> bool:
        """Whether the server has no route for the look of that name."""
        return any(x.probe == name and is_absent(x.answer) for x in self.put)

    def refused(self) -> Iterator[tuple[Exchange, Answer]]:
        """The looks that were refused, whatever the reason, without those whose route the server lacks."""
        answered = ((x, x.answer) for x in self.put if x.answer is not None)
        return ((x, answer) for x, answer in answered if answer.status not in _OK and not is_absent(answer))

    def name_of(self, id_: str) -> str:
        """The identity's name where a look showed it, else its id."""
        return str(self.listed.get(id_, {}).get("name") or self.own_name or id_)

    @property
    def pair_was_sent(self) -> bool:
        """Whether the question was put with a universal-auth pair."""
        return self._evidence.credential.kind is CredentialKind.UNIVERSAL_AUTH


def is_absent(answer: Answer | None) -> bool:
    """Whether the server has no such route."""
    return answer is not None and answer.status == _ABSENT and (answer.message or "").startswith("Route ")


def _worked(exchange: Exchange) -> bool:
    answer = exchange.answer
    return answer is not None and answer.status in _OK and answer.envelope is Envelope.DATA


def _data(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.answer.data if exchange.answer is not None and _worked(exchange) else {}


def _has_none(exchange: Exchange) -> bool:
    """Whether the identity turned out to have no universal auth, or to be gone."""
    answer = exchange.answer
    said = (answer.message or "").lower() if answer is not None else ""
    return "does not have universal auth" in said or "failed to find" in said


def ids(exchanges: Sequence[Exchange | None]) -> tuple[str, ...]:
    """The exchanges' ids, without those that are missing."""
    return tuple(x.id for x in exchanges if x is not None)
