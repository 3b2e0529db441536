"""Evaluates many expressions over many rows on a real Flink, in a process of its own.

For conformance tests and `filbert expr eval --engine flink`: what Python says is compared with what Flink does. The
cluster is the small one inside the client's JVM. The JVM lives as long as the process, so a batch of jobs pays its
start once.
"""

import gc
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from filbert.expressions import (
    Checked,
    Column,
    Type,
    error_message,
    flink_sql,
    flink_type,
    from_json,
    java_functions,
    to_json,
)
from filbert.expressions.sql_text import sql_name, sql_text
from filbert.runtime.compile.functions import registration
from filbert.runtime.settings import StackSettings
from filbert.runtime.stack.jars import library

PARAMETER = "e"
LARGEST = 100_000_000
"""Bytes of a value that is no scalar."""
OPTIONS = {
    "table.local-time-zone": "UTC",
    "parallelism.default": "1",
    "pipeline.object-reuse": "true",
    "rest.bind-port": "0",
}

JVM_ARGUMENTS = "-Xmx1500m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""Little runs often enough here to be worth compiling well."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one expression gives for one row: a value, or the code and position of an error."""

    value: Any = None
    code: str | None = None
    at: int | None = None


class BatchError(RuntimeError):
    """Flink refused a batch or failed while running it."""


class Engine:
    """A worker process with its Flink."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @property
    def is_running(self) -> bool:
        """Whether the worker can take another batch."""
        return self._process.poll() is None

    def evaluate(
        self, expressions: Sequence[Checked], schema: Mapping[str, Column], rows: Sequence[Mapping[str, Any]]
    ) -> list[list[Outcome]]:
        """Evaluate all expressions for all rows in one job; outcomes by row, then by expression."""
        columns: list[str] = []
        types: list[str] = []
        for expression in expressions:
            sql = flink_sql(expression)
            value, type_ = sql.value, flink_type(expression.column.type)
            if expression.column.type.kind in {"ARRAY", "MAP", "ROW"}:
                # As our sinks write them: Flink's own way to Python loses some.
                record = f"FILBERT_RECORD({LARGEST}, CAST(ROW({value}) AS ROW<`value` {type_}>))"
                value, type_ = f"CAST({record}.`value` AS STRING)", "STRING"
            elif expression.column.type.kind in {"DATE", "TIMESTAMP"}:
                # Beside an error the value may lie outside what Python can hold.
                value, type_ = f"CAST({value} AS STRING)", "STRING"
            columns += [value, sql.error(PARAMETER)]
            types += [type_, "STRING"]
        outcomes: list[list[Outcome]] = []
        for cells in self.run(columns, _read(schema, expressions), rows, [], types):
            pairs = zip(cells[0::2], cells[1::2], strict=True)
            outcomes.append(
                [_outcome(*pair, expression) for pair, expression in zip(pairs, expressions, strict=True)]
            )
        return outcomes

    def select(
        self, conditions: Sequence[Checked], schema: Mapping[str, Column], rows: Sequence[Mapping[str, Any]]
    ) -> list[list[int]]:
        """Return for each condition the numbers of the rows for which it holds without an error.

        Tested by WHERE, which Flink simplifies by other rules than columns; all in one job.
        """
        filters: list[str] = []
        for condition in conditions:
            sql = flink_sql(condition)
            filters.append(f"{sql.error(PARAMETER)} IS NULL AND ({sql.value})")
        found: list[list[int]] = [[] for _ in conditions]
        for condition_number, row_number in self.run([], _read(schema, conditions), rows, filters):
            found[condition_number].append(row_number)
        return [sorted(numbers) for numbers in found]

    def run(
        self,
        columns: Sequence[str],
        schema: Mapping[str, Column],
        rows: Sequence[Mapping[str, Any]],
        filters: Sequence[str],
        wanted: Sequence[str] | None = None,
    ) -> list[list[Any]]:
        """Run one query and return its cells as JSON has them.

        Args:
            columns: SQL of what is selected of all rows.
            filters: conditions; where given, pairs of the number of a filter and of a row that it lets pass are
                selected instead.
            wanted: the types that the columns must have.
        """
        request = {
            "schema": {name: flink_type(column.type) for name, column in schema.items()},
            "rows": [
                {name: _cell(row[name], column.type) for name, column in schema.items()} for row in rows
            ],
            "columns": list(columns),
            "filters": list(filters),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise BatchError("the worker has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise BatchError(answer["error"])
        if wanted is not None and answer["types"] != wanted:
            wrong = [pair for pair in zip(wanted, answer["types"], strict=True) if pair[0] != pair[1]]
            raise BatchError(f"types differ: {wrong}")
        found: list[list[Any]] = answer["rows"]
        return found


def _read(schema: Mapping[str, Column], expressions: Sequence[Checked]) -> dict[str, Column]:
    """Return the columns that are read: each one costs time in every job."""
    read = frozenset[str]().union(*(expression.references for expression in expressions))
    return {name: column for name, column in schema.items() if name in read}


def _outcome(value: Any, error: str | None, expression: Checked) -> Outcome:
    if error is not None:
        parameter, code, at, message = error.split("|", 3)
        if (parameter, message) != (PARAMETER, error_message(code)):
            raise BatchError(f"the error text is {error!r}")
        return Outcome(code=code, at=int(at))
    if value is not None and expression.column.type.kind in {"ARRAY", "MAP", "ROW"}:
        value = json.loads(value)["value"]
    elif value is not None and expression.column.type.kind == "TIMESTAMP":
        value += "Z"
    return Outcome(from_json(value, expression.column.type))


def _cell(value: Any, type_: Type) -> Any:
    """Write a value as Flink's own JSON format reads it: its timestamps have no zone."""
    if value is None:
        return None
    if type_.kind == "TIMESTAMP":
        return value.isoformat("T", "milliseconds")
    if type_.kind == "ROW":
        return {field.name: _cell(value[field.name], field.column.type) for field in type_.fields}
    if type_.element is not None:
        element = type_.element.type
        if type_.kind == "ARRAY":
            return [_cell(each, element) for each in value]
        return {key: _cell(each, element) for key, each in value.items()}
    return to_json(value, type_)


@contextmanager
def engine() -> Iterator[Engine]:
    """Start a worker; it is stopped at the end.

    Raises:
        StackError: the JVM library, which the SQL of expressions calls, has not been built.
    """
    jar = library(StackSettings().jars)
    # The settings of another cluster must not reach this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLINK_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "filbert.runtime.expression_batch", jar.as_uri()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, "JVM_ARGS": JVM_ARGUMENTS},
    )
    try:
        yield Engine(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _work(requests: TextIO, answers: TextIO, jar: str) -> None:
    """Answer one request per line until there are no more."""
    tables = None
    # Java objects are let go between plans alone, as in `deployment/gateway.py`.
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="filbert-expressions-") as folder:
        for number, line in enumerate(requests):
            gc.collect()
            try:
                tables = tables or _session(jar)
                answer = _answer(tables, json.loads(line), Path(folder) / f"{number}.json")
            except Exception as error:  # noqa: BLE001 - whatever Flink throws is the answer
                answer = {"error": _reason(error)}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _session(jar: str) -> Any:
    """Return an environment that knows the functions; making one takes a good part of a second."""
    from pyflink.common import Configuration
    from pyflink.datastream import StreamExecutionEnvironment
    from pyflink.table import StreamTableEnvironment

    options = Configuration()
    for key, value in {**OPTIONS, "pipeline.jars": jar}.items():
        options.set_string(key, value)
    tables = StreamTableEnvironment.create(StreamExecutionEnvironment.get_execution_environment(options))
    for name in ("FILBERT_RECORD", *java_functions()):
        tables.execute_sql(registration(name))
    return tables


def _reason(error: Exception) -> str:
    """What Flink says without the stack and without the list of all words that it knows."""
    lines = [line for line in str(error).splitlines() if line and not line[0].isspace()]
    return "\n".join(lines)[:2_000]


def _answer(tables: Any, request: dict[str, Any], path: Path) -> dict[str, Any]:
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(request["rows"]):
            file.write(json.dumps({"$number": number, **row}) + "\n")
    columns = ", ".join(
        f"{sql_name(name)} {type_}" for name, type_ in {"$number": "INT", **request["schema"]}.items()
    )
    tables.drop_temporary_view("input")
    tables.drop_temporary_table("file")
    tables.execute_sql(
        f"CREATE TEMPORARY TABLE file ({columns}) WITH ('connector' = 'filesystem', 'format' = 'json',"
        f" 'path' = {sql_text(path.as_uri())}, 'json.timestamp-format.standard' = 'ISO-8601')"
    )
    # Through a stream, so that filters stay where they are, as with Kafka: files would take them, and Flink's
    # extraction of filters fails on a NULL timestamp.
    java = tables._j_tenv
    java.createTemporaryView("input", java.toDataStream(tables.from_path("file")._j_table))
    # By Java's objects: PyFlink asks Java a dozen questions about the class of each column, as long as the job takes.
    result = java.executeSql(_query(request["columns"], request["filters"]))
    types = list(result.getResolvedSchema().getColumnDataTypes())
    with closing(result.collect()) as rows:
        return {
            "types": [type_.getLogicalType().copy(True).asSummaryString() for type_ in types],
            "rows": list(_cells(rows, types)),
        }


def _cells(rows: Any, types: list[Any]) -> Iterator[list[Any]]:
    """Yield the cells of each row as JSON has them."""
    from pyflink.java_gateway import get_gateway
    from pyflink.util.java_utils import to_jarray

    java = get_gateway().jvm
    pickled, array = java.PythonBridgeUtils.getPickledBytesFromRow, to_jarray(java.DataType, types)
    while rows.hasNext():
        _, *cells = pickled(rows.next(), array)
        # NULL is no bytes at all. What is read is what Java wrote a moment ago.
        yield [_result(pickle.loads(cell)) if cell else None for cell in cells]  # noqa: S301


def _query(columns: Sequence[str], filters: Sequence[str]) -> str:
    """Select the columns of all rows, or which rows pass which filter. The SQL is ours, made by the generator."""
    if not filters:
        return f"SELECT {', '.join(f'{sql} AS c{number}' for number, sql in enumerate(columns))} FROM input"  # noqa: S608
    return " UNION ALL ".join(
        f"SELECT {number}, `$number` FROM input WHERE {condition}"  # noqa: S608
        for number, condition in enumerate(filters)
    )


def _result(cell: Any) -> Any:
    return format(cell, "f") if isinstance(cell, Decimal) else cell


if __name__ == "__main__":
    # What Java prints must not mix with the answers.
    own = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _work(sys.stdin, own, sys.argv[1])
