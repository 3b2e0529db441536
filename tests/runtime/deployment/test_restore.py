"""Savepoints and checkpoints on disk."""

import struct
from pathlib import Path

import pytest
from filbert.runtime.deployment.model import Run
from filbert.runtime.deployment.restore import StateFolders

HEADER = struct.Struct(">iiq")


@pytest.fixture
def folders(tmp_path: Path) -> StateFolders:
    return StateFolders((tmp_path / "checkpoints").as_uri(), (tmp_path / "save points").as_uri())


def run(job: str = "job", restore_path: str | None = "file:///before") -> Run:
    return Run(1, "d", job, restore_path, 0)


def write(path: Path, number: int, content: bytes | None = None) -> str:
    path.mkdir(parents=True)
    (path / "_metadata").write_bytes(HEADER.pack(0x4960672D, 6, number) if content is None else content)
    return path.as_uri()


def test_the_newest_is_the_one_with_the_highest_number_whatever_its_name(
    tmp_path: Path, folders: StateFolders
) -> None:
    write(tmp_path / "checkpoints" / "job" / "chk-9", 9)
    write(tmp_path / "checkpoints" / "job" / "chk-10", 10)
    savepoint = write(tmp_path / "save points" / "job" / "savepoint-job-aaaa", 11)

    assert folders.newest(run()) == savepoint


def test_what_was_not_finished_does_not_count(tmp_path: Path, folders: StateFolders) -> None:
    whole = write(tmp_path / "checkpoints" / "job" / "chk-1", 1)
    (tmp_path / "checkpoints" / "job" / "chk-2").mkdir()
    write(tmp_path / "checkpoints" / "job" / "chk-3", 3, b"")
    write(tmp_path / "checkpoints" / "job" / "chk-4", 4, b"not a checkpoint at all")

    assert folders.newest(run()) == whole


def test_a_run_without_state_of_its_own_stands_on_what_it_started_from(folders: StateFolders) -> None:
    assert folders.newest(run()) == "file:///before"
    assert folders.newest(run(restore_path=None)) is None


def test_what_cannot_be_listed_is_taken_as_flink_names_it() -> None:
    remote = StateFolders("s3://bucket/checkpoints", "s3://bucket/savepoints")

    assert (
        remote.newest(run(), also="s3://bucket/checkpoints/job/chk-7") == "s3://bucket/checkpoints/job/chk-7"
    )
    assert remote.newest(run()) == "file:///before"


def test_unreadable_ones_are_passed_over(tmp_path: Path, folders: StateFolders) -> None:
    older = write(tmp_path / "checkpoints" / "job" / "chk-1", 1)
    newer = write(tmp_path / "checkpoints" / "job" / "chk-2", 2)

    assert folders.newest(run(), without=[newer]) == older
    assert folders.newest(run(), without=[newer, older, "file:///before"]) is None


def test_an_ended_run_is_cleared_away_but_for_what_is_kept(tmp_path: Path, folders: StateFolders) -> None:
    write(tmp_path / "checkpoints" / "job" / "chk-1", 1)
    kept = write(tmp_path / "save points" / "job" / "savepoint-job-a", 2)
    write(tmp_path / "save points" / "job" / "savepoint-job-b", 3)
    others = write(tmp_path / "checkpoints" / "other" / "chk-1", 1)

    removed = folders.remove(run(), [kept])

    assert sorted(Path(path).name for path in removed) == ["job", "savepoint-job-b"]
    assert [point.path for point in folders.own_points(run())] == [kept]
    assert [point.path for point in folders.own_points(run("other"))] == [others]


def test_checkpoints_of_a_run_share_files_so_one_that_is_kept_keeps_them_all(
    tmp_path: Path, folders: StateFolders
) -> None:
    kept = write(tmp_path / "checkpoints" / "job" / "chk-1", 1)
    write(tmp_path / "checkpoints" / "job" / "chk-2", 2)

    # Flink writes such paths with one slash, we with three.
    assert folders.remove(run(), [kept.replace("file:///", "file:/")]) == []
    assert len(folders.own_points(run())) == 2


def test_storage_elsewhere_is_left_alone() -> None:
    assert StateFolders("s3://bucket/checkpoints", "hdfs://name/savepoints").remove(run(), []) == []
