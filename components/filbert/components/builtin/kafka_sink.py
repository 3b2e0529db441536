"""`kafka-sink`: write records to a stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.components.base import OneInput, each_row, literal, quoted
from filbert.components.messages import message_of, too_large
from filbert.components.parameters import Expression, Parameters, StreamName, Text
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
    StreamView,
)
from filbert.expressions import Column, flink_type
from filbert.expressions.types import STRING
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class KafkaSinkParameters(Parameters):
    """Parameters of `kafka-sink`."""

    stream: StreamName = Field(description="The stream to write.")
    key: Text | None = Field(None, description="The record's key; by default the stream's key field.")
    fields: dict[str, Expression] | None = Field(
        None, description="Field = expression; by default every field takes the column of its name."
    )


@dataclass(frozen=True)
class BoundKafkaSink(OneInput):
    """A sink whose fields fit its stream."""

    stream: StreamView
    key: Checked | None
    fields: Mapping[str, Checked]
    paths: Mapping[str, str]
    """Parameter path by field."""

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {}

    @property
    def record(self) -> Mapping[str, Column]:
        """The columns of a record."""
        return {name: self.stream.fields[name].column for name in self.fields}

    @property
    def expressions(self) -> Mapping[str, Checked]:
        found = {self.paths[name]: checked for name, checked in self.fields.items()}
        return {"key": self.key, **found} if self.key is not None else found

    def operator(self, run: Run) -> Operator:
        from filbert.components.json_format import encode

        names, record_columns = list(self.fields), self.record
        skip = 1 if self.key is not None else 0

        def write(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result()

            def use(row: Row, values: Sequence[Any]) -> None:
                record = dict(zip(names, values[skip:], strict=True))
                for name, value in record.items():
                    code = self._misfit(name, value)
                    if code is not None:
                        result.failures.append(Failure(row, self.paths[name], code, None, message_of(code)))
                        return
                size = len(encode(record, record_columns))
                if size > self.stream.max_bytes:
                    result.failures.append(
                        Failure(row, None, "E_SIZE", None, too_large(self.stream.max_bytes))
                    )
                else:
                    result.records.append((row, record))

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return write

    def _misfit(self, name: str, value: Any) -> str | None:
        """The code of what keeps a value out of its field."""
        field = self.stream.fields[name]
        if value is None:
            return None if field.column.nullable else "E_REQUIRED"
        if field.column.range is not None and not field.column.range[0] <= value <= field.column.range[1]:
            return "E_RANGE"
        if field.enum is not None and value not in field.enum:
            return "E_ENUM"
        return None

    def flink(self, sql: NodeSql) -> None:
        values = {f"$f{number}": sql.value(checked) for number, checked in enumerate(self.fields.values(), 1)}
        key = sql.value(self.key) if self.key is not None else "CAST(NULL AS STRING)"
        misfit = self._misfit_sql(list(values))
        layers = [({"$key": key, **values}, sql.error(self.expressions))]
        if misfit is not None:
            layers.append(({}, misfit))
        rows = sql.stage(*layers, keep=())
        record = [
            (name, quoted(column), flink_type(self.stream.fields[name].column.type))
            for name, column in zip(self.fields, values, strict=True)
        ]
        sql.sink(rows, sql.topic_of(self.stream), "`$key`", record, self.stream.max_bytes)

    def _misfit_sql(self, columns: Sequence[str]) -> str | None:
        """SQL of the error that `_misfit` gives."""
        branches = []
        for (name, checked), column in zip(self.fields.items(), columns, strict=True):
            field, value = self.stream.fields[name], quoted(column)
            tests = []
            if not field.column.nullable and checked.column.nullable:
                tests.append((f"{value} IS NULL", "E_REQUIRED"))
            span, own = field.column.range, checked.column.range
            if span is not None and (own is None or own[0] < span[0] or own[1] > span[1]):
                tests.append((f"{value} NOT BETWEEN {span[0]} AND {span[1]}", "E_RANGE"))
            if field.enum is not None:
                tests.append((f"{value} NOT IN ({', '.join(map(literal, field.enum))})", "E_ENUM"))
            branches += [
                f"WHEN {test} THEN {literal(f'{self.paths[name]}|{code}||{message_of(code)}')}"
                for test, code in tests
            ]
        return f"CASE {' '.join(branches)} END" if branches else None


class KafkaSink(Component):
    """Writes each event as a JSON record to a stream's topic; the fields must fit the stream's definition."""

    id = "kafka-sink"
    title = "Kafka sink"
    category = "sink"
    sentence = "Write {fields} to {stream}."
    parameters = KafkaSinkParameters
    example = {"stream": "hits", "key": "caller", "fields": {"caller": "caller"}}

    def outputs(self, parameters: KafkaSinkParameters) -> tuple[str, ...]:
        return ()

    def bind(self, parameters: KafkaSinkParameters, place: Place) -> BoundKafkaSink | None:
        stream = place.streams.get(parameters.stream)
        if stream is None:
            known = ", ".join(sorted(place.streams)) or "none"
            place.fault(
                "E_STREAM", f"there is no stream '{parameters.stream}'", "stream", f"streams here: {known}"
            )
            return None
        given = parameters.fields
        texts = (
            {name: name for name in stream.fields if name in place.context.scope} if given is None else given
        )
        fields: dict[str, Checked] = {}
        paths: dict[str, str] = {}
        for name, text in texts.items():
            paths[name] = f"fields.{name}"
            field = stream.fields.get(name)
            if field is None:
                place.fault(
                    "E_FIELD",
                    f"stream '{stream.name}' has no field '{name}'",
                    paths[name],
                    f"its fields: {', '.join(stream.fields)}",
                )
                continue
            quoted_text = text if given is not None else f"`{name}`"
            checked = place.expression(paths[name], quoted_text, expected=field.column.type)
            if checked is not None:
                fields[name] = checked
        missing = [
            name for name, field in stream.fields.items() if not field.column.nullable and name not in texts
        ]
        for name in missing:
            place.fault(
                "E_REQUIRED",
                f"field '{name}' of stream '{stream.name}' must be given",
                "fields",
                f"add {name}: …",
            )
        key = None
        if parameters.key is not None:
            key = place.expression("key", parameters.key, expected=STRING)
        elif stream.key in fields and fields[stream.key].column.type == STRING:
            key = fields[stream.key]
        return BoundKafkaSink(place.context, stream, key, fields, paths)


COMPONENT = KafkaSink()
