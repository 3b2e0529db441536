"""Random expressions that hold in a context. Some of them fail on some events: errors must agree, too."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filbert.expressions import Column

TEXTS = ("a", "b", "zebra", "", "Ärger", "x'y", "😀")


def expression(random: Random, scope: Mapping[str, Column], kind: str, depth: int = 2) -> str:
    """An expression of a type: BOOLEAN, BIGINT, DECIMAL, DOUBLE, STRING, DATE or TIMESTAMP."""
    columns = paths(scope, kind)
    if depth <= 0 or (columns and random.random() < 0.25):
        return random.choice(columns) if columns and random.random() < 0.8 else _literal(random, kind)
    makers = {
        "BOOLEAN": _boolean,
        "BIGINT": _bigint,
        "DECIMAL": _decimal,
        "DOUBLE": _double,
        "STRING": _string,
        "DATE": _date,
        "TIMESTAMP": _timestamp,
    }
    return makers[kind](random, scope, depth - 1)


def paths(scope: Mapping[str, Column], kind: str) -> list[str]:
    """Columns of a type, fields of rows among them."""
    found = []
    for name, column in scope.items():
        if column.type.kind == kind:
            found.append(f"`{name}`")
        for field in column.type.fields:
            if field.column.type.kind == kind:
                found.append(f"`{name}`.`{field.name}`")
    return found


def _literal(random: Random, kind: str) -> str:
    text = random.choice(TEXTS).replace("'", "''")
    return {
        "BOOLEAN": random.choice(["TRUE", "FALSE"]),
        "BIGINT": str(random.choice([0, 1, 2, 3, 7, 100, 9223372036854775807])),
        "DECIMAL": random.choice(["0.00", "1.5", "10.25", "99999999.99"]),
        "DOUBLE": random.choice(["0e0", "1.5e0", "1e300", "2e-7"]),
        "STRING": f"'{text}'",
        "DATE": random.choice(["DATE '2026-01-31'", "DATE '1999-12-31'"]),
        "TIMESTAMP": "TIMESTAMP '2026-01-01 00:00:00'",
    }[kind]


def _boolean(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    kind = random.choice(["BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP"])
    left, right = expression(random, scope, kind, depth), expression(random, scope, kind, depth)
    condition = expression(random, scope, "BOOLEAN", depth)
    return random.choice(
        [
            f"({left} {random.choice(['=', '<>', '<', '<=', '>', '>='])} {right})",
            f"({left} IS NOT NULL)",
            f"({left} IN ({_literal(random, kind)}, {_literal(random, kind)}))",
            f"({condition} AND {left} <> {right})",
            f"({condition} OR {left} = {right})",
            f"(NOT {condition})",
            f"({condition} IS TRUE)",
            f"({expression(random, scope, 'STRING', depth)} LIKE '%e%')",
        ]
    )


def _bigint(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    left, right = expression(random, scope, "BIGINT", depth), expression(random, scope, "BIGINT", depth)
    text = expression(random, scope, "STRING", depth)
    return random.choice(
        [
            f"({left} {random.choice('+-*/%')} {right})",
            f"LENGTH({text})",
            f"CAST({text} AS BIGINT)",
            f"COALESCE(TRY({left}), {right})",
            f"CASE WHEN {expression(random, scope, 'BOOLEAN', depth)} THEN {left} ELSE {right} END",
        ]
    )


def _decimal(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    left, right = expression(random, scope, "DECIMAL", 0), expression(random, scope, "DECIMAL", 0)
    return random.choice([f"({left} {random.choice('+-*/')} {right})", f"CAST({left} AS DECIMAL(12, 2))"])


def _double(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    left, right = expression(random, scope, "DOUBLE", depth), expression(random, scope, "DOUBLE", depth)
    return random.choice(
        [f"({left} {random.choice('+-*/')} {right})", f"ABS({left})", f"NULLIF({left}, {right})"]
    )


def _string(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    left, right = expression(random, scope, "STRING", depth), expression(random, scope, "STRING", depth)
    return random.choice(
        [
            f"({left} || {right})",
            f"UPPER({left})",
            f"SUBSTRING({left}, 1, 3)",
            f"CASE WHEN {expression(random, scope, 'BOOLEAN', depth)} THEN {left} END",
            f"COALESCE({left}, {right})",
            f"CAST({expression(random, scope, 'BIGINT', depth)} AS STRING)",
        ]
    )


def _date(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    return f"CAST({expression(random, scope, 'TIMESTAMP', depth)} AS DATE)"


def _timestamp(random: Random, scope: Mapping[str, Column], depth: int) -> str:
    return f"({expression(random, scope, 'TIMESTAMP', depth)} + INTERVAL '{random.choice([1, 90])}' MINUTE)"
