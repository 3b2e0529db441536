"""The database of what should run: written by several processes, whole after any crash."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.database import Database, Rows, open_database
from filbert.runtime.deployment.model import (
    Deployment,
    Desired,
    Kind,
    Observation,
    Operation,
    Outcome,
    Run,
    Scenario,
    Step,
    Target,
)
from filbert.runtime.deployment.schema import VERSION, statements


class StoreError(Exception):
    """The database cannot be used; the message says what to do."""


class Store:
    """All reading and writing of the database. Every write is one transaction."""

    def __init__(self, place: Path | str) -> None:
        """Open a file, or what an address `sqlite:///FILE` or `postgresql://…` names."""
        self._database = open_database(place)
        self._prepare()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _prepare(self) -> None:
        """Make the tables, if the service has not done so."""
        if self._database.dialect == "sqlite":
            known = "SELECT 1 FROM sqlite_master WHERE name = 'deployment_schema'"
        else:
            known = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'deployment_schema'"
        if not (self._all(known) and self._all("SELECT 1 FROM deployment_schema")):
            with self._write() as database:
                for statement in statements(database.dialect):
                    database.execute(statement)
                if not database.execute("SELECT 1 FROM deployment_schema"):
                    database.execute("INSERT INTO deployment_schema VALUES (?)", (VERSION,))
        found = self._all("SELECT version FROM deployment_schema")
        if [row["version"] for row in found] != [VERSION]:
            self.close()
            raise StoreError(
                "The database of deployments was written by another version of Filbert "
                f"(schema {found[0]['version']}, this one has {VERSION}). Use that version, or another database."
            )

    def lock(self, key: int) -> bool:
        """Take a lock that all processes with this database share, until it is closed; False: it is taken.

        In SQLite there is nothing to take: whoever uses the file is on this machine, and holds a lock there.
        """
        if self._database.dialect == "sqlite":
            return True
        (row,) = self._all("SELECT pg_try_advisory_lock(?) AS taken", (key,))
        return bool(row["taken"])

    @contextmanager
    def _write(self) -> Iterator[Database]:
        with self._database.transaction():
            yield self._database

    def _all(self, statement: str, values: Sequence[object] = ()) -> Rows:
        return self._database.execute(statement, values)

    def _one(self, statement: str, values: Sequence[object] = ()) -> dict[str, Any] | None:
        rows = self._database.execute(statement, values)
        return rows[0] if rows else None

    # Deployments and scenarios

    def deployment(self, identifier: str) -> Deployment:
        """Return a deployment that is known to exist."""
        row = self._one("SELECT * FROM deployment WHERE id = ?", (identifier,))
        assert row is not None
        return Deployment(
            id=row["id"],
            environment=row["environment"],
            scenario=row["scenario"],
            compiled=CompiledScenario.from_json(json.loads(row["compiled"])),
            target=Target(**json.loads(row["target"])),
            comment=row["comment"],
            created_at=row["created_at"],
            held_from=json.loads(row["held_from"]),
            document=json.loads(row["document"]),
        )

    def scenario(self, environment: str, name: str) -> Scenario | None:
        """Return what should run of a scenario, None when it was never deployed there."""
        rows = self._scenarios("WHERE environment = ? AND name = ?", (environment, name))
        return rows[0] if rows else None

    def scenarios(self) -> list[Scenario]:
        """Return all scenarios that were ever deployed, by environment and name."""
        return self._scenarios("", ())

    def _scenarios(self, where: str, values: tuple[str, ...]) -> list[Scenario]:
        # `where` is one of the two literals above, never text from outside.
        rows = self._all(
            f"SELECT * FROM deployment_scenario {where} ORDER BY environment, name",  # noqa: S608
            values,
        )
        return [
            Scenario(
                environment=row["environment"],
                name=row["name"],
                desired=Desired(row["desired"]),
                deployment=row["deployment"],
                run=row["run"],
                changed_at=row["changed_at"],
                keep_state=bool(row["keep_state"]),
            )
            for row in rows
        ]

    # Runs

    def run(self, identifier: int) -> Run:
        """Return a run that is known to exist."""
        row = self._one("SELECT * FROM deployment_run WHERE id = ?", (identifier,))
        assert row is not None
        return Run(**row)

    def runs(self, environment: str, scenario: str) -> list[Run]:
        """Return every run of a scenario, oldest first."""
        rows = self._all(
            "SELECT run.* FROM deployment_run AS run JOIN deployment ON deployment.id = run.deployment "
            "WHERE deployment.environment = ? AND deployment.scenario = ? ORDER BY run.id",
            (environment, scenario),
        )
        return [Run(**row) for row in rows]

    def count_runs(self, deployment: str) -> int:
        """Return how many runs a deployment has had."""
        (row,) = self._all("SELECT COUNT(*) AS count FROM deployment_run WHERE deployment = ?", (deployment,))
        return int(row["count"])

    def known_jobs(self) -> dict[str, Run]:
        """Return every run by its job id; the newest where one id served several."""
        rows = self._all("SELECT * FROM deployment_run ORDER BY id")
        return {row["job_id"]: Run(**row) for row in rows}

    def record_sending(self, run: int, until: int) -> None:
        """Note, before a submission is sent, until when it may arrive at Flink."""
        with self._write() as connection:
            connection.execute("UPDATE deployment_run SET sent_until = ? WHERE id = ?", (until, run))

    def record_answer(self, run: int, still_until: int | None = None) -> None:
        """Note that the answer to a submission is known; an earlier one may still be under way until then."""
        with self._write() as connection:
            connection.execute("UPDATE deployment_run SET sent_until = ? WHERE id = ?", (still_until, run))

    def record_accepted(self, run: int, at: int) -> None:
        """Note that Flink knows the job of a run."""
        with self._write() as connection:
            connection.execute(
                "UPDATE deployment_run SET accepted_at = COALESCE(accepted_at, ?) WHERE id = ?", (at, run)
            )

    # Operations

    def open_operation(self, environment: str, scenario: str) -> Operation | None:
        """Return the unfinished operation of a scenario; there is at most one."""
        row = self._one(
            "SELECT content FROM deployment_operation "
            "WHERE environment = ? AND scenario = ? AND finished_at IS NULL",
            (environment, scenario),
        )
        return _operation(row["content"]) if row else None

    def open_operations(self) -> list[Operation]:
        """Return every unfinished operation, oldest first."""
        rows = self._all("SELECT content FROM deployment_operation WHERE finished_at IS NULL ORDER BY number")
        return [_operation(row["content"]) for row in rows]

    def operations(self, environment: str, scenario: str) -> list[Operation]:
        """Return all operations of a scenario, oldest first."""
        rows = self._all(
            "SELECT content FROM deployment_operation WHERE environment = ? AND scenario = ? ORDER BY number",
            (environment, scenario),
        )
        return [_operation(row["content"]) for row in rows]

    def operation(self, identifier: str) -> Operation | None:
        """Return an operation by its id."""
        row = self._one("SELECT content FROM deployment_operation WHERE id = ?", (identifier,))
        return _operation(row["content"]) if row else None

    def steps(self, operation: str) -> list[tuple[Step, int, str]]:
        """Return the recorded steps of an operation: step, when, detail."""
        rows = self._all(
            "SELECT step, at, detail FROM deployment_step WHERE operation = ? ORDER BY number", (operation,)
        )
        return [(Step(row["step"]), row["at"], row["detail"]) for row in rows]

    def begin(
        self,
        operation: Operation,
        *,
        at: int,
        deployment: Deployment | None = None,
        run: Run | None = None,
        desired: Desired | None = None,
        ended: Mapping[int, str] | None = None,
    ) -> Operation:
        """Record a new operation, with its new deployment and first run where it has them.

        `desired` is set for a scenario that exists already: a stop is wanted from now on, however it ends.
        """
        with self._write() as connection:
            if deployment is not None:
                connection.execute(
                    "INSERT INTO deployment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        deployment.id,
                        deployment.environment,
                        deployment.scenario,
                        deployment.version,
                        json.dumps(deployment.compiled.to_json()),
                        json.dumps(asdict(deployment.target)),
                        deployment.comment,
                        deployment.created_at,
                        json.dumps(dict(deployment.held_from)),
                        json.dumps(dict(deployment.document), default=str),
                    ),
                )
            if desired is not None:
                connection.execute(
                    "UPDATE deployment_scenario SET desired = ?, changed_at = ? WHERE environment = ? AND name = ?",
                    (desired, at, operation.environment, operation.scenario),
                )
            for identifier, reason in (ended or {}).items():
                _end_run(connection, identifier, at, reason)
            if run is not None:
                operation = replace(operation, run=_insert_run(connection, run))
            connection.execute(
                "INSERT INTO deployment_operation (id, environment, scenario, step, started_at, content) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    operation.id,
                    operation.environment,
                    operation.scenario,
                    operation.step,
                    operation.started_at,
                    _content(operation),
                ),
            )
            _insert_step(connection, operation, at, "")
        return operation

    def move(
        self,
        operation: Operation,
        *,
        at: int,
        detail: str = "",
        run: Run | None = None,
        ended: Mapping[int, str] | None = None,
    ) -> Operation:
        """Record the next state of an operation.

        Args:
            operation: as it is from now on.
            at: the time.
            detail: what happened, for the record.
            run: a new run that the operation starts; its id goes into the operation.
            ended: runs that came to their end, with the reason.
        """
        with self._write() as connection:
            for identifier, reason in (ended or {}).items():
                _end_run(connection, identifier, at, reason)
            if run is not None:
                operation = replace(operation, run=_insert_run(connection, run))
            _update_operation(connection, operation)
            _insert_step(connection, operation, at, detail)
        return operation

    def finish(
        self,
        operation: Operation,
        outcome: Outcome,
        *,
        at: int,
        detail: str = "",
        scenario: Scenario | None = None,
        ended: Mapping[int, str] | None = None,
    ) -> Operation:
        """Record the end of an operation, and what should run from now on."""
        operation = replace(operation, step=Step.FINISHED, outcome=outcome, finished_at=at)
        with self._write() as connection:
            for identifier, reason in (ended or {}).items():
                _end_run(connection, identifier, at, reason)
            if scenario is not None:
                connection.execute(
                    "INSERT INTO deployment_scenario VALUES (?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (environment, name) DO UPDATE SET desired = excluded.desired, "
                    "deployment = excluded.deployment, run = excluded.run, changed_at = excluded.changed_at, "
                    "keep_state = excluded.keep_state",
                    (
                        scenario.environment,
                        scenario.name,
                        scenario.desired,
                        scenario.deployment,
                        scenario.run,
                        scenario.changed_at,
                        int(scenario.keep_state),
                    ),
                )
            _update_operation(connection, operation)
            _insert_step(connection, operation, at, detail)
        return operation

    # Observations

    def observe(self, observation: Observation) -> None:
        """Keep what Flink said about a run; a checkpoint once seen is not forgotten."""
        with self._write() as connection:
            connection.execute(
                "INSERT INTO deployment_observation VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (run) DO UPDATE SET state = excluded.state, since = excluded.since, "
                "seen_at = excluded.seen_at, "
                "checkpoint = COALESCE(excluded.checkpoint, deployment_observation.checkpoint), "
                "checkpoint_at = COALESCE(excluded.checkpoint_at, deployment_observation.checkpoint_at)",
                (
                    observation.run,
                    observation.state,
                    observation.since,
                    observation.seen_at,
                    observation.checkpoint,
                    observation.checkpoint_at,
                ),
            )

    def observation(self, run: int) -> Observation | None:
        """Return what Flink last said about a run."""
        row = self._one("SELECT * FROM deployment_observation WHERE run = ?", (run,))
        return Observation(**row) if row else None


def _insert_run(connection: Database, run: Run) -> int:
    (row,) = connection.execute(
        "INSERT INTO deployment_run (deployment, job_id, restore_path, created_at, reason) "
        "VALUES (?, ?, ?, ?, '') RETURNING id",
        (run.deployment, run.job_id, run.restore_path, run.created_at),
    )
    return int(row["id"])


def _end_run(connection: Database, run: int, at: int, reason: str) -> None:
    connection.execute(
        "UPDATE deployment_run SET ended_at = ?, reason = ? WHERE id = ? AND ended_at IS NULL",
        (at, reason, run),
    )


def _update_operation(connection: Database, operation: Operation) -> None:
    connection.execute(
        "UPDATE deployment_operation SET step = ?, finished_at = ?, content = ? WHERE id = ?",
        (operation.step, operation.finished_at, _content(operation), operation.id),
    )


def _insert_step(connection: Database, operation: Operation, at: int, detail: str) -> None:
    (row,) = connection.execute(
        "SELECT COALESCE(MAX(number), 0) AS last FROM deployment_step WHERE operation = ?", (operation.id,)
    )
    connection.execute(
        "INSERT INTO deployment_step VALUES (?, ?, ?, ?, ?)",
        (operation.id, row["last"] + 1, operation.step, at, detail),
    )


def _content(operation: Operation) -> str:
    return json.dumps(asdict(operation))


def _operation(text: str) -> Operation:
    content: dict[str, Any] = json.loads(text)
    # A field that a later version added is not there yet in what this one wrote, and the other way round.
    known = {entry.name for entry in fields(Operation)}
    content = {name: value for name, value in content.items() if name in known}
    return Operation(
        **{
            **content,
            "kind": Kind(content["kind"]),
            "step": Step(content["step"]),
            "tried": tuple(content["tried"]),
            "outcome": Outcome(content["outcome"]) if content["outcome"] else None,
        }
    )
