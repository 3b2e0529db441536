"""Writes Grafana's dashboards: python -m filbert.monitoring.grafana monitoring/grafana/dashboards

Needs grafana-foundation-sdk, which is a dependency of development alone: what runs reads the files.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filbert.monitoring.catalogue import JOB, NODE, OPERATOR, TASK
from grafana_foundation_sdk.builders import common, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard, QueryVariable, Row
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    TooltipDisplayMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    GridPos,
    VariableRefresh,
    VariableSort,
)

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
TAG = "filbert"
SCENARIOS = 'environment=~"$environment"'
SCENARIO = 'environment=~"$environment", scenario=~"$scenario"'
OF_EVENTS = 'operator_name!~".*[$]control"'
"""Sources of events: a scenario also reads the control topic, which is often still."""
RATE = "[$__rate_interval]"
HEIGHT = 8
COLUMNS = 24


@dataclass(frozen=True)
class Query:
    """One line of a chart, or several by their labels."""

    expression: str
    legend: str


@dataclass(frozen=True)
class Chart:
    """One panel. `unit` is Grafana's name of it."""

    title: str
    description: str
    unit: str
    queries: Sequence[Query]
    width: int = 12
    figure: bool = False
    """Its newest value alone, in large."""


def quantile(share: float, labels: str, by: str = "") -> str:
    """Milliseconds within which such a share of the rows reaches its sink."""
    groups = ", ".join(filter(None, ("le", by)))
    return (
        f"histogram_quantile({share}, sum by ({groups}) (rate({NODE}_le_latency_bucket{{{labels}}}{RATE})))"
    )


def per_scenario(expression: str) -> str:
    """The sum of each scenario."""
    return f"sum by (environment, scenario) ({expression})"


BOTH = "{{environment}}/{{scenario}}"

OVERVIEW: Sequence[tuple[str, Sequence[Chart]]] = (
    (
        "At a glance",
        (
            Chart(
                "Scenarios that run",
                "Jobs that Flink counts as running.",
                "none",
                [Query("sum(flink_jobmanager_numRunningJobs)", "running")],
                6,
                True,
            ),
            Chart(
                "Free slots",
                "A deployment takes as many as its parallelism.",
                "none",
                [Query("sum(flink_jobmanager_taskSlotsAvailable)", "free")],
                6,
                True,
            ),
            Chart(
                "Events behind",
                "Of all scenarios together.",
                "short",
                [Query(f"sum({OPERATOR}_pendingRecords{{{SCENARIOS}, {OF_EVENTS}}})", "events")],
                6,
                True,
            ),
            Chart(
                "Alerts not in the index",
                "Those that are still to be written to Elasticsearch.",
                "short",
                [Query(f"sum(filbert_index_lag{{{SCENARIOS}}})", "alerts")],
                6,
                True,
            ),
        ),
    ),
    (
        "Scenarios",
        (
            Chart(
                "Events",
                "Into the node that takes most.",
                "eps",
                [
                    Query(
                        "max by (environment, scenario) (sum by (environment, scenario, filbert_node) "
                        f"(rate({NODE}_in{{{SCENARIOS}}}{RATE})))",
                        BOTH,
                    )
                ],
            ),
            Chart(
                "Rows written",
                "Alerts, actions and records of all sinks.",
                "eps",
                [
                    Query(
                        per_scenario(f'rate({NODE}_le_latency_bucket{{{SCENARIOS}, le="+Inf"}}{RATE})'), BOTH
                    )
                ],
            ),
            Chart(
                "Errors",
                "Each is a dead letter.",
                "eps",
                [Query(per_scenario(f"rate({NODE}_errors{{{SCENARIOS}}}{RATE})"), BOTH)],
            ),
            Chart(
                "Lag",
                "Records of the topics that are not read yet.",
                "short",
                [Query(per_scenario(f"{OPERATOR}_pendingRecords{{{SCENARIOS}, {OF_EVENTS}}}"), BOTH)],
            ),
            Chart(
                "Latency, 99 % within",
                "From the Kafka record to the row before the sink.",
                "ms",
                [Query(quantile(0.99, SCENARIOS, "environment, scenario"), BOTH)],
            ),
            Chart(
                "Restarts",
                "A bad event never restarts a job: look for a fault of the cluster.",
                "none",
                [Query(f"max by (environment, scenario) ({JOB}_numRestarts{{{SCENARIOS}}})", BOTH)],
            ),
        ),
    ),
    (
        "Index of alerts",
        (
            Chart(
                "Alerts indexed",
                "By what became of them. Repeated: there already, after a restart.",
                "eps",
                [
                    Query(
                        f"sum by (environment, result) (rate(filbert_index_alerts_total{{{SCENARIOS}}}{RATE}))",
                        "{{environment}} {{result}}",
                    )
                ],
            ),
            Chart(
                "From raised to indexed",
                "95 % of the alerts are in the index within.",
                "s",
                [
                    Query(
                        "histogram_quantile(0.95, sum by (le, environment) "
                        f"(rate(filbert_index_delay_seconds_bucket{{{SCENARIOS}}}{RATE})))",
                        "{{environment}}",
                    )
                ],
            ),
            Chart(
                "Blocked",
                "1 while alerts wait in Kafka because Elasticsearch takes none.",
                "none",
                [
                    Query(
                        f"max by (environment, reason) (filbert_index_blocked{{{SCENARIOS}}})",
                        "{{environment}} {{reason}}",
                    )
                ],
            ),
            Chart(
                "Processes that answer",
                "0: down.",
                "none",
                [Query("up", "{{job}} {{instance}}")],
            ),
        ),
    ),
)

