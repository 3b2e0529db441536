"""Random calls of the functions for JSON and places, and the columns that they read."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filbert.expressions.testing.generation import Generator

Maker = Callable[["Generator", int], str]

DOCUMENT_COLUMNS: Mapping[str, str] = {
    "document": "STRING",
    "fragment": "STRING",
    "area": "STRING",
    "cell": "STRING",
}
DOCUMENT_EDGES: Mapping[str, Sequence[Any]] = {
    "document": (
        '{"n": 1, "d": 12.50, "t": "a", "b": true, "day": "2024-02-29", "at": "2024-02-29T10:00:00Z", "l": [1, 2]}',
        '{"n": 1e3, "d": "0.01", "t": 12, "b": "true", "day": "2024-02-30", "at": 1700000000123, "l": ["3", null]}',
        '{"n": 9223372036854775808, "d": 1e-3, "t": "\\ud83d\\ude00\\n", "b": null, "l": [[1], {"n": 2}]}',
        '{"n": -0, "d": -0.00, "t": "", "b": false, "day": "0001-01-01", "at": "1969-12-31T23:59:59Z", "l": []}',
        '{"n": {"n": 7}, "d": [1.5], "t": {"t": null}, "l": {"n": [1]}, "b": 1, "at": "9999-12-31T23:59:59.9999Z"}',
        '{"n": 1, "n": {"n": "x"}, "t": "first", "t": "last", "l": [1.0, 2e0, 3.5]}',
        '{"d": 99999999.99, "t": 1e400, "at": "2024-02-29T10:00+02", "day": "10000-01-01", "l": [true]}',
        '{"d": 12345678901234567890123456789012345678, "n": "12", "l": "none"}',
        '[{"n": 5}, {"n": 6}]',
        " {} ",
        "null",
        "",
        '{"n": 1',
        '{"n": 1} 2',
        '{"n": 01}',
        "{'n': 1}",
        '{"t": "\\ud800"}',
        '{"t": "a\nb"}',
    ),
    "fragment": ("1", '"a"', "1e400", "-", "[1, 2]", '{"n": 1}', "nul", '"\\u0041"', "true", "1.5", "[" * 63),
    "area": (
        "0 0, 60 0, 60 30, 0 30",
        "52.0 20.8, 52.4 20.8, 52.4 21.3, 52.0 21.3",
        "-90 -180, 90 -180, 90 180, -90 180",
        "0 0, 1 1",
        "0 0, 1 1, 91 0",
        "0 0; 1 1; 2 2",
        " 0 0,  90 0 ,0 180.0 ",
        "0 0, 2 2, 0 2, 2 0",
        "",
    ),
    "cell": (
        "u",
        "u3qcnh",
        "ezs42",
        "zzzzzzzzzzzz",
        "000000000000",
        "s00twy01mtw0",
        "",
        "a",
        "U3",
        "u3qcnhu3qcnhu",
    ),
}

TYPES: Mapping[str, str] = {
    "BOOLEAN": "BOOLEAN",
    "BIGINT": "BIGINT",
    "DECIMAL": "DECIMAL(10, 2)",
    "DOUBLE": "DOUBLE",
    "STRING": "STRING",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP",
}
PATHS = ("n", "d", "t", "b", "day", "at", "l[1]", "l[2]", "n.n", "[2].n", "l[2].n", "")
FIRST_PATHS: Mapping[str, str] = {
    "BOOLEAN": "b",
    "BIGINT": "n",
    "DECIMAL": "d",
    "DOUBLE": "d",
    "STRING": "t",
    "DATE": "day",
    "TIMESTAMP": "at",
}


def _document(g: "Generator") -> str:
    texts = ("document", "document", "document", "fragment", "'{\"n\": ' || fragment || '}'", "s")
    return g.choose.choice(texts)


def _get(kind: str) -> Maker:
    def make(g: "Generator", depth: int) -> str:
        path = FIRST_PATHS[kind] if g.choose.random() < 0.6 else g.choose.choice(PATHS)
        return g.call("JSON_GET", _document(g), f"'{path}'", f"'{TYPES[kind]}'")

    return make


def _listed(type_: str) -> Maker:
    return lambda g, depth: g.call(
        "JSON_GET", _document(g), g.choose.choice(("'l'", "'n'", "''")), f"'{type_}'"
    )


def _place(g: "Generator", depth: int) -> list[str]:
    return [g.place(depth), g.place(depth)]


DOCUMENT_CALLS: Mapping[str, Sequence[Maker]] = {
    "BOOLEAN": [
        _get("BOOLEAN"),
        lambda g, depth: g.call("IS_JSON", _document(g)),
        lambda g, depth: g.call("JSON_EXISTS", _document(g), f"'{g.choose.choice(PATHS)}'"),
        lambda g, depth: g.call(
            "GEO_IN_CIRCLE", *_place(g, depth), *_place(g, depth), g.choose.choice(("1e5", "1e7", "f"))
        ),
        lambda g, depth: g.call("GEO_IN_BOX", *_place(g, depth), *_place(g, depth), *_place(g, depth)),
        lambda g, depth: g.call(
            "GEO_IN_POLYGON", *_place(g, depth), g.choose.choice(("area", "'0 0, 60 10, 52.2297 30'"))
        ),
    ],
    "BIGINT": [_get("BIGINT")],
    "DECIMAL": [_get("DECIMAL")],
    "DOUBLE": [
        _get("DOUBLE"),
        lambda g, depth: g.call("GEO_BEARING", *_place(g, depth), *_place(g, depth)),
        lambda g, depth: g.call("GEOHASH_LATITUDE", "cell"),
        lambda g, depth: g.call("GEOHASH_LONGITUDE", "cell"),
    ],
    "STRING": [
        _get("STRING"),
        lambda g, depth: g.call("JSON_GET", _document(g), f"'{g.choose.choice(PATHS)}'"),
        lambda g, depth: g.call("GEOHASH", *_place(g, depth), g.choose.choice(("6", "12", "size", "tiny"))),
    ],
    "DATE": [_get("DATE")],
    "TIMESTAMP": [_get("TIMESTAMP")],
}
"""Calls that give a single value, by its kind."""

DOCUMENT_LISTS: Sequence[Maker] = [
    _listed("ARRAY<BIGINT>"),
    _listed("ARRAY<STRING>"),
    _listed("ARRAY<ROW<n BIGINT, t STRING>>"),
    _listed("MAP<STRING, DOUBLE>"),
    _listed("ROW<n BIGINT, l ARRAY<DECIMAL(10, 2)>>"),
    lambda g, depth: g.call("GEOHASH_NEIGHBORS", "cell"),
]
"""Calls that give a list, a map or a record."""
