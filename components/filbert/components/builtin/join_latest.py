"""`join-latest`: the latest row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from filbert.components.base import each_row, quoted
from filbert.components.builtin.kafka import EPOCH, BoundKafka
from filbert.components.messages import message_of
from filbert.components.parameters import Name, Parameters, StreamName, Text
from filbert.components.spec import (
    TABLE,
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
    StreamView,
)
from filbert.components.stateful import Keyed, Order, signature, signature_of
from filbert.expressions import Column, Type
from filbert.expressions import Field as RowField
from filbert.expressions.types import STRING
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class JoinLatestParameters(Parameters):
    """Parameters of `join-latest`."""

    key: Text = Field(description="What the key of the table's record must be, as text.")
    stream: StreamName = Field(description="The table: a stream whose records replace those of the same key.")
    name: Name = Field(description="The column for the table's row.")
    missing: Literal["keep", "drop"] = Field(
        "keep", description="keep: without a row the column is NULL; drop: the event goes to `missing`."
    )
    order: Order = Field(
        "arrival",
        description="arrival: at once; event-time: the row as of the event's time, after the watermark.",
    )


@dataclass(frozen=True)
class BoundJoinLatest(Keyed):
    """A join whose key holds and whose table is known."""

    parameters: JoinLatestParameters
    stream: StreamView

    @property
    def mocked(self) -> Column:
        fields = tuple(RowField(name, field.column) for name, field in self.stream.fields.items())
        pii = any(field.column.pii for field in self.stream.fields.values())
        return Column(Type("ROW", fields=fields), nullable=self.parameters.missing == "keep", pii=pii)

    @property
    def table_stream(self) -> StreamView:
        return self.stream

    @property
    def defined(self) -> Mapping[str, Column]:
        return {self.parameters.name: self.mocked}

    @property
    def outputs(self) -> Mapping[str, Context]:
        name = self.parameters.name
        joined = self.context.define(self.defined, {name: f"{self.state().signature}.row"})
        late = max(self.context.out_of_orderness_ms, self.stream.event_time.out_of_orderness_ms)
        joined = replace(joined.lacking([name]), out_of_orderness_ms=late)
        if self.parameters.missing == "keep":
            return {"out": joined}
        return {"out": joined, "missing": replace(self.context, out_of_orderness_ms=late)}

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {"key": self.keys[0]} if self.keys else {}

    def state(self) -> State:
        text = signature(
            {
                "component": "join-latest",
                "stream": self.stream.name,
                "key": [signature_of(key, self.context) for key in self.keys],
                "fields": {name: str(field.column.type) for name, field in self.stream.fields.items()},
                "order": self.order,
            }
        )
        return State(text, "join-latest", 0)

    def operator(self, run: Run) -> Operator:
        ports, name = list(self.outputs), self.parameters.name
        drops = self.parameters.missing == "drop"

        def join(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result({port: [] for port in ports})

            def give(row: Row, record: Row | None) -> None:
                if record is None and drops:
                    result.ports["missing"].append(row)
                else:
                    result.ports["out"].append({**row, name: record})

            if run.mock is not None:
                mock = run.mock
                self.each_event(inputs["in"], result, lambda row, key, values: give(row, mock(row)))
                return result
            arrivals: list[tuple[Row, str | None, bool]] = []
            each_row(
                inputs["in"],
                self.expressions,
                result,
                lambda row, values: arrivals.append((row, values[0], False)),
            )
            arrivals += [
                (row, row["event_key"], True) for row in self._table_rows(inputs[TABLE], run, result)
            ]
            arrivals.sort(key=_by_time if self.order == "event-time" else _by_arrival)
            held: dict[str | None, Row | None] = {}
            for number, (row, key, is_table) in enumerate(arrivals):
                if is_table:
                    held[key] = row[TABLE]
                else:
                    in_order = {**row, "$sequence": number} if self.order == "event-time" else row
                    give(in_order, held.get(key))
            return result

        return join

    def _table_rows(self, records: Sequence[Row], run: Run, result: Result) -> list[Row]:
        """The table's records, each with its row, None for a deletion; those that do not decode are told."""
        names = frozenset(self.stream.fields)
        source = BoundKafka(self.stream, "earliest").operator(replace(run, wanted={"out": names}))
        read = source({"in": [record for record in records if record["$raw"] is not None]})
        result.undecoded += read.failures
        rows = [{**row, TABLE: {name: row[name] for name in self.stream.fields}} for row in read.ports["out"]]
        for record in records:
            if record["$raw"] is not None:
                continue
            if record["$ingested"] is None:
                raise ValueError(
                    f"event {record['event_id']}: a deletion has no fields, so it needs a 'time'"
                )
            at = EPOCH + timedelta(milliseconds=record["$ingested"])
            rows.append({**record, "$time": record["$ingested"], "event_time": at, TABLE: None})
        keyed = []
        for row in rows:
            if row["event_key"] is None:
                message = message_of("E_NULL")
                result.undecoded.append(Failure(row, None, "E_NULL", None, message, self.stream.key))
            else:
                keyed.append(row)
        return keyed

    def flink(self, sql: NodeSql) -> None:
        name = self.parameters.name
        rows = sql.view(
            "rows", f"SELECT `$key` AS `$t1`, `$row`, {sql.columns(())} FROM {sql.table(self.stream)}"
        )
        answers = self.call(
            sql,
            "FILBERT_JOIN_LATEST",
            (),
            lambda _: {"name": name, "row": "$row"},
            further=f"  latest => TABLE {rows} PARTITION BY `$t1`,\n",
        )
        ports = {"out": "TRUE"}
        if self.parameters.missing == "drop":
            ports = {"out": f"{quoted(name)} IS NOT NULL", "missing": f"{quoted(name)} IS NULL"}
        sql.answers(answers, ports=ports, errors=self.order == "event-time")


