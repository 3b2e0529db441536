"""The file of planted cases, and its times."""

from pathlib import Path

from filbert.runtime.traffic.truth import Truth, read_truth

CASE = Truth("sms-spam", "48600100200", 1_767_571_200_001, 1_767_574_800_000)


def test_a_case_is_one_line() -> None:
    assert CASE.to_line() == (
        '{"scenario": "sms-spam", "subject": "48600100200",'
        ' "from": "2026-01-05T00:00:00.001Z", "to": "2026-01-05T01:00:00.000Z"}'
    )


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text(CASE.to_line() + "\n" + CASE.to_line() + "\n", encoding="utf-8")

    assert list(read_truth(path)) == [CASE, CASE]
