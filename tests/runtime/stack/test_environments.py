"""The environment files are the user's from the first start on."""

from pathlib import Path

import yaml
from filbert.runtime.stack.environments import write_environments
from filbert.runtime.stack.home import Home

PORTS = {"kafka": 19092, "flink_rest": 18081}
LATER = {"kafka": 29092, "flink_rest": 28081}


def home_at(path: Path) -> Home:
    """A fresh home."""
    home = Home.at(path)
    home.create()
    return home


def test_a_fresh_home_gets_three_with_the_real_addresses(tmp_path: Path) -> None:
    home = home_at(tmp_path)

    write_environments(home, PORTS, print)

    found = {path.stem: yaml.safe_load(path.read_text()) for path in home.environments.iterdir()}
    assert sorted(found) == ["acceptance", "production", "sandbox"]
    assert found["acceptance"] == {
        "environment": "acceptance",
        "kafka": {"bootstrap_servers": "127.0.0.1:19092"},
        "flink": {"rest": "http://127.0.0.1:18081"},
        "streams": {},
        "values": {},
        "secrets": {},
        "actions": "dry-run",
    }
    assert found["sandbox"]["actions"] == "dry-run"
    assert found["production"]["actions"] == "live"


def test_files_that_nobody_changed_follow_the_ports(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    write_environments(home, PORTS, print)

    write_environments(home, LATER, print)

    assert "127.0.0.1:29092" in (home.environments / "sandbox.yaml").read_text()


def test_a_file_that_was_changed_stays_and_its_old_address_is_reported(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    write_environments(home, PORTS, print)
    changed = home.environments / "sandbox.yaml"
    changed.write_text(changed.read_text().replace("values: {}", "values: {limit: 5}"))
    text = changed.read_text()
    said: list[str] = []

    write_environments(home, PORTS, said.append)
    assert said == []

    write_environments(home, LATER, said.append)
    assert changed.read_text() == text
    assert len(said) == 1
    assert "sandbox.yaml was changed by hand and does not name this stack's Kafka" in said[0]