def _by_arrival(arrival: tuple[Row, str | None, bool]) -> int:
    sequence: int = arrival[0]["$sequence"]
    return sequence


def _by_time(arrival: tuple[Row, str | None, bool]) -> tuple[int, bool, str, int, int]:
    """Of equal times the table comes first."""
    row, _, is_table = arrival
    return row["$time"], not is_table, row["$stream"], row["$partition"], row["$offset"]


class JoinLatest(Component):
    """Adds the latest row of a table to each event: the record of the same key in a stream that is kept by key.

    A record replaces the one before it; a record without a value (a tombstone) deletes it. In order of arrival it is
    not certain which of a row and an event comes first; in event time the row counts that held at the event's time.
    """

    id = "join-latest"
    title = "Join with a table"
    category = "state"
    sentence = "Add the newest row of {stream} with the key {key}, as {name}."
    parameters = JoinLatestParameters
    example = {"key": "caller", "stream": "customers", "name": "customer"}

    def outputs(self, parameters: JoinLatestParameters) -> tuple[str, ...]:
        return ("out", "missing") if parameters.missing == "drop" else ("out",)

    def bind(self, parameters: JoinLatestParameters, place: Place) -> BoundJoinLatest | None:
        key = place.expression("key", parameters.key, expected=STRING)
        place.new_name("name", parameters.name)
        stream = place.streams.get(parameters.stream)
        if stream is None:
            known = ", ".join(sorted(place.streams)) or "none"
            place.fault(
                "E_STREAM", f"there is no stream '{parameters.stream}'", "stream", f"streams here: {known}"
            )
            return None
        if stream.format != "json":
            place.fault(
                "E_FORMAT",
                f"format '{stream.format}' cannot be read yet",
                "stream",
                "use a stream with format json",
            )
        if stream.key is None:
            place.fault(
                "E_STREAM",
                f"stream '{stream.name}' has no key, so it is no table",
                "stream",
                "give it a key: …",
            )
        if parameters.order == "arrival":
            place.fault(
                "W_ORDER",
                "a row of the table may arrive after events that it should be joined with",
                "order",
                "set 'order: event-time' if that matters; it costs the delay of the watermark",
                severity="warning",
            )
        keys = (key,) if key is not None else ()
        return BoundJoinLatest(place.context, keys, parameters.order, parameters, stream)


COMPONENT = JoinLatest()
