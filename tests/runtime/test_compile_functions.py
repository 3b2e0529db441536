"""A script declares the functions of the JVM library that its expressions call, and no others."""

from pathlib import Path

import pytest
from filbert.runtime.cli import main

STREAMS = {
    "sms": "stream: sms\ntopic: sms\nformat: json\nfields: {sender: STRING}\n",
    "hits": "stream: hits\ntopic: hits\nformat: json\nfields: {sender: STRING}\n",
}
SCENARIO = """
filbert: 1
name: padded
nodes:
  - {id: sms, component: kafka, parameters: {stream: sms}}
  - {id: padded, component: variable, parameters: {assignments: {padded: "LPAD(sender, 12, '0')"}}}
  - {id: hits, component: kafka-sink, parameters: {stream: hits, fields: {sender: "REVERSE(padded)"}}}
edges:
  - {from: sms, to: padded}
  - {from: padded, to: hits}
"""


def test_functions_are_declared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "streams").mkdir()
    for name, text in STREAMS.items():
        (tmp_path / "streams" / f"{name}.yaml").write_text(text)
    (tmp_path / "padded.yaml").write_text(SCENARIO)

    with pytest.raises(SystemExit):
        main(["sql", str(tmp_path / "padded.yaml")])

    statements = capsys.readouterr().out.split(";\n")
    declared = {each.strip() for each in statements if "'filbert.functions." in each}
    assert declared == {
        "CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS FILBERT_PAD AS 'filbert.functions.Pad'",
        "CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS FILBERT_REVERSE AS 'filbert.functions.Reverse'",
    }
