"""The database of what should run: one SQLite file, written by several processes, whole after any crash."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from filbert.runtime.compiled import CompiledScenario
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

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE deployment (
    id TEXT PRIMARY KEY,
    environment TEXT NOT NULL,
    scenario TEXT NOT NULL,
    version TEXT NOT NULL,
    compiled TEXT NOT NULL,
    target TEXT NOT NULL,
    comment TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    held_from TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment TEXT NOT NULL REFERENCES deployment (id),
    job_id TEXT NOT NULL,
    restore_path TEXT,
    created_at INTEGER NOT NULL,
    accepted_at INTEGER,
    ended_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    sent_until INTEGER
);
CREATE INDEX run_job ON run (job_id);
CREATE TABLE scenario (
    environment TEXT NOT NULL,
    name TEXT NOT NULL,
    desired TEXT NOT NULL CHECK (desired IN ('running', 'stopped')),
    deployment TEXT NOT NULL REFERENCES deployment (id),
    run INTEGER REFERENCES run (id),
    changed_at INTEGER NOT NULL,
    keep_state INTEGER NOT NULL,
    PRIMARY KEY (environment, name)
);
CREATE TABLE operation (
    id TEXT PRIMARY KEY,
    environment TEXT NOT NULL,
    scenario TEXT NOT NULL,
    step TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    content TEXT NOT NULL
);
CREATE UNIQUE INDEX operation_open ON operation (environment, scenario) WHERE finished_at IS NULL;
CREATE TABLE step (
    operation TEXT NOT NULL REFERENCES operation (id),
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (operation, number)
);
CREATE TABLE observation (
    run INTEGER PRIMARY KEY REFERENCES run (id),
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    checkpoint TEXT,
    checkpoint_at INTEGER
);
"""


class StoreError(Exception):
    """The database cannot be used; the message says what to do."""


