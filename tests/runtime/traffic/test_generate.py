"""The command `filbert generate`."""

import json
from pathlib import Path

import pytest
from filbert.runtime.cli import main


def generate(*options: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["generate", *options])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_equal_options_give_equal_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--rate", "1000", "--speed", "1000", "--seconds", "20", "--start", "2026-01-05T06:00:00Z")

    for folder in ("one", "other"):
        assert generate("telecom", *options, "--seed", "5", "--output", str(tmp_path / folder)) == 0

    for file in ("events.jsonl", "truth.jsonl"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()
    assert "20,000 events" in capsys.readouterr().out


def test_the_summary_counts_what_is_in_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(
        "telecom", "--rate", "1000", "--speed", "1000", "--seconds", "20", "--output", str(tmp_path), "--json"
    )

    summary = json.loads(capsys.readouterr().out)
    events = (tmp_path / "events.jsonl").read_text().splitlines()
    assert summary["events"]["calls"] + summary["events"]["sms"] == len(events) == 20_000
    assert sum(summary["planted"].values()) == len((tmp_path / "truth.jsonl").read_text().splitlines())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("weather",), "there is no traffic 'weather'. The kinds are: telecom."),
        (("telecom", "--rate", "0"), "--rate must be more than 0, not 0."),
        (("telecom", "--speed", "nan"), "--speed must be more than 0, not nan."),
        (
            ("telecom", "--start", "yesterday"),
            "--start: 'yesterday' is not a time; write ISO 8601",
        ),
        (("telecom", "--start", "2999-01-01T00:00:00Z"), "ends after now. Start by "),
        (("telecom", "--to-kafka", "--environment", "none.yaml"), "there is no environment file none.yaml."),
    ],
)
def test_wrong_use_is_refused_with_a_reason(
    options: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate(*options, "--output", str(tmp_path)) == 2
    assert message in capsys.readouterr().err
