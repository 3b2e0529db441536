"""Scenarios, their drafts and versions."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.cases.repository import newest_runs
from filbert.designer.context import about
from filbert.designer.definitions import definitions
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed, Writing
from filbert.designer.environments import service as environments
from filbert.designer.errors import (
    InUseError,
    NotFoundError,
    StaleError,
    TakenError,
    TooLongError,
    responses,
)
from filbert.designer.folders.service import visible
from filbert.designer.live.hub import Kind
from filbert.designer.routing import Numbered
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios import repository, service
from filbert.designer.scenarios.repository import Scenario
from filbert.designer.scenarios.schemas import (
    PLACE,
    Archive,
    CheckAnswer,
    DetailsChange,
    DifferenceAnswer,
    DraftSave,
    DraftSaved,
    ScenarioAnswer,
    ScenarioCheck,
    ScenarioCopy,
    ScenarioCreate,
    ScenarioImport,
    ScenariosAnswer,
    ScenarioSummary,
    SqlAnswer,
    VersionAnswer,
    VersionCreate,
    VersionRestore,
    VersionsAnswer,
    VersionSummary,
)
from filbert.designer.schema import exact
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.stored import values_of
from filbert.scenarios.json_text import write_json
from filbert.scenarios.writer import dump_values

router = new_router("scenarios", "/scenarios")


@router.get("", openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def list_scenarios(
    session: Reading,
    actor: Signed,
    folder: Annotated[str | None, Query(max_length=63)] = None,
    label: Annotated[str | None, Query(max_length=40)] = None,
    search: Annotated[
        str | None, Query(min_length=1, max_length=200, description="In names, titles and newest drafts.")
    ] = None,
    named: Annotated[
        str | None,
        Query(min_length=1, max_length=200, description="Each word of it in the name or the title."),
    ] = None,
    archived: bool = False,
    order: Annotated[
        repository.Order, Query(description="`changed`: those that were changed last first.")
    ] = "name",
    after: Annotated[
        str | None,
        Query(max_length=400, description="Only scenarios after this place, as an answer gave it."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> ScenariosAnswer:
    """The scenarios that the caller may see, in order."""
    seen = visible(session, actor)
    if folder is not None:
        seen = frozenset({folder}) if seen is None or folder in seen else frozenset()
    found = repository.listing(
        session,
        folders=seen,
        label=label,
        search=search,
        named=named,
        archived=archived,
        order=order,
        after=after,
        limit=limit,
    )
    labels = repository.labels(session, [each.name for each in found])
    return ScenariosAnswer(
        scenarios=[_summary(each, labels[each.name]) for each in found],
        after=repository.place(found[-1], order) if len(found) == limit else None,
    )


@router.post(
    "",
    status_code=201,
    response_model=ScenarioAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError),
)
def create_scenario(body: ScenarioCreate, session: Writing, actor: Signed) -> Response:
    """Create a scenario. It may be as faulty as a draft may be."""
    made = service.create(session, actor, body.folder, body.document)
    return exact(answer_of(session, made), 201)


@router.post(
    "/import",
    status_code=201,
    response_model=ScenarioAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError),
)
def import_scenario(body: ScenarioImport, application: ServiceDep, actor: Signed) -> Response:
    """Create a scenario from a YAML or JSON text."""
    document = service.imported(body.text)
    if body.name is not None:
        document = {**document, "name": body.name}
    with application.store.write() as session:
        made = service.create(session, actor, body.folder, document)
        return exact(answer_of(session, made), 201)


@router.get(
    "/{scenario}",
    response_model=ScenarioAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def get_scenario(scenario: str, session: Reading, actor: Signed) -> Response:
    """One scenario with its newest draft."""
    return exact(answer_of(session, service.get(session, actor, scenario)))


@router.patch(
    "/{scenario}",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, InUseError),
)
def change_scenario(
    scenario: str, body: DetailsChange, session: Writing, application: ServiceDep, actor: Signed
) -> ScenarioSummary:
    """Move a scenario to another folder, or change its labels."""
    about(scenario=scenario)
    changed = service.change_details(session, actor, scenario, body.details, body.folder, body.labels)
    _tell(session, application, "scenario", changed.folder, scenario=scenario, by=actor.user)
    return _summary(changed, repository.labels(session, [scenario])[scenario])


@router.put(
    "/{scenario}/draft",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, InUseError),
)
def save_draft(
    scenario: str, body: DraftSave, session: Writing, application: ServiceDep, actor: Signed
) -> DraftSaved:
    """Save the draft. A stale one gets 409 with `changes`, what others changed since, and their `document`."""
    about(scenario=scenario)
    saved = service.save(session, actor, scenario, body.revision, body.document)
    _tell_of_draft(session, application, saved)
    return DraftSaved.model_validate(saved)


@router.post(
    "/{scenario}/check",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, TooLongError),
)
def check_scenario(scenario: str, body: ScenarioCheck, application: ServiceDep, actor: Signed) -> CheckAnswer:
    """All problems of a document at once, and what is in scope at each output. Nothing is saved."""
    about(scenario=scenario)
    text = service.kept_text(body.document)
    with application.store.read() as session:
        service.get(session, actor, scenario)
        known = definitions(session)
        place = environments.get(session, application.settings.environments_folder, body.environment)
    found = application.workers.run(
        "check_scenario", document=text, definitions=known, environment=place.text
    )
    return CheckAnswer.model_validate(found)


@router.post(
    "/{scenario}/sql",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, TooLongError),
)
def compile_scenario(scenario: str, body: ScenarioCheck, application: ServiceDep, actor: Signed) -> SqlAnswer:
    """The Flink SQL that a deployment of a document would run. Nothing is saved, nothing is run."""
    about(scenario=scenario)
    text = service.kept_text(body.document)
    with application.store.read() as session:
        service.get(session, actor, scenario)
        known = definitions(session)
        place = environments.get(session, application.settings.environments_folder, body.environment)
    found = application.workers.run("compile_sql", document=text, definitions=known, environment=place.text)
    return SqlAnswer.model_validate(found)


@router.post(
    "/{scenario}/archive",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, InUseError),
)
def archive_scenario(
    scenario: str, body: Archive, session: Writing, application: ServiceDep, actor: Signed
) -> ScenarioSummary:
    """Put a scenario away, or take it back. Its name stays taken. What runs has to be stopped first."""
    changed = service.archive(session, actor, scenario, body.details, body.archived)
    _tell(session, application, "scenario", changed.folder, scenario=scenario, by=actor.user)
    return _summary(changed, repository.labels(session, [scenario])[scenario])


@router.post(
    "/{scenario}/copy",
    status_code=201,
    response_model=ScenarioAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError),
)
def copy_scenario(scenario: str, body: ScenarioCopy, session: Writing, actor: Signed) -> Response:
    """Copy a scenario under another name. It takes the role analyst in the folder of the copy."""
    made = service.copy(session, actor, scenario, body.place, body.name, body.folder, body.title)
    return exact(answer_of(session, made), 201)


@router.get(
    "/{scenario}/export",
    response_class=Response,
    openapi_extra=in_folder(Role.VIEWER),
    responses={
        200: {
            "description": "The text",
            "content": {"text/plain": {"example": "filbert: 1\nname: long-calls\nnodes: []\nedges: []\n"}},
        },
        **responses(NotFoundError),
    },
)
def export_scenario(
    scenario: str,
    session: Reading,
    actor: Signed,
    place: Annotated[str, Query(max_length=30, description=PLACE)] = "draft",
    form: Literal["yaml", "json"] = "yaml",
) -> Response:
    """A scenario as a text: YAML in the form that people edit, or JSON."""
    document = service.document_at(session, actor, scenario, place)
    text = dump_values(document) if form == "yaml" else write_json(document, indent=2) + "\n"
    return Response(text, media_type="text/plain; charset=utf-8")


@router.get(
    "/{scenario}/compare",
    response_model=DifferenceAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def compare_scenario(
    scenario: str,
    session: Reading,
    actor: Signed,
    before: Annotated[str, Query(max_length=30, description=PLACE, examples=["1"])],
    after: Annotated[str, Query(max_length=30, description=PLACE)] = "draft",
) -> Response:
    """What differs between two versions, or a version and a draft: node by node, field by field, layout apart."""
    found = service.compare(session, actor, scenario, before, after)
    return Response(write_json(found.to_json()), media_type="application/json")


@router.get("/{scenario}/versions", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_versions(scenario: str, session: Reading, actor: Signed) -> VersionsAnswer:
    """The versions of a scenario, the newest first."""
    service.get(session, actor, scenario)
    found = repository.versions(session, scenario)
    tested = newest_runs(session, scenario)
    return VersionsAnswer(
        versions=[
            VersionSummary.model_validate({**asdict(each), "tests": tested.get(each.number)})
            for each in found
        ]
    )


@router.post(
    "/{scenario}/versions",
    status_code=201,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, InUseError),
)
def create_version(
    scenario: str, body: VersionCreate, session: Writing, application: ServiceDep, actor: Signed
) -> VersionSummary:
    """Keep the newest draft for good. Its structure has to be sound; whether it may run, a deployment finds out."""
    about(scenario=scenario)
    made = service.make_version(session, actor, scenario, body.revision, body.comment)
    folder = service.get(session, actor, scenario).folder
    _tell(session, application, "version", folder, scenario=scenario, version=made.number, by=actor.user)
    return VersionSummary.model_validate(made)


@router.get(
    "/{scenario}/versions/{version}",
    response_model=VersionAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def get_version(scenario: str, version: Numbered, session: Reading, actor: Signed) -> Response:
    """One version, with its document and the streams that it was made with."""
    found = service.version(session, actor, scenario, version)
    texts: Mapping[str, str] = values_of(found.streams)
    content: dict[str, Any] = {
        **asdict(found),
        "document": values_of(found.document),
        "streams": {name: values_of(text) for name, text in texts.items()},
        "fragments": {name: values_of(text) for name, text in values_of(found.fragments).items()},
    }
    return exact(VersionAnswer.model_validate(content))


@router.post(
    "/{scenario}/versions/{version}/restore",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, InUseError),
)
def restore_version(
    scenario: str,
    version: Numbered,
    body: VersionRestore,
    session: Writing,
    application: ServiceDep,
    actor: Signed,
) -> DraftSaved:
    """Make a version the newest draft. The draft before stays among its revisions."""
    about(scenario=scenario)
    saved = service.restore(session, actor, scenario, body.revision, version)
    _tell_of_draft(session, application, saved)
    return DraftSaved.model_validate(saved)


def _tell(session: WriteSession, application: Service, kind: Kind, folder: str, **data: str | int) -> None:
    session.after_commit(lambda: application.live.publish(kind, data, folder=folder))


def _tell_of_draft(session: WriteSession, application: Service, saved: Scenario) -> None:
    told = {"scenario": saved.name, "by": saved.changed_by}
    _tell(session, application, "draft", saved.folder, revision=saved.revision, **told)


def _summary(scenario: Scenario, labels: list[str]) -> ScenarioSummary:
    return ScenarioSummary.model_validate({**asdict(scenario), "labels": labels})


def answer_of(session: ReadSession, scenario: Scenario) -> ScenarioAnswer:
    labels = repository.labels(session, [scenario.name])[scenario.name]
    document = values_of(service.draft_of(session, scenario).document)
    return ScenarioAnswer.model_validate({**asdict(scenario), "labels": labels, "document": document})
