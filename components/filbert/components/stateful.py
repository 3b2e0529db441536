"""What the stateful components share: key expressions, order, and the call of a process table function."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from filbert.components.base import OneInput, each_row, event_order, hashable, literal, quoted
from filbert.components.messages import message_of
from filbert.components.spec import ERROR, NodeSql, Result, Row, definition

if TYPE_CHECKING:
    from filbert.components.spec import Context, Place
    from filbert.expressions import Checked

Order = Literal["arrival", "event-time"]


@dataclass(frozen=True)
class Keyed(OneInput):
    """A node that keeps state by key."""

    late_is_error: ClassVar[bool] = True
    """Whether, in order of time, an event after the watermark goes to dead letters: its answer would be wrong."""

    keys: tuple[Checked, ...]
    order: Order

    @property
    def values(self) -> Mapping[str, Checked]:
        """Further expressions by parameter path, evaluated after the keys."""
        return {}

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {**{f"key.{number}": key for number, key in enumerate(self.keys)}, **self.values}

    def each_event(
        self, rows: Sequence[Row], result: Result, use: Callable[[Row, Any, Sequence[Any]], None]
    ) -> None:
        """Go through a sample in this node's order: row, key, values of the further expressions."""
        count = len(self.keys)

        def split(row: Row, values: Sequence[Any]) -> None:
            key = hashable(values[0]) if count == 1 else tuple(map(hashable, values[:count]))
            use(row, key, values[count:])

        each_row(event_order(rows) if self.order == "event-time" else rows, self.expressions, result, split)

    def call(
        self,
        sql: NodeSql,
        function: str,
        values: Sequence[Checked],
        spec: Callable[[Sequence[str]], Mapping[str, object]],
        further: str = "",
    ) -> str:
        """Call a process table function over the input; `spec` makes its specification from the columns of `values`.

        `further` is SQL of arguments for other tables.
        Gives the relation of its answers, whose time attribute is `rowtime`.
        """
        # What goes on anyway is not sent twice between machines; of keys and values that are one column, one is sent.
        wanted = {name for port in self.outputs for name in sql.wanted(port)} - set(self.defined)
        going_on = {quoted(name): name for name in wanted}
        computed: dict[str, str] = {}

        def column(made: str, checked: Checked) -> str:
            text = sql.value(checked)
            if text in going_on:
                return going_on[text]
            computed[made] = text
            return made

        keys = dict.fromkeys(column(f"$k{number}", key) for number, key in enumerate(self.keys, 1))
        # Equal definitions are one column, whatever they are called here: the state has a place for each column, and
        # it must not depend on names or on who reads what.
        columns: dict[str, str] = {}
        names = []
        for number, value in enumerate(values, 1):
            known = str(signature_of(value, self.context))
            if known not in columns:
                columns[known] = column(f"$v{number}", value)
            names.append(columns[known])
        # Events that wait for their turn lie in the state with their stream's name: what they hold must not depend on
        # how many streams there are. Else a constant need not travel with each event.
        waits = self.order == "event-time"
        rows = sql.stage((computed, sql.error(self.expressions)), names_stream=waits)
        if self.order == "event-time" and self.late_is_error:
            rows = self._in_time(sql, rows, [*computed])
        columns_of_key = ", ".join(map(quoted, keys))
        # Flink's parser takes one column bare and several in parentheses only.
        partition = {0: "", 1: f" PARTITION BY {columns_of_key}"}.get(
            len(keys), f" PARTITION BY ({columns_of_key})"
        )
        text = json.dumps({**spec(names), "order": self.order}, separators=(",", ":"), ensure_ascii=False)
        return sql.view(
            "answers",
            f"SELECT * FROM {sql.function(function)}(\n"
            f"  input => TABLE {rows}{partition},\n{further}"
            f"  spec => {literal(text)},\n"
            f"  on_time => DESCRIPTOR(`event_time`),\n"
            f"  uid => '{sql.uid()}')",
        )

    def _in_time(self, sql: NodeSql, rows: str, computed: Sequence[str]) -> str:
        """Split off what comes after the watermark: it can no longer take its place in the order."""
        wanted = {name for port in (*self.outputs, ERROR) for name in sql.wanted(port)}
        passed = [name for name in sql.carried() if name in wanted]
        select = f"SELECT {sql.columns([*passed, *computed])}"
        late = literal(f"|E_LATE||{message_of('E_LATE')}")
        marked = sql.view(
            "timed",
            f"{select},\n"
            f"  CASE WHEN `event_time` <= CURRENT_WATERMARK(`event_time`) THEN {late} END AS `$error`\nFROM {rows}",
        )
        sql.failures(marked, passed)
        return sql.view("in_time", f"{select} FROM {marked} WHERE `$error` IS NULL")


def bind_keys(place: Place, texts: Sequence[str], order: Order) -> tuple[Checked, ...] | None:
    """Check key expressions, and warn where events of one key may arrive out of order."""
    keys = [place.expression(f"key.{number}", text) for number, text in enumerate(texts)]
    checked = tuple(key for key in keys if key is not None)
    if len(checked) < len(texts):
        return None
    if order == "arrival" and not ordered(checked, place.context):
        place.fault(
            "W_ORDER",
            "events of one key may arrive out of order here, since this key is not the stream's key "
            "or branches meet before",
            "order",
            "set 'order: event-time' if the order matters; it costs the delay of the watermark",
            severity="warning",
        )
    return checked


def ordered(keys: Sequence[Checked], context: Context) -> bool:
    """Whether events of one key come from one partition, hence in order: the stream's key is part of the key."""
    stream_keys = {context.definitions.get(name, name) for name in context.key_columns}
    return any(definition(key, context) in stream_keys for key in keys)


def signature_of(checked: Checked, context: Context) -> list[str]:
    """An expression in a state signature: its text down to source fields, and its type."""
    return [definition(checked, context), str(checked.column.type)]


def signature(parts: Mapping[str, object]) -> str:
    """State signatures are canonical JSON."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
