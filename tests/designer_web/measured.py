"""Two weeks of measures of a scenario, as the service keeps them, and deployments, as it finds them."""

import json
import math
from typing import Any

from filbert.designer.deployments.table import DEPLOYED, DEPLOYMENT, RUN
from filbert.designer.metrics import repository
from filbert.designer.metrics.service import DAY, RESOLUTIONS, SECOND
from filbert.designer.metrics.table import POINT
from filbert.designer.store import Store, WriteSession
from filbert.monitoring.flink_reading import Reading
from sqlalchemy import insert

FLOW = {"sms": 1.0, "recipients": 1.0, "spammer": 1.0, "once-a-day": 0.02, "alert": 0.001}
BOUNDS = {"10": 0.3, "25": 0.8, "50": 0.96, "100": 0.995, "+Inf": 1.0}
QUIET = (2 * DAY, 3 * DAY)
"""How long ago nothing was observed, from, to."""


def add_measures(store: Store, scenario: str, now: int, environment: str = "sandbox") -> None:
    """Measures of two weeks, with a day on which nobody looked."""
    for seconds, kept in RESOLUTIONS:
        step = seconds * SECOND
        last = now - now % step
        times = range(last - min(kept or 15 * DAY, 15 * DAY), last + 1, step)
        rows = [
            {
                "environment": environment,
                "scenario": scenario,
                "resolution": seconds,
                "at": at,
                "content": point(at, step),
            }
            for at in times
            if not QUIET[0] < now - at < QUIET[1]
        ]
        with store.write() as session:
            for start in range(0, len(rows), 2_000):
                session.execute(insert(POINT).values(rows[start : start + 2_000]))
    reading = Reading(environment, scenario, "f" * 32, now - 15 * DAY, now, 0, {})
    with store.write() as session:
        repository.set_last(session, reading)


def point(at: int, step: int) -> str:
    """One point: more by day than by night, a few failures at noon."""
    hours = at / 3_600_000 % 24
    events = round((40 + 30 * math.sin((hours - 8) / 24 * 2 * math.pi) + at // step % 7) * step / 1000)
    counters: dict[str, float] = {"/events": events}
    for node, share in FLOW.items():
        counters[f"{node}/in"] = round(events * share)
        counters[f"{node}/out"] = round(events * share) if node != "spammer" else round(events * 0.02)
    counters["spammer/out.false"] = counters["spammer/in"] - counters["spammer/out"]
    counters["once-a-day/out.first"] = counters["alert/in"]
    counters["recipients/errors"] = round(events * 0.003) if 12 <= hours < 13 else 0
    for bound, share in BOUNDS.items():
        counters[f"/le.{bound}"] = round(events * share)
    gauges = {"lag": events % 300, "checkpoint_age_ms": 4_000, "checkpoint_size": 40_960}
    return json.dumps({"c": step, "n": counters, "g": gauges})


def add_deployment(
    session: WriteSession,
    scenario: str,
    version: str,
    now: int,
    environment: str = "sandbox",
    compiled: Any = None,
) -> None:
    """What the deployment library writes of what should run. Its Flink does not answer."""
    identifier = f"{environment}-{scenario}"
    values: dict[str, Any] = {
        "environment": environment,
        "scenario": scenario,
        "version": version,
        "compiled": json.dumps(compiled or {}),
        "target": json.dumps({"flink": "http://127.0.0.1:9"}),
        "comment": "",
        "created_at": now,
        "held_from": "",
        "document": "{}",
    }
    session.execute(insert(DEPLOYMENT).values(id=identifier, **values))
    run = session.insert(
        insert(RUN).values(
            deployment=identifier, job_id="f" * 32, created_at=now, accepted_at=now, reason="deploy"
        )
    )
    session.execute(
        insert(DEPLOYED).values(
            environment=environment,
            name=scenario,
            desired="running",
            deployment=identifier,
            run=run,
            changed_at=now,
            keep_state=1,
        )
    )
