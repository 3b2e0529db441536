"""Mocks of test cases: what a node that asks others answers, by the columns of the event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from filbert.expressions import ValueSyntaxError, from_json

if TYPE_CHECKING:
    from filbert.components.spec import Row
    from filbert.expressions import Type
    from filbert.scenarios.plan import PlannedNode


class MockError(Exception):
    """A mock does not fit its node, or none answers an event; the message names both."""


def mock_of(node: PlannedNode, entries: Sequence[Mapping[str, Any]]) -> Callable[[Row], Row | None]:
    """A function from an event to the answer of the first entry that fits it.

    Args:
        entries: `{when: {column: value}, return: answer}`, or `{otherwise: answer}`.

    Raises:
        MockError: a value is not of its type, or there is no such column.
    """
    answer = node.bound.mocked
    assert answer is not None
    # What a node may name is what passes through it.
    columns = next(iter(node.bound.outputs.values())).scope
    prepared: list[tuple[dict[str, Any], Row | None]] = []
    for entry in entries:
        conditions = {}
        for name, value in entry.get("when", {}).items():
            if name not in columns or name in node.bound.defined:
                raise MockError(f"mock of node '{node.id}': there is no column '{name}' at this node")
            conditions[name] = _value(node.id, f"when.{name}", value, columns[name].type)
        given = entry["otherwise"] if "otherwise" in entry else entry["return"]
        prepared.append((conditions, _value(node.id, "return", given, answer.type)))

    def ask(row: Row) -> Row | None:
        for conditions, found in prepared:
            absent = [name for name in conditions if name not in row]
            if absent:
                message = f"nothing reads the column '{absent[0]}', so no event carries it; name another one"
                raise MockError(f"mock of node '{node.id}': {message}")
            if all(row[name] == value for name, value in conditions.items()):
                return found
        raise MockError(f"mock of node '{node.id}': no entry fits event {row['event_id']}; add an otherwise")

    return ask


def _value(node: str, where: str, value: Any, type_: Type) -> Any:
    try:
        return from_json(value, type_)
    except ValueSyntaxError as error:
        raise MockError(f"mock of node '{node}', {where}: {error}") from None
