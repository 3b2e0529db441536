"""What can be done with test cases. One may be faulty, as a draft may be; running it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.cases import repository
from filbert.designer.cases.repository import StoredCase, TestRun
from filbert.designer.errors import InvalidError, NotFoundError, StaleError, TakenError
from filbert.designer.scenarios import service as scenarios
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.stored import values_of
from filbert.scenarios.difference import difference_of_values
from filbert.scenarios.json_text import write_json

MOST_CASES = 500
LONGEST_TITLE = 200


def get(
    session: ReadSession, actor: Actor, scenario: str, number: int, role: Role = Role.ANALYST
) -> StoredCase:
    """A test case that must exist. Its events may hold personal data, so it takes the role analyst."""
    scenarios.get(session, actor, scenario, role)
    found = repository.find(session, scenario, number)
    if found is None:
        raise NotFoundError(f"There is no test case {number} of '{scenario}'.")
    return found


def create(session: WriteSession, actor: Actor, scenario: str, document: Mapping[str, Any]) -> StoredCase:
    """Save a new test case."""
    found = scenarios.editable(session, actor, scenario)
    title, text = _read(document)
    if repository.titled(session, scenario, title) is not None:
        raise TakenError(f"There is a test case '{title}' of '{scenario}' already.")
    if len(repository.of_scenario(session, scenario)) >= MOST_CASES:
        raise InvalidError(f"A scenario has at most {MOST_CASES} test cases; remove one first.")
    case = StoredCase(0, scenario, title, text, 1, actor.at, actor.user)
    made = repository.create(session, case)
    audit.record(session, actor, "test-case.create", scenario, found.folder, {"test_case": made.number})
    return made


def change(
    session: WriteSession,
    actor: Actor,
    scenario: str,
    number: int,
    revision: int,
    document: Mapping[str, Any],
) -> StoredCase:
    """Save a changed test case."""
    found = scenarios.editable(session, actor, scenario)
    before = get(session, actor, scenario, number)
    title, text = _read(document)
    if repository.titled(session, scenario, title) not in (None, number):
        raise TakenError(f"There is a test case '{title}' of '{scenario}' already.")
    values = {"title": title, "document": text, "changed_at": actor.at, "changed_by": actor.user}
    if not repository.change(session, scenario, number, revision, **values):
        current = values_of(before.document)
        raise StaleError(
            f"The test case was changed by '{before.changed_by}' since revision {revision}; "
            f"the newest is {before.revision}.",
            revision=before.revision,
            changed_by=before.changed_by,
            changes=[each.to_json() for each in difference_of_values(document, current)],
            document=current,
        )
    audit.record(session, actor, "test-case.change", scenario, found.folder, {"test_case": number})
    return get(session, actor, scenario, number)


def remove(session: WriteSession, actor: Actor, scenario: str, number: int) -> None:
    """Remove a test case."""
    found = scenarios.editable(session, actor, scenario)
    if not repository.remove(session, scenario, number):
        raise NotFoundError(f"There is no test case {number} of '{scenario}'.")
    audit.record(session, actor, "test-case.remove", scenario, found.folder, {"test_case": number})


def record_run(
    session: WriteSession,
    actor: Actor,
    scenario: str,
    *,
    version: int | None,
    revision: int | None,
    environment: str,
    is_sound: bool,
    results: Sequence[tuple[str, bool]],
) -> TestRun:
    """Keep how all test cases of a scenario ended: it stands in the version's history.

    Args:
        session: the transaction.
        actor: who ran them.
        scenario: whose they are.
        version: what was tested; None: a draft.
        revision: of the draft.
        environment: whose values the expressions had.
        is_sound: whether the scenario had no errors.
        results: of each its title, and whether it passed.
    """
    text = write_json([{"title": title, "passed": passed} for title, passed in results])
    passed = sum(passed for _, passed in results)
    run = TestRun(
        0,
        scenario,
        version,
        revision,
        environment,
        actor.at,
        actor.user,
        is_sound,
        len(results),
        passed,
        text,
    )
    return repository.add_run(session, run)


def _read(document: Mapping[str, Any]) -> tuple[str, str]:
    title = document.get("test")
    if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_TITLE:
        raise InvalidError(
            f"A test case says in 'test' what should hold, in at most {LONGEST_TITLE} characters."
        )
    return title, scenarios.kept_text(document)
