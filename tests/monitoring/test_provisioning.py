"""Dashboards and rules are fresh, whole, and ask for what there is."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from filbert.monitoring import grafana, kibana
from filbert.monitoring.alert_index.mapping import FIELDS
from filbert.monitoring.alert_index.names import EVERY
from filbert.monitoring.catalogue import METRICS
from filbert.runtime.stack.parts import prometheus

ROOT = Path(__file__).parents[2] / "monitoring"
NAME = re.compile(r"\b(?:flink_|filbert_(?!node\b))[A-Za-z0-9_]+\b|\bup\b")
LABEL = re.compile(r"[{,(]\s*(\w+)\s*(?:=~|!=|!~|=)")
LABELS = {"environment", "scenario", "le", "job", "result", "filbert_node", "operator_name"}
RULES: dict[str, Any] = yaml.safe_load((ROOT / "prometheus/alerts.yml").read_text())
ALL_RULES = [rule for group in RULES["groups"] for rule in group["rules"]]


def dashboards() -> dict[str, dict[str, Any]]:
    return {path.name: json.loads(path.read_text()) for path in (ROOT / "grafana/dashboards").glob("*.json")}


def queries() -> Iterator[tuple[str, str]]:
    """Every question that is put to Prometheus, with who asks."""
    for name, dashboard in dashboards().items():
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                yield f"{name}: {panel['title']}", target["expr"]
        for variable in dashboard["templating"]["list"]:
            yield f"{name}: ${variable['name']}", variable["query"]
    for rule in ALL_RULES:
        yield rule.get("alert") or rule["record"], rule["expr"]


# ---- Grafana


def test_dashboards_of_grafana_are_fresh() -> None:
    """They are made by: python -m filbert.monitoring.grafana monitoring/grafana/dashboards"""
    committed = {path.name: path.read_text() for path in (ROOT / "grafana/dashboards").glob("*.json")}

    assert committed == grafana.dashboards()


@pytest.mark.parametrize("name", sorted(dashboards()))
def test_panels_have_places_of_their_own(name: str) -> None:
    panels = dashboards()[name]["panels"]
    taken = Counter(
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    )

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert max(taken.values()) == 1
    assert max(x for x, _ in taken) < 24


def test_every_metric_in_a_query_exists() -> None:
    unknown = {
        asker: sorted(missing)
        for asker, query in queries()
        if (missing := set(NAME.findall(query)) - set(METRICS))
    }

    assert list(queries())
    assert unknown == {}


def test_every_metric_of_the_catalogue_is_asked_for() -> None:
    """But for those that only people look up."""
    asked = {name for _, query in queries() for name in NAME.findall(query)}

    assert sorted(set(METRICS) - asked) == [
        "filbert_index_deleted_indices_total",
        "flink_jobmanager_taskSlotsTotal",
    ]


def test_queries_select_by_labels_that_are_bounded() -> None:
    """No subject, no event, no text of anybody."""
    assert {label for _, query in queries() for label in LABEL.findall(query)} <= LABELS


def test_the_indexer_shows_what_the_catalogue_says() -> None:
    from filbert.monitoring.alert_index import instruments
    from filbert.monitoring.catalogue import INDEX
    from prometheus_client import Counter, Gauge, Histogram

    made = [each for each in vars(instruments).values() if isinstance(each, Counter | Gauge | Histogram)]
    names = {
        f"{each._name}_total"
        if isinstance(each, Counter)
        else f"{each._name}_bucket"
        if isinstance(each, Histogram)
        else each._name
        for each in made
    }

    assert names == set(INDEX)


# ---- Prometheus


def test_both_configurations_name_series_alike() -> None:
    """The stack's Prometheus and that of Docker Compose make the same labels, which the rules count on."""
    composed = yaml.safe_load((ROOT / "prometheus/prometheus.yml").read_text())
    ports = {"prometheus": 1, "jobmanager_metrics": 2, "taskmanager_metrics": 3, "index_metrics": 4}
    local = yaml.safe_load(prometheus.configuration_text(ports))

    def relabelled(settings: dict[str, Any]) -> dict[str, Any]:
        return {job["job_name"]: job.get("metric_relabel_configs") for job in settings["scrape_configs"]}

    assert relabelled(local) == relabelled(composed)


def test_a_stack_without_an_index_has_no_job_for_it() -> None:
    local = yaml.safe_load(
        prometheus.configuration_text({"prometheus": 1, "jobmanager_metrics": 2, "taskmanager_metrics": 3})
    )

    assert [job["job_name"] for job in local["scrape_configs"]] == ["prometheus", "flink"]