OF_A_SCENARIO: Sequence[tuple[str, Sequence[Chart]]] = (
    (
        "Events",
        (
            Chart(
                "Into each node",
                "Counted inside Flink, by the probes of the views.",
                "eps",
                [
                    Query(
                        f"sum by (filbert_node) (rate({NODE}_in{{{SCENARIO}}}{RATE}))",
                        "{{filbert_node}}",
                    )
                ],
            ),
            Chart(
                "Out of each node",
                "By its first output.",
                "eps",
                [
                    Query(
                        f"sum by (filbert_node) (rate({NODE}_out{{{SCENARIO}}}{RATE}))",
                        "{{filbert_node}}",
                    )
                ],
            ),
            Chart(
                "Errors of each node",
                "Each is a dead letter: filbert dead-letters list says why.",
                "eps",
                [
                    Query(
                        f"sum by (filbert_node) (rate({NODE}_errors{{{SCENARIO}}}{RATE}))",
                        "{{filbert_node}}",
                    )
                ],
            ),
            Chart(
                "Rows written by each sink",
                "Alerts, actions, records; and alerts that were held back, because their subject is snoozed.",
                "eps",
                [
                    Query(
                        f'sum by (filbert_node) (rate({NODE}_le_latency_bucket{{{SCENARIO}, le="+Inf"}}{RATE}))',
                        "{{filbert_node}}",
                    ),
                    Query(
                        f"sum by (filbert_node) (rate({NODE}_snoozed{{{SCENARIO}}}{RATE}))",
                        "{{filbert_node}}, snoozed",
                    ),
                ],
            ),
        ),
    ),
    (
        "Time",
        (
            Chart(
                "Latency",
                "From the Kafka record to the row before the sink: such a share of the rows is within.",
                "ms",
                [
                    Query(quantile(0.5, SCENARIO), "50 %"),
                    Query(quantile(0.95, SCENARIO), "95 %"),
                    Query(quantile(0.99, SCENARIO), "99 %"),
                ],
            ),
            Chart(
                "Lag",
                "Records of the topics that are not read yet.",
                "short",
                [Query(per_scenario(f"{OPERATOR}_pendingRecords{{{SCENARIO}, {OF_EVENTS}}}"), BOTH)],
            ),
            Chart(
                "Watermark delay",
                "How far event time is behind the clock; a window closes that much later.",
                "ms",
                [
                    Query(
                        f"max by (environment, scenario) ({OPERATOR}_watermarkLag{{{SCENARIO}, {OF_EVENTS}}})",
                        BOTH,
                    )
                ],
            ),
            Chart(
                "Busy and back-pressured",
                "Milliseconds of each second, of the busiest task.",
                "ms",
                [
                    Query(
                        f"max by (scenario) ({TASK}_busyTimeMsPerSecond{{{SCENARIO}}})", "{{scenario}} busy"
                    ),
                    Query(
                        f"max by (scenario) ({TASK}_backPressuredTimeMsPerSecond{{{SCENARIO}}})",
                        "{{scenario}} back-pressured",
                    ),
                ],
            ),
        ),
    ),
    (
        "Checkpoints and restarts",
        (
            Chart(
                "Age of the last checkpoint",
                "After a crash it reads again from there.",
                "s",
                [
                    Query(
                        f"time() - max by (environment, scenario) "
                        f"({JOB}_lastCheckpointCompletedTimestamp{{{SCENARIO}}}) / 1000",
                        BOTH,
                    )
                ],
            ),
            Chart(
                "Duration of the last checkpoint",
                "",
                "ms",
                [Query(f"max by (environment, scenario) ({JOB}_lastCheckpointDuration{{{SCENARIO}}})", BOTH)],
            ),
            Chart(
                "Size of the last checkpoint",
                "",
                "bytes",
                [Query(f"max by (environment, scenario) ({JOB}_lastCheckpointSize{{{SCENARIO}}})", BOTH)],
            ),
            Chart(
                "Checkpoints, and those that failed",
                "Since the job was submitted.",
                "none",
                [
                    Query(
                        f"max by (scenario) ({JOB}_numberOfCompletedCheckpoints{{{SCENARIO}}})",
                        "{{scenario}} completed",
                    ),
                    Query(
                        f"max by (scenario) ({JOB}_numberOfFailedCheckpoints{{{SCENARIO}}})",
                        "{{scenario}} failed",
                    ),
                ],
            ),
            Chart(
                "Restarts",
                "A bad event never restarts a job: look for a fault of the cluster.",
                "none",
                [Query(f"max by (environment, scenario) ({JOB}_numRestarts{{{SCENARIO}}})", BOTH)],
            ),
            Chart(
                "Up, and down",
                "How long it has been running, and how long it has been trying to.",
                "ms",
                [
                    Query(f"max by (scenario) ({JOB}_uptime{{{SCENARIO}}})", "{{scenario}} up"),
                    Query(f"max by (scenario) ({JOB}_downtime{{{SCENARIO}}})", "{{scenario}} down"),
                ],
            ),
        ),
    ),
)


