"""`action`: ask for something to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from filbert.components.base import OneInput, each_row, literal, quoted
from filbert.components.messages import message_of, too_large
from filbert.components.parameters import Duration, Expression, Name, Parameters, Text
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
)
from filbert.expressions import Column, Type, flink_type
from filbert.expressions import Field as RowField
from filbert.expressions.types import BIGINT, STRING, TIMESTAMP
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked

LAST = datetime(9999, 12, 31, 23, 59, 59, 999_000)
"""The last TIMESTAMP of the expression language."""


class ActionParameters(Parameters):
    """Parameters of `action`."""

    kind: Literal["block", "limit", "notify", "offer", "webhook"]
    subject: Text = Field(description="Whom it is done to, as text.")
    payload: dict[Name, Expression] = Field(
        {}, max_length=200, description="Name = expression: what whoever does it must know."
    )
    expires: Annotated[Duration, Field(gt=0)] | None = Field(
        None, description="How long after the event it is still worth doing; always, if not given."
    )


@dataclass(frozen=True)
class BoundAction(OneInput):
    """An action whose expressions hold in their context."""

    kind: str
    subject: Checked | None
    payload: Mapping[str, Checked]
    expires_ms: int | None

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {}

    @property
    def record(self) -> Mapping[str, Column]:
        """The columns of an action."""
        text = ("action_id", "environment", "scenario", "version", "node", "kind", "subject", "event_id")
        fields = tuple(RowField(name, checked.column) for name, checked in self.payload.items())
        # A ROW has at least one field; without a payload the record has none.
        payload = {"payload": Column(Type("ROW", fields=fields), nullable=False)} if fields else {}
        return {
            "schema": Column(BIGINT, nullable=False),
            **{name: Column(STRING, nullable=False) for name in text},
            "event_time": Column(TIMESTAMP, nullable=False),
            "mode": Column(STRING, nullable=False),
            "expires_at": Column(TIMESTAMP),
            **payload,
        }

    @property
    def expressions(self) -> Mapping[str, Checked]:
        named = {"subject": self.subject} if self.subject is not None else {}
        return {**named, **{f"payload.{name}": checked for name, checked in self.payload.items()}}

    def operator(self, run: Run) -> Operator:
        from filbert.components.json_format import encode

        names, columns = list(self.payload), self.record
        valid = timedelta(milliseconds=self.expires_ms) if self.expires_ms is not None else None

        def ask(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result()

            def use(row: Row, values: Sequence[Any]) -> None:
                if values[0] is None:
                    result.failures.append(Failure(row, "subject", "E_NULL", None, message_of("E_NULL")))
                    return
                if valid is not None and row["event_time"] > LAST - valid:
                    result.failures.append(Failure(row, "expires", "E_RANGE", None, message_of("E_RANGE")))
                    return
                if run.actions == "off":
                    return
                record = {
                    "schema": 1,
                    "action_id": record_id(
                        run.environment, run.scenario, run.node, row["event_id"], run.edges["in"]
                    ),
                    "environment": run.environment,
                    "scenario": run.scenario,
                    "version": run.version,
                    "node": run.node,
                    "kind": self.kind,
                    "subject": values[0],
                    "event_id": row["event_id"],
                    "event_time": row["event_time"],
                    "mode": run.actions,
                    "expires_at": None if valid is None else row["event_time"] + valid,
                }
                if names:
                    record["payload"] = dict(zip(names, values[1:], strict=True))
                if len(encode(record, columns)) > RECORD_BYTES:
                    result.failures.append(Failure(row, None, "E_SIZE", None, too_large(RECORD_BYTES)))
                else:
                    result.records.append((row, record))

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return ask

    def flink(self, sql: NodeSql) -> None:
        assert self.subject is not None
        run = sql.run
        values = {f"$p{number}": sql.value(each) for number, each in enumerate(self.payload.values(), 1)}
        layers = [({"$subject": sql.value(self.subject), **values}, sql.error(self.expressions))]
        faults = self._faults()
        if faults:
            layers.append(({}, f"CASE {' '.join(faults)} END"))
        rows = sql.stage(*layers, keep=())
        if run.actions == "off":
            sql.discard(rows)
            return
        before = literal(f"{run.environment}|{run.scenario}|{run.node}|")
        seed = f"CONCAT({before}, {sql.event_id()}, {literal('|' + run.edges['in'])})"
        expires_at = "CAST(NULL AS TIMESTAMP(3))"
        if self.expires_ms is not None:
            # Flink's own intervals hold days of two digits only.
            later = f"TIMESTAMPADD(MILLISECOND, CAST({self.expires_ms} AS BIGINT), `event_time`)"
            expires_at = f"CAST({later} AS TIMESTAMP(3))"
        made = {
            "schema": "1",
            "action_id": f"SUBSTRING(SHA256({seed}), 1, 32)",
            "environment": literal(run.environment),
            "scenario": literal(run.scenario),
            "version": literal(run.version),
            "node": literal(run.node),
            "kind": literal(self.kind),
            "subject": "`$subject`",
            "event_id": sql.event_id(),
            "event_time": "CAST(`event_time` AS TIMESTAMP(3))",
            "mode": literal(run.actions),
            "expires_at": expires_at,
            "payload": f"ROW({', '.join(map(quoted, values))})",
        }
        record = [(name, made[name], flink_type(column.type)) for name, column in self.record.items()]
        sql.sink(rows, sql.own_topic("actions"), "`$subject`", record, RECORD_BYTES)

    def _faults(self) -> list[str]:
        """SQL branches of the errors that the operator finds after the expressions, in its order."""
        assert self.subject is not None
        faults = []
        if self.subject.column.nullable:
            null = literal("subject|E_NULL||" + message_of("E_NULL"))
            faults.append(f"WHEN `$subject` IS NULL THEN {null}")
        if self.expires_ms is not None:
            last = (LAST - timedelta(milliseconds=self.expires_ms)).isoformat(" ", "milliseconds")
            range_ = literal("expires|E_RANGE||" + message_of("E_RANGE"))
            faults.append(f"WHEN `event_time` > TIMESTAMP '{last}' THEN {range_}")
        return faults


class Action(Component):
    """Asks for something to be done to a subject: a record on the environment's actions topic.

    The environment says whether it is meant: live, dry-run, or off, where events are counted and nothing is
    written. Its id depends on the event alone, so that a crash, a redeploy or a replay asks for nothing twice.
    """

    id = "action"
    title = "Action"
    category = "action"
    sentence = "Ask for {kind} of {subject}, with {payload}."
    parameters = ActionParameters
    example = {
        "kind": "notify",
        "subject": "caller",
        "payload": {"minutes": "duration / 60"},
        "expires": "10m",
    }

    def outputs(self, parameters: ActionParameters) -> tuple[str, ...]:
        return ()

    def bind(self, parameters: ActionParameters, place: Place) -> BoundAction:
        payload: dict[str, Checked] = {}
        subject = place.expression("subject", parameters.subject, expected=STRING)
        for name, text in parameters.payload.items():
            checked = place.expression(f"payload.{name}", text)
            if checked is not None:
                payload[name] = checked
        return BoundAction(place.context, parameters.kind, subject, payload, parameters.expires)


COMPONENT = Action()
