"""What a deployment would do, said before anything is done; and one sentence for the button."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.designer.deployments import repository
from filbert.designer.deployments.carrying import database_of
from filbert.designer.deployments.service import Prepared
from filbert.designer.environments.model import ConfiguredEnvironment
from filbert.designer.scenarios import repository as scenarios
from filbert.designer.stored import values_of
from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.changes import changes
from filbert.runtime.deployment.deploy import DeploymentError, PlanProblemsError, preview
from filbert.runtime.deployment.flink import FlinkUnavailableError
from filbert.runtime.deployment.model import Target
from filbert.runtime.deployment.start import Start
from filbert.runtime.deployment.topics import KafkaError
from filbert.runtime.deployment.verdict import Verdict, verdicts
from filbert.runtime.stack.home import Home
from filbert.scenarios.difference import difference

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.store import ReadSession


@dataclass(frozen=True)
class Outlook:
    """What a deployment would do."""

    running: Mapping[str, Any] | None
    """Version and hash of what it replaces."""
    unchanged: bool
    lines: Sequence[str]
    """What changes, in words."""
    difference: Mapping[str, Any] | None
    """What changes, node by node; None where what runs is none of the versions."""
    verdicts: Sequence[Verdict]
    starts: Sequence[Start]
    missing_topics: Sequence[str]
    """Topics that are not there yet, and would be made."""
    plan: Mapping[str, Any]
    """Whether Flink's planner takes it."""
    obstacles: Sequence[str]
    sentence: str


def look_ahead(application: Service, prepared: Prepared, keep_state: bool) -> Outlook:
    """Say what a deployment would do, without doing any of it."""
    name, place = prepared.scenario.name, prepared.place
    with application.store.read() as session:
        before, keeps, number = _standing(session, name, place.name)
        old = scenarios.version(session, name, number) if number is not None else None
    difference_ = None
    if old is not None and prepared.version is not None:
        difference_ = difference(values_of(old.document), values_of(prepared.version.document)).to_json()
    lines = changes(json.loads(before.document), prepared.outline) if before and prepared.outline else []
    obstacles = list(prepared.obstacles)
    plan: dict[str, Any] = {"checked": False, "problems": []}
    found: Sequence[Verdict] = ()
    begins: Sequence[Start] = ()
    missing: Sequence[str] = ()
    unchanged = False
    if prepared.compiled is not None:
        found = _fates(application, before if keep_state and keeps else None, prepared.compiled)
        if not place.problems:
            target = Target(**prepared.target)
            try:
                home, database = Home.at(application.settings.home), database_of(application.store)
                with application.cluster.machine(home, target.flink, database, application.clock) as machine:
                    seen = preview(machine, prepared.compiled, target, keep_state)
                found, unchanged, plan["checked"] = seen.verdicts, seen.unchanged, True
            except PlanProblemsError as error:
                plan = {
                    "checked": True,
                    "problems": [
                        {"message": each.message, "statement": each.statement} for each in error.problems
                    ],
                }
                obstacles.append(f"Flink does not take the SQL: {error.problems[0].message}")
            except (DeploymentError, FlinkUnavailableError) as error:
                obstacles.append(str(error))
            try:
                missing = application.cluster.missing_topics(target.kafka, prepared.compiled.topics)
                begins = application.cluster.starts(target.kafka, prepared.compiled.sources, found)
            except KafkaError as error:
                obstacles.append(str(error))
    return Outlook(
        running={"version": number, "hash": before.hash} if before is not None else None,
        unchanged=unchanged,
        lines=lines,
        difference=difference_,
        verdicts=found,
        starts=begins,
        missing_topics=missing,
        plan=plan,
        obstacles=obstacles,
        sentence=_sentence(prepared, found, unchanged, stands=before is not None),
    )


def foresee_state(
    application: Service, scenario: str, place: ConfiguredEnvironment, text: str, definitions: list[str]
) -> dict[str, Any]:
    """Say what a deployment of a document would do with state: compared with what is deployed, and nothing else.

    Args:
        application: what it is done with.
        scenario: its name.
        place: the environment.
        text: the document.
        definitions: the streams and fragments that it may name.
    """
    with application.store.read() as session:
        before, keeps, number = _standing(session, scenario, place.name)
    answer: dict[str, Any] = {"environment": place.name, "running": None, "state": None}
    if before is None:
        return answer
    answer["running"] = {"version": number, "hash": before.hash}
    found = application.workers.run(
        "compile_version", document=text, definitions=definitions, environment=place.text, version="0" * 64
    )
    if found["compiled"] is not None:
        new = CompiledScenario.from_json(found["compiled"])
        answer["state"] = _fates(application, before if keeps else None, new)
    return answer


def _standing(
    session: ReadSession, scenario: str, environment: str
) -> tuple[repository.Earlier | None, bool, int | None]:
    """What is deployed, whether it has left state to go on with, and as which version it is known."""
    deployed = next(iter(repository.deployed(session, scenario, environment)), None)
    before = repository.deployment(session, deployed.deployment) if deployed is not None else None
    if deployed is None or before is None:
        return None, False, None
    return before, deployed.keep_state, repository.numbers(session, scenario).get(before.hash)


def _fates(application: Service, kept: repository.Earlier | None, new: CompiledScenario) -> Sequence[Verdict]:
    """What becomes of the state that something deployed has kept, if any has, when another takes its place."""
    known = CompiledScenario.from_json(json.loads(kept.compiled)) if kept is not None else None
    return verdicts(known, new, {}, application.clock.now())


def _sentence(prepared: Prepared, found: Sequence[Verdict], unchanged: bool, stands: bool) -> str:
    """What the button says."""
    version = f"version {prepared.version.number}" if prepared.version is not None else prepared.hash[:12]
    if unchanged:
        return f"{version.capitalize()} runs in {prepared.place.name} already"
    counts = {
        word: sum(1 for each in found if each.kind != "source" and each.fate == fate)
        for word, fate in (("keep", "kept"), ("reset", "reset"), ("drop", "dropped"))
    }
    parts = []
    if stands and counts["keep"]:
        parts.append(f"keep state of {counts['keep']} node{'s' if counts['keep'] > 1 else ''}")
    parts += [f"{word} {counts[word]}" for word in ("reset", "drop") if stands and counts[word]]
    return ", ".join([f"Deploy {version} to {prepared.place.name}", *parts])