def test_rules_say_what_is_wrong_and_what_to_do() -> None:
    for rule in ALL_RULES:
        if "alert" in rule:
            assert set(rule["annotations"]) == {"summary", "description"}
            assert rule["labels"]["severity"] in {"warning", "critical"}


def test_every_alert_is_tested() -> None:
    tested = {
        case["alertname"]
        for path in (ROOT / "prometheus").glob("*.test.yml")
        for test in yaml.safe_load(path.read_text())["tests"]
        for case in test["alert_rule_test"]
        if case.get("exp_alerts")
    }

    assert tested == {rule["alert"] for rule in ALL_RULES if "alert" in rule}


def promtool(*arguments: str) -> str:
    program = shutil.which("promtool")
    assert program is not None, "promtool is missing: install Prometheus from the system's packages"
    done = subprocess.run(
        [program, *arguments], cwd=ROOT / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_promtool_accepts_configuration_and_rules() -> None:
    assert f"{len(ALL_RULES)} rules found" in promtool("check", "config", "prometheus.yml")


@pytest.mark.slow
def test_alerts_come_when_they_should_and_not_otherwise() -> None:
    files = sorted(path.name for path in (ROOT / "prometheus").glob("*.test.yml"))

    assert promtool("test", "rules", *files).count("SUCCESS") == len(files)


# ---- Kibana

SAVED = [json.loads(line) for line in (ROOT / "kibana" / kibana.FILE).read_text().splitlines()]


def test_saved_objects_of_kibana_are_fresh() -> None:
    """They are made by: python -m filbert.monitoring.kibana monitoring/kibana"""
    assert (ROOT / "kibana" / kibana.FILE).read_text() == kibana.text()


def test_saved_objects_have_ids_of_their_own_and_refer_to_each_other() -> None:
    known: set[tuple[str, str]] = set()
    for saved in SAVED:
        # What is referred to comes first.
        assert {(each["type"], each["id"]) for each in saved["references"]} <= known
        assert (saved["type"], saved["id"]) not in known
        known.add((saved["type"], saved["id"]))

    assert Counter(kind for kind, _ in known) == {
        "index-pattern": 1,
        "visualization": 14,
        "search": 3,
        "dashboard": 2,
    }


def inner(value: Any) -> Iterator[Any]:
    """Every JSON text within an object, read."""
    for name, each in value.items():
        if isinstance(each, dict):
            yield from inner(each)
        elif isinstance(each, str) and (
            name.endswith("JSON") or name in {"visState", "fields", "fieldFormatMap"}
        ):
            yield json.loads(each)


def test_json_in_strings_is_json_and_uses_every_reference() -> None:
    for saved in SAVED:
        texts = list(inner(saved["attributes"]))
        assert texts
        used = {text["indexRefName"] for text in texts if isinstance(text, dict) and "indexRefName" in text}
        used |= {
            f"{panel['panelIndex']}:{panel['panelRefName']}"
            for text in texts
            if isinstance(text, list)
            for panel in text
        }
        assert used == {reference["name"] for reference in saved["references"]}


def test_panels_of_kibana_have_places_of_their_own() -> None:
    for saved in SAVED:
        if saved["type"] != "dashboard":
            continue
        places = [panel["gridData"] for panel in json.loads(saved["attributes"]["panelsJSON"])]
        taken = Counter(
            (x, y)
            for place in places
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        )
        assert max(taken.values()) == 1
        assert max(x for x, _ in taken) < 48


def test_the_data_view_is_that_of_the_index() -> None:
    attributes = SAVED[0]["attributes"]

    assert attributes["title"] == EVERY
    assert FIELDS[attributes["timeFieldName"]]["type"] == "date"


def test_fields_exist_and_can_be_counted() -> None:
    for saved in SAVED:
        attributes = saved["attributes"]
        state = json.loads(attributes.get("visState", "{}"))
        counted = {each["params"]["field"] for each in state.get("aggs", []) if each["params"]}
        shown = {*attributes.get("columns", []), *(field for field, _ in attributes.get("sort", []))}
        query = json.loads(attributes.get("kibanaSavedObjectMeta", {}).get("searchSourceJSON", "{}"))
        asked = set(re.findall(r"(\w+): ", query.get("query", {}).get("query", "")))

        assert counted | shown | asked <= set(FIELDS)
        assert {FIELDS[field]["type"] for field in counted} <= {"keyword", "date"}
