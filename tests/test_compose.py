"""docker-compose.yml is valid, complete, and safe to start on a laptop."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parent.parent
COMPOSE = ROOT / "docker-compose.yml"
FILE: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]

EXPECTED = {
    "kafka", "jobmanager", "taskmanager", "designer", "postgres", "registry",
    "elasticsearch", "elasticsearch-setup", "index", "kibana", "kibana-setup", "prometheus", "grafana",
}  # fmt: skip
ENDS_BY_ITSELF = {"designer", "elasticsearch-setup", "kibana-setup"}
"""Services without a health check: nothing waits for them, or only for their end."""

REFERENCE = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<rest>[^}]*)\}")
SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|API_?KEY|CREDENTIAL", re.IGNORECASE)
HOST_IN_IMAGE = re.compile(r"^[^/]*[.:][^/]*/|^localhost/")
PASSWORD_IN_ADDRESS = re.compile(r"//[^/\s:@]+:(?!\$\{)[^/\s@]+@")
PINNED = re.compile(r":v?\d+\.\d+(\.\d+)?([.-][\w.-]+)?$")


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with the path it stands at."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from strings(inner, f"{path}/{index}")
    elif isinstance(value, str):
        yield path, value


def mounts() -> Iterator[tuple[str, str]]:
    """The source of each mount, with its service."""
    for name, service in SERVICES.items():
        for mount in service.get("volumes", []):
            yield name, mount.split(":")[0]


def test_follows_the_compose_specification() -> None:
    """The published JSON schema of the specification accepts the file."""
    schema = json.loads((ROOT / "tests/fixtures/compose-spec.json").read_text())
    Draft202012Validator.check_schema(schema)

    faults = [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
        for fault in Draft202012Validator(schema).iter_errors(FILE)
    ]

    assert faults == []


def test_the_schema_can_refuse() -> None:
    """A misspelt key is a fault: the check above is not empty."""
    schema = json.loads((ROOT / "tests/fixtures/compose-spec.json").read_text())

    broken = {"services": {"kafka": {"image": "apache/kafka:4.1.1", "port": ["9092:9092"]}}}

    assert not Draft202012Validator(schema).is_valid(broken)


def test_holds_every_part() -> None:
    assert set(SERVICES) == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_waits_for_services_that_exist_and_tell_their_health(name: str) -> None:
    """A condition on a service that has no health check would wait for ever."""
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        assert needed in SERVICES
        if how["condition"] == "service_completed_successfully":
            assert needed in ENDS_BY_ITSELF
        else:
            assert how["condition"] == "service_healthy"
            assert "healthcheck" in SERVICES[needed]


@pytest.mark.parametrize("name", sorted(EXPECTED - ENDS_BY_ITSELF))
def test_tells_its_health(name: str) -> None:
    assert {"test", "interval", "timeout", "retries", "start_period"} <= set(SERVICES[name]["healthcheck"])


def test_starts_in_an_order_that_exists() -> None:
    """Nothing waits, over however many steps, for itself."""
    needs = {name: set(service.get("depends_on", {})) for name, service in SERVICES.items()}

    started: set[str] = set()
    while startable := {name for name, needed in needs.items() if needed <= started} - started:
        started |= startable

    assert started == EXPECTED


@pytest.mark.parametrize(("service", "source"), sorted(mounts()))
def test_mounts_what_exists(service: str, source: str) -> None:
    """A missing file would silently become an empty folder; a volume that is not declared stops the start."""
    if source.startswith("."):
        assert (ROOT / source).exists()
    else:
        assert source in FILE["volumes"]


def test_every_volume_is_used() -> None:
    assert {source for _, source in mounts() if not source.startswith(".")} == set(FILE["volumes"])


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_image_is_pinned_and_names_no_registry(name: str) -> None:
    image = SERVICES[name]["image"]

    assert PINNED.search(image)
    assert "latest" not in image
    assert not HOST_IN_IMAGE.search(image)


@pytest.mark.parametrize(
    ("image", "fault"),
    [("registry.example/kafka:4.1.1", True), ("localhost/kafka:1.0", True), ("apache/kafka:4.1.1", False)],
)
def test_recognises_a_registry(image: str, fault: bool) -> None:
    assert bool(HOST_IN_IMAGE.search(image)) is fault


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_is_built_from_a_dockerfile_that_exists(name: str) -> None:
    build = SERVICES[name].get("build")
    if build is None:
        return

    dockerfile = ROOT / build["context"] / build["dockerfile"]
    lines = dockerfile.read_text().splitlines()

    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert bases
    for base in bases:
        assert PINNED.search(base)
        assert not HOST_IN_IMAGE.search(base)


@pytest.mark.parametrize("dockerfile", ["designer/Dockerfile", "runtime/jvm/Dockerfile"])
def test_image_copies_what_exists(dockerfile: str) -> None:
    """A file that was moved breaks a build that no test runs; what another stage made is its own affair."""
    copies = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / dockerfile).read_text(), re.MULTILINE)

    assert copies
    assert [source for line in copies for source in line.split() if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_faces_this_machine_only(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)


def test_no_two_services_want_one_port() -> None:
    ports = [port.split(":")[1] for service in SERVICES.values() for port in service.get("ports", [])]

    assert len(ports) == len(set(ports))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_has_limits(name: str) -> None:
    """Without one, a single leak takes the whole machine with it."""
    assert set(SERVICES[name]["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


def test_holds_no_secret() -> None:
    """Whatever is named like a secret comes from outside, and from nowhere else."""
    secrets = [
        (path, text)
        for name, service in SERVICES.items()
        for path, text in strings(service.get("environment", {}), name)
        if SECRET_NAME.search(path)
    ]

    assert secrets
    assert [path for path, text in secrets if not re.fullmatch(r"\$\{\w+:\?[^}]+\}", text)] == []


def test_holds_no_secret_inside_an_address() -> None:
    assert [path for path, text in strings(FILE) if PASSWORD_IN_ADDRESS.search(text)] == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://filbert:hunter2@postgres:5432/filbert", True),
        ("postgresql://filbert:${FILBERT_POSTGRES_PASSWORD:?}@postgres:5432/filbert", False),
        ("http://elasticsearch:9200/", False),
    ],
)
def test_recognises_a_secret_inside_an_address(text: str, secret: bool) -> None:
    assert bool(PASSWORD_IN_ADDRESS.search(text)) is secret


def test_every_name_from_outside_is_required_and_in_the_example() -> None:
    references = [match for _, text in strings(FILE) for match in REFERENCE.finditer(text)]
    example = dict(
        line.split("=", 1)
        for line in (ROOT / ".env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )

    assert {match["name"] for match in references} == set(example)
    assert [match[0] for match in references if not match["rest"].startswith(":?")] == []
    assert [name for name, value in example.items() if value] == []


def test_prometheus_reads_rules_that_are_mounted() -> None:
    settings = yaml.safe_load((ROOT / "monitoring/prometheus/prometheus.yml").read_text())
    mounted = {mount.split(":")[1] for mount in SERVICES["prometheus"]["volumes"]}

    assert {f"/etc/prometheus/{name}" for name in settings["rule_files"]} <= mounted


def test_prometheus_reads_services_that_exist() -> None:
    settings = yaml.safe_load((ROOT / "monitoring/prometheus/prometheus.yml").read_text())
    names = {
        name
        for job in settings["scrape_configs"]
        for discovery in job.get("dns_sd_configs", [])
        for name in discovery["names"]
    }

    assert names == {"jobmanager", "taskmanager", "index"}
    assert names <= set(SERVICES)


def test_grafana_finds_its_dashboards_and_their_source() -> None:
    """The provisioned path is a mount, and every panel asks the provisioned source."""
    grafana = ROOT / "monitoring/grafana"
    providers = yaml.safe_load((grafana / "provisioning/dashboards/filbert.yml").read_text())["providers"]
    sources = yaml.safe_load((grafana / "provisioning/datasources/prometheus.yml").read_text())["datasources"]
    mounted = {mount.split(":")[1] for mount in SERVICES["grafana"]["volumes"]}
    dashboards = [json.loads(path.read_text()) for path in sorted((grafana / "dashboards").glob("*.json"))]

    assert {provider["options"]["path"] for provider in providers} <= mounted
    assert dashboards
    assert len({dashboard["uid"] for dashboard in dashboards}) == len(dashboards)
    for dashboard in dashboards:
        asked = {panel["datasource"]["uid"] for panel in dashboard["panels"] if panel["type"] != "row"}
        assert asked <= {source["uid"] for source in sources}


def test_kibana_gets_what_is_committed() -> None:
    """The file that is imported is in the folder that is mounted."""
    service = SERVICES["kibana-setup"]
    (mount,) = service["volumes"]
    source, target, _ = mount.split(":")

    assert f"file=@{target}/filbert.ndjson" in service["command"][0]
    assert (ROOT / source / "filbert.ndjson").is_file()


def test_containers_meet_at_the_names_of_services() -> None:
    """The environment that the designer gets speaks of services of this file and of their inner ports."""
    environment = yaml.safe_load((ROOT / "designer/environments/sandbox.yaml").read_text())

    assert environment["kafka"]["bootstrap_servers"] == "kafka:19092"
    assert "INTERNAL://kafka:19092" in SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert environment["flink"]["rest"] == "http://jobmanager:8081"
    assert environment["registry"]["url"].startswith("http://registry:8080/")
