"""Files of test cases: which events a case feeds, and what it expects."""

import pytest
from filbert.scenarios.events import InputEvent
from filbert.scenarios.problem import DocumentError
from filbert.scenarios.testcase import case_file, load_test_cases, scenario_file

SCENARIO = """\
filbert: 1
name: spam
nodes:
  - {id: in, component: kafka, parameters: {stream: sms}}
  - {id: customer, component: join-latest}
  - {id: out, component: alert}
edges: [{from: in, to: customer}, {from: customer, to: out}]
"""
SMS = """\
stream: sms
event_time: {field: sent_at}
fields: {sender: STRING, sent_at: TIMESTAMP NOT NULL}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "spam.yaml").write_text(SCENARIO)
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "sms.yaml").write_text(SMS)
    return tmp_path


@pytest.fixture
def load(folder):
    def of(text):
        file = folder / "spam.tests.yaml"
        file.write_text(text)
        return load_test_cases(file)

    return of


def problems_of(load, text):
    with pytest.raises(DocumentError) as caught:
        load(text)
    return [(each.code, each.line, each.column, each.message, each.hint) for each in caught.value.problems]


def test_a_case_is_read_as_it_is_written(load):
    [case] = load(
        """\
- test: a burst is caught once
  events:
    - {stream: sms, time: 2026-01-01T00:00:00Z, partition: 1, offset: 5, key: k, value: {sender: "48", fee: 0.10}}
    - {raw: "{oops"}
  mocks: {customer: [{when: {msisdn: "48"}, return: {tariff: pre}}, {otherwise: null}]}
  until: 2026-01-01T01:00:00Z
  expect:
    out: [{subject: "48", severity: high}]
    errors: [{node: in, code: E_JSON}]
"""
    )

    assert (case.name, case.line, case.until_ms) == ("a burst is caught once", 1, 1767229200000)
    assert (
        InputEvent(
            "sms", 1767225600000, 1, 5, {"sender": "48", "fee": 0.1}, b'{"sender":"48","fee":0.10}', "k"
        ),
        InputEvent(raw=b"{oops"),
    ) == case.events
    assert case.expect == {"out": ({"subject": "48", "severity": "high"},)}
    assert case.errors == ({"node": "in", "code": "E_JSON"},)
    assert case.mocks == {
        "customer": ({"when": {"msisdn": "48"}, "return": {"tariff": "pre"}}, {"otherwise": None})
    }


def test_no_errors_are_expected_where_none_are_named(load):
    [case] = load("- {test: a, events: [], expect: {out: }}\n")

    assert (case.expect, case.errors) == ({"out": ()}, ())


def test_a_repetition_counts_in_its_texts_and_advances_the_event_time(load):
    [case] = load(
        """\
- test: a
  events:
    - value: {sender: a, sent_at: 2026-01-01T00:00:00Z}
      repeat: {times: 3, every: 1500ms, value: {recipient: "48{i}", path: [{to: "{i}{i}"}]}}
