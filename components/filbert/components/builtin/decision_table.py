"""`decision-table`: look up what a table says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, get_args

from filbert.components.base import OneInput, each_row, literal, quoted
from filbert.components.decision import (
    DecisionTable,
    HitPolicy,
    InputColumn,
    Interval,
    Operator,
    ambiguity,
    intervals,
    members,
)
from filbert.components.decision_analysis import gaps, overlapping, unreachable
from filbert.components.parameters import Expression, Name, Parameters
from filbert.components.spec import (
    Component,
    Context,
    Failure,
    NodeSql,
    Place,
    Result,
    Row,
    Run,
    definition,
)
from filbert.components.spec import Operator as SandboxOperator
from filbert.expressions import (
    Column,
    Type,
    TypeSyntaxError,
    ValueSyntaxError,
    from_json,
    parse_type,
)
from filbert.expressions import Field as RowField
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked

MOST_ROWS = 5_000
MOST_WARNINGS = 20
EQUALITY = frozenset({"=", "<>", "in"})
SIMPLE = frozenset({"BOOLEAN", "BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP"})
CellType = Annotated[str, Field(json_schema_extra={"editor": "type"})]


class TableInput(Parameters):
    """One column that is compared."""

    expression: Expression
    operator: Operator = Field("=", description="How each cell of the column is compared with the value.")


class DecisionTableParameters(Parameters):
    """Parameters of `decision-table`."""

    hit_policy: HitPolicy = Field(
        "first",
        description="first: the first row that matches; unique: more than one is an error; collect: all of them.",
    )
    inputs: dict[Name, TableInput] = Field(min_length=1, max_length=20, description="Columns to compare.")
    outputs: dict[Name, CellType] = Field(
        min_length=1, max_length=50, description="Columns of the answer: name and type."
    )
    collect_as: Name | None = Field(
        None,
        description="The column for the list of all answers; with the hit policy collect, and only there.",
    )
    rows: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST_ROWS,
        description="Column = literal. An input without a cell takes every value, an output without one is NULL.",
        json_schema_extra={"editor": "table"},
    )


@dataclass(frozen=True)
class BoundDecisionTable(OneInput):
    """A table that holds in its context, as far as its cells do."""

    parameters: DecisionTableParameters
    inputs: Mapping[str, Checked]
    answer: Mapping[str, Column]
    table: DecisionTable | None

    @property
    def outputs(self) -> Mapping[str, Context]:
        own = sha256(self.table.text.encode()).hexdigest() if self.table is not None else ""
        values = ", ".join(definition(checked, self.context) for checked in self.inputs.values())
        context = self.context.define(
            self.answer, {name: f"decision-table {own}({values}).{name}" for name in self.answer}
        )
        named = (
            self.parameters.outputs if self.parameters.collect_as is None else [self.parameters.collect_as]
        )
        return {"out": context.lacking(named)}

    @property
    def defined(self) -> Mapping[str, Column]:
        return self.answer

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {f"inputs.{name}.expression": checked for name, checked in self.inputs.items()}

    def operator(self, run: Run) -> SandboxOperator:
        table = self.table
        assert table is not None
        names, policy = list(self.answer), table.hit_policy
        nothing = (None,) * len(names)

        def decide(inputs: Mapping[str, Sequence[Row]]) -> Result:
            out: list[Row] = []
            result = Result({"out": out})

            def use(row: Row, values: Sequence[Any]) -> None:
                matches = table.matches(values)
                if policy == "collect":
                    found = [
                        dict(zip(table.outputs, table.answers[each], strict=True))
                        for each in members(matches)
                    ]
                    out.append({**row, names[0]: found})
                    return
                first = (matches & -matches).bit_length() - 1
                others = matches & (matches - 1)
                if policy == "unique" and others:
                    message = ambiguity(first, next(members(others)))
                    result.failures.append(Failure(row, "rows", "E_AMBIGUOUS", None, message))
                    return
                answer = table.answers[first] if matches else nothing
                out.append({**row, **dict(zip(names, answer, strict=True))})

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return decide

    def flink(self, sql: NodeSql) -> None:
        table = self.table
        assert table is not None
        values = {f"$i{number}": sql.value(checked) for number, checked in enumerate(self.inputs.values(), 1)}
        chunks = ",\n    ".join(literal(chunk) for chunk in table.chunks())
        call = f"{sql.function('FILBERT_DECIDE')}(\n    ROW({', '.join(map(quoted, values))}),\n    {chunks})"
        collects = table.hit_policy == "collect"
        answer = {
            name: f"`$decided`.{quoted('matches' if collects else name)}"
            for name in self.answer
            if name in sql.wanted()
        }
        # Only a unique table can fail by itself.
        error = "`$decided`.`$error`" if table.hit_policy == "unique" else None
        rows = sql.stage((values, sql.error(self.expressions)), ({"$decided": call}, None), (answer, error))
        sql.output("out", rows)


class DecisionTableComponent(Component):
    """Looks up an event's values in a table and adds what the table says.

    A row matches when all its cells do; a cell that is not given takes every value. Cells are literals, never
    expressions. When no row matches, the outputs are NULL, or the list of answers is empty.
    """

    id = "decision-table"
    title = "Decision table"
    category = "logic"
    sentence = "Look up {inputs} in {rows} and add {outputs}, by hit policy {hit_policy}."
    parameters = DecisionTableParameters
    example = {
        "inputs": {"minutes": {"expression": "duration / 60", "operator": "range"}},
        "outputs": {"band": "STRING"},
        "rows": [
            {"minutes": [None, 1], "band": "short"},
            {"minutes": [1, 60], "band": "usual"},
            {"band": "long"},
        ],
    }

    def bind(self, parameters: DecisionTableParameters, place: Place) -> BoundDecisionTable:
        inputs = _inputs(parameters, place)
        outputs = _outputs(parameters, place)
        cells = _Cells(parameters, place, inputs, outputs)
        table = cells.table() if cells.ok else None
        complete = _analyse(table, place) if table is not None and place.ok else False
        pii = any(checked.column.pii for checked in inputs.values())
        answer = _answer(parameters, outputs, table, complete, pii)
        return BoundDecisionTable(place.context, parameters, inputs, answer, table)


def _inputs(parameters: DecisionTableParameters, place: Place) -> dict[str, Checked]:
    """The inputs that hold."""
    found = {}
    for name, given in parameters.inputs.items():
        checked = place.expression(f"inputs.{name}.expression", given.expression)
        if checked is None:
            continue
        kind = checked.column.type.kind
        if kind not in SIMPLE:
            place.fault(
                "E_TYPE",
                f"a {checked.column.type} cannot be looked up in a table",
                f"inputs.{name}.expression",
                "look up one of its fields",
            )
        elif (kind == "BOOLEAN" and given.operator not in EQUALITY) or (
            kind != "STRING" and given.operator == "starts-with"
        ):
            fitting = "=, <>, in" if kind == "BOOLEAN" else ", ".join(get_args(Operator)[:-1])
            place.fault(
                "E_TYPE",
                f"'{given.operator}' does not compare a {checked.column.type}",
                f"inputs.{name}.operator",
                f"operators for it: {fitting}",
            )
        else:
            found[name] = checked
    return found


def _outputs(parameters: DecisionTableParameters, place: Place) -> dict[str, Column]:
    """The outputs that hold."""
    found = {}
    collects = parameters.hit_policy == "collect"
    if collects != (parameters.collect_as is not None):
        message = (
            "the hit policy collect needs a column for its list"
            if collects
            else f"the hit policy {parameters.hit_policy} makes no list"
        )
        hint = "add collect_as: NAME" if collects else "remove collect_as, or write hit_policy: collect"
        place.fault("E_MISSING" if collects else "E_KEY", message, "collect_as", hint)
    elif parameters.collect_as is not None:
        place.new_name("collect_as", parameters.collect_as)
    for name, written in parameters.outputs.items():
        path = f"outputs.{name}"
        if name in parameters.inputs:
            place.fault(
                "E_DUPLICATE", f"'{name}' is an input of this table already", path, "choose another name"
            )
            continue
        if not collects and not place.new_name(path, name):
            continue
        try:
            column = parse_type(written)
        except TypeSyntaxError as error:
            place.fault("E_TYPE_NAME", str(error), path)
            continue
        if column.type.kind not in SIMPLE:
            place.fault(
                "E_TYPE",
                f"a table has no cells of type {column.type}",
                path,
                f"types: {', '.join(sorted(SIMPLE))}",
            )
            continue
        found[name] = column
    return found


class _Cells:
    """Reads the cells of a table; every one that is wrong is told at its own place."""

    def __init__(
        self,
        parameters: DecisionTableParameters,
        place: Place,
        inputs: Mapping[str, Checked],
        outputs: Mapping[str, Column],
    ) -> None:
        self.parameters = parameters
        self.place = place
        self.inputs = inputs
        self.outputs = outputs
        names = [*parameters.inputs, *parameters.outputs]
        before = len(place.findings)
        self.conditions: dict[str, list[tuple[Interval, ...] | None]] = {name: [] for name in inputs}
        self.answers: list[tuple[Any, ...]] = []
        for number, row in enumerate(parameters.rows):
            for name in row.keys() - {*names}:
                self._unknown(f"rows.{number}.{name}", name, names)
            for name in inputs:
                self.conditions[name].append(self._condition(f"rows.{number}.{name}", name, row.get(name)))
            self.answers.append(tuple(self._answer(number, name, row.get(name)) for name in outputs))
        complete = len(inputs) == len(parameters.inputs) and len(outputs) == len(parameters.outputs)
        self.ok = complete and len(place.findings) == before

    def table(self) -> DecisionTable:
        """The table, when all its cells hold."""
        columns = tuple(
            InputColumn(
                name, checked.column, self.parameters.inputs[name].operator, tuple(self.conditions[name])
            )
            for name, checked in self.inputs.items()
        )
        return DecisionTable(self.parameters.hit_policy, columns, self.outputs, tuple(self.answers))

    def _unknown(self, path: str, name: str, names: Sequence[str]) -> None:
        near = get_close_matches(name[:64], names, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"columns here: {', '.join(names)}"
        self.place.fault("E_KEY", f"the table has no column '{name}'", path, hint)

    def _condition(self, path: str, name: str, cell: Any) -> tuple[Interval, ...] | None:
        if cell is None:
            return None
        type_, operator = self.inputs[name].column.type, self.parameters.inputs[name].operator
        if operator in {"between", "range"}:
            if not isinstance(cell, list) or len(cell) != 2 or cell == [None, None]:
                self.place.fault(
                    "E_TYPE", f"'{operator}' needs two bounds", path, "write [from, to]; null for an open one"
                )
                return ()
            return self._bounds(path, cell, type_, operator)
        if operator == "in":
            if not isinstance(cell, list) or not cell:
                self.place.fault("E_TYPE", "'in' needs a list of values", path, "write [value, …]")
                return ()
            operands = [self._value(f"{path}.{at}", each, type_) for at, each in enumerate(cell)]
        else:
            operands = [self._value(path, cell, type_)]
        return () if None in operands else intervals(operator, operands, type_)

    def _bounds(self, path: str, cell: list[Any], type_: Type, operator: Operator) -> tuple[Interval, ...]:
        low, high = (
            None if each is None else self._value(f"{path}.{at}", each, type_) for at, each in enumerate(cell)
        )
        if (low is None) != (cell[0] is None) or (high is None) != (cell[1] is None):
            return ()
        found = intervals(operator, (low, high), type_)
        if not found:
            self.place.fault(
                "E_VALUE", "nothing lies between these bounds", path, "the lower one comes first"
            )
        return found

    def _answer(self, number: int, name: str, cell: Any) -> Any:
        column = self.outputs[name]
        if cell is not None:
            return self._value(f"rows.{number}.{name}", cell, column.type, column)
        if not column.nullable:
            self.place.fault(
                "E_REQUIRED",
                f"output '{name}' is NOT NULL, so every row must give it",
                f"rows.{number}.{name}",
            )
        return None

    def _value(self, path: str, cell: Any, type_: Type, column: Column | None = None) -> Any:
        """The value of a literal; None, and a finding, when it is none of its type."""
        if cell is None:
            self.place.fault("E_TYPE", f"expected {type_}, found null", path)
            return None
        try:
            value = from_json(cell, type_)
        except ValueSyntaxError as error:
            number = type_.kind == "STRING" and isinstance(cell, bool | int | float)
            self.place.fault("E_TYPE", str(error), path, "put it in quotes" if number else None)
            return None
        if (
            column is not None
            and column.range is not None
            and not column.range[0] <= value <= column.range[1]
        ):
            self.place.fault(
                "E_RANGE", f"{value} is not between {column.range[0]} and {column.range[1]}", path
            )
            return None
        # A DOUBLE zero is positive, as expressions have it.
        return value + 0.0 if type_.kind == "DOUBLE" else value


def _analyse(table: DecisionTable, place: Place) -> bool:
    """Warn of overlaps and gaps; gives whether some row always matches."""
    warnings: list[tuple[int, str, str]] = []
    if table.hit_policy == "unique":
        hint = "where both match, the event is an error"
        for first, second in overlapping(table):
            warnings.append((second, f"row {second + 1} overlaps row {first + 1}", hint))
            if len(warnings) > MOST_WARNINGS:
                break
    elif table.hit_policy == "first":
        hint = "remove it, or put it before that row"
        for first, second in unreachable(table):
            message = f"row {second + 1} is never reached: row {first + 1} takes all that it would"
            warnings.append((second, message, hint))
            if len(warnings) > MOST_WARNINGS:
                break
    for row, message, hint in warnings[:MOST_WARNINGS]:
        place.fault("W_OVERLAP", message, f"rows.{row}", hint, severity="warning")
    if len(warnings) > MOST_WARNINGS:
        place.fault(
            "W_OVERLAP",
            "more rows overlap than are named here",
            "rows",
            "mend these first",
            severity="warning",
        )
    if table.hit_policy == "collect":
        return False
    missing = gaps(table)
    if missing.found:
        place.fault(
            "W_GAP",
            "no row matches where " + "; or where ".join(missing.found),
            "rows",
            "the outputs are NULL there; a last row without inputs takes what is left",
            severity="warning",
        )
    return missing.complete and not missing.found


def _answer(
    parameters: DecisionTableParameters,
    outputs: Mapping[str, Column],
    table: DecisionTable | None,
    complete: bool,
    pii: bool,
) -> Mapping[str, Column]:
    """The columns that the table adds. Known are those that hold, also where a cell does not."""
    if parameters.collect_as is not None:
        if not outputs:
            return {}
        fields = tuple(RowField(name, replace(column, nullable=True)) for name, column in outputs.items())
        element = Column(Type("ROW", fields=fields), nullable=False)
        return {parameters.collect_as: Column(Type("ARRAY", element=element), nullable=False, pii=pii)}

    def is_given(at: int) -> bool:
        return table is not None and all(answer[at] is not None for answer in table.answers)

    return {
        name: replace(column, nullable=not (complete and is_given(at)), pii=pii)
        for at, (name, column) in enumerate(outputs.items())
    }


COMPONENT = DecisionTableComponent()
