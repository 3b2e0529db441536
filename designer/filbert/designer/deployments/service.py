"""What can be asked for, by whom, and what has to hold. Carrying it out is the reconciler's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.cases import repository as cases
from filbert.designer.cases.service import record_run
from filbert.designer.deployments import repository
from filbert.designer.deployments.carrying import tell_of
from filbert.designer.deployments.errors import NotDeployableError, NotThisStateError, UnderWayError
from filbert.designer.deployments.model import Change, Kind, Stage, State
from filbert.designer.environments import service as environments
from filbert.designer.environments.model import ConfiguredEnvironment
from filbert.designer.errors import ForbiddenError, InUseError, InvalidError, NotFoundError
from filbert.designer.folders import service as folders
from filbert.designer.scenarios import repository as stored_scenarios
from filbert.designer.scenarios import service as scenarios
from filbert.designer.scenarios.repository import Scenario, Version
from filbert.designer.store import ReadSession, WriteSession
from filbert.runtime.compiled import CompiledScenario

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service

FARTHEST_DAYS = 366


@dataclass(frozen=True)
class Tested:
    """How the test cases of a scenario ended."""

    total: int
    passed: int
    failing: tuple[str, ...]
    """Their titles."""
    results: tuple[tuple[str, bool], ...] = ()
    """Of each that was run now: its title, and whether it passed."""

    def to_json(self) -> dict[str, Any]:
        """As it is stored and answered."""
        return {"total": self.total, "passed": self.passed, "failing": list(self.failing)}


@dataclass(frozen=True)
class Prepared:
    """A version that is ready to be brought to an environment, or what is in the way."""

    scenario: Scenario
    place: ConfiguredEnvironment
    version: Version | None
    """None: it is not one of the scenario's versions."""
    hash: str
    compiled: CompiledScenario | None
    outline: Mapping[str, Any] | None
    problems: tuple[Mapping[str, Any], ...]
    tests: Tested
    obstacles: tuple[str, ...]

    @property
    def target(self) -> dict[str, str]:
        """Where it is to run."""
        document = self.place.document
        return {
            "flink": str(document["flink"]["rest"]).rstrip("/"),
            "kafka": str(document["kafka"]["bootstrap_servers"]),
        }


def role_for(place: ConfiguredEnvironment) -> Role:
    """The least role that it takes to change what runs in an environment."""
    return place.rules.role if place.rules.role.covers(Role.ANALYST) else Role.ANALYST


def prepare(
    application: Service,
    actor: Actor,
    name: str,
    environment: str,
    number: int | None,
    least: Role | None = None,
) -> Prepared:
    """Check and compile a version for an environment, and run its test cases.

    Args:
        application: what it is done with.
        actor: who asks.
        name: of the scenario.
        environment: its name.
        number: of the version; None stands for the newest.
        least: the role that it takes; by default what the environment asks for.

    Raises:
        NotFoundError, ForbiddenError: the caller may not.
    """
    with application.store.read() as session:
        place = environments.get(session, application.settings.environments_folder, environment)
        scenario = scenarios.get(session, actor, name, least or role_for(place))
        if scenario.archived_at is not None:
            raise InUseError(f"The scenario '{name}' is archived; restore it first.")
        wanted = number if number is not None else scenario.version
        if wanted is None:
            raise NotDeployableError(
                f"'{name}' has no version yet; make one first.", obstacles=["There is no version yet."]
            )
        version = scenarios.version(session, actor, name, wanted)
        kept = cases.of_scenario(session, name)
    given = [{"name": each.title, "text": f"[{each.document}]"} for each in kept]
    common = {"document": version.document, "definitions": version.definitions, "environment": place.text}
    found = application.workers.run("compile_version", **common, version=version.hash)
    tested = Tested(len(kept), 0, ())
    is_sound = all(each["severity"] != "error" for each in found["problems"])
    if kept and is_sound:
        results = application.workers.run("run_cases", **common, cases=given)["cases"]
        ended = tuple((str(each["name"]), bool(each["passed"])) for each in results)
        failing = tuple(title for title, passed in ended if not passed)
        tested = Tested(len(kept), len(kept) - len(failing), failing, ended)
    obstacles = [f"The environment '{environment}' is not set up: {each}." for each in place.problems]
    errors = [each for each in found["problems"] if each["severity"] == "error"]
    if errors:
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        obstacles.append(f"The version has errors here: {errors[0]['message']}{more}.")
    if place.rules.tests and is_sound:
        obstacles += _untested(tested, environment)
    return Prepared(
        scenario=scenario,
        place=place,
        version=version,
        hash=version.hash,
        compiled=CompiledScenario.from_json(found["compiled"]) if found["compiled"] else None,
        outline=found["outline"],
        problems=tuple(found["problems"]),
        tests=tested,
        obstacles=tuple(obstacles),
    )


