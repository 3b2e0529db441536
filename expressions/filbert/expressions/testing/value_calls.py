"""Random calls of the functions for single values, and the columns that they read."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from filbert.expressions.testing.generation import Generator

Choice = TypeVar("Choice")
Maker = Callable[["Generator", int], str]

VALUE_COLUMNS: Mapping[str, str] = {
    "name": "STRING",
    "size": "BIGINT",
    "ratio": "DOUBLE",
    "clock": "TIMESTAMP",
    "written": "STRING",
    "contact": "STRING",
    "amount_text": "STRING",
}
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
    "ratio": (
        *(
            0.0,
            0.5,
            -0.5,
            1.0,
            -1.0,
            2.0,
            -2.0,
            3.0,
            10.0,
            1000.0,
            0.1,
            3.7,
            -3.7,
            1e-5,
            1e-9,
            2.718281828459045,
        ),
        *(700.0, 710.5, -740.0, -745.5, 1.5707963267948966, 999999.5, -1000000.5, 1e22, 5e-324, 2.2e-308),
    ),
    "clock": tuple(
        datetime.datetime.fromisoformat(text)
        for text in (
            "1970-01-01T00:00:00",
            "1970-01-01T04:30:00.001",
            "2024-03-31T00:59:59.999",
            "2024-03-31T01:00:00",
            "2024-10-27T00:30:00",
            "2024-10-27T01:30:00",
            "2024-12-29T23:30:00",
            "2024-12-31T23:59:59.999",
            "2011-12-30T12:00:00",
            "2018-11-04T03:30:00",
            "2024-02-29T05:45:30.250",
            "2021-01-03T20:00:00",
            "2150-07-01T12:00:00",
            "9999-12-31T10:00:00",
            "9999-12-31T23:30:00",
        )
    ),
    "contact": (
        "10.1.2.3",
        "172.31.255.255",
        "172.32.0.0",
        "256.1.1.1",
        "010.1.1.1",
        "1.2.3",
        "::",
        "::1",
        "2001:DB8::1:0:0:1",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::ffff:192.168.0.1",
        "fe80::1%eth0",
        "1::2::3",
        "anna@example.com",
        "@x",
        "a@",
        "😀@b.c@d.e",
        "YWJj",
        "YWI=",
        "YWJ=",
        "YQ",
        "_w",
        "C3RhZmY=",
        "616263",
        "c3a9C3A9",
        "ff",
        "+48 600 100 200",
        "600100200",
        "06 1 234 5678",
        "011 48 600 100 200",
        "810 48 600100200",
        "06 698 12345",
        "0048600100200",
        "+1 (876) 555-0123",
        "+14165550123",
        "+44 20 7946 0018",
        "+999123",
        "112",
    ),
    "written": (
        "2024-02-29 10:05:07.250",
        "2024-03-31 02:30:00.000",
        "2024-10-27 02:30:00.000",
        "29.02.2024 10:05",
        "9.3.2024 7:05",
        "30.02.2024 10:05",
        "29.02.2024 24:05",
        "09/Mar/2024 12:00:00 AM +02:00",
        "09/mar/2024 11:59:59 pm Z",
        "31/Feb/2024 01:00:00 PM -14:00",
        "01/Jan/1970 01:00:00 AM +05:30",
        "2024-02-29",
        "20240229",
        "20241301",
        "2024-02-29T10:05:07Z",
        "2024-02-29T10:05:07+15:00",
        "",
    ),
    "amount_text": (
        "1 234,50",
        "1.234,50",
        "1,234.50",
        "1234.5",
        "1.234",
        "1,2,3",
        "12.345.678",
        "1\u00a0234",
        "1'234'567.891",
        " +7 ",
        "-0,005",
        "1 23",
        "12 345",
        "0,12345678951",
        "1" * 29,
        "1" * 30,
        "9" * 29 + ",9999999999",
        "1 234 567'890",
        ",5",
        "5,",
        "",
        "\u0661",
        "1_000",
    ),
    "size": (0, 1, 2, 3, 5, -1, -2, 10, 255, 1_000_000, 1_000_001, 2**31, 2**63 - 1, -(2**63)),
}


def _text(g: "Generator", depth: int) -> str:
    return "name" if g.choose.random() < 0.6 else g.text("STRING", depth)


def _size(g: "Generator", depth: int) -> str:
    return g.choose.choice(("size", "size", "3", "1", "12", "-1", g.text("BIGINT", depth)))


def _some(g: "Generator", *texts: Choice) -> Choice:
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


EXPRESSIONS = (
    "[a-z]+",
    "([a-z])([a-z])?",
    "[^0-9]",
    "a|b",
    r"\W",
    "(ab)+",
    "([a-z]+)@([a-z]+)",
    "^[+]48([0-9]{3})",
    ".",
    "a.+?b",
    "😀|,",
)


def _matched(name: str, *rest: Sequence[str]) -> Maker:
    return lambda g, depth: g.call(
        name,
        _some(g, "contact", _text(g, depth)),
        f"'{_some(g, *EXPRESSIONS)}'",
        *(_some(g, *choices) for choices in rest),
    )


def _phone(name: str) -> Maker:
    return lambda g, depth: g.call(name, "contact", *_some_of(g, ["'PL'", "'US'", "'HU'", "'IT'", "'RU'"]))


def _contact(name: str) -> Maker:
    return lambda g, depth: g.call(name, "contact" if g.choose.random() < 0.8 else _text(g, depth))


def _address(g: "Generator") -> str:
    return _some(g, "contact", "contact", "'10.1.2.3'", "s")


def _number(g: "Generator", depth: int) -> str:
    return "ratio" if g.choose.random() < 0.7 else g.some(depth, ("DOUBLE", "DOUBLE", "BIGINT", "DECIMAL"))


def _numbers(name: str, count: int = 1) -> Maker:
    return lambda g, depth: g.call(name, *(_number(g, depth) for _ in range(count)))


def _buckets(kind: str, *widths: str) -> list[Maker]:
    return [
        lambda g, depth: g.call("BUCKET", g.text(kind, depth), _some(g, *widths)),
        lambda g, depth: g.call("CLAMP", g.text(kind, depth), g.leaf(kind), g.text(kind, depth)),
        lambda g, depth: g.call("TRUNC", g.text(kind, depth), g.digits()),
    ]


ZONES = (
    "UTC",
    "Europe/Warsaw",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
    "Etc/GMT+12",
)
UNITS = ("MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
PARTS = ("YEAR", "QUARTER", "MONTH", "WEEK", "ISO_YEAR", "DAY", "DAY_OF_YEAR", "DAY_OF_WEEK")
PATTERNS = (
    "yyyy-MM-dd HH:mm:ss.SSS",
    "dd.MM.yyyy HH:mm",
    "d.M.yyyy H:mm",
    "dd/MMM/yyyy hh:mm:ss a XXX",
    "yyyy-MM-ddTHH:mm:ssXXX",
    "yyyyMMdd",
    "yy",
)


def _zone(g: "Generator") -> list[str]:
    return [f"'{g.choose.choice(ZONES)}'"] if g.choose.random() < 0.8 else []


def _timestamp(g: "Generator", depth: int) -> str:
    return "clock" if g.choose.random() < 0.7 else g.text("TIMESTAMP", depth)


def _unit(g: "Generator", units: Sequence[str] = UNITS) -> str:
    return f"'{g.choose.choice(units)}'"


def _date_part(name: str) -> Maker:
    return lambda g, depth: g.call(name, *_some(g, ["clock", *_zone(g)], [g.text("DATE", depth)]))


def _clock_part(name: str) -> Maker:
    return lambda g, depth: g.call(name, _timestamp(g, depth), *_zone(g))


def _amount(g: "Generator") -> str:
    return _some(g, "size", "1", "-1", "12", "tiny", "j")


def _epoch(g: "Generator") -> str:
    return _some(g, "size", "EPOCH_MILLIS(clock)", "253402300799999", "a")


VALUE_CALLS: Mapping[str, Sequence[Maker]] = {
    "BOOLEAN": [
        lambda g, depth: g.call("PARSE_BOOLEAN", _some(g, "number", "'YES'", _text(g, depth))),
        _phone("IS_VALID_PHONE"),
        _contact("IS_VALID_IP"),
        _contact("IS_PRIVATE_IP"),
        lambda g, depth: g.call(
            "IP_IN", _address(g), _some(g, "'10.0.0.0/8'", "'::/0'", "'0.0.0.0/0'", "'2001:db8::/33'")
        ),
        _date_part("IS_WEEKEND"),
        lambda g, depth: g.call(
            "IS_TIME_BETWEEN",
            _timestamp(g, depth),
            *_some(g, ("'22:00'", "'06:00'"), ("'00:00'", "'12:30'"), ("'02:30'", "'02:30'")),
            *_zone(g),
        ),
        _texts("IS_BLANK"),
        _two("EQUALS_IGNORE_CASE", "'STRASSE'", "'Banana'", "UPPER(name)"),
    ],
    "BIGINT": [
        _matched("REGEXP_COUNT"),
        _contact("IP_VERSION"),
        lambda g, depth: g.call("HASH_BUCKET", _text(g, depth), _some(g, "1", "100", "999983")),
        *(_date_part(name) for name in PARTS),
        *(_clock_part(name) for name in ("HOUR", "MINUTE", "SECOND", "MILLISECOND")),
        lambda g, depth: g.call("ZONE_OFFSET", _timestamp(g, depth), f"'{_some(g, *ZONES)}'"),
        lambda g, depth: g.call(
            "DATE_DIFF", _unit(g, UNITS[4:]), g.text("DATE", depth), g.text("DATE", depth)
        ),
        lambda g, depth: g.call("AGE", g.text("DATE", depth), g.call("LOCAL_DATE", "clock")),
        lambda g, depth: g.call("EPOCH_MILLIS", _timestamp(g, depth)),
        lambda g, depth: g.call("EPOCH_SECONDS", _timestamp(g, depth)),
        *_buckets("BIGINT", "1", "10", "7", "9223372036854775807"),
        lambda g, depth: g.call("MOD", g.text("BIGINT", depth), g.text("BIGINT", depth)),
        lambda g, depth: g.call("SIGN", g.some(depth, ("BIGINT", "DECIMAL", "DOUBLE"))),
        lambda g, depth: g.call("WIDTH_BUCKET", _number(g, depth), *_some(g, "0 1 10", "-5.5 1e3 3").split()),
        lambda g, depth: g.call("FROM_HEX", _some(g, "number", "TO_HEX(size)", g.text("STRING", depth))),
        _two("LEVENSHTEIN", "'banana'", "'kowalski'"),
        lambda g, depth: g.call("LAST_POSITION", _some(g, "'a'", "','", "''", "'😀'"), _text(g, depth)),
        _two("OCCURRENCES", "'a'", "'an'", "''", "'..'"),
    ],
    "DECIMAL": [
        *_buckets("DECIMAL", "0.5", "10", "1000.00"),
        lambda g, depth: g.call(
            "PARSE_NUMBER", _some(g, "amount_text", "number"), *_some(g, ["','"], ["'.'"], [])
        ),
        lambda g, depth: g.call(
            "PARSE_NUMBER", f"FORMAT_NUMBER({g.text('DECIMAL', depth)}, 2, ' ', ',')", "','"
        ),
    ],
    "DOUBLE": [
        *_buckets("DOUBLE", "0.5", "10", "1e-3"),
        *(
            _numbers(name)
            for name in ("SQRT", "EXP", "LN", "LOG10", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN")
        ),
        *(_numbers(name) for name in ("RADIANS", "DEGREES")),
        *(_numbers(name, 2) for name in ("POWER", "LOG", "ATAN2")),
        lambda g, depth: f"({g.call('PI')} * {_number(g, depth)})",
    ],
    "DATE": [
        lambda g, depth: g.call("LOCAL_DATE", _timestamp(g, depth), *_zone(g)),
        lambda g, depth: g.call("START_OF", _unit(g, UNITS[4:]), g.text("DATE", depth)),
        lambda g, depth: g.call("END_OF", _unit(g, UNITS[4:]), g.text("DATE", depth)),
        lambda g, depth: g.call("TIME_ADD", _unit(g, UNITS[4:]), _amount(g), g.text("DATE", depth)),
        lambda g, depth: g.call(
            "MAKE_DATE", _some(g, "2024", "YEAR(clock)", "size"), _some(g, "2", "j"), "tiny"
        ),
        lambda g, depth: g.call(
            "PARSE_DATE", "written", _some(g, "'yyyy-MM-dd'", "'yyyyMMdd'", "'d.M.yyyy'", "'yy'")
        ),
    ],
    "TIMESTAMP": [
        lambda g, depth: g.call("START_OF", _unit(g), _timestamp(g, depth), *_zone(g)),
        lambda g, depth: g.call("END_OF", _unit(g), _timestamp(g, depth), *_zone(g)),
        lambda g, depth: g.call("TIME_ADD", _unit(g), _amount(g), _timestamp(g, depth), *_zone(g)),
        lambda g, depth: g.call(
            "MAKE_TIME",
            g.text("DATE", depth),
            _some(g, "2", "0", "tiny"),
            _some(g, "30", "i"),
            "0",
            *_zone(g),
        ),
        lambda g, depth: g.call("FROM_EPOCH_MILLIS", _epoch(g)),
        lambda g, depth: g.call("FROM_EPOCH_SECONDS", _epoch(g)),
        lambda g, depth: g.call("PARSE_TIME", "written", f"'{_some(g, *PATTERNS)}'", *_zone(g)),
        lambda g, depth: g.call(
            "PARSE_TIME", f"FORMAT_TIME(clock, '{PATTERNS[0]}')", f"'{PATTERNS[0]}'", *_zone(g)
        ),
    ],
    "STRING": [
        _phone("TO_E164"),
        _phone("PHONE_COUNTRY"),
        _matched("REGEXP_EXTRACT"),
        _matched("REGEXP_EXTRACT", "0129"),
        _matched("REGEXP_REPLACE", ("''", "'<$1-$0>'", "'$$2$2'", "'😀'")),
        lambda g, depth: g.call("IP_NETWORK", _address(g), _some(g, "24", "64", "0", "32", "128", "size")),
        *(
            _texts(name)
            for name in ("SHA256", "MD5", "BASE64_ENCODE", "BASE64URL_ENCODE", "HEX_ENCODE", "MASK_EMAIL")
        ),
        *(_contact(name) for name in ("BASE64_DECODE", "BASE64URL_DECODE", "HEX_DECODE", "MASK_EMAIL")),
        lambda g, depth: g.call("HEX_DECODE", g.call("HEX_ENCODE", _text(g, depth))),
        lambda g, depth: g.call(
            "MASK", _text(g, depth), _size(g, depth), _size(g, depth), *_some_of(g, ["'#'", "''", "s"])
        ),
        lambda g, depth: g.call("MASK_RANGE", g.text("BIGINT", depth), _some(g, "10", "7", "1000000000")),
        lambda g, depth: g.call(
            "FORMAT_TIME", _timestamp(g, depth), f"'{_some(g, *PATTERNS)} EEE'", *_zone(g)
        ),
        lambda g, depth: g.call("FORMAT_TIME", g.text("DATE", depth), f"'{_some(g, *PATTERNS)}'"),
        lambda g, depth: g.call("TO_HEX", g.text("BIGINT", depth)),
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