def dashboards() -> dict[str, str]:
    """The text of each file, by its name."""
    overview = _dashboard("filbert-overview", "Filbert overview", OVERVIEW).with_variable(_environments())
    scenario = (
        _dashboard("filbert-scenario", "Filbert scenario", OF_A_SCENARIO)
        .with_variable(_environments())
        .with_variable(
            _variable(
                "scenario",
                "Scenario",
                f'label_values({JOB}_numRestarts{{environment=~"$environment"}}, scenario)',
            )
        )
    )
    return {"overview.json": _text(overview), "scenario.json": _text(scenario)}


def _dashboard(uid: str, title: str, rows: Sequence[tuple[str, Sequence[Chart]]]) -> Dashboard:
    made = (
        Dashboard(title)
        .uid(uid)
        .tags([TAG])
        .refresh("10s")
        .time("now-1h", "now")
        .timezone("browser")
        .readonly()
        .version(1)
    )
    identifier, y = 1, 0
    for name, charts in rows:
        row = Row(name).id(identifier).grid_pos(GridPos(h=1, w=COLUMNS, x=0, y=y))
        made = made.with_row(row)
        identifier, y, x = identifier + 1, y + 1, 0
        for chart in charts:
            height = HEIGHT // 2 if chart.figure else HEIGHT
            if x + chart.width > COLUMNS:
                x, y = 0, y + height
            place = GridPos(h=height, w=chart.width, x=x, y=y)
            made = made.with_panel(
                _figure(chart, identifier, place) if chart.figure else _chart(chart, identifier, place)
            )
            identifier, x = identifier + 1, x + chart.width
        y += HEIGHT // 2 if charts[-1].figure else HEIGHT
    return made


def _chart(chart: Chart, identifier: int, place: GridPos) -> timeseries.Panel:
    panel = (
        timeseries.Panel()
        .id(identifier)
        .title(chart.title)
        .description(chart.description)
        .datasource(SOURCE)
        .unit(chart.unit)
        .min(0)
        .grid_pos(place)
        .legend(
            common.VizLegendOptions()
            .show_legend(True)
            .display_mode(LegendDisplayMode.TABLE)
            .placement(LegendPlacement.BOTTOM)
            .calcs(["lastNotNull", "max"])
        )
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
    )
    for number, query in enumerate(chart.queries):
        panel = panel.with_target(_query(query, number))
    return panel


def _figure(chart: Chart, identifier: int, place: GridPos) -> stat.Panel:
    panel = (
        stat.Panel()
        .id(identifier)
        .title(chart.title)
        .description(chart.description)
        .datasource(SOURCE)
        .unit(chart.unit)
        .grid_pos(place)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    )
    for number, query in enumerate(chart.queries):
        panel = panel.with_target(_query(query, number))
    return panel


def _query(query: Query, number: int) -> Dataquery:
    return (
        Dataquery()
        .ref_id(chr(ord("A") + number))
        .datasource(SOURCE)
        .expr(query.expression)
        .legend_format(query.legend)
        .range()
    )


def _environments() -> QueryVariable:
    return _variable("environment", "Environment", f"label_values({JOB}_numRestarts, environment)")


def _variable(name: str, label: str, query: str) -> QueryVariable:
    return (
        QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query(query)
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*")
    )


def _text(made: Dashboard) -> str:
    return json.dumps(json.loads(JSONEncoder().encode(made.build())), indent=1, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write the files."""
    for name, text in dashboards().items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
