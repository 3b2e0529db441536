"""Stream files: what is read, and which faults are found."""

from pathlib import Path

import pytest
from filbert.expressions import parse_type
from filbert.scenarios.problem import DocumentError
from filbert.scenarios.stream import (
    EventTime,
    StreamField,
    load_stream,
    load_streams,
    read_stream,
    read_streams,
)

SMS = """\
stream: sms
topic: text-messages
format: json
key: sender
event_time: {field: sent_at, out_of_orderness: 7s, idleness: 1m, max_ahead: 1h}
max_bytes: 1000
fields:
  sender: STRING NOT NULL
  sent_at: TIMESTAMP NOT NULL
  kind: {type: STRING NOT NULL, enum: [text, picture]}
  cell: ROW<id STRING, lat DOUBLE>
  parts: SMALLINT
pii: [sender, cell.id]
"""


@pytest.fixture
def problems_of(tmp_path):
    def read(text):
        file = tmp_path / "a.yaml"
        file.write_text(text)
        stream, problems = read_stream(file)
        assert stream is None or not problems
        assert all(problem.file == str(file) for problem in problems)
        return [(each.code, each.line, each.column, each.message, each.hint) for each in problems]

    return read


@pytest.fixture
def sms(tmp_path):
    file = tmp_path / "sms.yaml"
    file.write_text(SMS)
    return load_stream(file)


def test_a_stream_is_read_as_it_is_written(sms):
    assert (
        sms.name,
        sms.topic,
        sms.format,
        sms.key,
        sms.max_bytes,
    ) == ("sms", "text-messages", "json", "sender", 1000)
    assert EventTime("sent_at", 7_000, 60_000, 3_600_000) == sms.event_time
    assert list(sms.fields) == ["sender", "sent_at", "kind", "cell", "parts"]


def test_a_field_keeps_its_declared_type_beside_the_widened_one(sms):
    assert StreamField("SMALLINT", parse_type("SMALLINT")) == sms.fields["parts"]
    assert str(sms.fields["parts"].column) == "BIGINT"


def test_an_enum_and_not_null_are_kept(sms):
    assert sms.fields["kind"].enum == ("text", "picture")
    assert not sms.fields["kind"].column.nullable
    assert sms.fields["parts"].column.nullable


def test_personal_fields_are_marked_a_part_marks_the_whole(sms):
    assert [name for name, field in sms.fields.items() if field.pii] == ["sender", "cell"]
    assert [name for name, field in sms.fields.items() if field.column.pii] == ["sender", "cell"]


def test_a_field_may_be_marked_personal_where_it_is_declared(tmp_path):
    (tmp_path / "a.yaml").write_text("stream: a\nfields: {x: {type: STRING, pii: true}, y: STRING}\n")

    stream = load_stream(tmp_path / "a.yaml")

    assert [field.column.pii for field in stream.fields.values()] == [True, False]


