"""Random calls of the functions for single values, and the columns that they read."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filbert.expressions.testing.generation import Generator

Maker = Callable[["Generator", int], str]

VALUE_COLUMNS: Mapping[str, str] = {"name": "STRING", "size": "BIGINT"}
VALUE_EDGES: Mapping[str, Sequence[Any]] = {
    "name": (
        "",
        " ",
        "  a  ",
        "\t\n",
        "anna-maria o'neil",
        "ŻÓŁĆ gęślą",
        "straße",
        "ΟΔΥΣΣΕΥΣ",
        "e\u0301te\u0301",
        "Ǻ Ṩ ł",
        "a,b,,c,",
        "a..b...c",
        "😀,😀b",
        "banana",
        "00042",
        "\u00a0x\u2003",
        "x" * 300,
    ),
    "size": (0, 1, 2, 3, 5, -1, -2, 10, 255, 1_000_000, 1_000_001, 2**31, 2**63 - 1, -(2**63)),
}


def _text(g: "Generator", depth: int) -> str:
    return "name" if g.choose.random() < 0.6 else g.text("STRING", depth)


def _size(g: "Generator", depth: int) -> str:
    return g.choose.choice(("size", "size", "3", "1", "12", "-1", g.text("BIGINT", depth)))


def _some(g: "Generator", *texts: str) -> str:
    return g.choose.choice(texts)


def _texts(name: str) -> Maker:
    return lambda g, depth: g.call(name, _text(g, depth))


def _two(name: str, *others: str) -> Maker:
    return lambda g, depth: g.call(name, _text(g, depth), _some(g, *others, _text(g, depth)))


def _padded(name: str) -> Maker:
    return lambda g, depth: g.call(
        name, _text(g, depth), _size(g, depth), *_some_of(g, ["' '", "'0'", "'ab😀'", "''", "s"])
    )


def _some_of(g: "Generator", texts: Sequence[str]) -> list[str]:
    return [g.choose.choice(texts)] if g.choose.random() < 0.7 else []


def _trimmed(name: str) -> Maker:
    return lambda g, depth: g.call(
        name, _text(g, depth), *_some_of(g, ["'0'", "' \t\n'", "'a😀,'", "''", "s"])
    )


VALUE_CALLS: Mapping[str, Sequence[Maker]] = {
    "BOOLEAN": [
        _texts("IS_BLANK"),
        _two("EQUALS_IGNORE_CASE", "'STRASSE'", "'Banana'", "UPPER(name)"),
    ],
    "BIGINT": [
        _two("LEVENSHTEIN", "'banana'", "'kowalski'"),
        lambda g, depth: g.call("LAST_POSITION", _some(g, "'a'", "','", "''", "'😀'"), _text(g, depth)),
        _two("OCCURRENCES", "'a'", "'an'", "''", "'..'"),
    ],
    "STRING": [
        lambda g, depth: g.call("LEFT", _text(g, depth), _size(g, depth)),
        lambda g, depth: g.call("RIGHT", _text(g, depth), _size(g, depth)),
        _padded("LPAD"),
        _padded("RPAD"),
        _trimmed("TRIM"),
        _trimmed("LTRIM"),
        _trimmed("RTRIM"),
        lambda g, depth: g.call("REPEAT", _text(g, depth), _size(g, depth)),
        lambda g, depth: g.call(
            "SPLIT_PART",
            _text(g, depth),
            _some(g, "','", "'..'", "''", "s"),
            _some(g, "1", "2", "-1", "size"),
        ),
        _texts("REVERSE"),
        _texts("INITCAP"),
        lambda g, depth: g.call(
            "TRANSLATE", _text(g, depth), "'ab,😀a'", _some(g, "'xy'", "'12345'", "''", "s")
        ),
        _texts("NORMALIZE_SPACES"),
        _texts("UNACCENT"),
    ],
}