class Store:
    """All reading and writing of the database. Every write is one transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        # Autocommit: transactions are opened by hand, so that each begins as a writing one.
        self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A step that is recorded must survive a loss of power: the job that it speaks of may well do.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._prepare()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _prepare(self) -> None:
        with self._write() as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found == SCHEMA_VERSION:
                return
            if found != 0:
                raise StoreError(
                    f"{self.path} was written by another version of Filbert (schema {found}, this one has "
                    f"{SCHEMA_VERSION}). Use that version, or move the file away."
                )
            for statement in SCHEMA.split(";"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        # IMMEDIATE: a transaction that starts by reading could find at its first write that it came second.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # Deployments and scenarios

    def deployment(self, identifier: str) -> Deployment:
        """Return a deployment that is known to exist."""
        row = self._connection.execute("SELECT * FROM deployment WHERE id = ?", (identifier,)).fetchone()
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
        rows = self._connection.execute(
            f"SELECT * FROM scenario {where} ORDER BY environment, name",  # noqa: S608
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
        row = self._connection.execute("SELECT * FROM run WHERE id = ?", (identifier,)).fetchone()
        return Run(**dict(row))

    def runs(self, environment: str, scenario: str) -> list[Run]:
        """Return every run of a scenario, oldest first."""
        rows = self._connection.execute(
            "SELECT run.* FROM run JOIN deployment ON deployment.id = run.deployment "
            "WHERE deployment.environment = ? AND deployment.scenario = ? ORDER BY run.id",
            (environment, scenario),
        )
        return [Run(**dict(row)) for row in rows]

    def count_runs(self, deployment: str) -> int:
        """Return how many runs a deployment has had."""
        (count,) = self._connection.execute(
            "SELECT COUNT(*) FROM run WHERE deployment = ?", (deployment,)
        ).fetchone()
        return int(count)

    def known_jobs(self) -> dict[str, Run]:
        """Return every run by its job id; the newest where one id served several."""
        rows = self._connection.execute("SELECT * FROM run ORDER BY id")
        return {row["job_id"]: Run(**dict(row)) for row in rows}

    def record_sending(self, run: int, until: int) -> None:
        """Note, before a submission is sent, until when it may arrive at Flink."""
        with self._write() as connection:
            connection.execute("UPDATE run SET sent_until = ? WHERE id = ?", (until, run))

    def record_answer(self, run: int, still_until: int | None = None) -> None:
        """Note that the answer to a submission is known; an earlier one may still be under way until then."""
        with self._write() as connection:
            connection.execute("UPDATE run SET sent_until = ? WHERE id = ?", (still_until, run))

    def record_accepted(self, run: int, at: int) -> None:
        """Note that Flink knows the job of a run."""
        with self._write() as connection:
            connection.execute(
                "UPDATE run SET accepted_at = COALESCE(accepted_at, ?) WHERE id = ?", (at, run)
            )

    # Operations

    def open_operation(self, environment: str, scenario: str) -> Operation | None:
        """Return the unfinished operation of a scenario; there is at most one."""
        row = self._connection.execute(
            "SELECT content FROM operation WHERE environment = ? AND scenario = ? AND finished_at IS NULL",
            (environment, scenario),
        ).fetchone()
        return _operation(row["content"]) if row else None

    def open_operations(self) -> list[Operation]:
        """Return every unfinished operation, oldest first."""
        rows = self._connection.execute(
            "SELECT content FROM operation WHERE finished_at IS NULL ORDER BY started_at"
        )
        return [_operation(row["content"]) for row in rows]

    def operations(self, environment: str, scenario: str) -> list[Operation]:
        """Return all operations of a scenario, oldest first."""
        rows = self._connection.execute(
            "SELECT content FROM operation WHERE environment = ? AND scenario = ? ORDER BY rowid",
            (environment, scenario),
        )
        return [_operation(row["content"]) for row in rows]

    def steps(self, operation: str) -> list[tuple[Step, int, str]]:
        """Return the recorded steps of an operation: step, when, detail."""
        rows = self._connection.execute(
            "SELECT step, at, detail FROM step WHERE operation = ? ORDER BY number", (operation,)
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
                    "UPDATE scenario SET desired = ?, changed_at = ? WHERE environment = ? AND name = ?",
                    (desired, at, operation.environment, operation.scenario),
                )
            for identifier, reason in (ended or {}).items():
                _end_run(connection, identifier, at, reason)
            if run is not None:
                operation = replace(operation, run=_insert_run(connection, run))
            connection.execute(
                "INSERT INTO operation VALUES (?, ?, ?, ?, ?, NULL, ?)",
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
                    "INSERT OR REPLACE INTO scenario VALUES (?, ?, ?, ?, ?, ?, ?)",
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
                "INSERT INTO observation "
                "VALUES (:run, :state, :since, :seen_at, :checkpoint, :checkpoint_at) "
                "ON CONFLICT (run) DO UPDATE SET state = excluded.state, since = excluded.since, "
                "seen_at = excluded.seen_at, checkpoint = COALESCE(excluded.checkpoint, checkpoint), "
                "checkpoint_at = COALESCE(excluded.checkpoint_at, checkpoint_at)",
                asdict(observation),
            )

    def observation(self, run: int) -> Observation | None:
        """Return what Flink last said about a run."""
        row = self._connection.execute("SELECT * FROM observation WHERE run = ?", (run,)).fetchone()
        return Observation(**dict(row)) if row else None


def _insert_run(connection: sqlite3.Connection, run: Run) -> int:
    cursor = connection.execute(
        "INSERT INTO run (deployment, job_id, restore_path, created_at) VALUES (?, ?, ?, ?)",
        (run.deployment, run.job_id, run.restore_path, run.created_at),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _end_run(connection: sqlite3.Connection, run: int, at: int, reason: str) -> None:
    connection.execute(
        "UPDATE run SET ended_at = ?, reason = ? WHERE id = ? AND ended_at IS NULL", (at, reason, run)
    )


def _update_operation(connection: sqlite3.Connection, operation: Operation) -> None:
    connection.execute(
        "UPDATE operation SET step = ?, finished_at = ?, content = ? WHERE id = ?",
        (operation.step, operation.finished_at, _content(operation), operation.id),
    )


def _insert_step(connection: sqlite3.Connection, operation: Operation, at: int, detail: str) -> None:
    connection.execute(
        "INSERT INTO step SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ?, ? FROM step WHERE operation = ?",
        (operation.id, operation.step, at, detail, operation.id),
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
