"""`filbert list`: what should run, and what does."""

import json
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer
from filbert.runtime.commands.table import ago, aligned

if TYPE_CHECKING:
    from filbert.runtime.deployment.observe import Status

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(name="list")
def list_scenarios(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show every deployed scenario as it should be and as Flink says it is.

    Exits with 1 when one is not as it should be, or when that is not known.
    """
    from filbert.runtime.commands import through_designer
    from filbert.runtime.deployment.designer import designer
    from filbert.runtime.deployment.flink import Flink
    from filbert.runtime.deployment.observe import statuses
    from filbert.runtime.deployment.place import default_home, known_clusters, open_store

    if (found := designer()) is not None:
        through_designer.list_deployments(found, as_json)
        return
    home = default_home()
    store = open_store(home)
    clusters = {url: Flink(url) for url in known_clusters(home, store)}
    lines, silent = statuses(store, clusters, now=time.time_ns() // 1_000_000)
    good = all(line.good for line in lines) and not silent
    if as_json:
        print(json.dumps({"good": good, "scenarios": [_content(line) for line in lines], "silent": silent}))
    else:
        print(_table(lines) if lines else "Nothing is deployed.")
        for message in silent:
            print(f"filbert list: {message}", file=sys.stderr)
    raise typer.Exit(0 if good else 1)


def _content(line: "Status") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(line), "foreign": line.foreign, "good": line.good}


def _table(lines: list["Status"]) -> str:
    rows: list[tuple[str, ...]] = [
        ("SCENARIO", "ENVIRONMENT", "VERSION", "SHOULD BE", "IS", "SINCE", "UP", "RESTARTS", "LAG", "")
    ]
    rows += [_row(line) for line in lines]
    return aligned(rows)


def _row(line: "Status") -> tuple[str, ...]:
    unknown = line.observed == "unknown"
    since = _moment(line.since)
    return (
        line.scenario or "(foreign)",
        line.environment or "–",
        line.version[:12] or "–",
        line.desired or "–",
        f"unknown since {since}" if unknown else line.observed,
        "–" if unknown else since,
        _duration(line.started_at),
        _number(line.restarts),
        _number(line.lag),
        ", ".join(text for text in (line.under_way, line.detail) if text),
    )


def _moment(milliseconds: int | None) -> str:
    if milliseconds is None:
        return "–"
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(milliseconds / 1000))


def _duration(started_at: int | None) -> str:
    return "–" if started_at is None else ago(time.time() - started_at / 1000)


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