"""
    )

    assert [event.value for event in case.events] == [
        {"sender": "a", "sent_at": "2026-01-01T00:00:00.000Z", "recipient": "480", "path": [{"to": "00"}]},
        {"sender": "a", "sent_at": "2026-01-01T00:00:01.500Z", "recipient": "481", "path": [{"to": "11"}]},
        {"sender": "a", "sent_at": "2026-01-01T00:00:03.000Z", "recipient": "482", "path": [{"to": "22"}]},
    ]


def test_a_repetition_may_be_a_case_of_its_own(load):
    [case] = load(
        '- test: a\n  repeat: {times: 2, every: 1s, stream: sms, value: {sender: "{i}", sent_at: 1767225600000}}\n'
    )

    assert [(event.stream, event.value) for event in case.events] == [
        ("sms", {"sender": "0", "sent_at": 1767225600000}),
        ("sms", {"sender": "1", "sent_at": 1767225601000}),
    ]


def test_a_repetition_advances_the_record_s_time_and_offset_too(load):
    [case] = load(
        "- {test: a, repeat: {times: 2, every: 1s, time: 1000, offset: 7, value: {sent_at: 2026-01-01T00:00:00Z}}}\n"
    )

    assert [(event.time_ms, event.offset) for event in case.events] == [(1000, 7), (2000, 8)]


def test_events_of_a_list_of_a_file_and_of_a_repetition_come_in_this_order(load, folder):
    (folder / "burst.jsonl").write_text('{"value": 2}\n\n{"value": 3}\n')

    [case] = load(
        "- {test: a, repeat: {times: 1, value: 4}, events_file: burst.jsonl, events: [{value: 1}]}\n"
    )

    assert [event.value for event in case.events] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test: a\n", ("E_TYPE", 1, 1, "expected a list, found a mapping", None)),
        ("- {events: []}\n", ("E_MISSING", 1, 3, "'[0].test' is missing", None)),
        ("- {test: a, event: []}\n", ("E_KEY", 1, 13, "unknown key '[0].event'", "did you mean 'events'?")),
        (
            "- {test: a}\n- {test: a}\n",
            ("E_DUPLICATE", 2, 10, "two test cases have this name", "choose another"),
        ),
        (
            "- {test: a, events: [{strem: sms, value: 1}]}\n",
            ("E_EVENT", 1, 22, "unknown key 'strem' (did you mean 'stream'?)", None),
        ),
        (
            "- {test: a, events: [{stream: sms}]}\n",
            ("E_EVENT", 1, 22, "an event has either 'value' or 'raw'", None),
        ),
        (
            "- {test: a, events: [{value: 1, repeat: {time: 3}}]}\n",
            ("E_MISSING", 1, 33, "'times' is missing", None),
        ),
        (
            "- {test: a, repeat: {times: 2000000000, value: 1}}\n",
            (
                "E_RANGE",
                1,
                29,
                "the number 2000000000 in '[0].repeat.times' is too large",
                "the most is 200000",
            ),
        ),
        (
            "- {test: a, repeat: {times: 2, every: 1s, value: {a: 1}}}\n",
            ("E_EVENT", 1, 21, "there is no time to advance", "give value.sent_at of the first event"),
        ),
        (
            "- {test: a, until: tomorrow}\n",
            (
                "E_TIME",
                1,
                20,
                "'tomorrow' is not a time; write ISO 8601 with Z or an offset: 2026-01-31T10:00:00Z",
                None,
            ),
        ),
        (
            "- {test: a, expect: {ot: []}}\n",
            ("E_NODE", 1, 22, "the scenario has no node 'ot'", "did you mean 'out'?"),
        ),
        (
            "- {test: a, expect: {errors: [{nod: in}]}}\n",
            ("E_KEY", 1, 32, "an error has no field 'nod'", "did you mean 'node'?"),
        ),
        (
            "- {test: a, events_file: ../../etc/passwd}\n",
            ("E_FILE", 1, 26, "the file must be beside the test cases, or below", None),
        ),
        (
            "- {test: a, events_file: nowhere.jsonl}\n",
            ("E_FILE", 1, 26, "cannot read nowhere.jsonl: No such file or directory", None),
        ),
        (
            "- {test: a, events_file: spam.yaml}\n",
            ("E_EVENT", 1, 26, "spam.yaml, line 1: not JSON at column 1: Expecting value", None),
        ),
    ],
)
def test_a_fault_has_a_code_a_place_and_a_hint(load, text, expected):
    assert [expected] == problems_of(load, text)


def test_all_repetitions_of_a_case_together_have_a_limit(load):
    repeat = "{value: 1, repeat: {times: 150000}}"

    [(code, *_)] = problems_of(load, f"- {{test: a, events: [{repeat}, {repeat}]}}\n")

    assert code == "E_LIMIT"


def test_a_fault_that_every_repetition_has_is_told_once(load):
    assert len(problems_of(load, "- {test: a, repeat: {times: 1000, stream: 7, value: 1}}\n")) == 1


def test_test_cases_and_scenario_find_each_other(folder):
    assert folder / "spam.yaml" == scenario_file(folder / "spam.tests.yaml")
    assert folder / "spam.tests.yaml" == case_file(folder / "spam.yaml")
    assert scenario_file(folder / "other.tests.yaml") is None
    assert scenario_file(folder / "spam.yaml") is None