def _untested(tested: Tested, environment: str) -> list[str]:
    if not tested.total:
        return [f"There is no test case, and {environment} takes only what passes some."]
    if tested.failing:
        return [
            f"{len(tested.failing)} of {tested.total} test cases fail, and {environment} takes only what passes all."
        ]
    return []


def ask_to_deploy(
    session: WriteSession,
    application: Service,
    actor: Actor,
    prepared: Prepared,
    kind: Kind,
    comment: str,
    keep_state: bool,
    start_at: int | None = None,
) -> Change:
    """Ask for a version to be brought to an environment.

    Raises:
        NotDeployableError: something has to be put right first.
        UnderWayError: something else is not over yet.
    """
    if prepared.obstacles or prepared.compiled is None:
        raise NotDeployableError(
            prepared.obstacles[0], obstacles=list(prepared.obstacles), problems=list(prepared.problems)
        )
    if start_at is not None and not actor.at < start_at <= actor.at + FARTHEST_DAYS * 86_400_000:
        raise InvalidError(f"'start_at' lies in the future, at most {FARTHEST_DAYS} days from now.")
    # What ran there before was approved at that time; who goes back to it in an emergency does not wait.
    needs_approval = prepared.place.rules.four_eyes and kind in (Kind.DEPLOY, Kind.PROMOTE)
    state = State.AWAITING_APPROVAL if needs_approval else _next(start_at)
    change = Change(
        number=0,
        id=uuid.uuid4().hex,
        scenario=prepared.scenario.name,
        environment=prepared.place.name,
        kind=kind,
        version=prepared.version.number if prepared.version is not None else None,
        hash=prepared.hash,
        comment=comment,
        keep_state=keep_state,
        state=state,
        detail="",
        requested_at=actor.at,
        requested_by=actor.user,
        start_at=start_at,
        compiled=json.dumps(prepared.compiled.to_json()),
        target=json.dumps(prepared.target),
        outline=json.dumps(prepared.outline) if prepared.outline is not None else None,
        tests=json.dumps(prepared.tests.to_json()),
    )
    made = _create(session, application, actor, prepared.scenario, change)
    if prepared.tests.results and prepared.version is not None:
        record_run(
            session,
            actor,
            prepared.scenario.name,
            version=prepared.version.number,
            revision=None,
            environment=prepared.place.name,
            is_sound=True,
            results=prepared.tests.results,
        )
    return made


def ask_to_stop(
    session: WriteSession,
    application: Service,
    actor: Actor,
    name: str,
    environment: str,
    comment: str,
    keep_state: bool,
) -> Change:
    """Ask for a scenario to be stopped. Nobody has to approve it: an emergency does not wait."""
    scenario, _ = _place(session, application, actor, name, environment)
    found = _deployed(session, name, environment)
    if found.desired == "stopped" and (not found.keep_state or keep_state):
        raise NotThisStateError(f"'{name}' is stopped in {environment} already.")
    change = Change(
        number=0,
        id=uuid.uuid4().hex,
        scenario=name,
        environment=environment,
        kind=Kind.STOP,
        version=repository.numbers(session, name).get(found.hash),
        hash=found.hash,
        comment=comment,
        keep_state=keep_state,
        state=State.QUEUED,
        detail="",
        requested_at=actor.at,
        requested_by=actor.user,
    )
    return _create(session, application, actor, scenario, change)


def ask_to_restart(
    session: WriteSession, application: Service, actor: Actor, name: str, environment: str, comment: str
) -> Change:
    """Ask for what runs, or ran last, to be started anew with its state."""
    scenario, place = _place(session, application, actor, name, environment)
    found = repository.deployment(session, _deployed(session, name, environment).deployment)
    assert found is not None
    prepared = _again(session, scenario, place, found)
    return ask_to_deploy(session, application, actor, prepared, Kind.RESTART, comment, keep_state=True)