def test_the_rest_has_defaults(tmp_path):
    (tmp_path / "a.yaml").write_text("stream: a\nfields: {x: BIGINT}\n")

    stream = load_stream(tmp_path / "a.yaml")

    assert (stream.topic, stream.format, stream.key, stream.max_bytes) == ("a", "json", None, 524_288)
    assert EventTime(None, 5_000, 30_000, 600_000) == stream.event_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fields: {x: STRING}\n", ("E_MISSING", 1, 1, "'stream' is missing", None)),
        ("stream: a\n", ("E_MISSING", 1, 1, "'fields' is missing", None)),
        (
            "stream: a\nfields: {}\n",
            ("E_MISSING", 2, 9, "a stream needs at least one field", "for example id: STRING NOT NULL"),
        ),
        (
            "stream: A\nfields: {x: STRING}\n",
            (
                "E_NAME",
                1,
                9,
                "'A' is not a name",
                "lower case letters, digits and '-', a letter first, at most 63",
            ),
        ),
        (
            "stream: a\ntopic: a b\nfields: {x: STRING}\n",
            ("E_NAME", 2, 8, "'a b' is not a topic's name", "letters, digits, '.', '_' and '-', at most 249"),
        ),
        (
            "stream: a\nformat: avro\nfields: {x: STRING}\n",
            ("E_FORMAT", 2, 9, "the format 'avro' cannot be read yet", "supported are: json"),
        ),
        (
            "stream: a\nformat: jsn\nfields: {x: STRING}\n",
            (
                "E_VALUE",
                2,
                9,
                "'jsn' in 'format' is none of json, csv, avro, debezium-json, debezium-avro, protobuf",
                "did you mean 'json'?",
            ),
        ),
        (
            "stream: a\nkey: sendr\nfields: {sender: STRING}\n",
            ("E_FIELD", 2, 6, "the key 'sendr' is not a field of the stream", "did you mean 'sender'?"),
        ),
        (
            "stream: a\nevent_time: {field: at}\nfields: {sent_at: TIMESTAMP NOT NULL}\n",
            ("E_FIELD", 2, 21, "the event time 'at' is not a field of the stream", "known are: sent_at"),
        ),
        (
            "stream: a\nevent_time: {field: at}\nfields: {at: TIMESTAMP}\n",
            (
                "E_TYPE",
                2,
                21,
                "the event time 'at' must be a TIMESTAMP NOT NULL, it is TIMESTAMP",
                "write at: TIMESTAMP NOT NULL",
            ),
        ),
        (
            "stream: a\nevent_time: {field: at}\nfields: {at: BIGINT NOT NULL}\n",
            (
                "E_TYPE",
                2,
                21,
                "the event time 'at' must be a TIMESTAMP NOT NULL, it is BIGINT NOT NULL",
                "write at: TIMESTAMP NOT NULL",
            ),
        ),
        (
            "stream: a\nfields: {event_time: TIMESTAMP}\n",
            (
                "E_NAME",
                2,
                10,
                "'event_time' is reserved: it is in scope everywhere",
                "choose another name",
            ),
        ),
        (
            "stream: a\nfields: {$x: STRING}\n",
            (
                "E_NAME",
                2,
                10,
                "'$x' cannot be a field's name: names that begin with '$' are reserved",
                "choose another name",
            ),
        ),
        (
            "stream: a\nfields: {x: 7}\n",
            (
                "E_TYPE",
                2,
                13,
                "expected a type, found the number 7",
                "for example STRING, or BIGINT NOT NULL",
            ),
        ),
        (
            "stream: a\nfields:\n  x:\n",
            ("E_TYPE", 3, 5, "expected a type, found nothing", "for example STRING, or BIGINT NOT NULL"),
        ),
        (
            "stream: a\nfields: {x: {type: STRING, enm: [a]}}\n",
            ("E_KEY", 2, 28, "unknown key 'fields.x.enm'", "did you mean 'enum'?"),
        ),
        (
            "stream: a\nfields: {x: {enum: [a]}}\n",
            ("E_MISSING", 2, 10, "'fields.x.type' is missing", None),
        ),
        (
            "stream: a\nfields: {x: {type: BIGINT, enum: [a]}}\n",
            ("E_TYPE", 2, 34, "only a STRING can be an enum, not BIGINT", None),
        ),
        (
            "stream: a\nfields: {x: {type: STRING, enum: []}}\n",
            ("E_VALUE", 2, 34, "an enum needs at least one value", None),
        ),
        (
            "stream: a\nfields: {x: {type: STRING, enum: [a, a]}}\n",
            ("E_DUPLICATE", 2, 34, "an enum has each value once", None),
        ),
        (
            "stream: a\nfields: {x: {type: STRING, enum: [a, 1]}}\n",
            (
                "E_TYPE",
                2,
                38,
                "expected a text in 'fields.x.enum[1]', found the number 1",
                "put it in quotes",
            ),
        ),
        (
            "stream: a\nfields: {x: STRING}\npii: [y.z]\n",
            ("E_FIELD", 3, 7, "'y.z' is not a field of the stream", "known are: x"),
        ),
        (
            "stream: a\nmax_bytes: 0\nfields: {x: STRING}\n",
            ("E_RANGE", 2, 12, "the number 0 in 'max_bytes' is too small", "the least is 1"),
        ),
        (
            "stream: a\nevent_time: {idleness: 30}\nfields: {x: STRING}\n",
            (
                "E_DURATION",
                2,
                24,
                "30 is not a duration; write a whole number and a unit, for example 150ms, 5s, 10m, 4h or 30d",
                None,
            ),
        ),
    ],
)
def test_a_fault_has_a_code_a_place_and_a_hint(problems_of, text, expected):
    assert [expected] == problems_of(text)


@pytest.mark.parametrize(
    ("declared", "word"), [("STRIN", "STRIN"), ("ROW<id STRIN>", "STRIN"), ("DECIMAL(99, 2)", "DECIMAL")]
)
def test_a_fault_in_a_type_is_marked_inside_it(problems_of, declared, word):
    [(code, line, column, _, _)] = problems_of(f"stream: a\nfields:\n  x: {declared}\n")

    assert ("E_SYNTAX", 3, 6 + declared.index(word)) == (code, line, column)


def test_all_faults_are_found_at_once(problems_of):
    found = problems_of(
        "stream: a\nformat: csv\nkey: nope\nevent_time: {field: when}\nfields: {x: STRIN, error: STRING}\npii: [z]\n"
    )

    assert [code for code, *_ in found] == ["E_FORMAT", "E_FIELD", "E_FIELD", "E_SYNTAX", "E_NAME", "E_FIELD"]


def test_a_folder_is_read_by_the_names_of_its_streams(tmp_path):
    (tmp_path / "one.yaml").write_text("stream: a\nfields: {x: STRING}\n")
    (tmp_path / "two.json").write_text('{"stream": "b", "fields": {"x": "STRING"}}')
    (tmp_path / "notes.md").write_text("not a stream")

    assert {"a", "b"} == load_streams(tmp_path).keys()


def test_a_folder_that_is_not_there_holds_no_streams(tmp_path):
    assert load_streams(tmp_path / "nowhere") == {}


def test_a_stream_that_is_defined_twice_is_a_fault(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("stream: a\nfields: {x: STRING}\n")

    with pytest.raises(DocumentError, match="E_DUPLICATE the stream 'a' is defined twice"):
        load_streams(tmp_path)


def test_sound_streams_are_given_beside_the_faults_of_others(tmp_path):
    (tmp_path / "a.yaml").write_text("stream: a\nfields: {x: STRING}\n")
    (tmp_path / "b.yaml").write_text("stream: b\n")

    streams, [problem] = read_streams(tmp_path)

    assert (["a"], str(tmp_path / "b.yaml")) == (list(streams), problem.file)


def test_files_of_other_names_are_not_read_when_all_that_is_asked_for_is_found(tmp_path):
    (tmp_path / "a.yaml").write_text("stream: a\nfields: {x: STRING}\n")
    (tmp_path / "b.yaml").write_text("stream: c\nfields: {x: STRING}\n")

    assert list(read_streams(tmp_path, ["a"])[0]) == ["a"]
    assert list(read_streams(tmp_path, ["a", "c"])[0]) == ["a", "c"]


def test_the_example_streams_are_sound():
    examples = Path(__file__).parents[2] / "scenarios" / "examples" / "streams"

    assert {"calls", "sms"} <= load_streams(examples).keys()
