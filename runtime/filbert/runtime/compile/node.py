"""The pen of one node: views, counters, dead letters and sinks in one style for all components."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from filbert.components.base import literal, no_rows, quoted
from filbert.components.messages import too_large
from filbert.components.spec import ERROR, Layer, Run
from filbert.expressions import flink_sql
from filbert.runtime.compile.tables import META

if TYPE_CHECKING:
    from filbert.components.spec import StreamView
    from filbert.expressions import Checked, Column, FlinkSql
    from filbert.runtime.compile.script import Script
    from filbert.scenarios.plan import PlannedNode

EVENT_ID = "COALESCE(`$replay`, CONCAT(`$stream`, ':', CAST(`$partition` AS STRING), ':', CAST(`$offset` AS STRING)))"
NO_ERROR = "CAST(NULL AS STRING)"


class Pen:
    """Writes one node; fulfils `filbert.components.spec.NodeSql`."""

    def __init__(self, script: Script, node: PlannedNode, run: Run) -> None:
        self.script = script
        self.planned = node
        self._run = run
        self._errors: list[str] = []
        self._ports = list(node.bound.outputs)
        self._stream: str | None = None

    @property
    def run(self) -> Run:
        return self._run

    def input(self, port: str | None = None) -> str:
        link = self.planned.inputs[port or next(iter(self.planned.inputs))]
        return self.script.relations[link.node, link.port]

    def carried(self, port: str | None = None) -> tuple[str, ...]:
        return tuple(sorted(self.planned.live_inputs[port or next(iter(self.planned.inputs))]))

    def wanted(self, port: str | None = None) -> tuple[str, ...]:
        name = port or (self._ports[0] if self._ports else ERROR)
        return tuple(sorted(self.planned.live_outputs.get(name, frozenset())))

    def columns(self, names: Iterable[str], meta: Iterable[str] = META) -> str:
        return ", ".join([*map(quoted, names), "`event_time`", *map(quoted, meta)])

    def connected(self, port: str) -> bool:
        return port in self.planned.live_outputs

    def value(self, checked: Checked) -> str:
        return self.sql(checked).value

    def error(self, parts: Mapping[str, Checked]) -> str | None:
        compiled = {parameter: self.sql(checked) for parameter, checked in parts.items()}
        failing = [sql.error(parameter) for parameter, sql in compiled.items() if sql.guards]
        if not failing:
            return None
        return failing[0] if len(failing) == 1 else f"COALESCE({', '.join(failing)})"

    def sql(self, checked: Checked) -> FlinkSql:
        """The SQL of an expression at the node's input; what it calls is made known."""
        sql = flink_sql(checked, {"event_id": EVENT_ID})
        for name in sorted(sql.functions):
            self.function(name)
        return sql

    def stage(
        self,
        *layers: Layer,
        passing: str = "TRUE",
        port: str | None = None,
        keep: Iterable[str] | None = None,
        names_stream: bool = True,
    ) -> str:
        carried = self.carried(port)
        streams = self.script.streams_before(self.planned)
        if not names_stream and len(streams) == 1:
            self._stream = next(iter(streams))
        meta = [name for name in META if name != "$stream" or self._stream is None]
        everything = {name for names in self.planned.live_outputs.values() for name in names}
        stays = (
            set(everything if keep is None else keep) | set(self.wanted(ERROR))
            if self.planned.live_outputs
            else set(keep or ())
        )
        names = [name for computed, _ in layers for name in computed]
        kept = [name for name in carried if name in stays and name not in names]
        final = [*kept, *(name for name in names if name.startswith("$") or name in stays)]
        suffix = f"{port}$" if port else ""
        probe = self.function("FILBERT_PROBE")
        node = literal(self.run.node)
        relation, failing = self._layers(layers, passing, carried, self.input(port), suffix)
        if not failing:
            if relation == self.input(port) and len(layers) <= 1:
                computed = layers[0][0] if layers else {}
                added = "".join(
                    f",\n  {sql} AS {quoted(name)}" for name, sql in computed.items() if name in final
                )
                return self.view(
                    f"{suffix}ok",
                    f"SELECT {self.columns(kept, meta)}{added}\nFROM {relation}\n"
                    f"WHERE {probe}({node}, {passing}, {NO_ERROR})",
                )
            return self.view(
                f"{suffix}ok",
                f"SELECT {self.columns(final, meta)}\nFROM {relation}\nWHERE {probe}({node}, `$passing`, {NO_ERROR})",
            )
        self.failures(relation, carried, port=port)
        return self.view(
            f"{suffix}ok",
            f"SELECT {self.columns(final, meta)}\nFROM {relation}\nWHERE {probe}({node}, `$passing`, `$error`)",
        )

    def _layers(
        self, layers: Sequence[Layer], passing: str, carried: Sequence[str], relation: str, suffix: str
    ) -> tuple[str, bool]:
        """Views that compute all layers and the first error; the input itself where one view will do."""
        failing = any(error is not None for _, error in layers)
        if not failing and len(layers) <= 1:
            return relation, False
        known = list(carried)
        has_error = False
        for number, (computed, error) in enumerate(layers, 1):
            parts = [self.columns(known)]
            parts += [f"{sql} AS {quoted(name)}" for name, sql in computed.items()]
            parts.append(f"{passing} AS `$passing`" if number == 1 else "`$passing`")
            if error is not None:
                first = (
                    f"CASE WHEN `$error` IS NOT NULL THEN `$error` ELSE {error} END" if has_error else error
                )
                parts.append(f"{first} AS `$error`")
            elif has_error:
                parts.append("`$error`")
            has_error = has_error or error is not None
            name = f"{suffix}all" if number == len(layers) else f"{suffix}step{number}"
            select = ",\n  ".join(parts)
            relation = self.view(name, f"SELECT {select}\nFROM {relation}")
            known += computed
        return relation, failing

    def view(self, suffix: str, select: str) -> str:
        name = quoted(f"{self.run.node}${suffix}")
        title = self.planned.name.replace("\n", " ")
        comment = f"-- {title}\n" if title != self.run.node else ""
        self.script.statement(f"{comment}CREATE TEMPORARY VIEW {name} AS\n{select}")
        return name

    def output(self, port: str, relation: str) -> None:
        self.script.relations[self.run.node, port] = relation

    def answers(self, relation: str, *, ports: Mapping[str, str] | None = None, errors: bool = False) -> None:
        outputs = self.planned.live_outputs
        passed = {name for port, names in outputs.items() for name in names if (port, name) != (ERROR, ERROR)}
        rows = "".join(f"{quoted(name)}, " for name in sorted(passed))
        # In each view that reads the answers: one view more between would make each row anew.
        stream = (
            "`$stream`" if self._stream is None else f"CAST({literal(self._stream)} AS STRING) AS `$stream`"
        )
        meta = ", ".join(stream if name == "$stream" else quoted(name) for name in META)
        tests = dict(ports or {self._ports[0]: "TRUE"})
        time = "`rowtime` AS `event_time`"
        if errors:
            # All read the answers themselves: a view between would make each row anew only for the few that fail.
            failed = self.view(
                "failing",
                f"SELECT {rows}{time}, {meta}, `$error`\nFROM {relation}\nWHERE `$error` IS NOT NULL",
            )
            self.failures(failed, sorted(passed - self.planned.bound.defined.keys()))
            tests = {port: f"`$error` IS NULL AND {test}" for port, test in tests.items()}
        count, node = self.function("FILBERT_COUNT"), literal(self.run.node)
        for port, test in tests.items():
            if port != self._ports[0] and not self.connected(port):
                continue
            wanted = "".join(f"{quoted(name)}, " for name in self.wanted(port))
            select = f"SELECT {wanted}{time}, {meta}\nFROM {relation}"
            self.output(port, self.view(port, f"{select}\nWHERE {count}({node}, {literal(port)}, {test})"))

    def failures(
        self, relation: str, columns: Sequence[str], *, raw: str | None = None, port: str | None = None
    ) -> None:
        if self.connected(ERROR):
            wanted = [name for name in self.wanted(ERROR) if name != ERROR]
            parts = f"{self.function('FILBERT_ERROR')}(`$error`, {literal(self.run.node)}) AS `error`"
            self._errors.append(
                f"SELECT {self.columns(wanted)}, {parts} FROM {relation} WHERE `$error` IS NOT NULL"
            )
        else:
            self.script.dead_letter(
                self, relation, columns, raw, self.run.edges.get(port or "in", "") if self.run.edges else ""
            )

    def known_columns(self) -> Mapping[str, Column]:
        """All columns of this node's inputs and outputs by name."""
        known: dict[str, Column] = {}
        for link in self.planned.inputs.values():
            known |= self.script.contexts[link.node, link.port].scope
        return known

    def finish(self) -> None:
        """Bring the error branches together, and read what nobody reads so that it is counted."""
        if self.connected(ERROR) and not self._errors:
            scope = self.script.contexts[self.run.node, ERROR].scope
            self._errors.append(no_rows(self, ERROR, scope, self.input()))
        if self._errors:
            self.output(ERROR, self.view("errors", "\nUNION ALL\n".join(self._errors)))
        if self._ports and not any(self.connected(port) for port in self._ports):
            self.discard(self.script.relations[self.run.node, self._ports[0]])
        self.script.finish_node(self.planned)

    def event_id(self) -> str:
        return EVENT_ID

    def function(self, name: str) -> str:
        self.script.function(name)
        return name

    def uid(self) -> str:
        return self.script.uids[self.run.node]

    def source(self, stream: StreamView, columns: Sequence[str], start: object) -> str:
        return self.script.source(self, stream, columns, start)

    def table(self, stream: StreamView) -> str:
        return self.script.table(self, stream)

    def control(self) -> tuple[str, str, str]:
        return self.script.control()

    def sink(
        self, relation: str, topic: str, key: str, record: Sequence[tuple[str, str, str]], max_bytes: int
    ) -> None:
        function = self.function("FILBERT_RECORD")
        values = ", ".join(sql for _, sql, _ in record)
        kinds = ", ".join(f"{quoted(name)} {kind}" for name, _, kind in record)
        message = literal(f"|E_SIZE||{too_large(max_bytes)}")
        made = self.view(
            "record",
            f"SELECT {key} AS `$record_key`,\n"
            f"  {function}({max_bytes}, CAST(ROW({values}) AS ROW<{kinds}>)) AS `$record`,\n"
            f"  `event_time`, {', '.join(map(quoted, META))}\nFROM {relation}",
        )
        sized = self.view(
            "sized",
            f"SELECT *, CASE WHEN `$record`.`value` IS NULL THEN {message} END AS `$error` FROM {made}",
        )
        self.failures(sized, ())
        latency = self.function("FILBERT_LATENCY")
        table = self.script.sink_table(f"{self.run.node}$sink", topic, self.run.node)
        self.script.insert(
            f"INSERT INTO {table}\nSELECT `$record_key`, `$record`.`value`\nFROM {made}\n"
            f"WHERE `$record`.`value` IS NOT NULL AND {latency}({literal(self.run.node)}, `$ingested`)"
        )

    def discard(self, relation: str) -> None:
        table = self.script.blackhole(f"{self.run.node}$end")
        self.script.insert(f"INSERT INTO {table} SELECT `event_time` FROM {relation}")

    def topic_of(self, stream: StreamView) -> str:
        return self.script.output_topic(self.run.node, stream)

    def own_topic(self, kind: str) -> str:
        return self.script.own_topic(kind)
