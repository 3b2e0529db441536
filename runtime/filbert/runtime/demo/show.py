"""The demo from beginning to end."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filbert.runtime.demo.alerts import AlertReader
from filbert.runtime.demo.board import Board
from filbert.runtime.demo.designer import Account, Designer, account
from filbert.runtime.demo.figures import FlinkUnavailableError, Rest, job_figures, running_jobs
from filbert.runtime.demo.flow import Flow
from filbert.runtime.demo.preparation import ENVIRONMENT, SCENARIOS, DemoError, empty
from filbert.runtime.demo.screen import alert_cells, live_view, node_table
from filbert.runtime.stack import Stack
from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.kafka_sink import create_topics
from filbert.runtime.traffic.telecom.records import TOPICS
from filbert.runtime.traffic.truth import read_truth
from filbert.scenarios.environment import load_environment
from filbert.scenarios.events import format_instant
from rich.console import Console, RenderableType
from rich.live import Live

_FIGURES_SECONDS = 2.0
_ALERT_SECONDS = 0.25
_PLAIN_SECONDS = 10.0
# After the traffic: as long as events are on their way, but not for ever.
_SETTLED_SECONDS = 6.0
# Flink's figures may lag behind on a busy machine, so a case that is still missed may be on its way.
_LAST_HOPE_SECONDS = 30.0
_LONGEST_SETTLING_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What can be chosen about a demo."""

    rate: float
    speed: float
    seconds: float
    seed: int
    live: bool


def show(options: DemoOptions, stack: Stack, console: Console) -> Board:
    """Run the demo, and leave the stack and the scenarios running.

    Ctrl-C ends the traffic; what was found until then is in the board.

    Raises:
        DemoError: it cannot go on.
        StackError: the stack does not start.
    """

    def tell(line: str) -> None:
        _print_line(console, line)

    stack.up(tell)
    if not any(part.name == "designer" for part in stack.status()):
        raise DemoError("the designer is not part of this stack; set FILBERT_DESIGNER=true, or unset it")
    environment = load_environment(stack.home.environments / f"{ENVIRONMENT}.yaml")
    kafka = environment.bootstrap_servers
    topics = {stream: environment.topic(stream) or topic for stream, topic in TOPICS.items()}
    alerts_topic = f"filbert.{ENVIRONMENT}.alerts"
    create_topics(kafka, [*topics.values(), alerts_topic])
    if older := empty(kafka, topics.values()):
        tell(f"{' and '.join(topics.values())}: emptied of {older:,} older events")
    who = demo_account(stack)
    with Designer(stack.designer, who) as designer:
        # The one that waits for watermarks first: until its empty replay topic counts as idle, none comes.
        lanes = designer.deploy(SCENARIOS[::-1], tell)
    board = Board(tuple(reversed(lanes)))
    tell(f"Designer: {stack.designer}  sign in as '{who.name}' with the password {who.password}")
    truth = stack.home.folder("demo") / "truth.jsonl"
    truth.write_text("")
    settings = TrafficSettings(
        rate=options.rate,
        speed=options.speed,
        seconds=options.seconds,
        seed=options.seed,
        start_ms=int((time.time() - options.seconds * options.speed) * 1000),
    )
    hours = options.seconds * options.speed / 3600
    tell(f"traffic: {options.rate:,.0f} events/s for {options.seconds:g} s, in which {hours:.0f} hours pass")
    with (
        closing(Rest(stack.flink)) as flink,
        AlertReader(kafka, alerts_topic) as alerts,
        Flow(settings, kafka, topics, truth) as flow,
    ):
        watch = Watch(board, flow, alerts, flink, truth)
        try:
            (_watch_live if options.live else _watch_plainly)(watch, console)
        except KeyboardInterrupt:
            tell("stopped")
    if flow.failure is not None:
        raise DemoError(f"the traffic ended: {flow.failure}")
    if flow.summary.failed:
        raise DemoError(f"{flow.summary.failed} events did not reach Kafka: {flow.summary.first_failure}")
    return board


def demo_account(stack: Stack) -> Account:
    """The demo's user of the designer.

    Raises:
        DemoError: none can be made.
    """
    return account(stack.home.root, stack.home.folder("demo") / "account.json")


