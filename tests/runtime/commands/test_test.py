"""`filbert test`: saved test cases through the sandbox."""

import json
from pathlib import Path

import pytest
from filbert.runtime.cli import main

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"

SCENARIO = """\
filbert: 1
name: big
nodes:
  - {id: in, component: kafka, parameters: {stream: sms}}
  - {id: unit, component: variable, parameters: {assignments: {unit: fee / parts}}}
  - {id: big, component: filter, parameters: {condition: unit > 0.10}}
  - {id: out, component: kafka-sink, parameters: {stream: hits, key: sender, fields: {sender: sender, unit: unit}}}
edges:
  - {from: in, to: unit}
  - {from: unit, to: big}
  - {from: big.true, to: out}
"""
SMS = """\
stream: sms
key: sender
event_time: {field: at}
fields: {sender: STRING, fee: 'DECIMAL(10, 2)', parts: BIGINT, at: TIMESTAMP NOT NULL}
"""
HITS = "stream: hits\nfields: {sender: STRING, unit: 'DECIMAL(32, 22)'}\n"
CASES = """\
- test: only what costs more per part passes
  events:
    - value: {sender: a, fee: 0.50, parts: 2, at: 2026-01-01T00:00:00Z}
    - value: {sender: b, fee: 0.10, parts: 2, at: 2026-01-01T00:00:01Z}
    - value: {sender: c, fee: 9, parts: 3, at: 2026-01-01T00:00:02Z}
  expect:
    out: [{sender: a, unit: 0.25}, {sender: c, unit: 3}]
- test: nothing is divided by nothing
  events:
    - repeat: {times: 3, every: 1s, value: {sender: "{i}", fee: 1, parts: 0, at: 2026-01-01T00:00:00Z}}
  until: 2026-01-01T00:00:01Z
  expect:
    out: []
    errors: [{node: unit, code: E_DIV0}, {node: unit, code: E_DIV0}]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "big.yaml").write_text(SCENARIO)
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "sms.yaml").write_text(SMS)
    (tmp_path / "streams" / "hits.yaml").write_text(HITS)
    return tmp_path


@pytest.fixture
def run(folder, capsys):
    def of(cases=CASES, *options, file="big.tests.yaml"):
        (folder / "big.tests.yaml").write_text(cases)
        with pytest.raises(SystemExit) as exited:
            main(["test", str(folder / file), *options])
        shown = capsys.readouterr()
        return exited.value.code, *(each.replace(f"{folder}/", "") for each in (shown.out, shown.err))

    return of


def test_cases_that_pass(run):
    assert run() == (
        0,
        "big.tests.yaml\n"
        "  ok    only what costs more per part passes  (3 events, 2 rows)\n"
        "  ok    nothing is divided by nothing  (3 events, 0 rows)\n"
        "2 passed, 0 failed\n",
        "",
    )


def test_the_scenario_may_be_named_in_place_of_its_test_cases(run):
    assert run(file="big.yaml")[0] == 0


def test_a_case_that_fails_says_where(run):
    code, out, _ = run(CASES.replace("unit: 3", "unit: 4").replace("times: 3", "times: 1"))

    assert code == 1
    assert (
        "  FAIL  only what costs more per part passes  (3 events, 2 rows)\n        out, row 2, unit: expected 4"
        in out
    )
    assert "        errors: expected 2 errors, found 1\n" in out
    assert out.endswith("0 passed, 2 failed\n")


def test_an_event_of_a_stream_that_the_scenario_does_not_read_fails_its_case(run):
    code, out, _ = run(CASES.replace("- value: {sender: a", "- stream: hits\n      value: {sender: a"))

    assert code == 1
    assert "1 passed, 1 failed\n" in out


def test_a_machine_may_read_it(run):
    code, out, _ = run(CASES.replace("unit: 3", "unit: 4"), "--json")

    found = json.loads(out)
    assert (code, found["ok"], [each["ok"] for each in found["tests"]]) == (1, False, [False, True])
    [difference] = found["tests"][0]["differences"]
    assert (difference["node"], difference["row"], difference["field"]) == ("out", 2, "unit")


def test_a_fault_of_a_test_file_has_its_place(run):
    code, out, err = run(CASES.replace("expect:\n    out: []", "expect:\n    ot: []"))

    assert (code, out) == (1, "0 passed, 0 failed\n")
    assert err.startswith("big.tests.yaml:13:5: E_NODE ")


def test_a_fault_of_the_scenario_is_told(run, folder):
    (folder / "big.yaml").write_text(SCENARIO.replace("fee / parts", "fee / part"))

    code, _, err = run()

    assert code == 1
    assert err.startswith("big.yaml:5:76: E_NAME node 'unit', assignments.unit: ")


def test_a_file_that_is_not_there_is_wrong_use(folder, capsys):
    with pytest.raises(SystemExit) as exited:
        main(["test", str(folder / "big.tests.yaml")])

    assert exited.value.code == 2
    assert "cannot read" in capsys.readouterr().err


JOINED = """\
filbert: 1
name: big
nodes:
  - {id: in, component: kafka, parameters: {stream: sms}}
  - {id: person, component: join-latest, parameters: {key: sender, stream: people, name: person, order: event-time}}
  - {id: out, component: alert, parameters: {severity: low, subject: sender, title: "{person.city}"}}
