"""`alert`: tell people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from filbert.components.base import OneInput, each_row, literal, quoted
from filbert.components.messages import message_of, too_large
from filbert.components.parameters import ColumnName, Expression, Parameters, Template, Text
from filbert.components.record import RECORD_BYTES, record_id
from filbert.components.spec import (
    Component,
    Context,
    Failure,
    NodeSql,
    Operator,
    Place,
    Result,
    Row,
    Run,
    State,
)
from filbert.components.stateful import signature
from filbert.expressions import Column, Type, flink_type
from filbert.expressions import Field as RowField
from filbert.expressions.types import BIGINT, STRING, TIMESTAMP
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked

EPOCH = datetime(1970, 1, 1)


class AlertParameters(Parameters):
    """Parameters of `alert`."""

    severity: Literal["low", "medium", "high", "critical"]
    subject: Text = Field(description="Whom it is about, as text.")
    title: Template
    evidence: list[ColumnName] | dict[str, Expression] = Field(
        [], description="Columns, or name = expression, kept with the alert."
    )
    dedupe_key: Text | None = Field(
        None, description="What makes two alerts the same case; by default the subject."
    )


@dataclass(frozen=True)
class BoundAlert(OneInput):
    """An alert whose expressions hold in their context."""

    severity: str
    subject: Checked | None
    title: Checked | None
    dedupe_key: Checked | None
    evidence: Mapping[str, Checked]
    paths: Mapping[str, str]

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {}

    @property
    def record(self) -> Mapping[str, Column]:
        """The columns of an alert."""
        text = (
            "alert_id",
            "environment",
            "scenario",
            "version",
            "node",
            "severity",
            "title",
            "subject",
            "dedupe_key",
            "event_id",
        )
        fields = [RowField(name, checked.column) for name, checked in self.evidence.items()]
        # A ROW has at least one field; without evidence the record has none.
        evidence = {"evidence": Column(Type("ROW", fields=tuple(fields)), nullable=False)} if fields else {}
        return {
            "schema": Column(BIGINT, nullable=False),
            **{name: Column(STRING, nullable=False) for name in text},
            **{
                name: Column(TIMESTAMP, nullable=False) for name in ("event_time", "ingested_at", "raised_at")
            },
            "stream": Column(STRING, nullable=False),
            "partition": Column(BIGINT, nullable=False),
            "offset": Column(BIGINT, nullable=False),
            **evidence,
        }

    @property
    def expressions(self) -> Mapping[str, Checked]:
        named = {"subject": self.subject, "title": self.title, "dedupe_key": self.dedupe_key}
        found = {name: checked for name, checked in named.items() if checked is not None}
        return {**found, **{self.paths[name]: checked for name, checked in self.evidence.items()}}

    def state(self) -> State:
        # Snoozes hold whatever the expressions become. They are in the control topic, which a job reads anew.
        return State(signature({"component": "alert"}), "alert", 0)

    def operator(self, run: Run) -> Operator:
        from filbert.components.json_format import encode

        names, columns = list(self.evidence), self.record
        head = 3 if self.dedupe_key is not None else 2

        def raise_alerts(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result()

            def use(row: Row, values: Sequence[Any]) -> None:
                subject, title = values[0], values[1]
                dedupe_key = subject if self.dedupe_key is None else values[2]
                for parameter, value in (("subject", subject), ("dedupe_key", dedupe_key)):
                    if value is None:
                        result.failures.append(Failure(row, parameter, "E_NULL", None, message_of("E_NULL")))
                        return
                snoozed_until = run.snoozes.get(subject)
                if snoozed_until is not None and row["event_time"] < snoozed_until:
                    result.counters["snoozed"] = result.counters.get("snoozed", 0) + 1
                    return
                record = {
                    "schema": 1,
                    "alert_id": record_id(
                        run.environment, run.scenario, run.node, row["event_id"], run.edges["in"]
                    ),
                    "environment": run.environment,
                    "scenario": run.scenario,
                    "version": run.version,
                    "node": run.node,
                    "severity": self.severity,
                    "title": title,
                    "subject": subject,
                    "dedupe_key": dedupe_key,
                    "event_id": row["event_id"],
                    "event_time": row["event_time"],
                    "ingested_at": EPOCH + timedelta(milliseconds=row["$ingested"]),
                    "raised_at": row["event_time"],
                    "stream": row["$stream"],
                    "partition": row["$partition"],
                    "offset": row["$offset"],
                }
                if names:
                    record["evidence"] = dict(zip(names, values[head:], strict=True))
                if len(encode(record, columns)) > RECORD_BYTES:
                    result.failures.append(Failure(row, None, "E_SIZE", None, too_large(RECORD_BYTES)))
                else:
                    result.records.append((row, record))

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return raise_alerts

    def flink(self, sql: NodeSql) -> None:
        assert self.subject is not None
        assert self.title is not None
        run = sql.run
        values = {
            f"$e{number}": sql.value(checked) for number, checked in enumerate(self.evidence.values(), 1)
        }
        dedupe = sql.value(self.dedupe_key) if self.dedupe_key is not None else sql.value(self.subject)
        computed = {
            "$subject": sql.value(self.subject),
            "$title": sql.value(self.title),
            "$dedupe": dedupe,
            **values,
        }
        parts = [("subject", "$subject", self.subject)]
        if self.dedupe_key is not None:
            parts.append(("dedupe_key", "$dedupe", self.dedupe_key))
        null = [
            f"WHEN {quoted(column)} IS NULL THEN {literal(f'{parameter}|E_NULL||' + message_of('E_NULL'))}"
            for parameter, column, checked in parts
            if checked.column.nullable
        ]
        layers = [(computed, sql.error(self.expressions))]
        if null:
            layers.append(({}, f"CASE {' '.join(null)} END"))
        rows = sql.stage(*layers, keep=())
        event_id = sql.event_id()
        before, after = (
            literal(f"{run.environment}|{run.scenario}|{run.node}|"),
            literal("|" + run.edges["in"]),
        )
        seed = f"CONCAT({before}, {event_id}, {after})"
        told = sql.view(
            "told",
            "SELECT `$subject` AS `subject`, `$title`, `$dedupe`, "
            + "".join(f"{quoted(column)}, " for column in values)
            + f"SUBSTRING(SHA256({seed}), 1, 32) AS `$id`, {event_id} AS `$event_id`,\n"
            "  CAST(`event_time` AS TIMESTAMP(3)) AS `event_time`,\n"
            "  `$stream`, `$partition`, `$offset`, `$ingested`, `$replay`\n"
            f"FROM {rows}",
        )
        control, servers, topic = sql.control()
        place = {"scenario": run.scenario, "node": run.node, "servers": servers, "topic": topic}
        passed = sql.view(
            "heard",
            f"SELECT * FROM {sql.function('FILBERT_ALERT')}(\n"
            f"  input => TABLE {told} PARTITION BY `subject`,\n"
            f"  control => TABLE {control} PARTITION BY `subject`,\n"
            f"  spec => {literal(signature(place))},\n"
            f"  uid => '{sql.uid()}')",
        )
        columns = self.record
        made = {
            "schema": "1",
            "alert_id": "`$id`",
            "environment": literal(run.environment),
            "scenario": literal(run.scenario),
            "version": literal(run.version),
            "node": literal(run.node),
            "severity": literal(self.severity),
            "title": "`$title`",
            "subject": "`subject`",
            "dedupe_key": "`$dedupe`",
            "event_id": "`$event_id`",
            "event_time": "`event_time`",
            "ingested_at": "CAST(`$ingested` AS TIMESTAMP(3))",
            "raised_at": "CAST(CURRENT_TIMESTAMP AS TIMESTAMP(3))",
            "stream": "`$stream`",
            "partition": "CAST(`$partition` AS BIGINT)",
            "offset": "`$offset`",
            "evidence": f"ROW({', '.join(map(quoted, values))})",
        }
        record = [(name, made[name], flink_type(column.type)) for name, column in columns.items()]
        sql.sink(passed, sql.own_topic("alerts"), "`subject`", record, RECORD_BYTES)


class Alert(Component):
    """Raises an alert about a subject, with evidence, on the environment's alerts topic.

    Its id depends on the event alone, so that a crash, a redeploy or a replay repeats it with the same id.
    """

    id = "alert"
    title = "Alert"
    category = "action"
    sentence = "Raise a {severity} alert about {subject}: {title}"
    parameters = AlertParameters
    example = {
        "severity": "high",
        "subject": "caller",
        "title": "Call from {caller}",
        "evidence": ["duration"],
    }

    def outputs(self, parameters: AlertParameters) -> tuple[str, ...]:
        return ()

    def bind(self, parameters: AlertParameters, place: Place) -> BoundAlert:
        given = parameters.evidence
        texts: Mapping[str, str] = {name: name for name in given} if isinstance(given, list) else given
        paths = {
            name: f"evidence.{at}" if isinstance(given, list) else f"evidence.{name}"
            for at, name in enumerate(texts)
        }
        evidence: dict[str, Checked] = {}
        for name, text in texts.items():
            checked = place.expression(paths[name], text)
            if checked is not None:
                evidence[name] = checked
        dedupe_key = parameters.dedupe_key
        return BoundAlert(
            place.context,
            parameters.severity,
            place.expression("subject", parameters.subject, expected=STRING),
            place.template("title", parameters.title),
            None if dedupe_key is None else place.expression("dedupe_key", dedupe_key, expected=STRING),
            evidence,
            paths,
        )


COMPONENT = Alert()