def withdraw(stack: Stack, tell: Callable[[str], None]) -> None:
    """Stop the demo's scenarios and forget their state.

    Raises:
        DemoError: the designer does not answer, or refuses.
    """
    with Designer(stack.designer, demo_account(stack)) as designer:
        designer.withdraw(SCENARIOS, tell)


class Watch:
    """Keeps a board up to date while the traffic flows, and until all of it has been judged."""

    def __init__(self, board: Board, flow: Flow, alerts: AlertReader, flink: Rest, truth: Path) -> None:
        self.board = board
        self.flow = flow
        self._alerts = alerts
        self._flink = flink
        self._truth = truth
        self._begun = time.monotonic()
        self._figures_due = 0.0
        self._changed = 0.0
        self._figures_read = 0.0
        self._ended: float | None = None
        self._arrived: float | None = None

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    def step(self) -> list[Mapping[str, Any]]:
        """Wait a moment for what is new; give back the new alerts."""
        fresh = self.board.take_alerts(self._alerts.read(_ALERT_SECONDS))
        self.board.truth = list(read_truth(self._truth))
        if fresh:
            self._changed = self.seconds
        if self.seconds >= self._figures_due:
            self._figures_due = self.seconds + _FIGURES_SECONDS
            self._read_figures()
        return fresh

    def over(self) -> bool:
        """Whether the traffic has ended, all of it was judged, and figures and alerts agree about that."""
        if self.flow.flowing:
            return False
        self._ended = self._ended or self.seconds
        last = max(self._changed, self._ended)
        if not self.board.has_arrived(self.flow.summary.events):
            # Whatever is still coming is waited for, however slow the machine.
            return self.seconds - last > _LONGEST_SETTLING_SECONDS
        self._arrived = self._arrived or self.seconds
        if self.seconds - self._arrived > _LONGEST_SETTLING_SECONDS:
            return True
        # While Flink does not answer, that nothing changes says nothing.
        settled = self._figures_read - last > _SETTLED_SECONDS
        hoping = self.board.misses() and self.seconds - last <= _LAST_HOPE_SECONDS
        return settled and self.board.agrees() and not hoping

    def headline(self) -> str:
        """One line of status."""
        summary, scores = self.flow.summary, self.board.scores().values()
        found = sum(len(score.found) for score in scores)
        planted = found + sum(len(score.missed) for score in scores)
        reached = format_instant(summary.until_ms)[:16].replace("T", " ") if summary.until_ms else "–"
        return (
            f"{self.seconds:4.0f} s  event time {reached}  {summary.total:,} events  "
            f"{found} of {planted} planted cases found"
        )

    def _read_figures(self) -> None:
        before = dict(self.board.figures)
        try:
            for scenario, job in running_jobs(self._flink, ENVIRONMENT).items():
                self.board.take_figures(self.seconds, scenario, job_figures(self._flink, job))
        except FlinkUnavailableError:
            # The table stands still meanwhile; the stack restarts what has failed.
            return
        self._figures_read = self.seconds
        if before != self.board.figures:
            self._changed = self.seconds


def _watch_live(watch: Watch, console: Console) -> None:
    def view() -> RenderableType:
        return live_view(watch.board, watch.headline(), console.height)

    with Live(view(), console=console, auto_refresh=False, vertical_overflow="crop") as screen:
        while not watch.over():
            watch.step()
            screen.update(view(), refresh=True)


def _watch_plainly(watch: Watch, console: Console) -> None:
    told = 0.0
    while not watch.over():
        for alert in watch.step():
            _print_line(
                console, f"{watch.seconds:4.0f} s  " + "  ".join(map(str, alert_cells(watch.board, alert)))
            )
        if watch.seconds - told >= _PLAIN_SECONDS:
            told = watch.seconds
            _print_line(console, watch.headline())
    console.print(node_table(watch.board))


def _print_line(console: Console, line: str) -> None:
    """Print text as it is; long lines are for the terminal to break."""
    console.print(line, highlight=False, markup=False, soft_wrap=True)
