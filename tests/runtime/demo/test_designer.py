"""Who the demo is in the designer, and what it says when that does not answer."""

import stat
from pathlib import Path

import pytest
from filbert.runtime.demo.designer import Account, Designer, account
from filbert.runtime.demo.preparation import DemoError


@pytest.mark.slow
def test_the_account_is_made_once_and_is_for_the_eyes_of_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "account.json"

    made = account(tmp_path, file)

    assert made.name == "demo"
    assert account(tmp_path, file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_user_whose_password_is_lost_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    account(tmp_path, file)
    file.unlink()

    assert account(tmp_path, file).name == "demo-2"


def test_a_designer_that_does_not_answer_is_named() -> None:
    with pytest.raises(DemoError, match="the designer does not answer to POST /session: "):
        Designer("http://127.0.0.1:1", Account("demo", "secret"))
