"""Events as lines of JSON."""

import contextlib
import io

import pytest
from filbert.scenarios.events import (
    EventLineError,
    InputEvent,
    format_instant,
    parse_event_line,
    parse_instant,
    read_event_lines,
)
from hypothesis import given
from hypothesis import strategies as st


def test_a_full_line():
    line = (
        '{"stream": "sms", "time": 1780000000000, "partition": 2, "offset": 17, "key": "48", "value": '
        '{"a": 1}}'
    )

    assert InputEvent("sms", 1780000000000, 2, 17, {"a": 1}, b'{"a":1}', "48") == parse_event_line(line)


def test_all_but_the_value_may_be_left_out():
    assert InputEvent(value={"a": 1}, raw=b'{"a":1}') == parse_event_line('{"value": {"a": 1}}')


def test_the_digits_of_a_number_reach_the_decoder_as_they_were_written():
    assert (
        parse_event_line('{"value": {"fee": 0.10, "large": 12345678901234567890.1234567890}}').raw
        == b'{"fee":0.10,"large":12345678901234567890.1234567890}'
    )


def test_raw_bytes_need_not_parse():
    event = parse_event_line('{"raw": "{\\"a\\": "}')

    assert (event.raw, event.value) == (b'{"a": ', None)


def test_raw_bytes_that_are_not_utf_8_are_written_as_lone_surrogates():
    assert parse_event_line('{"raw": "\\udcff{"}').raw == b"\xff{"


def test_a_null_value_is_a_tombstone():
    assert InputEvent() == parse_event_line('{"value": null}')
    assert InputEvent() == parse_event_line('{"raw": null}')


def test_a_time_may_be_iso_8601():
    assert parse_event_line('{"time": "2026-01-01T01:00:00+01:00", "value": {}}').time_ms == 1767225600000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "not JSON at column 1: Expecting value"),
        ("{", "not JSON at column 2: Expecting property name enclosed in double quotes"),
        ('{"value": 1} x', "not JSON at column 14: Extra data"),
        ('{"value": NaN}', "not JSON: NaN is not a JSON number"),
        ("[1]", 'an event is a JSON object, for example {"value": {"id": 1}}'),
        ("{}", "an event has either 'value' or 'raw'"),
        ('{"value": 1, "raw": "x"}', "an event has either 'value' or 'raw'"),
        ('{"value": 1, "strem": "sms"}', "unknown key 'strem' (did you mean 'stream'?)"),
        ('{"value": 1, "stream": 7}', "'stream' must be a text"),
        ('{"raw": {"a": 1}}', "'raw' must be a text"),
        ('{"raw": "\\ud800"}', "'raw': U+D800 stands for no byte"),
        ('{"value": 1, "offset": -1}', "'offset' must be a whole number from 0 to 9223372036854775807"),
        ('{"value": 1, "offset": 1.0}', "'offset' must be a whole number from 0 to 9223372036854775807"),
        ('{"value": 1, "partition": true}', "'partition' must be a whole number from 0 to 2147483647"),
        ('{"value": 1, "time": 1e12}', "'time' must be a whole number from 0 to 253402300799999"),
        (
            '{"value": 1, "time": "2026-01-01 10:00"}',
            "'time': '2026-01-01 10:00' is not a time; write ISO 8601 with Z or an offset",
        ),
        (b'{"value": "\xff"}', "not UTF-8 at byte 12; give such a record as 'raw'"),
        ('{"value": ' + "[" * 100_000 + "}", "nested too deep"),
        ('{"value": ' + "1" * 5_000 + "}", "not JSON: Exceeds the limit (4300 digits)"),
    ],
)
def test_a_line_that_is_no_event_says_why_and_where(line, message):
    with pytest.raises(EventLineError) as caught:
        parse_event_line(line, 3)

    assert str(caught.value).startswith(f"line 3: {message}")


def test_lines_are_counted_with_the_empty_ones():
    with pytest.raises(EventLineError, match="line 3: not JSON"):
        list(read_event_lines(io.BytesIO(b'{"value": 1}\n\noops\n')))


def test_empty_lines_are_no_events():
    assert [event.value for event in read_event_lines(['{"value": 1}\n', " \n", '{"value": 2}\n'])] == [1, 2]


@given(st.text() | st.binary())
def test_any_line_is_an_event_or_refused(line):
    with contextlib.suppress(EventLineError):
        assert isinstance(parse_event_line(line), InputEvent)


@given(st.integers(0, 253_402_300_799_999))
def test_an_instant_is_written_and_read_back(milliseconds):
    assert milliseconds == parse_instant(format_instant(milliseconds))


def test_an_instant_is_written_with_milliseconds_and_z():
    assert format_instant(1767225600007) == "2026-01-01T00:00:00.007Z"


@pytest.mark.parametrize(
    "text", ["", "now", "2026-01-01T10:00:00", "2026-01-01", "2026-13-01T00:00:00Z", "99999-01-01"]
)
def test_an_instant_needs_a_zone(text):
    with pytest.raises(ValueError, match="is not a time"):
        parse_instant(text)
