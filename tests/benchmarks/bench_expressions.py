"""How long the expression language takes: to check, to evaluate, to complete, and to import.

    python tests/benchmarks/bench_expressions.py [--json FILE]

Each figure is processor time for one call, in microseconds, the best of several rounds, so that other work on the
machine disturbs it little. Beside each stands its goal.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from filbert.expressions import (
    check,
    compile_python,
    complete,
    explain,
    flink_sql,
    format_expression,
    hover,
    parse_type,
    signature_help,
    suggest_fixes,
)

SCOPE = {
    name: parse_type(type_)
    for name, type_ in {
        "amount": "BIGINT",
        "parts": "INT NOT NULL",
        "price": "DECIMAL(10, 2)",
        "rate": "DECIMAL(5, 3)",
        "country": "STRING",
        "title": "STRING",
        "active": "BOOLEAN",
        "event": "ROW<x INT, items ARRAY<ROW<price DECIMAL(10, 2), product STRING>>>",
        **{f"column_{number}": "BIGINT" for number in range(40)},
    }.items()
}
ROW = {
    **dict.fromkeys(SCOPE),
    "amount": 1_200,
    "parts": 3,
    "price": Decimal("12.50"),
    "rate": Decimal("0.230"),
    "country": "PL",
    "title": "you won a prize",
    "active": True,
    "event": {"x": 1, "items": [{"price": Decimal("5.00"), "product": "tea"}]},
}
EXPRESSIONS = {
    "E1 comparison, IN": "amount > 1000 AND country IN ('PL', 'DE', 'FR')",
    "E2 CASE": "CASE WHEN amount > 1000 THEN 'large' WHEN amount > 100 THEN 'medium' ELSE 'small' END",
    "E3 DECIMAL product": "price * rate",
    "E4 LIKE": "title LIKE '%prize%'",
    "E5 whole numbers": "(amount - parts) * 2 + amount % parts > 100",
    "E6 array and row": "event.items[event.x].price > 4.99",
}
"""One of each kind that scenarios are made of."""
UNFINISHED = "amount > 1000 AND country IN ('PL', 'DE') AND event.items[event.x].pr"
WRONG = 'amount == 1000 && country = "PL"'
ROUNDS = 7

EVALUATION, CHECK, COMPLETION, IMPORT = 1.0, 300.0, 1_000.0, 60_000.0
"""Goals in microseconds."""


@dataclass(frozen=True)
class Result:
    """One row of the table."""

    what: str
    microseconds: float
    goal: float | None


def best(call: Callable[[], object], seconds: float = 0.05) -> float:
    """The time of one call in the best round, in microseconds."""
    call()
    begun = time.process_time()
    call()
    times = max(1, int(seconds / max(time.process_time() - begun, 1e-7)))
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(times):
            call()
        rounds.append((time.process_time() - begun) / times)
    return min(rounds) * 1e6


def evaluation(text: str) -> float:
    """The time of one evaluation, without that of the loop around it."""
    evaluate = compile_python(check(text, SCOPE))
    times = 20_000
    empty, full = [], []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(times):
            pass
        empty.append(time.process_time() - begun)
        begun = time.process_time()
        for _ in range(times):
            evaluate(ROW)
        full.append(time.process_time() - begun)
    return (min(full) - min(empty)) / times * 1e6


def import_time() -> float:
    """The processor time of importing the package in a new interpreter, without that of starting one."""

    def processor_time(code: str) -> float:
        process = subprocess.Popen([sys.executable, "-I", "-c", code])
        _, _, usage = os.wait4(process.pid, 0)
        return usage.ru_utime + usage.ru_stime

    pairs = [
        (processor_time("pass"), processor_time("from filbert.expressions import check"))
        for _ in range(ROUNDS)
    ]
    empty, full = (min(each) for each in zip(*pairs, strict=True))
    return (full - empty) * 1e6


def results() -> list[Result]:
    """Measure everything."""
    found = [Result(f"evaluate {name}", evaluation(text), EVALUATION) for name, text in EXPRESSIONS.items()]
    found += [
        Result(f"parse and check {name}", best(lambda text=text: check(text, SCOPE)), CHECK)  # type: ignore[misc]
        for name, text in EXPRESSIONS.items()
    ]
    checked = check(EXPRESSIONS["E2 CASE"], SCOPE)
    end = len(UNFINISHED)
    found += [
        Result(
            "check, and make Python of E2", best(lambda: compile_python(check(checked.text, SCOPE))), None
        ),
        Result("check, and make Flink SQL of E2", best(lambda: flink_sql(check(checked.text, SCOPE))), None),
        Result("complete a field", best(lambda: complete(UNFINISHED, end, SCOPE, sample=ROW)), COMPLETION),
        Result("complete at the start", best(lambda: complete("", 0, SCOPE, sample=ROW)), COMPLETION),
        Result("complete an operand", best(lambda: complete("amount > 1 AND ", 15, SCOPE)), COMPLETION),
        Result("signature help", best(lambda: signature_help("ROUND(price * (1 + rate), ", 26)), COMPLETION),
        Result("hover over an operator", best(lambda: hover(checked.text, 17, SCOPE)), COMPLETION),
        Result("fixes of four mistakes", best(lambda: suggest_fixes(WRONG, SCOPE)), None),
        Result("layout of E2", best(lambda: format_expression(checked.text)), COMPLETION),
        Result("explanation of E2", best(lambda: explain(checked.text)), COMPLETION),
        Result("import filbert.expressions", import_time(), IMPORT),
    ]
    return found


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--json", type=Path, help="write the results to a file, too")
    chosen = options.parse_args()
    measured = results()
    print(f"expressions, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'what':40} {'µs':>10} {'goal':>10}")
    for result in measured:
        goal = "" if result.goal is None else f"< {result.goal:,.0f}"
        late = "" if result.goal is None or result.microseconds < result.goal else "  missed"
        print(f"{result.what:40} {result.microseconds:>10,.2f} {goal:>10}{late}")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(result) for result in measured], indent=2) + "\n")


if __name__ == "__main__":
    main()
