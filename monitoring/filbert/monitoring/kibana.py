"""Writes Kibana's data view, dashboards and saved searches: python -m filbert.monitoring.kibana monitoring/kibana

The classic kinds of charts: their saved form has been the same for years, unlike that of Lens.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from filbert.monitoring.alert_index.names import EVERY

FILE = "filbert.ndjson"
VIEW = "filbert-alerts"
CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"index-pattern": "8.0.0", "visualization": "8.5.0", "search": "8.0.0", "dashboard": "8.9.0"}
"""The oldest forms that these are written in; a younger Kibana brings them up to date when it imports them."""
_INDEX_REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
_WIDTH = 48

Saved = dict[str, Any]


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def _saved(
    kind: str, identifier: str, attributes: Mapping[str, Any], references: Sequence[Mapping[str, str]]
) -> Saved:
    return {
        "id": identifier,
        "type": kind,
        "attributes": dict(attributes),
        "references": list(references),
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": TYPE_VERSIONS[kind],
        "managed": False,
    }


def _source(query: str) -> dict[str, str]:
    content = {
        "query": {"query": query, "language": "kuery"},
        "filter": [],
        "indexRefName": _INDEX_REFERENCE,
    }
    return {"searchSourceJSON": _text(content)}


_OF_VIEW = [{"name": _INDEX_REFERENCE, "type": "index-pattern", "id": VIEW}]


def data_view() -> Saved:
    """The alerts, by event time."""
    attributes = {
        "title": EVERY,
        "name": "Filbert alerts",
        "timeFieldName": "event_time",
        "fields": "[]",
        "fieldFormatMap": "{}",
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
    }
    return _saved("index-pattern", VIEW, attributes, [])


# ---- aggregations

_COUNT: Mapping[str, Any] = {"id": "1", "enabled": True, "type": "count", "schema": "metric", "params": {}}


def _over_time(identifier: str) -> dict[str, Any]:
    params = {
        "field": "event_time",
        "useNormalizedEsInterval": True,
        "interval": "auto",
        "drop_partials": False,
        "min_doc_count": 1,
        "extended_bounds": {},
    }
    return {
        "id": identifier,
        "enabled": True,
        "type": "date_histogram",
        "schema": "segment",
        "params": params,
    }


def _by(identifier: str, field: str, schema: str, size: int = 10) -> dict[str, Any]:
    params = {
        "field": field,
        "orderBy": "1",
        "order": "desc",
        "size": size,
        "otherBucket": False,
        "otherBucketLabel": "Other",
        # An alert without a verdict is an open one, not one to leave out.
        "missingBucket": field == "verdict",
        "missingBucketLabel": "open",
    }
    return {"id": identifier, "enabled": True, "type": "terms", "schema": schema, "params": params}


def _chart(
    identifier: str, title: str, kind: str, params: Mapping[str, Any], aggs: Sequence[Any], query: str = ""
) -> Saved:
    state = {"title": title, "type": kind, "params": dict(params), "aggs": list(aggs)}
    attributes = {
        "title": title,
        "description": "",
        "version": 1,
        "visState": _text(state),
        "uiStateJSON": "{}",
        "kibanaSavedObjectMeta": _source(query),
    }
    return _saved("visualization", identifier, attributes, _OF_VIEW)


def _bars(identifier: str, title: str, field: str) -> Saved:
    """Alerts over time, in the colours of a field."""
    axis = {"show": True, "style": {}, "scale": {"type": "linear"}, "labels": {"show": True}, "title": {}}
    params = {
        "type": "histogram",
        "grid": {"categoryLines": False},
        "categoryAxes": [{**axis, "id": "CategoryAxis-1", "type": "category", "position": "bottom"}],
        "valueAxes": [
            {
                **axis,
                "id": "ValueAxis-1",
                "name": "LeftAxis-1",
                "type": "value",
                "position": "left",
                "scale": {"type": "linear", "mode": "normal"},
                "title": {"text": "Alerts"},
            }
        ],
        "seriesParams": [
            {
                "show": True,
                "type": "histogram",
                "mode": "stacked",
                "data": {"label": "Alerts", "id": "1"},
                "valueAxis": "ValueAxis-1",
            }
        ],
        "addTooltip": True,
        "addLegend": True,
        "legendPosition": "right",
        "times": [],
        "addTimeMarker": False,
    }
    return _chart(identifier, title, "histogram", params, [_COUNT, _over_time("2"), _by("3", field, "group")])


def _shares(identifier: str, title: str, field: str) -> Saved:
    params = {
        "type": "pie",
        "addTooltip": True,
        "legendDisplay": "show",
        "legendPosition": "right",
        "isDonut": True,
        "labels": {"show": True, "values": True, "last_level": True, "truncate": 100},
    }
    return _chart(identifier, title, "pie", params, [_COUNT, _by("2", field, "segment")])


def _table(identifier: str, title: str, fields: Sequence[str], size: int = 20, query: str = "") -> Saved:
    params = {
        "perPage": 10,
        "showPartialRows": False,
        "showMetricsAtAllLevels": False,
        "showTotal": False,
        "totalFunc": "sum",
        "percentageCol": "",
    }
    buckets = [_by(str(number), field, "bucket", size) for number, field in enumerate(fields, 2)]
    return _chart(identifier, title, "table", params, [_COUNT, *buckets], query)


def _figure(identifier: str, title: str, query: str = "") -> Saved:
    params = {
        "addTooltip": True,
        "addLegend": False,
        "type": "metric",
        "metric": {
            "percentageMode": False,
            "useRanges": False,
            "colorSchema": "Green to Red",
            "metricColorMode": "None",
            "colorsRange": [{"from": 0, "to": 10000}],
            "labels": {"show": True},
            "invertColors": False,
            "style": {"bgFill": "#000", "bgColor": False, "labelColor": False, "subText": "", "fontSize": 40},
        },
    }
    return _chart(identifier, title, "metric", params, [_COUNT], query)


def _search(identifier: str, title: str, query: str, columns: Sequence[str]) -> Saved:
    attributes = {
        "title": title,
        "description": "",
        "columns": list(columns),
        "sort": [["event_time", "desc"]],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": _source(query),
    }
    return _saved("search", identifier, attributes, _OF_VIEW)


_COLUMNS = ("environment", "scenario", "severity", "subject", "title", "evidence", "verdict", "assignee")
_FALSE = 'verdict: "false"'
_OPEN = "not verdict: *"

CHARTS: Sequence[Saved] = (
    _figure("filbert-detections", "Detections"),
    _figure("filbert-open", "Without a verdict", _OPEN),
    _figure("filbert-false", "False alerts", _FALSE),
    _bars("filbert-over-time-severity", "Detections over time by severity", "severity"),
    _bars("filbert-over-time-scenario", "Detections over time by scenario", "scenario"),
    _bars("filbert-over-time-verdict", "Detections over time by verdict", "verdict"),
    _shares("filbert-by-scenario", "By scenario", "scenario"),
    _shares("filbert-by-severity", "By severity", "severity"),
    _shares("filbert-by-verdict", "By verdict", "verdict"),
    _table("filbert-by-subject", "Subjects with most detections", ("subject", "scenario"), 10),
    _table("filbert-by-destination", "Destinations with most detections", ("destination", "scenario"), 10),
    _table("filbert-verdicts-of-scenarios", "Verdicts of each scenario", ("scenario", "verdict"), 50),
    _table(
        "filbert-verdicts-of-people", "Verdicts of each person", ("verdict_by", "verdict"), 50, "verdict: *"
    ),
    _table("filbert-false-subjects", "Subjects with most false alerts", ("subject", "scenario"), 20, _FALSE),
)
SEARCHES: Sequence[Saved] = (
    _search("filbert-all-alerts", "Filbert: all alerts", "", _COLUMNS),
    _search(
        "filbert-urgent",
        "Filbert: critical and high, without a verdict",
        f"severity: (critical or high) and {_OPEN}",
        _COLUMNS,
    ),
    _search("filbert-false-alerts", "Filbert: false alerts", _FALSE, (*_COLUMNS, "verdict_by", "verdict_at")),
)


def _dashboard(
    identifier: str, title: str, description: str, rows: Sequence[tuple[int, Sequence[Saved]]]
) -> Saved:
    """Charts in rows of a height; those of a row share its width."""
    panels, references = [], []
    y, number = 0, 0
    for height, row in rows:
        width = _WIDTH // len(row)
        for position, saved in enumerate(row):
            number += 1
            name = str(number)
            panels.append(
                {
                    "version": TYPE_VERSIONS["dashboard"],
                    "type": saved["type"],
                    "gridData": {"x": position * width, "y": y, "w": width, "h": height, "i": name},
                    "panelIndex": name,
                    "embeddableConfig": {"enhancements": {}},
                    "panelRefName": f"panel_{name}",
                }
            )
            references.append({"name": f"{name}:panel_{name}", "type": saved["type"], "id": saved["id"]})
        y += height
    attributes = {
        "title": title,
        "description": description,
        "hits": 0,
        "version": 1,
        "panelsJSON": _text(panels),
        "optionsJSON": _text({"useMargins": True, "syncColors": True, "hidePanelTitles": False}),
        "timeRestore": True,
        "timeFrom": "now-7d",
        "timeTo": "now",
        "refreshInterval": {"pause": False, "value": 30_000},
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _text({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
    }
    return _saved("dashboard", identifier, attributes, references)


def saved_objects() -> list[Saved]:
    """Everything, with what is referred to first."""
    named = {saved["id"]: saved for saved in CHARTS}
    found = {saved["id"]: saved for saved in SEARCHES}
    detections = _dashboard(
        "filbert-dashboard-detections",
        "Filbert: detections",
        "What was detected: when, by which scenario, how severe, about whom. Click on a value to see its alerts alone.",
        [
            (8, [named["filbert-detections"], named["filbert-open"], named["filbert-false"]]),
            (12, [named["filbert-over-time-severity"], named["filbert-over-time-scenario"]]),
            (12, [named["filbert-by-scenario"], named["filbert-by-severity"], named["filbert-by-verdict"]]),
            (14, [named["filbert-by-subject"], named["filbert-by-destination"]]),
            (16, [found["filbert-all-alerts"]]),
        ],
    )
    verdicts = _dashboard(
        "filbert-dashboard-verdicts",
        "Filbert: verdicts",
        "How good the scenarios are: what people made of their alerts.",
        [
            (12, [named["filbert-over-time-verdict"]]),
            (14, [named["filbert-verdicts-of-scenarios"], named["filbert-verdicts-of-people"]]),
            (14, [named["filbert-false-subjects"]]),
            (16, [found["filbert-urgent"]]),
            (16, [found["filbert-false-alerts"]]),
        ],
    )
    return [data_view(), *CHARTS, *SEARCHES, detections, verdicts]


def text() -> str:
    """The file: one object a line."""
    return "".join(f"{json.dumps(saved, sort_keys=True, ensure_ascii=False)}\n" for saved in saved_objects())


if __name__ == "__main__":
    (Path(sys.argv[1]) / FILE).write_text(text())