edges:
  - {from: in, to: person}
  - {from: person, to: out}
"""
PEOPLE = "stream: people\nkey: id\nfields: {id: STRING, city: STRING}\n"
TO_JOIN = """\
- test: who is who
  events:
    - {stream: people, key: a, time: "2026-01-01T00:00:00Z", value: {id: a, city: Kraków}}
    - {value: {sender: a, fee: 1, parts: 1, at: 2026-01-01T00:00:01Z}}
    - {value: {sender: b, fee: 1, parts: 1, at: 2026-01-01T00:00:02Z}}
"""


@pytest.fixture
def joining(folder):
    (folder / "big.yaml").write_text(JOINED)
    (folder / "streams" / "people.yaml").write_text(PEOPLE)
    return folder


def test_events_of_a_table_come_from_the_test_case(run, joining):
    code, out, _ = run(TO_JOIN + "  expect: {out: [{title: Kraków}, {title: –}]}\n")

    assert code == 0, out


def test_mocks_answer_in_place_of_the_table(run, joining):
    mocks = """\
  mocks:
    person:
      - {when: {sender: b}, return: {city: Łódź}}
      - {otherwise: null}
  expect: {out: [{title: –}, {title: Łódź}]}
"""

    code, out, _ = run(TO_JOIN + mocks)

    assert code == 0, out


@pytest.mark.parametrize(
    ("mocks", "message"),
    [
        ("{in: [{otherwise: null}]}", "node 'in' asks nobody, so there is nothing to mock"),
        ("{person: [{when: {sender: c}, return: null}]}", "no entry fits event sms:0:1; add an otherwise"),
        ("{person: [{when: {nobody: c}, return: null}]}", "there is no column 'nobody' at this node"),
        ("{person: [{when: {fee: 1}, return: null}]}", "nothing reads the column 'fee'"),
        ("{person: [{otherwise: {town: x}}]}", "return: there is no field 'town'"),
    ],
)
def test_a_mock_that_does_not_fit_fails_its_test_case(run, joining, mocks, message):
    code, out, _ = run(TO_JOIN + f"  mocks: {mocks}\n")

    assert code == 1
    assert message in out


@pytest.mark.parametrize(
    ("mocks", "problem"),
    [
        ("{nobody: [{otherwise: null}]}", "E_NODE 0.mocks.nobody: the scenario has no node 'nobody'"),
        (
            "{person: [{when: {sender: a}}]}",
            "E_VALUE 0.mocks.person.0: a mock is {when: …, return: …} or {otherwise: …}",
        ),
        (
            "{person: [{when: a, return: null}]}",
            "E_TYPE 0.mocks.person.0.when: the condition of a mock is a mapping of columns to values",
        ),
    ],
)
def test_a_mock_that_is_none_is_told_with_its_place(run, joining, mocks, problem):
    code, _, errors = run(TO_JOIN + f"  mocks: {mocks}\n")

    assert code == 1
    assert problem in errors


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.tests.yaml")), ids=lambda file: file.name)
def test_the_test_cases_of_the_examples_pass(file, capsys):
    with pytest.raises(SystemExit) as exited:
        main(["test", str(file)])

    assert exited.value.code == 0, capsys.readouterr().out
