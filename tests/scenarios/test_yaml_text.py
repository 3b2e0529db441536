"""What YAML means here, and what it may not do."""

import contextlib
import json

import pytest
from filbert.scenarios.problem import DocumentError
from filbert.scenarios.text import MAX_BYTES, UNPRINTABLE, Number
from filbert.scenarios.yaml_text import read_file, read_text
from hypothesis import given, settings
from hypothesis import strategies as st


def value_of(text):
    return read_text(f"value: {text}\n").value["value"]


def only_problem(text):
    try:
        problems = read_text(text).problems
    except DocumentError as error:
        problems = error.problems
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    "word",
    [
        "on",
        "off",
        "yes",
        "no",
        "y",
        "n",
        "On",
        "NO",
        "12:30",
        "1:2:3",
        "1_000",
        "0b11",
        "2026-01-01",
        "0o8",
        "1.2.3",
        "2026-01-01T10:00:00Z",
        "+",
        ".",
        "tRue",
        "nULL",
        "1e",
        "e3",
        "0x",
        "1__0",
        "=",
        "١",
    ],
)
def test_a_word_that_only_older_yaml_reads_as_something_else_is_text(word):
    assert word == value_of(word)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_words_and_whole_numbers_of_the_core_schema(word, value):
    found = value_of(word)

    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("0.10", "0.10"),
        ("-1.50", "-1.50"),
        ("+2.5", "2.5"),
        (".5", "0.5"),
        ("5.", "5.0"),
        ("1e3", "1e3"),
        ("1E-3", "1e-3"),
        ("007.5", "7.5"),
        ("1e999", "1e999"),
    ],
)
def test_a_number_with_a_fraction_keeps_how_it_was_written(word, text):
    found = value_of(word)

    assert isinstance(found, Number)
    assert text == str(found)
    assert float(word) == found


@pytest.mark.parametrize("text", ["'0.10'", '"true"', "'null'", "'~'"])
def test_what_is_quoted_is_text(text):
    assert text[1:-1] == value_of(text)


def test_keys_are_text_however_they_are_written():
    assert read_text("1: 1\ntrue: 2\non: 3\n'': 4\n").value == {"1": 1, "true": 2, "on": 3, "": 4}


@pytest.mark.parametrize("word", [".inf", "-.INF", ".nan"])
def test_a_number_that_is_not_finite_is_a_fault(word):
    problem = only_problem(f"a: {word}\n")

    assert (problem.code, problem.line, problem.column) == ("E_VALUE", 1, 4)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3\n", "E_DUPLICATE", 3, 1),
        ("x: {a: 1, 'a': 2}\n", "E_DUPLICATE", 1, 11),
        ('{"a": 1, "a": 2}', "E_DUPLICATE", 1, 10),
        ("a: &x 1\n", "E_SYNTAX", 1, 4),
        ("a: !!python/name:os.system ''\n", "E_SYNTAX", 1, 4),
        ("a: !local 1\n", "E_SYNTAX", 1, 4),
        ("a:\n  <<: {b: 1}\n", "E_SYNTAX", 2, 3),
        ("a: 1\n---\nb: 2\n", "E_SYNTAX", 2, 1),
        ("? [1]\n: 2\n", "E_KEY", 1, 3),
        ("", "E_SYNTAX", 1, 1),
        ("# nothing\n", "E_SYNTAX", 1, 1),
        ("a: [1, 2\n", "E_SYNTAX", 2, 1),
        ("a: b: c\n", "E_SYNTAX", 1, 5),
        ("a:\n\tb: 1\n", "E_SYNTAX", 2, 1),
        ("a: 1\nb: \x07\n", "E_CHARACTER", 2, 4),
        ('a: "\\0"\n', "E_CHARACTER", 1, 4),
        ("a: x\u2028y\n", "E_CHARACTER", 1, 5),
        ('{"a": "\\ud800"}', "E_CHARACTER", 1, 7),
    ],
)
def test_what_a_document_may_not_hold_is_found_at_its_place(text, code, line, column):
    problem = only_problem(text)

    assert (code, line, column) == (problem.code, problem.line, problem.column)


def test_anchors_and_aliases_are_all_found_at_once():
    problems = read_text("a: &x 1\nb: *x\nc: *x\n").problems

    assert [problem.line for problem in problems] == [1, 2, 3]


def test_an_alias_that_nothing_defines_is_not_looked_up():
    assert only_problem("a: *nowhere\n").code == "E_SYNTAX"


def test_the_second_of_two_equal_keys_does_not_replace_the_first():
    assert read_text("a: 1\na: 2\nb: 3\n").value == {"a": 1, "b": 3}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(500)),
        "[" + "a," * 2_000_000 + "]",
        "[" + "1," * 1_999_999 + "1]",
        "a" * (MAX_BYTES + 1),
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
    ],
    ids=[
        "brackets",
        "json",
        "braces",
        "dashes",
        "marks",
        "indents",
        "values",
        "json values",
        "bytes",
        "laughs",
    ],
)
def test_a_bomb_is_refused_before_it_costs_anything(text):
    try:
        problems = read_text(text).problems
    except DocumentError as error:
        problems = error.problems

    assert {problem.code for problem in problems} <= {"E_LIMIT", "E_SYNTAX"}
    assert problems


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * 10_000_000)

    with pytest.raises(DocumentError, match="E_LIMIT the file is larger than 4 MiB"):
        read_file(file)


def test_a_file_that_is_not_utf_8_is_refused_at_the_byte(tmp_path):
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"a: 1\nname: \xa3\xf3d\xbc")

    with pytest.raises(DocumentError) as caught:
        read_file(file)

    [problem] = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("E_CHARACTER", 2, 7)


def test_a_byte_order_mark_and_windows_line_ends_are_taken(tmp_path):
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")

    parsed = read_file(file)

    assert parsed.value == {"a": 1, "b": "x"}
    assert parsed.positions.place(("b",)) == (2, 4)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**30), 10**30)
        | st.text().filter(lambda text: not UNPRINTABLE.search(text)),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.text().filter(lambda text: not UNPRINTABLE.search(text)), each)
        ),
    )
)
@settings(max_examples=100, deadline=None)
def test_json_is_read_as_json(value):
    document = {"value": value}

    assert document == read_text(json.dumps(document)).value
    assert document == read_text(json.dumps(document, indent=1, ensure_ascii=False)).value


@given(st.text(alphabet=" \n-:{}[]\"'|>#&*!?,ab0.%@`\\\t~<"))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(DocumentError):
        assert read_text(text).positions.values[()].line >= 1
