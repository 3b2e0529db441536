"""`filbert generate`: made-up traffic with planted cases, to a file or to Kafka."""

import gc
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from filbert.runtime.traffic.batch import Traffic, TrafficSettings
from filbert.runtime.traffic.kinds import KINDS, open_traffic
from filbert.runtime.traffic.pace import NoPace, Pace
from filbert.runtime.traffic.run import Summary, run
from filbert.runtime.traffic.sink import FileSink, Sink
from filbert.scenarios.events import format_instant, parse_instant

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_PROGRESS_SECONDS = 5.0


@app.command(help="Write made-up traffic with planted cases, and the truth about them.")
def generate(
    kind: Annotated[str, typer.Argument(help=f"The kind of traffic: {', '.join(KINDS)}.")],
    rate: Annotated[float, typer.Option(help="Events per wall second, on average over the run.")] = 1_000.0,
    speed: Annotated[
        float, typer.Option(help="Event time per wall time: 1000 makes a day pass in 86 s.")
    ] = 1.0,
    seconds: Annotated[float, typer.Option(help="Length of the run in wall seconds.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Equal seeds and starts give equal traffic.")] = 1,
    start: Annotated[
        str | None,
        typer.Option(help="Event time of the beginning, ISO 8601. Default: so that the run ends now."),
    ] = None,
    subscribers: Annotated[
        int | None, typer.Option(help="Size of the population. Default: by rate and speed.", min=2)
    ] = None,
    to_kafka: Annotated[
        bool, typer.Option("--to-kafka", help="Write to Kafka at the given rate instead of a file.")
    ] = False,
    environment: Annotated[
        str, typer.Option(help="With --to-kafka: an environment file, or the name of one of the local stack.")
    ] = "sandbox",
    output: Annotated[
        Path, typer.Option(help="Folder for truth.jsonl and, without --to-kafka, the events.")
    ] = Path("traffic"),
    pace: Annotated[
        bool | None,
        typer.Option(
            "--pace/--no-pace", help="Keep to the rate, or go as fast as possible. Default: as --to-kafka."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Run one traffic to its end, or until Ctrl-C."""
    for name, value in (("rate", rate), ("speed", speed), ("seconds", seconds)):
        if not 0 < value < float("inf"):
            _refuse(f"--{name} must be more than 0, not {value:g}.")
    if kind not in KINDS:
        _refuse(f"there is no traffic '{kind}'. The kinds are: {', '.join(KINDS)}.")
    settings = TrafficSettings(rate, speed, seconds, seed, _start_ms(start, speed, seconds), subscribers)
    traffic = open_traffic(kind, settings)
    # The population is large and stays: looking through it for garbage again and again costs a tenth.
    gc.freeze()
    output.mkdir(parents=True, exist_ok=True)
    keep_pace = to_kafka if pace is None else pace
    with _interruptible() as stopping:
        summary = run(
            traffic,
            _kafka_sink(environment, traffic) if to_kafka else FileSink(output, traffic.topics),
            output / "truth.jsonl",
            Pace(speed, settings.start_ms) if keep_pace else NoPace(),
            stopping=stopping,
            progress=_progress() if sys.stderr.isatty() else lambda _: None,
        )
    print(json.dumps(_as_json(summary, settings, output)) if as_json else _as_text(summary, settings, output))
    if summary.failed:
        print(f"filbert: {summary.failed} events were not written: {summary.first_failure}", file=sys.stderr)
        raise SystemExit(1)


def _start_ms(start: str | None, speed: float, seconds: float) -> int:
    """Where event time begins. It must never run ahead of the clock."""
    now_ms = int(time.time() * 1000)
    length_ms = round(seconds * speed * 1000)
    if start is None:
        return now_ms - length_ms
    try:
        start_ms = parse_instant(start)
    except ValueError as error:
        _refuse(f"--start: {error}.")
    if start_ms + length_ms > now_ms:
        latest = format_instant(now_ms - length_ms)
        _refuse(f"a run of {seconds:g} s at speed {speed:g} from {start} ends after now. Start by {latest}.")
    return start_ms


def _kafka_sink(environment: str, traffic: Traffic) -> Sink:
    from confluent_kafka import KafkaException
    from filbert.runtime.traffic.kafka_sink import KafkaSink, create_topics
    from filbert.runtime.traffic.targets import TargetError, kafka_target

    try:
        target = kafka_target(environment, traffic.topics)
    except TargetError as failure:
        _refuse(str(failure))
    try:
        create_topics(target.bootstrap_servers, target.topics.values())
    except KafkaException as failure:
        print(f"filbert: Kafka at {target.bootstrap_servers}: {failure.args[0].str()}", file=sys.stderr)
        raise SystemExit(1) from failure
    return KafkaSink(target.bootstrap_servers, target.topics)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C and SIGTERM into a wish to end, so that everything sent so far is flushed and counted."""
    wishes: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda received, _: wishes.append(received))
    try:
        yield lambda: bool(wishes)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _progress() -> Callable[[Summary], None]:
    shown = 0.0

    def show(summary: Summary) -> None:
        nonlocal shown
        if summary.seconds - shown >= _PROGRESS_SECONDS:
            shown = summary.seconds
            reached = f"{summary.total:,} events, event time {format_instant(summary.until_ms)}"
            print(f"{summary.seconds:5.0f} s  {reached}", file=sys.stderr)

    return show


def _as_text(summary: Summary, settings: TrafficSettings, output: Path) -> str:
    per_second = summary.total / summary.seconds if summary.seconds else 0.0
    reached = format_instant(summary.until_ms or settings.start_ms)
    lines = [
        f"{summary.total:,} events in {summary.seconds:.1f} s ({per_second:,.0f}/s)"
        + (", stopped early" if summary.stopped else ""),
        f"event time {format_instant(settings.start_ms)} to {reached}",
        *(f"  {stream}: {count:,}" for stream, count in sorted(summary.events.items())),
        f"planted cases, listed in {output / 'truth.jsonl'}:",
        *(f"  {scenario}: {count}" for scenario, count in sorted(summary.planted.items())),
    ]
    if not summary.planted:
        lines.append("  none: the run is too short, or has too few events")
    if summary.behind > 1:
        lines.append(f"the rate was not kept: up to {summary.behind:.1f} s behind")
    return "\n".join(lines)


def _as_json(summary: Summary, settings: TrafficSettings, output: Path) -> Mapping[str, Any]:
    return {
        "events": dict(sorted(summary.events.items())),
        "planted": dict(sorted(summary.planted.items())),
        "truth": str(output / "truth.jsonl"),
        "from": format_instant(settings.start_ms),
        "to": format_instant(summary.until_ms or settings.start_ms),
        "seconds": round(summary.seconds, 3),
        "behind": round(summary.behind, 3),
        "failed": summary.failed,
        "stopped": summary.stopped,
    }


def _refuse(message: str) -> NoReturn:
    print(f"filbert: {message}", file=sys.stderr)
    raise SystemExit(2)
