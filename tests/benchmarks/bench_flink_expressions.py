"""What finding errors costs on Flink: each expression as value and error beside the plain SQL that one would write.

    python tests/benchmarks/bench_flink_expressions.py [--rows 2000000] [--repeats 2] [--json FILE]

The cluster is the small one inside the client's JVM, the source makes its rows there, the sink drops them. Figures are
nanoseconds of CPU per row of that JVM, making the rows included; the best of the repeats counts. CPU is the steadier
figure on a shared machine, and the ratio within one run is what matters: at most 1.3 over the mix.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from filbert.expressions import check, flink_sql, flink_type, parse_type

COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    # type of the language, options of the source
    "duration": ("INT NOT NULL", "'fields.duration.min' = '0', 'fields.duration.max' = '3600'"),
    "calls": ("BIGINT NOT NULL", "'fields.calls.min' = '0', 'fields.calls.max' = '1000000'"),
    "answered": ("BIGINT NOT NULL", "'fields.answered.min' = '1', 'fields.answered.max' = '1000'"),
    "metres": ("DOUBLE NOT NULL", "'fields.metres.min' = '0', 'fields.metres.max' = '300000'"),
    "seconds": ("DOUBLE NOT NULL", "'fields.seconds.min' = '1', 'fields.seconds.max' = '86400'"),
    "cost": ("DECIMAL(10, 2)", "'fields.cost.min' = '0', 'fields.cost.max' = '500'"),
    "country": ("STRING NOT NULL", "'fields.country.length' = '2'"),
}
MIX: Final[Mapping[str, tuple[str, str]]] = {
    # what an analyst writes, and the plain SQL of the same
    "comparison": (
        "duration > 1000 AND country IN ('aa', 'bb', 'cc')",
        "`duration` > 1000 AND `country` IN ('aa', 'bb', 'cc')",
    ),
    "share": ("calls / answered > 3 AND metres > 0.5", "`calls` / `answered` > 3 AND `metres` > 0.5"),
    "sum": ("calls + answered > 1000", "`calls` + `answered` > 1000"),
    "seconds to hours": ("duration / 3600.0 > 0.5", "`duration` / 3600.0 > 0.5"),
    "speed": ("metres / seconds * 3.6 > 500", "`metres` / `seconds` * 3.6E0 > 500"),
    "classes": (
        "CASE WHEN cost > 100 THEN cost * 1.2 WHEN cost > 10 THEN cost * 1.1 ELSE cost END",
        "CASE WHEN `cost` > 100 THEN `cost` * 1.2 WHEN `cost` > 10 THEN `cost` * 1.1 ELSE `cost` END",
    ),
    "rounding": ("ROUND(metres / 1000, 1)", "ROUND(`metres` / 1000, 1)"),
    "text": ("UPPER(country) || '-' || country", "UPPER(`country`) || '-' || `country`"),
    "pattern": ("country LIKE 'a%' OR country LIKE '%z'", "`country` LIKE 'a%' OR `country` LIKE '%z'"),
}


@dataclass(frozen=True)
class Figure:
    """One expression; nanoseconds of CPU per row."""

    expression: str
    plain: float
    with_error: float

    @property
    def ratio(self) -> float:
        """How many times as much the error costs."""
        return self.with_error / self.plain


class Flink:
    """Tables in the JVM of this process, and what they cost."""

    def __init__(self, rows: int) -> None:
        from pyflink.table import EnvironmentSettings, TableEnvironment

        self.rows = rows
        self.tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
        for key, value in {"parallelism.default": "1", "pipeline.object-reuse": "true"}.items():
            self.tables.get_config().set(key, value)
        columns = ", ".join(
            f"`{name}` {flink_type(parse_type(each).type)}" for name, (each, _) in COLUMNS.items()
        )
        options = ", ".join(each for _, each in COLUMNS.values())
        self.tables.execute_sql(
            f"CREATE TEMPORARY TABLE made ({columns}) WITH "
            f"('connector' = 'datagen', 'number-of-rows' = '{rows}', 'rows-per-second' = '1000000000', {options})"
        )
        (self.jvm,) = [each for each in psutil.Process().children(True) if each.name() == "java"]

    def cost(self, columns: Sequence[str]) -> float:
        """Select columns of all rows; return nanoseconds of CPU per row."""
        selected = ", ".join(f"{sql} AS c{number}" for number, sql in enumerate(columns))
        types = self.tables.sql_query(f"SELECT {selected} FROM made").get_schema()
        sink = ", ".join(
            f"c{number} {_name(types.get_field_data_type(number))}" for number in range(len(columns))
        )
        self.tables.execute_sql("DROP TEMPORARY TABLE IF EXISTS dropped")
        self.tables.execute_sql(f"CREATE TEMPORARY TABLE dropped ({sink}) WITH ('connector' = 'blackhole')")
        begun = self._cpu()
        self.tables.execute_sql(f"INSERT INTO dropped SELECT {selected} FROM made").wait()
        return (self._cpu() - begun) / self.rows * 1e9

    def _cpu(self) -> float:
        times = self.jvm.cpu_times()
        return float(times.user + times.system)


def _name(type_: Any) -> str:
    from pyflink.table.types import _to_java_data_type

    return str(_to_java_data_type(type_).getLogicalType().asSerializableString())


def measure(rows: int, repeats: int) -> tuple[float, list[Figure]]:
    """Return what reading a row costs, and the figures."""
    scope = {name: parse_type(each) for name, (each, _) in COLUMNS.items()}
    forms: dict[tuple[str, str], list[str]] = {("scan", ""): [f"`{name}`" for name in COLUMNS]}
    for text, plain in MIX.values():
        sql = flink_sql(check(text, scope))
        forms[text, "plain"] = [plain]
        forms[text, "error"] = [sql.value, sql.error("e")]
    flink = Flink(rows)
    flink.cost(forms["scan", ""])  # what runs first pays for compiling
    best = dict.fromkeys(forms, float("inf"))
    for _ in range(repeats):
        for form, columns in forms.items():
            best[form] = min(best[form], flink.cost(columns))
    scan = best["scan", ""]
    found = [Figure(name, best[text, "plain"], best[text, "error"]) for name, (text, _) in MIX.items()]
    return scan, found


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=2_000_000)
    options.add_argument("--repeats", type=int, default=2)
    options.add_argument("--json", type=Path, help="write the results to a file, too")
    given = options.parse_args()
    begun = time.perf_counter()
    scan, found = measure(given.rows, given.repeats)
    print(f"{given.rows:,} rows, best of {given.repeats}, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'expression':18} {'plain':>8} {'with error':>11} {'ratio':>6}   ns of CPU per row, the rows included"
    )
    for each in found:
        print(f"{each.expression:18} {each.plain:8.0f} {each.with_error:11.0f} {each.ratio:6.2f}")
    whole = Figure("mix", sum(each.plain for each in found), sum(each.with_error for each in found))
    print(f"{'mix':18} {whole.plain:8.0f} {whole.with_error:11.0f} {whole.ratio:6.2f}")
    rows = scan * len(found)
    net = (whole.with_error - rows) / (whole.plain - rows) if whole.plain > rows else float("nan")
    print(
        f"making the rows alone: {scan:.0f}; ratio without it: {net:.2f}; {time.perf_counter() - begun:.0f} s"
    )
    if given.json:
        figures = [{**asdict(each), "ratio": round(each.ratio, 3)} for each in (*found, whole)]
        given.json.write_text(json.dumps({"scan": scan, "figures": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
