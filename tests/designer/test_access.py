"""Every endpoint of the OpenAPI file, with everybody: what happens is what the endpoint declares, and examples work."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.designer.access import Actor, Role
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.designer.alerts.schemas import ALERT
from filbert.designer.cases import service as cases
from filbert.designer.cases.schemas import DOCUMENT as CASE
from filbert.designer.channels import repository as channels
from filbert.designer.channels.repository import Channel
from filbert.designer.channels.schemas import EMAIL
from filbert.designer.comments import service as comments
from filbert.designer.dead_letters import repository as letters
from filbert.designer.dead_letters.record import read_letter
from filbert.designer.dead_letters.schemas import LETTER
from filbert.designer.deployments import repository as deployments
from filbert.designer.deployments.model import Change, Kind, State
from filbert.designer.environments import service as environments
from filbert.designer.folders import repository as folders
from filbert.designer.fragments import service as fragments
from filbert.designer.fragments.schemas import DOCUMENT as FRAGMENT
from filbert.designer.objectives import repository as objectives
from filbert.designer.objectives.repository import Objective
from filbert.designer.passwords import Passwords
from filbert.designer.samples import service as samples
from filbert.designer.scenarios import service as scenarios
from filbert.designer.scenarios.schemas import DOCUMENT as SCENARIO
from filbert.designer.secret import Cipher
from filbert.designer.sessions import service as sessions
from filbert.designer.snoozes import repository as snoozes
from filbert.designer.snoozes.repository import Snooze
from filbert.designer.snoozes.schemas import SNOOZE
from filbert.designer.store import Store
from filbert.designer.streams import service as streams
from filbert.designer.streams.schemas import DOCUMENT as STREAM
from filbert.designer.tokens import service as tokens
from filbert.designer.users import service as users
from filbert.designer.write_openapi import openapi_text
from filbert.monitoring.alert_record import read_alert
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans

OPENAPI = Path(__file__).parents[2] / "designer/openapi.json"
ROLES = [None, *Role]
PEOPLE = ["anonymous", "nobody", "viewer", "analyst", "deployer", "admin", "administrator"]
PASSWORD = "orchard bench rain"

NOT_IN_THIS_STATE = {
    "confirm_second_factor": "invalid",
    "remove_folder": "in-use",
    "remove_stream": "in-use",
    "replay": "not-connected",
    "get_event": "not-connected",
    "capture_sample": "not-connected",
    "infer_topic": "not-connected",
    "infer_subject": "not-connected",
    "list_records": "not-connected",
    "list_alert_events": "not-connected",
    "test_channel": "not-sent",
    "get_alert_event": "not-found",
    "deploy_version": "not-deployable",
    "promote_version": "not-deployable",
    "roll_back": "not-in-this-state",
    "restart_deployment": "not-in-this-state",
    "stop_deployment": "not-in-this-state",
    "list_exceptions": "not-in-this-state",
    "read_log": "not-in-this-state",
}
"""Endpoints that answer those who may call them with an error here, and its code."""


@dataclass(frozen=True)
class Operation:
    """One endpoint."""

    name: str
    method: str
    path: str
    access: str
    description: dict[str, Any]

    def ends(self) -> bool:
        """Whether its answer ends; a stream of events does not."""
        return "text/event-stream" not in self.description["responses"].get("200", {}).get("content", {})


def operations() -> list[Operation]:
    found = json.loads(OPENAPI.read_text())
    return [
        Operation(each["operationId"], method.upper(), path, each.get("x-access", "nothing"), each)
        for path, methods in found["paths"].items()
        for method, each in methods.items()
    ]


@dataclass
class World:
    """A database in which everybody is signed in, and one of everything exists."""

    file: Path
    cookies: dict[str, tuple[str, str]]
    tokens: dict[str, int]


@pytest.fixture(scope="module")
def world(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    file = tmp_path_factory.mktemp("world") / "designer.db"
    shutil.copy(migrated_file, file)
    store = Store(f"sqlite:///{file}")
    made = World(file, {}, {})
    operator = Actor("boss", True, 1_780_000_000_000)
    hashed = Passwords().hash(PASSWORD)
    with store.write() as session:
        folders.create(session, folders.Folder("fraud", "Fraud", 1, 1))
        for name in [*PEOPLE[1:], "ann", "boss"]:
            users.create(
                session,
                operator,
                name=name,
                title=name,
                password_hash=hashed,
                is_administrator=name in ("administrator", "boss"),
            )
            if name in list(Role):
                folders.set_role(session, "fraud", name, Role(name))
            actor = Actor(name, name == "administrator", operator.at)
            begun, cookie = sessions._begin(session, actor, 86_400_000)
            made.cookies[name] = (cookie, begun.csrf)
            token, _ = tokens.create(session, actor, "one", Role.VIEWER, 9)
            made.tokens[name] = token.number
        folders.set_role(session, "fraud", "ann", Role.VIEWER)
        streams.create(session, operator, "fraud", STREAM)
        scenarios.create(session, operator, "fraud", SCENARIO)
        scenarios.make_version(session, operator, "long-calls", 1, "first")
        scenarios.save(session, operator, "long-calls", 1, {**SCENARIO, "title": "Longer calls"})
        lines = samples.lines_of('{"caller": "48600100200", "started_at": "2026-01-31T10:00:00Z"}')
        samples.create(session, operator, "long-calls", "first", lines)
        deployments.create(
            session,
            Change(
                number=0, id="0" * 32, scenario="long-calls", environment="sandbox", kind=Kind.STOP, version=1,
                hash=None, comment="", keep_state=True, state=State.AWAITING_APPROVAL, detail="",
                requested_at=1, requested_by="boss",
            ),
        )  # fmt: skip
        environments.set_secret(
            session, operator, file.parent, Cipher("k" * 40), "acceptance", "gateway_token", "correct horse"
        )
        cases.create(session, operator, "long-calls", {**CASE, "test": "it runs"})
        alert = json.dumps({**ALERT, "scenario": "long-calls", "stream": "calls"}).encode()
        DatabaseAlerts(session).add([read_alert(alert, "production", 1)])
        fragments.create(session, operator, "fraud", FRAGMENT)
        comments.create(session, operator, "long-calls", "long", "Why?")
        snoozes.put(
            session,
            Snooze(
                SNOOZE["id"], "sandbox", "long-calls", "48600100200", 1_790_000_000_000, "", 1, "boss",
                None, None, 1, 1,
            ),
        )  # fmt: skip
        objectives.create(
            session,
            Objective("acceptance", "long-calls", 10, None, None, None, 5, None, 1, "boss", 1),
        )
        channels.create(
            session,
            Channel(
                "on-call", "email", json.dumps(EMAIL), None, '["production"]', 240, None, None, None,
                1, "boss", 1,
            ),
        )  # fmt: skip
        letters.add(session, [read_letter(json.dumps(LETTER).encode(), "sandbox", 1, 1)])
    store.close()
    return made


@pytest.fixture
def put_in_place(world: World, server_: Any, tmp_path: Path) -> Iterator[Callable[[int], str]]:
    """Puts the world as it was into the server; gives its address. Each time with another number."""
    from filbert.designer.dependencies import Service
    from filbert.runtime.settings import ServiceSettings

    address, app = server_
    before: Service = app.state.service
    opened: list[Store] = []

    class Clock:
        def now(self) -> int:
            return 1_780_000_000_000

        def sleep(self, seconds: float) -> None:
            raise AssertionError

    def put(number: int) -> str:
        file = tmp_path / f"{number}.db"
        shutil.copy(world.file, file)
        while opened:
            opened.pop().close()
        opened.append(Store(f"sqlite:///{file}"))
        app.state.service = replace(
            before, store=opened[0], settings=ServiceSettings(home=tmp_path), clock=Clock()
        )
        return str(address)

    yield put
    app.state.service = before
    while opened:
        opened.pop().close()


@pytest.fixture
def caller(world: World, put_in_place: Callable[[int], str]) -> Any:
    """Calls an endpoint as somebody, each time in the world as it was."""
    calls = 0

    def call(operation: Operation, person: str) -> httpx.Response:
        nonlocal calls
        calls += 1
        address = put_in_place(calls)
        headers = {}
        if person != "anonymous":
            cookie, csrf = world.cookies[person]
            headers = {"Cookie": f"filbert-session={cookie}", "X-CSRF-Token": csrf}
        with (
            httpx.Client(
                base_url=address, headers=headers, trust_env=False, timeout=60, verify=False
            ) as client,
            client.stream(
                operation.method,
                path_of(operation, world.tokens.get(person, 1)),
                params=parameters_of(operation),
                json=body_of(operation),
            ) as answer,
        ):
            # One of them never ends.
            if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                answer.read()
            return answer

    return call


def path_of(operation: Operation, token: int) -> str:
    return operation.path.format(**names(token))


def names(token: int) -> dict[str, Any]:
    """What stands for the parameters of paths: all of it exists."""
    return {
        "user": "ann", "folder": "fraud", "stream": "calls", "scenario": "long-calls", "version": 1,
        "sample": 1, "case": 1, "component": "filter", "token": token, "client": "tab-7f3a91c2",
        "environment": "acceptance", "secret": "gateway_token", "template": "sms-spam",
        "alert": ALERT["alert_id"], "letter": LETTER["id"], "comment": 1, "fragment": "long-ones", "change": 1,
        "snooze": SNOOZE["id"], "channel": "on-call",
    }  # fmt: skip


def parameters_of(operation: Operation) -> dict[str, Any]:
    return {
        each["name"]: each["schema"]["examples"][0]
        for each in operation.description.get("parameters", [])
        if each["in"] == "query" and each["required"]
    }


def body_of(operation: Operation) -> Any:
    content = operation.description.get("requestBody", {}).get("content", {})
    if not content:
        return None
    name = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    return json.loads(OPENAPI.read_text())["components"]["schemas"][name]["example"]


def may(operation: Operation, person: str) -> bool:
    """Whether somebody may call an endpoint, as it declares."""
    if operation.access == "anybody" or person == "administrator":
        return True
    if operation.access == "signed-in":
        return person != "anonymous"
    if operation.access == "administrator" or person in ("anonymous", "nobody"):
        return False
    return Role(person).covers(Role(operation.access))


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.name)
def test_everybody_gets_what_the_endpoint_declares(operation: Operation, caller: Any) -> None:
    for person in PEOPLE:
        answer = caller(operation, person)

        found = answer.json()["code"] if answer.status_code >= 400 else "success"
        if may(operation, person):
            assert found == NOT_IN_THIS_STATE.get(operation.name, "success"), (person, found)
        elif person == "anonymous":
            assert (answer.status_code, found) == (401, "unauthenticated"), person
        elif person == "nobody" and operation.access != "administrator":
            assert (answer.status_code, found) == (404, "not-found"), person
        else:
            assert (answer.status_code, found) == (403, "forbidden"), person


@cache
def described() -> Any:
    """The OpenAPI file, as Schemathesis reads it: slow to import, and needed by one test."""
    import schemathesis

    return schemathesis.openapi.from_path(OPENAPI)


@pytest.mark.slow
@pytest.mark.soak("schemathesis")
@pytest.mark.parametrize(
    "operation", [each for each in operations() if each.ends()], ids=lambda each: each.name
)
def test_whatever_is_sent_the_answer_is_one_that_the_file_knows(
    operation: Operation, world: World, put_in_place: Any, full_size: bool
) -> None:
    """As an administrator, with bodies and parameters that fit their schema and with some that do not."""
    from schemathesis import Case, GenerationMode
    from schemathesis.checks import load_all_checks
    from schemathesis.specs.openapi import checks

    load_all_checks()
    address = put_in_place(0)
    cookie, csrf = world.cookies["administrator"]
    headers = {"Cookie": f"filbert-session={cookie}", "X-CSRF-Token": csrf}
    known = names(world.tokens["administrator"])
    one = described()[operation.path][operation.method]
    cases = one.as_strategy(generation_mode=GenerationMode.POSITIVE) | one.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )

    @settings(
        max_examples=100 if full_size else 4,
        derandomize=not full_size,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, exists=booleans())
    def send(case: Case, exists: bool) -> None:
        if exists and case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
            # Otherwise hardly anything is found, and nothing but its absence tested.
            case.path_parameters = {
                name: known.get(name, value) for name, value in case.path_parameters.items()
            }
        answer = case.call(base_url=address, headers=headers, timeout=60)
        # 502 and 503 say, where the file has them, that Kafka or Flink is not there.
        assert answer.status_code != httpx.codes.INTERNAL_SERVER_ERROR, answer.text
        case.validate_response(
            answer,
            checks=[
                checks.status_code_conformance,
                checks.content_type_conformance,
                checks.response_schema_conformance,
                checks.negative_data_rejection,
            ],
        )

    send()


def test_the_file_is_what_the_code_gives() -> None:
    """After a change of the API: make openapi."""
    assert OPENAPI.read_text() == openapi_text()


def test_every_endpoint_declares_who_may_call_it() -> None:
    known = {"anybody", "signed-in", "administrator", *Role}

    assert {each.name: each.access for each in operations() if each.access not in known} == {}


def integers(schema: Any, definitions: Any) -> Iterator[Any]:
    """All that a schema says of whole numbers."""
    if isinstance(schema, list):
        for each in schema:
            yield from integers(each, definitions)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "integer":
        yield schema
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    for key, value in schema.items():
        if key not in {"example", "examples"}:
            yield from integers(value, definitions)


def test_no_number_that_is_sent_can_be_larger_than_what_stores_it() -> None:
    described = json.loads(OPENAPI.read_text())
    unbounded = [
        (method, path, each)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        for each in integers(
            [operation.get("parameters", []), operation.get("requestBody", {})],
            described["components"]["schemas"],
        )
        if each.get("maximum", 2**63) >= 2**63
    ]
    assert unbounded == []


def test_every_endpoint_has_an_example_and_typed_errors() -> None:
    schemas = json.loads(OPENAPI.read_text())["components"]["schemas"]

    lacking = []
    for each in operations():
        answers = each.description["responses"]
        success = next(value for key, value in answers.items() if key.startswith("2"))
        for content in success.get("content", {}).values():
            schema = content.get("schema", {})
            names = [one.get("$ref", "") for one in schema.get("anyOf", [schema])]
            models = [schemas[name.rsplit("/", 1)[1]] for name in names if name]
            if "example" not in content and not any("example" in model for model in models):
                lacking.append(each.name)
        for status, answer in answers.items():
            if status >= "400" and "application/problem+json" not in answer["content"]:
                lacking.append(f"{each.name} {status}")

    assert lacking == []
