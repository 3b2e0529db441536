"""When two documents are one version, and when not."""

import pytest
from filbert.scenarios.document import load_scenario
from filbert.scenarios.stream import load_streams
from filbert.scenarios.version import scenario_version

SCENARIO = """\
filbert: 1
name: a
title: A title
nodes:
  - {id: in, component: kafka, parameters: {stream: sms, start: latest}}
  - {id: out, component: variable, name: A name, note: A note, parameters: {assignments: {x: '1', y: '2'}}}
edges:
  - {from: in, to: out}
layout: {in: {x: 1}}
"""
SMS = "stream: sms\nfields: {a: STRING, b: {type: STRING, enum: [x, y]}}\n"


@pytest.fixture
def version(tmp_path):
    def of(scenario=SCENARIO, sms=SMS):
        (tmp_path / "sms.yaml").write_text(sms)
        (tmp_path / "other.yaml").write_text("stream: other\nfields: {a: STRING}\n")
        return scenario_version(load_scenario(scenario), load_streams(tmp_path))

    return of


def test_a_version_is_64_hex_digits_and_never_changes_by_itself(version):
    assert len(version()) == 64
    assert set("0123456789abcdef") >= set(version())
    assert version() == version()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A title\n", ""),
        ("name: A name, ", "name: Another, "),
        ("note: A note, ", ""),
        ("layout: {in: {x: 1}}\n", ""),
        ("{in: {x: 1}}", "{groups: {g: {nodes: [in]}}, notes: {n: {x: 1, y: 2, text: Look}}}"),
        ("name: a\n", "name: a\nproperties: {state: heap}\n"),
        ("{stream: sms, start: latest}", "{start: latest, stream: sms}"),
        ("component: variable", "disabled: false, component: variable"),
        ("x: '1'", 'x: "1"'),
    ],
)
def test_what_means_nothing_is_not_in_it(version, old, new):
    assert old in SCENARIO
    assert version() == version(SCENARIO.replace(old, new))


def test_the_order_of_nodes_is_not_in_it(version):
    lines = SCENARIO.splitlines(keepends=True)
    turned = "".join([*lines[:4], lines[5], lines[4], *lines[6:]])

    assert version() == version(turned)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: a\n", "name: b\n"),
        ("name: a\n", "name: a\nproperties: {state: rocksdb}\n"),
        ("start: latest", "start: earliest"),
        ("id: out", "id: out, disabled: true"),
        ("{x: '1', y: '2'}", "{y: '2', x: '1'}"),
        ("y: '2'", "y: 2.0"),
        ("{from: in, to: out}", "{from: in.error, to: out}"),
    ],
)
def test_what_means_something_is_in_it(version, old, new):
    assert old in SCENARIO
    assert version() != version(SCENARIO.replace(old, new))


def test_digits_of_a_number_are_in_it(version):
    tenth = SCENARIO.replace("y: '2'", "y: 0.1")

    assert version(tenth) != version(tenth.replace("0.1", "0.10"))


@pytest.mark.parametrize(
    "stream",
    [
        SMS.replace("a: STRING", "a: STRING NOT NULL"),
        SMS.replace("[x, y]", "[x, y, z]"),
        SMS + "topic: elsewhere\n",
        SMS + "pii: [a]\n",
        SMS + "max_bytes: 7\n",
        SMS + "event_time: {idleness: 1s}\n",
    ],
)
def test_the_streams_it_refers_to_are_in_it(version, stream):
    assert version() != version(sms=stream)


@pytest.mark.parametrize(
    "stream",
    [
        SMS.replace("[x, y]", "[y, x]"),
        SMS + "topic: sms\n",
        SMS + "title: Text messages\n",
        "stream: sms\nfields: {b: {type: STRING, enum: [x, y]}, a: STRING}\n",
    ],
)
def test_what_means_nothing_in_a_stream_is_not_in_it(version, stream):
    assert version() == version(sms=stream)


def test_streams_that_it_does_not_refer_to_are_not_in_it(version, tmp_path):
    before = version()
    (tmp_path / "other.yaml").write_text("stream: other\nfields: {z: BIGINT}\n")

    assert before == scenario_version(load_scenario(SCENARIO), load_streams(tmp_path))
