"""The script of a scenario: all statements in order, and the tables, topics and functions that they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.components.base import literal, quoted
from filbert.components.builtin.kafka import future
from filbert.components.messages import message_of
from filbert.components.record import RECORD_BYTES
from filbert.components.spec import ERROR, ERROR_COLUMN, Context
from filbert.expressions import flink_type
from filbert.runtime.compile.functions import registration
from filbert.runtime.compile.tables import (
    DELETION,
    META,
    REPLAY_FIELD,
    cast,
    control_table,
    sink_table,
    source_table,
    start_position,
    time_column,
    valid_time,
    widened,
)
from filbert.runtime.compiled import SourceBinding, Topic

if TYPE_CHECKING:
    from filbert.components.spec import StreamView
    from filbert.runtime.compile.node import Pen
    from filbert.scenarios.environment import Environment
    from filbert.scenarios.plan import Plan, PlannedNode

PRODUCTION = "production"
RAW_LIMIT = 256 * 1024
"""The format keeps a bad record's bytes up to here."""


class BindingError(Exception):
    """A stream's binding in an environment is not allowed; names the node and the stream."""

    code = "E_BINDING"

    def __init__(self, node: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class _Origin:
    """How a stream is read in an environment."""

    stream: str
    topics: tuple[str, ...]
    group_id: str
    replay_topic: str | None

    @property
    def own(self) -> str:
        """The beginning of a condition: for the records that are of this stream."""
        if self.replay_topic is None:
            return ""
        # The replay topic holds all the scenario's streams.
        return f"(`{REPLAY_FIELD}` IS NULL OR `{REPLAY_FIELD}` LIKE {literal(self.stream + ':%')}) AND "

    def meta(self, time: str) -> str:
        """The columns that every relation has; `time` is the column of the event's time."""
        replayed = "CAST(NULL AS STRING)" if self.replay_topic is None else f"`{REPLAY_FIELD}`"
        return (
            f"{time} AS `event_time`, CAST({literal(self.stream)} AS STRING) AS `$stream`,\n"
            f"  `$partition`, `$offset`, `$ingested`, {replayed} AS `$replay`"
        )


class Script:
    """Collects what one scenario needs in one environment."""

    def __init__(
        self, plan: Plan, environment: Environment, version: str, uids: Mapping[str, str], *, bounded: bool
    ) -> None:
        self.plan = plan
        self.environment = environment
        self.version = version
        self.uids = uids
        self.bounded = bounded
        self.relations: dict[tuple[str, str], str] = {}
        self.contexts: dict[tuple[str, str], Context] = {}
        self.functions: dict[str, str] = {}
        self.statements: list[str] = []
        self.inserts: list[str] = []
        self.sources: list[SourceBinding] = []
        self.topics: dict[str, Topic] = {}
        self._dead_letters: list[str] = []
        self._streams: dict[str, frozenset[str]] = {}
        self._control: str | None = None

        for node in plan.nodes:
            inputs = [self.contexts[link.node, link.port] for link in node.inputs.values()]
            base = inputs[0] if len(inputs) == 1 else Context({})
            self.contexts[node.id, ERROR] = base.define({ERROR: ERROR_COLUMN}, {})
            for port, context in node.bound.outputs.items():
                self.contexts[node.id, port] = context

    def streams_before(self, node: PlannedNode) -> frozenset[str]:
        """The streams that the events of a node's inputs come from."""
        return frozenset[str]().union(*(self._streams[link.node] for link in node.inputs.values()))

    def finish_node(self, node: PlannedNode) -> None:
        """Its outputs are complete."""
        self._streams.setdefault(node.id, self.streams_before(node))

    def statement(self, text: str) -> None:
        """Add a statement."""
        self.statements.append(text)

    def insert(self, text: str) -> None:
        """Add to the statement set."""
        self.inserts.append(text)

    def function(self, name: str) -> None:
        """Make a function known."""
        self.functions.setdefault(name, registration(name))

    def topic(self, name: str, *, is_compacted: bool = False) -> str:
        """A topic that must exist."""
        self.topics.setdefault(name, Topic(name, is_compacted=is_compacted))
        return name

    def own_topic(self, kind: str) -> str:
        """One of Filbert's own topics."""
        return self.topic(f"filbert.{self.environment.name}.{kind}")

    def input_topic(self, stream: StreamView) -> str:
        """Where a stream is read in this environment."""
        return self.topic(self.environment.topic(stream.name) or stream.topic)

    def output_topic(self, node: str, stream: StreamView) -> str:
        """Where a stream is written in this environment; never a production topic from outside production."""
        bound = self.environment.topic(stream.name)
        if self.environment.name == PRODUCTION:
            return self.topic(bound or stream.topic)
        if bound == stream.topic:
            raise BindingError(
                node,
                f"node '{node}' would write to '{bound}', the production topic of stream '{stream.name}'",
                f"bind the stream to another topic in environment '{self.environment.name}', or leave it unbound",
            )
        return self.topic(bound or f"{self.environment.name}.{stream.topic}")

    def source(self, pen: Pen, stream: StreamView, columns: Sequence[str], start: object) -> str:
        """Read a stream: the table, and the view in which records that do not decode leave the path."""
        node = pen.run.node
        position = start_position(start)
        wanted = pen.wanted()
        origin = self._origin(node, stream, position)
        self._streams[node] = frozenset({stream.name})
        self.function("FILBERT_EVENT_TIME")
        self.statement(
            source_table(
                node,
                stream,
                columns,
                topics=origin.topics,
                group_id=origin.group_id,
                start="earliest" if self.bounded else position,
                environment=self.environment,
                with_key="event_key" in wanted,
                replay_topic=origin.replay_topic,
                bounded=self.bounded,
            )
        )
        time = time_column(stream)
        fields = [
            f"CAST({time} AS TIMESTAMP(3)) AS {time}"
            if name == stream.event_time.field
            else widened(name, stream.fields[name].column)
            for name in columns
            if name in wanted
        ]
        if "event_key" in wanted:
            fields.append("`$key` AS `event_key`")
        own, meta = origin.own, origin.meta(time)
        error, fails = "`$parse_error`", "`$parse_error` IS NOT NULL"
        if stream.event_time.field is not None:
            ahead = f"{valid_time(stream)} IS NULL"
            error = f"CASE WHEN {fails} THEN `$parse_error` WHEN {ahead} THEN {literal(future(stream))} END"
            fails = f"({fails} OR {ahead})"
        # Both views read the table itself: what one needs of a record is not computed for the other.
        failed = pen.view(
            "undecoded",
            f"SELECT {meta}, `$topic`, `$raw`, `$raw_bytes`, {error} AS `$error`\nFROM {quoted(node)}\n"
            f"WHERE {own}{fails}",
        )
        pen.failures(failed, (), raw="`$raw`")
        probe = pen.function("FILBERT_PROBE")
        return pen.view(
            "events",
            f"SELECT {''.join(f'{field}, ' for field in fields)}{meta}\nFROM {quoted(node)}\n"
            f"WHERE {own}{probe}({literal(node)}, TRUE, {error})",
        )

    def table(self, pen: Pen, stream: StreamView) -> str:
        """Read a stream as a table: rows by the key of their records, deletions, and what does not decode apart."""
        # Named by the node's state: where that starts empty, the topic is read again from its beginning.
        table = pen.uid()
        node = pen.run.node
        origin = self._origin(node, stream, "earliest")
        self.function("FILBERT_EVENT_TIME")
        self.statement(
            source_table(
                table,
                stream,
                list(stream.fields),
                topics=origin.topics,
                group_id=origin.group_id,
                start="earliest",
                environment=self.environment,
                with_key=True,
                replay_topic=origin.replay_topic,
                bounded=self.bounded,
                is_table=True,
            )
        )
        ahead, meta = "", origin.meta("`event_time`")
        if stream.event_time.field is not None:
            ahead = f" WHEN `event_time` IS NULL AND NOT ({DELETION}) THEN {literal(future(stream))}"
        no_key = literal(f"{stream.key}|E_NULL||{message_of('E_NULL')}")
        error = (
            f"CASE WHEN `$parse_error` IS NOT NULL AND NOT ({DELETION}) THEN `$parse_error`{ahead}"
            f" WHEN `$key` IS NULL THEN {no_key} END"
        )
        failed = pen.view(
            "undecoded",
            f"SELECT {meta}, `$topic`, `$raw`, `$raw_bytes`, {error} AS `$error`\nFROM {quoted(table)}\n"
            f"WHERE {origin.own}({error}) IS NOT NULL",
        )
        self.dead_letter(pen, failed, (), "`$raw`", stream.name)
        types = ", ".join(
            f"{quoted(name)} {flink_type(field.column.type)}" for name, field in stream.fields.items()
        )
        fields = ", ".join(cast(name, field.column) for name, field in stream.fields.items())
        row = f"CASE WHEN `$parse_error` IS NULL THEN CAST(ROW({fields}) AS ROW<{types}>) END"
        return pen.view(
            "decoded",
            f"SELECT `$key`, {row} AS `$row`, {meta}\nFROM {quoted(table)}\n"
            f"WHERE {origin.own}({error}) IS NULL",
        )

    def _origin(self, node: str, stream: StreamView, start: str) -> _Origin:
        """Where the records of a stream come from, and how those of the replay topic are told."""
        topic = self.input_topic(stream)
        replay: str | None = None
        if not self.bounded:
            replay = self.topic(f"filbert.{self.environment.name}.replay.{self.plan.name}")
        topics = (topic,) if replay is None else (topic, replay)
        group_id = f"filbert.{self.environment.name}.{self.plan.name}.{node}"
        self.sources.append(SourceBinding(node, stream.name, topic, group_id, start))
        return _Origin(stream.name, topics, group_id, replay)

    def control(self) -> tuple[str, str, str]:
        """The control topic's relation, one per scenario; its servers and its name."""
        topic = self.topic(f"filbert.{self.environment.name}.control", is_compacted=True)
        if self._control is None:
            group_id = f"filbert.{self.environment.name}.{self.plan.name}.control"
            table, view = f"{self.plan.name}$control", quoted(f"{self.plan.name}$commands")
            self.statement(control_table(table, topic, group_id, self.environment, bounded=self.bounded))
            self.statement(
                f"CREATE TEMPORARY VIEW {view} AS\n"
                "SELECT `kind`, `scenario`, `subject`, `until`, `by`,\n"
                f"  `$partition` AS `partition`, `$offset` AS `offset`\nFROM {quoted(table)}\n"
                f"WHERE `$parse_error` IS NULL AND `subject` IS NOT NULL AND `scenario` = {literal(self.plan.name)}"
            )
            self._control = view
        return self._control, self.environment.bootstrap_servers, topic

    def sink_table(self, table: str, topic: str, node: str) -> str:
        """A table for finished records."""
        prefix = None
        if self.plan.properties.delivery == "exactly-once":
            prefix = f"filbert-{self.environment.name}-{self.plan.name}-{node}"
        self.statement(sink_table(table, topic, self.environment, transactional_prefix=prefix))
        return quoted(table)

    def blackhole(self, table: str) -> str:
        """A table that keeps nothing."""
        self.statement(
            f"CREATE TEMPORARY TABLE {quoted(table)} (`event_time` TIMESTAMP(3)) WITH ('connector' = 'blackhole')"
        )
        return quoted(table)

    def dead_letter(
        self, pen: Pen, relation: str, columns: Sequence[str], raw: str | None, edge: str
    ) -> None:
        """Send rows whose `$error` is set to the dead-letter topic."""
        run = pen.run
        event_id = pen.event_id()
        letter = pen.view(
            f"failed{len(self._dead_letters) + 1}",
            f"SELECT *, {pen.function('FILBERT_ERROR')}(`$error`, {literal(run.node)}) AS `$parts`,\n"
            f"  {event_id} AS `$id`\n"
            f"FROM {relation} WHERE `$error` IS NOT NULL",
        )
        seed = f"CONCAT({literal(f'{run.environment}|{run.scenario}|{run.node}|')}, `$id`, {literal('|' + edge)})"
        topics = "".join(
            f" WHEN {literal(source.stream)} THEN {literal(source.topic)}" for source in self.sources
        )
        topic = f"CASE `$stream`{topics} END" if topics else "CAST(NULL AS STRING)"
        if raw is not None:
            topic = "`$topic`"
        parameter, field = "`$parts`.`parameter`", "CAST(NULL AS STRING)"
        if raw is not None:
            parameter, field = field, parameter
        event_types = _types(pen, columns)
        event = (
            f"CAST(ROW({', '.join(map(quoted, columns))}) AS {event_types})"
            if columns
            else "CAST(NULL AS STRING)"
        )
        fields: list[tuple[str, str, str]] = [
            ("schema", "1", "INT"),
            ("id", f"SUBSTRING(SHA256({seed}), 1, 32)", "STRING"),
            ("environment", literal(run.environment), "STRING"),
            ("scenario", literal(run.scenario), "STRING"),
            ("version", literal(run.version), "STRING"),
            ("node", literal(run.node), "STRING"),
            ("parameter", parameter, "STRING"),
            ("code", "`$parts`.`code`", "STRING"),
            ("at", "`$parts`.`at`", "BIGINT"),
            ("field", field, "STRING"),
            ("message", "`$parts`.`message`", "STRING"),
            ("stream", "`$stream`", "STRING"),
            ("topic", topic, "STRING"),
            ("partition", "`$partition`", "INT"),
            ("offset", "`$offset`", "BIGINT"),
            ("event_id", "`$id`", "STRING"),
            ("event_time", "CAST(`event_time` AS TIMESTAMP(3))", "TIMESTAMP(3)"),
            ("ingested_at", "CAST(`$ingested` AS TIMESTAMP(3))", "TIMESTAMP(3)"),
            ("event", event, event_types or "STRING"),
            ("raw", raw or "CAST(NULL AS BYTES)", "BYTES"),
            ("raw_bytes", "`$raw_bytes`" if raw else "CAST(NULL AS INT)", "INT"),
            ("truncated", f"COALESCE(`$raw_bytes` > {RAW_LIMIT}, FALSE)" if raw else "FALSE", "BOOLEAN"),
        ]
        # A context that is too large for a record is left out; the coordinates say where the event is.
        nothing = ("event", "CAST(NULL AS STRING)", "STRING")
        short = [nothing if field[0] == "event" else field for field in fields]
        forms = [fields, short] if columns else [fields]
        # Parts of a record are taken outside, or it would be made once for each.
        made = pen.view(
            f"letter{len(self._dead_letters) + 1}",
            f"SELECT `$id`, {', '.join(f'{_record(form)} AS `$form{number}`' for number, form in enumerate(forms))}\n"
            f"FROM {letter}",
        )
        self.function("FILBERT_RECORD")
        values = [f"`$form{number}`.`value`" for number in range(len(forms))]
        self._dead_letters.append(
            f"SELECT `$id`, {values[0] if len(values) == 1 else _first(values)} FROM {made}"
        )

    def finish(self) -> None:
        """The one sink of all dead letters."""
        if self._dead_letters:
            table = self.sink_table(
                f"{self.plan.name}$dead_letters", self.own_topic("dead-letters"), "dead-letters"
            )
            self.insert(f"INSERT INTO {table}\n" + "\nUNION ALL\n".join(self._dead_letters))


def _record(fields: Sequence[tuple[str, str, str]]) -> str:
    values = ", ".join(sql for _, sql, _ in fields)
    kinds = ", ".join(f"{quoted(name)} {kind}" for name, _, kind in fields)
    return f"FILBERT_RECORD({RECORD_BYTES}, CAST(ROW({values}) AS ROW<{kinds}>))"


def _first(values: Sequence[str]) -> str:
    return f"COALESCE({', '.join(values)})"


def _types(pen: Pen, columns: Sequence[str]) -> str:
    """The row type of context columns at a node's input."""
    known = pen.known_columns()
    return (
        "ROW<" + ", ".join(f"{quoted(name)} {flink_type(known[name].type)}" for name in columns) + ">"
        if columns
        else ""
    )


__all__ = ["META", "BindingError", "Script"]
