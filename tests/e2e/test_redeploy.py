"""A scenario is changed and deployed again and again while events come in."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

SOURCE = "{id: messages, component: kafka, parameters: {stream: messages, start: earliest}}"


def counted(length: str = "30d", name: str = "n") -> str:
    aggregate = f"{{name: {name}, function: count}}"
    window = f"{{kind: sliding, length: {length}}}"
    return (
        "{id: counted, component: aggregate, parameters: "
        f"{{key: [sender], window: {window}, aggregates: [{aggregate}], emit: each-event}}}}"
    )


def sink(fields: str, node: str = "hits", stream: str = "hits") -> str:
    return f"{{id: {node}, component: kafka-sink, parameters: {{stream: {stream}, key: sender, fields: {{{fields}}}}}}}"


def filtered(condition: str, node: str) -> str:
    return f"{{id: {node}, component: filter, parameters: {{condition: {condition!r}}}}}"


HITS = "sender: sender, n: n, number: number"
VERSIONS: list[tuple[list[str], list[str]]] = [
    ([SOURCE, counted(), sink(HITS)], ["messages -> counted", "counted -> hits"]),
    # A filter before the aggregate, which lets everything through that is there.
    (
        [SOURCE, filtered("number >= 0", "some"), counted(), sink(HITS)],
        ["messages -> some", "some.true -> counted", "counted -> hits"],
    ),
    # Another filter, and one more column of the source in use.
    (
        [
            SOURCE,
            filtered("number > 0 AND recipient <> ''", "some"),
            counted(),
            sink(f"{HITS}, recipient: recipient"),
        ],
        ["messages -> some", "some.true -> counted", "counted -> hits"],
    ),
    # A branch that writes elsewhere, and the answer under another name.
    (
        [
            SOURCE,
            counted(name="how_many"),
            sink("sender: sender, n: how_many, number: number"),
            filtered("how_many % 10 = 0", "tenth"),
            sink("sender: sender, n: how_many, number: number", "tenths", "tenths"),
        ],
        ["messages -> counted", "counted -> hits", "counted -> tenth", "tenth.true -> tenths"],
    ),
    # A longer window.
    ([SOURCE, counted(length="60d"), sink(HITS)], ["messages -> counted", "counted -> hits"]),
    ([SOURCE, counted(), sink(HITS)], ["messages -> counted", "counted -> hits"]),
]


def test_six_versions_under_traffic_count_every_event_exactly_once(command_line: Any, messages: Any) -> None:
    output = f"{messages.scenario}-hits"
    fields = "{sender: STRING, n: BIGINT, number: BIGINT, recipient: STRING}"
    messages.write_stream("hits", topic=output, key="sender", fields=fields)
    messages.write_stream("tenths", topic=f"{messages.scenario}-tenths", key="sender", fields=fields)
    fates = []

    with messages.traffic() as traffic:
        for nodes, edges in VERSIONS:
            file: Path = messages.write_scenario(nodes, edges)
            deployed = command_line.json("deploy", str(file), "--environment", "acceptance")
            fates.append({verdict["node"]: verdict["fate"] for verdict in deployed["state"]})
        traffic.end()
        total = traffic.sent.total()
        rows = messages.records(f"acceptance.{output}", lambda found: len(found) >= total)

    assert fates == [{"counted": "new", "messages": "new"}] + [{"counted": "kept", "messages": "kept"}] * 5
    assert [row for row in rows if row["n"] != row["number"]] == []
    assert Counter(row["sender"] for row in rows) == traffic.sent


def test_a_version_that_counts_something_else_says_so_and_asks_first(
    command_line: Any, messages: Any
) -> None:
    fields = "{sender: STRING, n: BIGINT}"
    messages.write_stream("hits", topic=f"{messages.scenario}-hits", key="sender", fields=fields)
    by_recipient = counted().replace("key: [sender]", "key: [recipient]")
    edges = ["messages -> counted", "counted -> hits"]
    first = messages.write_scenario([SOURCE, counted(), sink("sender: sender, n: n")], edges)
    command_line.json("deploy", str(first), "--environment", "acceptance")

    second = messages.write_scenario([SOURCE, by_recipient, sink("sender: sender, n: n")], edges)
    refused = command_line.run("deploy", str(second), "--environment", "acceptance")
    accepted = command_line.json("deploy", str(second), "--environment", "acceptance", "--yes")

    assert refused.returncode == 1
    assert 'counted: key: ["sender"] → ["recipient"]' in refused.stdout
    assert "The state of counted would be lost. Repeat with --yes to accept that." in refused.stderr
    assert {verdict["node"]: verdict["fate"] for verdict in accepted["state"]}["counted"] == "reset"