def rollback_of(
    application: Service, actor: Actor, name: str, environment: str, number: int | None
) -> Prepared:
    """What ran before in an environment, ready to run there again: as it was then, values included.

    Args:
        application: what it is done with.
        actor: who asks.
        name: of the scenario.
        environment: its name.
        number: the version to go back to; None stands for what ran before what is deployed now.

    Raises:
        NotFoundError: nothing else ran there, or not this version.
    """
    with application.store.read() as session:
        scenario, place = _place(session, application, actor, name, environment)
        current = repository.deployment(session, _deployed(session, name, environment).deployment)
        numbers = repository.numbers(session, name)
        ran = repository.earlier(session, name, environment)
        if number is not None:
            wanted = {hash_ for hash_, each in numbers.items() if each == number}
            version = stored_scenarios.version(session, name, number)
            wanted |= {version.hash} if version is not None else set()
            found = [each for each in ran if each.hash in wanted]
        else:
            # Older than what is deployed, and something else: another version, or with other values.
            after = next((at for at, each in enumerate(ran) if current and each.id == current.id), -1)
            found = [
                each for each in ran[after + 1 :] if current is None or each.compiled != current.compiled
            ]
        if not found:
            what = f"Version {number} never ran" if number is not None else "Nothing else ran"
            raise NotFoundError(f"{what} in {environment}; deploy a version instead.")
        prepared = _again(session, scenario, place, found[0])
        stale = json.loads(found[0].target) != prepared.target
    if stale and prepared.version is not None:
        # It was compiled for a Kafka or Flink that is elsewhere now.
        anew = prepare(application, actor, name, environment, prepared.version.number)
        return replace(anew, obstacles=tuple(anew.place.problems), tests=prepared.tests)
    return prepared


def promoted(application: Service, actor: Actor, name: str, source: str, target: str) -> Prepared:
    """The version that runs in one environment, ready for another one.

    Raises:
        NotDeployableError: nothing runs there, or nothing that has a version here.
    """
    if source == target:
        raise InvalidError("A version is promoted from one environment to another one.")
    with application.store.read() as session:
        place = environments.get(session, application.settings.environments_folder, target)
        scenarios.get(session, actor, name, role_for(place))
        environments.get(session, application.settings.environments_folder, source)
        running = repository.deployed(session, name, source)
        numbers = repository.numbers(session, name)
    if not running or running[0].desired != "running":
        raise NotDeployableError(
            f"'{name}' does not run in {source}.", obstacles=[f"It does not run in {source}."]
        )
    number = numbers.get(running[0].hash)
    if number is None:
        text = f"What runs in {source} is none of the versions here; the command line deployed it."
        raise NotDeployableError(text, obstacles=[text])
    return prepare(application, actor, name, target, number)


def get(session: ReadSession, actor: Actor, name: str, number: int) -> Change:
    """A change that must exist."""
    scenarios.get(session, actor, name)
    found = repository.find(session, name, number)
    if found is None:
        raise NotFoundError(f"There is no change {number} of '{name}'.")
    return found


def decide(
    session: WriteSession,
    application: Service,
    actor: Actor,
    name: str,
    number: int,
    approved: bool,
    comment: str,
) -> Change:
    """Approve or reject a change that waits for it; never one's own.

    Raises:
        ForbiddenError: it is the caller's own.
        NotThisStateError: it does not wait for approval.
    """
    change = get(session, actor, name, number)
    _place(session, application, actor, name, change.environment)
    _require_state(change, State.AWAITING_APPROVAL, "approved or rejected")
    if change.requested_by == actor.user:
        raise ForbiddenError("Four eyes: somebody else than who asked for it approves or rejects it.")
    state = _next(change.start_at, actor.at) if approved else State.REJECTED
    verb = "approve" if approved else "reject"
    detail = "" if approved else f"{actor.user} has rejected it"
    return _decide(session, application, actor, change, state, verb, comment, detail)


def withdraw(
    session: WriteSession, application: Service, actor: Actor, name: str, number: int, comment: str
) -> Change:
    """Take back what has not begun.

    Raises:
        NotThisStateError: it has begun, or is over.
    """
    change = get(session, actor, name, number)
    _place(session, application, actor, name, change.environment)
    if change.state not in (State.AWAITING_APPROVAL, State.SCHEDULED):
        raise NotThisStateError(
            f"Change {number} is {change.state}; only what has not begun can be withdrawn."
        )
    detail = f"{actor.user} has withdrawn it"
    return _decide(session, application, actor, change, State.WITHDRAWN, "withdraw", comment, detail)


