"""The three environment files that a fresh stack brings, with its real addresses."""

import hashlib
from collections.abc import Callable, Mapping

from filbert.runtime.stack.home import Home, read_json, write_json, write_text
from filbert.runtime.stack.port import ADDRESS

ACTIONS = {"sandbox": "dry-run", "acceptance": "dry-run", "production": "live"}


def write_environments(home: Home, ports: Mapping[str, int], progress: Callable[[str], None]) -> None:
    """Write the files that are missing, and renew those that nobody has changed since.

    A file that the user has changed stays as it is; when it no longer names this stack, that is said.
    """
    record = home.run / "environments.json"
    written = read_json(record)
    for name in ACTIONS:
        path = home.environments / f"{name}.yaml"
        text = environment_text(name, ports)
        current = path.read_text() if path.exists() else None
        if current is None or _digest(current) == written.get(name):
            write_text(path, text)
            written[name] = _digest(text)
        elif f"{ADDRESS}:{ports['kafka']}" not in current:
            progress(
                f"environments: {path} was changed by hand and does not name this stack's Kafka, "
                f"{ADDRESS}:{ports['kafka']}"
            )
    write_json(record, written)


def environment_text(name: str, ports: Mapping[str, int]) -> str:
    """One environment file."""
    return "\n".join(
        [
            f"environment: {name}",
            f"kafka: {{bootstrap_servers: '{ADDRESS}:{ports['kafka']}'}}",
            f"flink: {{rest: 'http://{ADDRESS}:{ports['flink_rest']}'}}",
            "streams: {}",
            "values: {}",
            "secrets: {}",
            f"actions: {ACTIONS[name]}",
            "",
        ]
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
