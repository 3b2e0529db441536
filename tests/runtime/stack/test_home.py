"""The home folder: who it is, and files that are whole or absent."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filbert.runtime.stack import StackError
from filbert.runtime.stack.home import Home, read_json, write_json


def test_a_home_keeps_its_identity(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    home.create()

    assert home.identity() == home.identity()


def test_a_moved_home_keeps_its_identity(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "before")
    home.create()
    identity = home.identity()

    home.root.rename(tmp_path / "after")

    assert Home.at(tmp_path / "after").identity() == identity


def test_a_copied_home_is_another_one(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "original")
    home.create()
    identity = home.identity()

    shutil.copytree(home.root, tmp_path / "copy")

    assert Home.at(tmp_path / "copy").identity() != identity
    assert home.identity() == identity


def test_asking_for_the_identity_of_nothing_leaves_no_trace(tmp_path: Path) -> None:
    assert Home.at(tmp_path / "home").known_identity() is None
    assert not (tmp_path / "home").exists()


def test_a_home_where_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")

    with pytest.raises(StackError, match=r"The folder .*home cannot be written: .* Set FILBERT_HOME"):
        Home.at(tmp_path / "home").create()


def test_a_file_cut_short_by_a_crash_counts_as_absent(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_json(path, {"a": 1})
    assert read_json(path) == {"a": 1}

    path.write_text('{"a"')

    assert read_json(path) == {}


def test_several_may_make_a_home_at_once(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")

    def make(_: int) -> None:
        for _each in range(100):
            home.create()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(4)))

    assert list(home.run.iterdir()) == []
