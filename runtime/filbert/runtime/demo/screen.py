"""The demo's tables, for a terminal."""

from collections.abc import Mapping
from typing import Any

from filbert.runtime.demo.board import Board
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

_FEWEST_ALERTS = 3


def live_view(board: Board, headline: str, height: int) -> RenderableType:
    """The whole screen: a line of status, the nodes, and as many alerts as there is room for."""
    taken = 4 + sum(1 + len(lane.nodes) for lane in board.lanes)
    return Group(
        Text(headline, style="bold"),
        node_table(board),
        alert_table(board, max(_FEWEST_ALERTS, height - taken)),
    )


def node_table(board: Board) -> Table:
    """Counts, rates and latencies of every node."""
    table = Table(expand=False, pad_edge=False, box=None)
    table.add_column("scenario and node")
    for name in ("in", "out", "errors", "events/s", "p50 ms", "p99 ms"):
        table.add_column(name, justify="right")
    for lane in board.lanes:
        table.add_row(Text(lane.scenario, style="bold cyan"))
        for node in lane.nodes:
            table.add_row(f"  {node}", *_cells(board, lane.scenario, node))
    return table


def alert_table(board: Board, most: int) -> Table:
    """The latest alerts, newest first."""
    table = Table(expand=False, pad_edge=False, box=None)
    table.add_column(f"{len(board.alerts)} alerts")
    table.add_column("event time")
    table.add_column("")
    table.add_column("")
    for alert in reversed(board.alerts[-most:]):
        table.add_row(*alert_cells(board, alert))
    return table


def alert_cells(board: Board, alert: Mapping[str, Any]) -> tuple[str, str, str, Text]:
    """Scenario, time and title of an alert, and whether it was planted."""
    planted = board.is_planted(alert)
    mark = Text("planted", style="green") if planted else Text("not planted", style="red")
    return alert["scenario"], alert["event_time"], alert["title"], mark


def score_table(board: Board) -> Table:
    """Recall and precision of each scenario."""
    table = Table(expand=False, pad_edge=False, box=None)
    table.add_column("scenario")
    for name in ("planted", "found", "missed", "unexpected", "recall", "precision"):
        table.add_column(name, justify="right")
    for scenario, score in board.scores().items():
        planted = len(score.found) + len(score.missed)
        counts = (planted, len(score.found), len(score.missed), len(score.unexpected))
        table.add_row(scenario, *map(str, counts), f"{score.recall:.2f}", f"{score.precision:.2f}")
    return table


def _cells(board: Board, scenario: str, node: str) -> tuple[RenderableType, ...]:
    figures = board.figures.get((scenario, node))
    if figures is None:
        return ("–",) * 6
    errors = Text(f"{figures.errors:,}", style="red" if figures.errors else "")
    return (
        f"{figures.incoming:,}",
        f"{figures.outgoing:,}",
        errors,
        f"{board.rate(scenario, node):,.0f}",
        _milliseconds(figures.latency_p50),
        _milliseconds(figures.latency_p99),
    )


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
