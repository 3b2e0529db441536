"""What can be done with alerts: see them as far as the caller may, judge, assign and comment them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.access.role import least
from filbert.designer.audit import service as audit
from filbert.designer.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from filbert.designer.folders import repository as folders
from filbert.designer.folders import service as folders_service
from filbert.designer.scenarios import repository as scenarios
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.users import repository as users
from filbert.monitoring.alert import FACETS, Alert, AlertComment, AlertPage, AlertQuery, AlertStore

MOST_COMMENTS = 500


@dataclass(frozen=True)
class Sight:
    """What a caller may see of what scenarios write, by the names of scenarios; None stands for all."""

    scenarios: Collection[str] | None
    """Those that the caller may know of."""
    trusted: Collection[str] | None
    """Those of which personal data may be seen, too."""

    def trusts(self, scenario: str) -> bool:
        """Whether personal data of a scenario may be seen."""
        return self.trusted is None or scenario in self.trusted


def sight(session: ReadSession, actor: Actor) -> Sight:
    """What a caller may see."""
    trusts = actor.limit.covers(Role.ANALYST)
    if actor.is_administrator:
        return Sight(None, None if trusts else frozenset())
    roles = {
        folder: least(role, actor.limit) for folder, role in folders.roles_of(session, actor.user).items()
    }
    by_name = scenarios.folders_of(session, roles.keys())
    trusted = {name for name, folder in by_name.items() if roles[folder].covers(Role.ANALYST)}
    return Sight(frozenset(by_name), frozenset(trusted))


def search(
    store: AlertStore,
    session: ReadSession,
    actor: Actor,
    query: AlertQuery,
    after: tuple[int, str] | None,
    limit: int,
) -> tuple[AlertPage, Sight]:
    """One page of what the caller may see. Subjects are looked for, and counted, only where they may be seen."""
    found = sight(session, actor)
    asked = _seen(query, found)
    names = [name for name in FACETS if name != "subject"]
    first = store.search(asked, after=after, limit=limit, facets=names)
    trusted = replace(query, scenarios=found.trusted)
    subjects = store.search(trusted, after=None, limit=0, facets=["subject"])
    return replace(first, facets={**first.facets, **subjects.facets}), found


def page(
    store: AlertStore,
    session: ReadSession,
    actor: Actor,
    query: AlertQuery,
    after: tuple[int, str] | None,
    limit: int,
) -> tuple[Sequence[Alert], Sight]:
    """Alerts of one page, as `search` gives them, without counting anything."""
    found = sight(session, actor)
    return store.page(_seen(query, found), after=after, limit=limit), found


def count(store: AlertStore, session: ReadSession, actor: Actor, query: AlertQuery) -> int:
    """How many alerts `search` finds on all pages."""
    asked = _seen(query, sight(session, actor))
    return store.search(asked, after=None, limit=0, facets=()).total


def _seen(query: AlertQuery, seen: Sight) -> AlertQuery:
    """The query among what may be seen. Subjects are looked for only where they may be."""
    return replace(query, scenarios=seen.trusted if query.subject else seen.scenarios)


def get(
    store: AlertStore, session: ReadSession, actor: Actor, alert_id: str, role: Role = Role.VIEWER
) -> tuple[Alert, Mapping[str, Any], str | None]:
    """An alert that must exist, its record, and the folder of its scenario."""
    what = f"alert '{alert_id}'"
    found = store.find(alert_id)
    if found is None:
        raise NotFoundError(f"There is no {what}.")
    alert, record = found
    scenario = scenarios.find(session, alert.scenario)
    if scenario is not None:
        folders_service.require(session, actor, scenario.folder, role, what)
        return alert, record, scenario.folder
    # Of a scenario that was deployed from elsewhere: nobody but an administrator may know of it.
    if not actor.is_administrator:
        raise NotFoundError(f"There is no {what}.")
    if not actor.limit.covers(role):
        raise ForbiddenError(f"This needs the role '{role}'; the token's is '{actor.limit}'.")
    return alert, record, None


def change(
    store: AlertStore,
    session: WriteSession,
    actor: Actor,
    alert_id: str,
    revision: int,
    values: Mapping[str, Any],
) -> tuple[Alert, Mapping[str, Any], str | None]:
    """Judge or assign an alert.

    Args:
        store: where alerts are kept.
        session: the transaction.
        actor: who does it.
        alert_id: of the alert.
        revision: what it is based on.
        values: `verdict` and `assignee`, either or both; None takes them back.

    Raises:
        StaleError: somebody else has judged or assigned it since.
    """
    alert, record, folder = get(store, session, actor, alert_id, Role.ANALYST)
    assignee = values.get("assignee")
    if assignee is not None:
        _check_assignee(session, assignee, folder)
    changed = dict(values)
    if "verdict" in values:
        given = values["verdict"] is not None
        changed |= {"verdict_by": actor.user if given else None, "verdict_at": actor.at if given else None}
    detail = {"scenario": alert.scenario, "environment": alert.environment, **values}
    # The log first: it is taken back when the change is refused, which an index could not do.
    audit.record(session, actor, "alert.change", alert_id, folder, detail)
    if not store.change(alert_id, revision, changed):
        newest, _, _ = get(store, session, actor, alert_id)
        raise StaleError(
            f"It was judged or assigned since revision {revision}; the newest is {newest.revision}.",
            revision=newest.revision,
            verdict=newest.verdict,
            verdict_by=newest.verdict_by,
            assignee=newest.assignee,
        )
    return replace(alert, **changed, revision=revision + 1), record, folder


def comment(
    store: AlertStore, session: WriteSession, actor: Actor, alert_id: str, text: str
) -> tuple[AlertComment, Alert, str | None]:
    """Say something of an alert."""
    alert, _, folder = get(store, session, actor, alert_id, Role.ANALYST)
    if len(store.comments(alert_id)) >= MOST_COMMENTS:
        raise InvalidError(f"An alert has at most {MOST_COMMENTS} comments.")
    audit.record(session, actor, "alert.comment", alert_id, folder, {"scenario": alert.scenario})
    made = store.comment(alert_id, actor.at, actor.user, text)
    return made, alert, folder


def _check_assignee(session: ReadSession, name: str, folder: str | None) -> None:
    user = users.find(session, name)
    is_member = folder is not None and folders.role_of(session, folder, name) is not None
    if user is None or not user.is_active or not (user.is_administrator or is_member):
        raise InvalidError(f"'{name}' cannot be given the alert: there is nobody of that name in its folder.")
