"""Breaks the expression language at random places and sees whether the tests that need no JVM notice.

    python tests/expressions/mutation.py [--seed 1] [--count 20] [--least 19] [--list]

A comparison takes the other side of its limit, a condition is turned round, AND becomes OR, a number is one more, a
guard of the Flink generator is dropped. Each change is made in a copy of the package, and the tests run until the
first fails. Exits 1 if fewer changes than `--least` are noticed, and names those that were not.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "expressions/filbert/expressions"
GENERATOR = ("flink_*.py", "guarded_sql.py", "sql_text.py")
LANGUAGE = (
    "checker/*.py",
    "python_generator.py",
    "evaluation.py",
    "number.py",
    "text_conversion.py",
    "like.py",
    "types.py",
    "values.py",
)
TESTS = (
    "tests/expressions/test_flink_sql.py",
    "tests/expressions/test_corpus.py",
    "tests/expressions/test_check.py",
    "tests/expressions/test_diagnostics.py",
    "tests/expressions/test_interpreter.py",
    "tests/expressions",
)
"""Those that notice most stand first."""
SECONDS = 900
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
WORDS = (
    ("IS NOT NULL", "IS NULL"),
    ("IS NULL", "IS NOT NULL"),
    ("IS NOT TRUE", "IS TRUE"),
    ("IS NOT FALSE", "IS FALSE"),
    ("NOT BETWEEN", "BETWEEN"),
    (" AND ", " OR "),
    (" OR ", " AND "),
    ("TRY_CAST", "CAST"),
    (" <= ", " < "),
    (" >= ", " > "),
    (" < ", " <= "),
    (" > ", " >= "),
    (" = ", " <> "),
)
"""Parts of generated SQL and Python, and what each becomes."""


REPORTING = {"error", "warn", "mistyped", "wrong_type", "replace"}
"""Calls whose arguments are messages, or letters to replace."""


@dataclass(frozen=True)
class Change:
    """One place and what it becomes: the number of the node in `ast.walk` of its module, and the kind of change."""

    path: Path
    node: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


def changes(path: Path) -> Iterator[Change]:
    """All changes of a module."""
    module = ast.parse(path.read_text())
    skipped = set(_not_meaning(module))
    for number, node in enumerate(ast.walk(module)):
        if id(node) in skipped:
            continue
        for what in _kinds(node):
            yield Change(path, number, getattr(node, "lineno", 0), what)


def _not_meaning(module: ast.Module) -> Iterator[int]:
    """Nodes that say nothing about semantics: texts of their own, types, messages and limits of size."""
    for node in ast.walk(module):
        roots: list[ast.AST] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            roots.append(node)
        elif isinstance(node, ast.AnnAssign):
            roots += [node] if _is_limit(node.target) else [node.annotation]
        elif isinstance(node, ast.Assign) and any(map(_is_limit, node.targets)):
            roots.append(node)
        elif isinstance(node, ast.FunctionDef):
            roots += [*node.decorator_list, *filter(None, [node.returns])]
            roots += [each.annotation for each in node.args.args if each.annotation]
        elif isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom | ast.Subscript) or (
            isinstance(node, ast.Call) and _called(node) in REPORTING
        ):
            roots.append(node)
        for root in roots:
            yield from map(id, ast.walk(root))


def _is_limit(target: ast.AST) -> bool:
    return isinstance(target, ast.Name) and target.id.isupper() and "RANGE" not in target.id


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def _kinds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield "comparison"
    elif isinstance(node, ast.BoolOp):
        yield "and or"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and _is_arithmetic(node):
        yield "plus minus"
    elif isinstance(node, ast.If | ast.IfExp):
        yield "if"
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "one more"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (f"{old!r} to {new!r}" for old, new in WORDS if old in node.value)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _called(node.value) == "guard":
        yield "no guard"


def _is_arithmetic(node: ast.BinOp) -> bool:
    texts = (ast.Constant, ast.JoinedStr, ast.List)
    return not any(isinstance(side, texts) and not _is_number(side) for side in (node.left, node.right))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def changed(change: Change) -> str:
    """The source of a module with a change."""
    module = copy.deepcopy(ast.parse(change.path.read_text()))
    node = list(ast.walk(module))[change.node]
    if isinstance(node, ast.Compare):
        node.ops = [COMPARISONS[type(node.ops[0])]()]
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.operand, node.op = ast.UnaryOp(ast.Not(), node.operand), ast.Not()
    elif isinstance(node, ast.BinOp):
        node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        old, new = (ast.literal_eval(each) for each in change.what.split(" to "))
        node.value = node.value.replace(old, new, 1)
    elif isinstance(node, ast.Expr):
        node.value = ast.Constant(None)
    return ast.unparse(ast.fix_missing_locations(module))


def chosen(seed: int, count: int) -> list[Change]:
    """Random changes, half of them in the Flink generator, no two in one line."""
    random_ = random.Random(seed)
    found: list[Change] = []
    for patterns, share in ((GENERATOR, count // 2), (LANGUAGE, count - count // 2)):
        paths = [path for pattern in patterns for path in sorted(PACKAGE.glob(pattern))]
        possible = [change for path in paths for change in changes(path)]
        random_.shuffle(possible)
        lines = {(change.path, change.line): change for change in possible}
        found += list(lines.values())[:share]
    return found


def is_noticed(change: Change | None) -> bool:
    """Whether a test fails, with a change or without."""
    with tempfile.TemporaryDirectory(prefix="filbert-mutation-") as folder:
        copied = Path(folder) / "filbert/expressions"
        shutil.copytree(PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
        if change is not None:
            (copied / change.path.relative_to(PACKAGE)).write_text(changed(change))
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        probe = run(["-c", "import filbert.expressions; print(filbert.expressions.__file__)"], environment)
        if probe.returncode == 0 and not probe.stdout.startswith(folder):
            raise SystemExit(f"the copy is not used, but {probe.stdout}")
        options = ["-q", "-x", "-p", "no:cacheprovider", "-m", "not stack"]
        try:
            return run(["-m", "pytest", *options, *TESTS], environment).returncode != 0
        except subprocess.TimeoutExpired:
            return True


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python in the folder of the repository."""
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=environment,
        timeout=SECONDS,
    )


def main() -> None:
    """Make the changes and report."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=20)
    options.add_argument("--least", type=int, default=19)
    options.add_argument("--list", action="store_true", help="name the changes, make none")
    given = options.parse_args()
    if not given.list and is_noticed(None):
        raise SystemExit("the tests fail without any change")
    noticed = 0
    for change in chosen(given.seed, given.count):
        if given.list:
            compile(changed(change), change.path, "exec")
            print(change)
            continue
        found = is_noticed(change)
        noticed += found
        print(f"{'noticed ' if found else 'SURVIVES'} {change}", flush=True)
    if not given.list:
        print(f"{noticed} of {given.count} changes were noticed")
        raise SystemExit(noticed < given.least)


if __name__ == "__main__":
    main()