def _decide(
    session: WriteSession,
    application: Service,
    actor: Actor,
    change: Change,
    state: State,
    verb: str,
    comment: str,
    detail: str,
) -> Change:
    values: dict[str, Any] = {
        "state": state,
        "detail": detail,
        "decided_at": actor.at,
        "decided_by": actor.user,
        "decision": comment,
        "finished_at": actor.at if state.is_over else None,
    }
    if not repository.move(session, change.number, [change.state], **values):
        raise NotThisStateError(f"Change {change.number} was decided by somebody else just now.")
    scenario = stored_scenarios.find(session, change.scenario)
    assert scenario is not None
    told = {"change": change.number, "environment": change.environment}
    audit.record(session, actor, f"deployment.{verb}", change.scenario, scenario.folder, told)
    stage = {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}[verb]
    told_as = f"by {actor.user}: {comment}" if comment else f"by {actor.user}"
    repository.add_stage(session, change.number, Stage(stage, actor.at, told_as))
    tell_of(application, session, change, stage, told_as)
    return replace(change, **values)


def _create(
    session: WriteSession, application: Service, actor: Actor, scenario: Scenario, change: Change
) -> Change:
    other = repository.open_change(session, change.scenario, change.environment)
    if other is not None:
        waits = {
            State.AWAITING_APPROVAL: "waits for approval; approve, reject or withdraw it first",
            State.SCHEDULED: "is scheduled; withdraw it first",
        }.get(other.state, "is being carried out")
        raise UnderWayError(
            f"Change {other.number} of '{change.scenario}' in {change.environment} {waits}.",
            change=other.number,
        )
    now = stored_scenarios.find(session, change.scenario)
    if change.kind is not Kind.STOP and (now is None or now.archived_at is not None):
        # Compiling and testing took a while, in which somebody may have archived it.
        raise InUseError(f"The scenario '{change.scenario}' is archived; restore it first.")
    made = repository.create(session, change)
    detail = {
        "change": made.number,
        "environment": change.environment,
        **({"version": change.version} if change.version is not None else {}),
    }
    audit.record(session, actor, f"deployment.{change.kind}", change.scenario, scenario.folder, detail)
    words = {
        State.AWAITING_APPROVAL: "waits for somebody else's approval",
        State.SCHEDULED: "waits for its time",
    }
    repository.add_stage(
        session, made.number, Stage("asked", actor.at, words.get(made.state, f"by {actor.user}"))
    )
    tell_of(application, session, made, made.state.value, made.comment)
    return made


def _place(
    session: ReadSession, application: Service, actor: Actor, name: str, environment: str
) -> tuple[Scenario, ConfiguredEnvironment]:
    """A scenario and an environment to which the caller may bring it."""
    place = environments.get(session, application.settings.environments_folder, environment)
    return scenarios.get(session, actor, name, role_for(place)), place


def _deployed(session: ReadSession, name: str, environment: str) -> repository.Deployed:
    found = repository.deployed(session, name, environment)
    if not found:
        raise NotThisStateError(f"'{name}' is not deployed to {environment}.")
    return found[0]


def _again(
    session: ReadSession, scenario: Scenario, place: ConfiguredEnvironment, found: repository.Earlier
) -> Prepared:
    number = repository.numbers(session, scenario.name).get(found.hash)
    version = stored_scenarios.version(session, scenario.name, number) if number is not None else None
    obstacles = () if "flink" in place.document and "kafka" in place.document else place.problems
    return Prepared(
        scenario=scenario,
        place=place,
        version=version,
        hash=found.hash,
        compiled=CompiledScenario.from_json(json.loads(found.compiled)),
        outline=json.loads(found.document),
        problems=(),
        tests=Tested(0, 0, ()),
        obstacles=obstacles,
    )


def _next(start_at: int | None, now: int = 0) -> State:
    return State.SCHEDULED if start_at is not None and start_at > now else State.QUEUED


def _require_state(change: Change, state: State, what: str) -> None:
    if change.state is not state:
        raise NotThisStateError(
            f"Change {change.number} is {change.state}; only what is {state} can be {what}."
        )


def may_bring(session: ReadSession, actor: Actor, scenario: Scenario, place: ConfiguredEnvironment) -> bool:
    """Whether the caller may change what runs of a scenario in an environment."""
    role = folders.role_in(session, actor, scenario.folder)
    return role is not None and role.covers(role_for(place))
