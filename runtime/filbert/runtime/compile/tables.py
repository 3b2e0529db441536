"""Tables over Kafka: what is read and written, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from filbert.components.base import literal, quoted
from filbert.components.builtin.kafka import constraints
from filbert.expressions import flink_type
from filbert.expressions.types import INTEGER_RANGES

if TYPE_CHECKING:
    from filbert.components.spec import StreamView
    from filbert.expressions import Column
    from filbert.scenarios.environment import Environment

META = ("$stream", "$partition", "$offset", "$ingested", "$replay")
"""Where an event comes from; every relation has these columns."""


REPLAY_FIELD = "$replay_of"
"""In a replayed record: the id of the event that it repeats."""

DELETION = "(`$parse_error` LIKE '|E_EMPTY|%' AND `$raw` IS NULL) IS TRUE"
"""A record without a value. In a table it is no error."""


def options(pairs: Mapping[str, str]) -> str:
    """The WITH clause of a table."""
    return (
        "WITH (\n"
        + ",\n".join(f"  {literal(name)} = {literal(value)}" for name, value in pairs.items())
        + "\n)"
    )


def source_table(
    table: str,
    stream: StreamView,
    columns: Sequence[str],
    *,
    topics: Sequence[str],
    group_id: str,
    start: str,
    environment: Environment,
    with_key: bool,
    replay_topic: str | None,
    bounded: bool,
    is_table: bool = False,
) -> str:
    """The table of a source. Only live fields are declared: the Kafka source does not push projections down.

    With `is_table` a record without a value happens at the time of its record, so that `event_time` is computed.
    """
    lines = []
    if with_key:
        lines.append("`$key` STRING")
    lines += [f"{quoted(name)} {declared_type(stream.fields[name].column)}" for name in columns]
    if replay_topic is not None:
        lines.append(f"`{REPLAY_FIELD}` STRING")
    # In the order and in the types in which the source gives them, so that no row is made anew only to change these.
    lines += [
        "`$parse_error` STRING METADATA FROM 'value.parse_error' VIRTUAL",
        "`$raw` BYTES METADATA FROM 'value.raw' VIRTUAL",
        "`$raw_bytes` INT METADATA FROM 'value.raw_bytes' VIRTUAL",
        "`$topic` STRING NOT NULL METADATA FROM 'topic' VIRTUAL",
        "`$partition` INT NOT NULL METADATA FROM 'partition' VIRTUAL",
        "`$offset` BIGINT NOT NULL METADATA FROM 'offset' VIRTUAL",
        "`$ingested` TIMESTAMP_LTZ(3) NOT NULL METADATA FROM 'timestamp' VIRTUAL",
    ]
    if is_table:
        time, computed = "`event_time`", valid_time(stream, deletions=True)
    else:
        time, computed = time_column(stream), valid_time(stream)
    is_computed = is_table or stream.event_time.field is None
    if is_computed:
        lines.append(f"{time} AS {computed}")
    delay = interval(stream.event_time.out_of_orderness_ms)
    lines.append(f"WATERMARK FOR {time} AS {time if is_computed else computed} - {delay}")
    pairs = {
        "connector": "filbert-kafka",
        "topic": ";".join(topics),
        "properties.bootstrap.servers": environment.bootstrap_servers,
        "properties.group.id": group_id,
        **_start(start),
        "scan.watermark.idle-timeout": f"{stream.event_time.idleness_ms} ms",
        "value.format": "filbert-json",
        "value.filbert-json.constraints": constraints(stream, columns),
    }
    if with_key:
        pairs |= {"key.format": "raw", "key.fields": "$key", "value.fields-include": "EXCEPT_KEY"}
    if replay_topic is not None:
        pairs["filbert.replay-topic"] = replay_topic
    if bounded:
        pairs["scan.bounded.mode"] = "latest-offset"
    body = ",\n  ".join(lines)
    return f"CREATE TEMPORARY TABLE {quoted(table)} (\n  {body}\n) {options(pairs)}"


def time_column(stream: StreamView) -> str:
    """The column that is the event's time: the field itself, where there is one, since a computed column would make
    each row anew."""
    return quoted(stream.event_time.field) if stream.event_time.field else "`event_time`"


def valid_time(stream: StreamView, *, deletions: bool = False) -> str:
    """The event's time; NULL where it is missing or too far ahead.

    With `deletions` a record without a value, which has no fields, happens at its own time.
    """
    time = stream.event_time
    given = quoted(time.field) if time.field else "CAST(NULL AS TIMESTAMP(3))"
    has_field = "FALSE" if not time.field else f"NOT ({DELETION})" if deletions else "TRUE"
    return f"FILBERT_EVENT_TIME({given}, `$ingested`, {has_field}, CAST({time.max_ahead_ms} AS BIGINT))"


def control_table(table: str, topic: str, group_id: str, environment: Environment, *, bounded: bool) -> str:
    """The table of the control topic: read from its beginning, since it is small and compacted."""
    pairs = {
        "connector": "filbert-kafka",
        "topic": topic,
        "properties.bootstrap.servers": environment.bootstrap_servers,
        "properties.group.id": group_id,
        "scan.startup.mode": "earliest-offset",
        "value.format": "filbert-json",
    }
    if bounded:
        pairs["scan.bounded.mode"] = "latest-offset"
    return (
        f"CREATE TEMPORARY TABLE {quoted(table)} (\n"
        "  `kind` STRING, `scenario` STRING, `subject` STRING, `until` TIMESTAMP(3), `by` STRING,\n"
        "  `$parse_error` STRING METADATA FROM 'value.parse_error' VIRTUAL,\n"
        "  `$partition` INT NOT NULL METADATA FROM 'partition' VIRTUAL,\n"
        f"  `$offset` BIGINT NOT NULL METADATA FROM 'offset' VIRTUAL\n) {options(pairs)}"
    )


def sink_table(table: str, topic: str, environment: Environment, *, transactional_prefix: str | None) -> str:
    """The table of a topic to which finished JSON records are written."""
    pairs = {
        "connector": "kafka",
        "topic": topic,
        "properties.bootstrap.servers": environment.bootstrap_servers,
        "key.format": "raw",
        "key.fields": "key",
        "value.format": "raw",
        "value.fields-include": "EXCEPT_KEY",
        "sink.delivery-guarantee": "exactly-once" if transactional_prefix else "at-least-once",
    }
    if transactional_prefix:
        # The broker's default limit is 15 minutes; the client's default of one hour would be refused.
        pairs |= {
            "sink.transactional-id-prefix": transactional_prefix,
            "properties.transaction.timeout.ms": "600000",
        }
    return f"CREATE TEMPORARY TABLE {quoted(table)} (`key` STRING, `value` BYTES) {options(pairs)}"


def widened(name: str, column: Column) -> str:
    """A field as the expressions see it, under its name."""
    value = cast(name, column)
    return value if value == quoted(name) else f"{value} AS {quoted(name)}"


def cast(name: str, column: Column) -> str:
    """A field as the expressions see it: all integers are BIGINT."""
    if declared_type(column) == flink_type(column.type):
        return quoted(name)
    return f"CAST({quoted(name)} AS {flink_type(column.type)})"


def declared_type(column: Column) -> str:
    """The type that the decoder checks, with integers as narrow as declared."""
    kind = column.type
    if kind.kind == "BIGINT":
        narrow = (name for name in ("TINYINT", "SMALLINT", "INT") if column.range == INTEGER_RANGES[name])
        return next(narrow, "BIGINT")
    if kind.kind == "ROW":
        return (
            "ROW<"
            + ", ".join(f"{quoted(each.name)} {declared_type(each.column)}" for each in kind.fields)
            + ">"
        )
    if kind.element is not None:
        inner = declared_type(kind.element)
        return f"ARRAY<{inner}>" if kind.kind == "ARRAY" else f"MAP<STRING, {inner}>"
    return flink_type(kind)


def interval(milliseconds: int) -> str:
    """A duration as a SQL interval."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"INTERVAL '{days} {hours:02}:{minutes:02}:{seconds:02}.{rest:03}' DAY TO SECOND(3)"


def start_position(start: object) -> str:
    """A source's start parameter as one word."""
    timestamp = getattr(start, "timestamp", None)
    if timestamp is None:
        return str(start)
    return f"timestamp:{round(datetime.fromisoformat(timestamp).timestamp() * 1000)}"


def _start(start: str) -> dict[str, str]:
    if start.startswith("timestamp:"):
        return {
            "scan.startup.mode": "timestamp",
            "scan.startup.timestamp-millis": start.removeprefix("timestamp:"),
        }
    if start == "committed":
        # Nothing committed yet: from the beginning, since a window that starts empty detects nothing.
        return {"scan.startup.mode": "group-offsets", "properties.auto.offset.reset": "earliest"}
    return {"scan.startup.mode": f"{start}-offset"}
