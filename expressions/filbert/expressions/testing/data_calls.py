"""Random calls of the functions for lists and maps, and the columns that they read."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filbert.expressions.testing.generation import Generator

Maker = Callable[["Generator", int], str]

DATA_COLUMNS: Mapping[str, str] = {
    "rates": "ARRAY<DOUBLE>",
    "amounts": "ARRAY<DECIMAL(10, 2)>",
    "wides": "ARRAY<DECIMAL(38, 0)>",
    "times": "ARRAY<TIMESTAMP>",
    "flags": "ARRAY<BOOLEAN>",
    "lists": "ARRAY<ARRAY<BIGINT>>",
    "parts": "ARRAY<ROW<name STRING, price BIGINT, at TIMESTAMP, tags ARRAY<STRING>>>",
    "labels": "MAP<STRING, STRING>",
}
DATA_EDGES: Mapping[str, Sequence[Any]] = {}

LISTS: Mapping[str, Sequence[str]] = {
    "BIGINT": ("numbers", "numbers", "ARRAY[a, b, 1]", "ARRAY[i, NULL, 3]"),
    "STRING": ("words", "words", "ARRAY[s, v, 'a']", "parts[1].tags"),
    "DOUBLE": ("rates", "rates", "ARRAY[f, x, 0.5e0]"),
    "DECIMAL": ("amounts", "ARRAY[d, d]"),
    "TIMESTAMP": ("times", "ARRAY[at, until]"),
}
ELEMENTS = tuple(LISTS)


def listed(g: "Generator", kind: str, depth: int) -> str:
    """Return a list of elements of a kind."""
    if depth <= 0 or g.choose.random() < 0.4:
        return g.choose.choice(LISTS[kind])
    return g.choose.choice(_MAKERS)(g, kind, depth - 1)


def _call(name: str, *more: str) -> Callable[["Generator", str, int], str]:
    return lambda g, kind, depth: g.call(name, listed(g, kind, depth), *more)


def _two(name: str) -> Callable[["Generator", str, int], str]:
    return lambda g, kind, depth: g.call(name, listed(g, kind, depth), listed(g, kind, depth))


def _filter(g: "Generator", kind: str, depth: int) -> str:
    g.used.add("FILTER")
    return f"FILTER(item IN {listed(g, kind, depth)} WHERE {condition(g, kind, 'item', depth)})"


def _transform(g: "Generator", kind: str, depth: int) -> str:
    g.used.add("TRANSFORM")
    source = g.choose.choice(ELEMENTS)
    body = {
        "BIGINT": ("item + 1", "item * a", "item / b", "ABS(item)") if source == "BIGINT" else ("a",),
        "STRING": ("UPPER(item)", "item || s", "SUBSTRING(item, a)") if source == "STRING" else ("s",),
        "DOUBLE": ("item * f", "item / x") if source == "DOUBLE" else ("f",),
        "DECIMAL": ("CAST(item + d AS DECIMAL(10, 2))",) if source == "DECIMAL" else ("d",),
        "TIMESTAMP": ("item + INTERVAL '4000' YEAR", "at") if source == "TIMESTAMP" else ("at",),
    }[kind]
    chosen = g.choose.choice(body)
    if g.choose.random() < 0.3:
        chosen = f"CASE WHEN item IS NULL THEN {g.leaf(kind) if kind != 'DECIMAL' else 'd'} ELSE {chosen} END"
    if g.choose.random() < 0.2:
        chosen = f"TRY({chosen})"
    return f"TRANSFORM(item IN {listed(g, source, depth)} AS {chosen})"


def _sort(g: "Generator", kind: str, depth: int) -> str:
    g.used.add("SORT")
    key = {
        "BIGINT": ("item % 3", "-item", "item", "a / item"),
        "STRING": ("LENGTH(item)", "item", "UPPER(item)"),
        "DOUBLE": ("item", "ABS(item)", "f / item"),
        "DECIMAL": ("item", "item * d"),
        "TIMESTAMP": ("item", "HOUR(item)"),
    }[kind]
    direction = g.choose.choice(("", " DESC", " ASC"))
    return f"SORT(item IN {listed(g, kind, depth)} BY {g.choose.choice(key)}{direction})"


def _slice(g: "Generator", kind: str, depth: int) -> str:
    numbers = [g.choose.choice(("0", "1", "2", "-2", "size", "a")), *g.choose.sample(("1", "2", "size"), 1)]
    return g.call("ARRAY_SLICE", listed(g, kind, depth), *numbers[: g.choose.choice((1, 2))])


def _flatten(g: "Generator", kind: str, depth: int) -> str:
    lists = "lists" if kind == "BIGINT" else f"ARRAY[{listed(g, kind, depth)}, {listed(g, kind, depth)}]"
    return g.call("ARRAY_FLATTEN", lists)


def _from_map(g: "Generator", kind: str, depth: int) -> str:
    if kind == "STRING":
        return g.choose.choice((g.call("MAP_KEYS", mapped(g, depth)), g.call("MAP_VALUES", "labels")))
    return g.call("MAP_VALUES", mapped(g, depth)) if kind == "BIGINT" else listed(g, kind, depth)


def _chosen(g: "Generator", kind: str, depth: int) -> str:
    left, right = listed(g, kind, depth), listed(g, kind, depth)
    form = g.choose.randrange(3)
    if form == 0:
        return g.call("COALESCE", left, right)
    if form == 1:
        return g.call("IF", g.text("BOOLEAN", 0), left, right)
    return g.call("TRY", left)


_MAKERS: Sequence[Callable[["Generator", str, int], str]] = (
    _call("ARRAY_SORT"),
    _call("ARRAY_SORT", "'DESC'"),
    _call("ARRAY_REVERSE"),
    _call("ARRAY_DISTINCT"),
    _two("ARRAY_CONCAT"),
    _two("ARRAY_UNION"),
    _two("ARRAY_INTERSECT"),
    _two("ARRAY_EXCEPT"),
    _slice,
    _flatten,
    _filter,
    _filter,
    _transform,
    _transform,
    _sort,
    _sort,
    _from_map,
    _chosen,
)


def mapped(g: "Generator", depth: int) -> str:
    """Return a map of BIGINT."""
    form = g.choose.randrange(4) if depth > 0 else 0
    if form <= 1:
        return "prices"
    if form == 2:
        keys = g.choose.choice((listed(g, "STRING", depth - 1), "ARRAY['a', s, 'a']"))
        return g.call("MAP_FROM_ARRAYS", keys, g.choose.choice(("numbers", "ARRAY[a, b, 1]")))
    return g.call("MAP_MERGE", mapped(g, depth - 1), mapped(g, depth - 1))


def condition(g: "Generator", kind: str, item: str, depth: int) -> str:
    """Return a condition about an element of a list."""
    choose = g.choose
    forms = [
        f"{item} IS NULL",
        f"{item} = {g.text(kind, min(depth, 1))}",
        f"{item} {choose.choice(('<', '>=', '<>'))} {g.leaf(kind)}",
        f"{item} IN ({g.leaf(kind)}, {item}) AND t",
        "t",
        *{
            "BIGINT": (f"{item} / a > 1", f"{g.leaf('BIGINT')} % {item} = 1", f"{item} + b > 3 OR u"),
            "STRING": (f"{item} LIKE 'a%'", f"LENGTH({item}) > i", f"CAST({item} AS BIGINT) > 1"),
            "DOUBLE": (f"{item} * f > 1", f"x / {item} > 1"),
            "DECIMAL": (f"{item} * d > 1", f"1 / {item} < d"),
            "TIMESTAMP": (f"YEAR({item}) > 2000", f"{item} + INTERVAL '4000' YEAR > at"),
        }[kind],
    ]
    if item == "item" and choose.random() < 0.2:
        name = choose.choice(("ANY", "ALL"))
        g.used.add(name)
        return f"{name}(other IN {listed(g, kind, depth - 1)} WHERE other = item OR {condition(g, kind, 'other', 0)})"
    return choose.choice(forms)


def _tested(name: str) -> Maker:
    def make(g: "Generator", depth: int) -> str:
        g.used.add(name)
        if g.choose.random() < 0.2:
            body = g.choose.choice(
                ("item.price > a", "item.name = s", "item.at < at", "v IN (item.name, item.tags[1])")
            )
            return f"{name}(item IN parts WHERE {body})"
        kind = g.choose.choice(ELEMENTS)
        return f"{name}(item IN {listed(g, kind, depth)} WHERE {condition(g, kind, 'item', depth)})"

    return make


def _folds(kind: str, *names: str) -> list[Maker]:
    return [_fold(name, kind) for name in names]


def _fold(name: str, kind: str) -> Maker:
    return lambda g, depth: g.call(name, listed(g, kind, depth))


def _ends(kind: str) -> list[Maker]:
    return _folds(kind, "ARRAY_MIN", "ARRAY_MAX", "ARRAY_FIRST", "ARRAY_LAST")


def _some_list(g: "Generator", depth: int) -> str:
    return listed(g, g.choose.choice(ELEMENTS), depth)


def _positioned(g: "Generator", depth: int) -> str:
    kind = g.choose.choice(("BIGINT", "STRING", "TIMESTAMP"))
    return g.call("ARRAY_POSITION", listed(g, kind, depth), g.text(kind, depth))


DATA_CALLS: Mapping[str, Sequence[Maker]] = {
    "BOOLEAN": [
        _tested("ANY"),
        _tested("ALL"),
        lambda g, depth: g.call("IS_EMPTY", _some_list(g, depth)),
        lambda g, depth: g.call("MAP_CONTAINS_KEY", mapped(g, depth), g.text("STRING", depth)),
    ],
    "BIGINT": [
        _tested("COUNT"),
        *_ends("BIGINT"),
        *_folds("BIGINT", "ARRAY_SUM"),
        _positioned,
        lambda g, depth: g.call("CARDINALITY", _some_list(g, depth)),
        lambda g, depth: f"{mapped(g, depth)}[{g.text('STRING', 0)}]",
    ],
    "DECIMAL": [
        *_ends("DECIMAL"),
        *_folds("DECIMAL", "ARRAY_SUM", "ARRAY_AVG"),
        lambda g, depth: g.call(g.choose.choice(("ARRAY_SUM", "ARRAY_AVG")), "wides"),
    ],
    "DOUBLE": [
        *_ends("DOUBLE"),
        *_folds("DOUBLE", "ARRAY_SUM", "ARRAY_AVG"),
        *_folds("BIGINT", "ARRAY_AVG"),
    ],
    "STRING": [
        *_ends("STRING"),
        lambda g, depth: g.call(
            "ARRAY_JOIN", listed(g, "STRING", depth), g.choose.choice(("','", "''", "'😀'", "s"))
        ),
        lambda g, depth: f"{g.call('MAP_ENTRIES', 'labels')}[{g.choose.choice(('1', '2'))}].value",
    ],
    "TIMESTAMP": _ends("TIMESTAMP"),
}
"""Calls that give a single value, by its kind."""


def _list_of(kind: str) -> Maker:
    return lambda g, depth: listed(g, kind, depth + 1)


def _made_by(maker: Callable[["Generator", str, int], str], kind: str) -> Maker:
    return lambda g, depth: maker(g, kind, depth)


LIST_CALLS: Sequence[Maker] = [
    # Each maker for certain: by chance alone some seeds miss one.
    *(
        _made_by(maker, ELEMENTS[number % len(ELEMENTS)])
        for number, maker in enumerate(dict.fromkeys(_MAKERS))
    ),
    *(_list_of(kind) for kind in ELEMENTS for _ in range(4)),
    lambda g, depth: mapped(g, depth + 1),
    lambda g, depth: mapped(g, depth + 1),
    lambda g, depth: g.call("MAP_KEYS", mapped(g, depth)),
    lambda g, depth: g.call("MAP_VALUES", mapped(g, depth)),
    lambda g, depth: g.call("MAP_ENTRIES", mapped(g, depth)),
    lambda g, depth: g.call("ARRAY_DISTINCT", g.choose.choice(("parts", "lists", "flags"))),
    lambda g, depth: g.call("ARRAY_EXCEPT", "parts", "ARRAY_SLICE(parts, 2)"),
    lambda g, depth: g.call("ARRAY_UNION", "lists", "ARRAY[numbers, ARRAY[1]]"),
    lambda g, depth: "SORT(item IN parts BY item.price DESC)",
    lambda g, depth: "SORT(item IN parts BY item.name)",
    lambda g, depth: "TRANSFORM(item IN parts AS item.tags)",
    lambda g, depth: "TRANSFORM(item IN parts AS TRANSFORM(tag IN item.tags AS tag || item.name))",
    lambda g, depth: "FILTER(item IN parts WHERE item.price / a > 1)",
]
"""Calls that give a list or a map."""
