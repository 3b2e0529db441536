"""Environment files: what is read, and which faults are found."""

from datetime import datetime
from decimal import Decimal

import pytest
from filbert.scenarios.environment import Binding, default_environment, load_environment, read_environment
from filbert.scenarios.problem import DocumentError

ACCEPTANCE = """\
environment: acceptance
kafka: {bootstrap_servers: 127.0.0.1:9092}
flink: {rest: http://127.0.0.1:8081/}
registry: {url: http://127.0.0.1:8085/apis/ccompat/v7}
streams: {sms: {topic: acceptance.sms}}
values: {max_recipients: 1000}
secrets: {gateway_token: FILBERT_SECRET_GATEWAY}
actions: dry-run
"""
HEAD = "environment: a\nkafka: {bootstrap_servers: h:9092}\nflink: {rest: http://h:8081}\n"


@pytest.fixture
def load(tmp_path):
    def of(text):
        file = tmp_path / "a.yaml"
        file.write_text(text)
        return load_environment(file)

    return of


@pytest.fixture
def problems_of(tmp_path):
    def read(text):
        file = tmp_path / "a.yaml"
        file.write_text(text)
        environment, problems = read_environment(file)
        assert environment is None
        return [(each.code, each.line, each.column, each.message, each.hint) for each in problems]

    return read


def test_an_environment_is_read_as_it_is_written(load):
    environment = load(ACCEPTANCE)

    assert environment.name == "acceptance"
    assert "127.0.0.1:9092" == environment.bootstrap_servers == environment.kafka.bootstrap_servers
    assert "http://127.0.0.1:8081" == environment.flink_rest == environment.flink.rest
    assert environment.registry.url == "http://127.0.0.1:8085/apis/ccompat/v7"
    assert {"sms": Binding("acceptance.sms")} == environment.streams
    assert environment.secrets == {"gateway_token": "FILBERT_SECRET_GATEWAY"}
    assert environment.actions == "dry-run"


def test_a_stream_has_its_bound_topic_or_none(load):
    environment = load(ACCEPTANCE)

    assert (environment.topic("sms"), environment.topic("calls")) == ("acceptance.sms", None)


def test_what_may_be_left_out_has_safe_defaults(load):
    environment = load(HEAD)

    assert (
        environment.registry,
        environment.streams,
        environment.values,
        environment.secrets,
        environment.actions,
    ) == (None, {}, {}, {}, "dry-run")


def test_the_default_environment_is_a_sandbox_on_this_machine():
    assert (
        default_environment().name,
        default_environment().bootstrap_servers,
    ) == ("sandbox", "127.0.0.1:9092")


@pytest.mark.parametrize(
    ("written", "declared", "value"),
    [
        ("1000", "BIGINT NOT NULL", 1000),
        ("-9223372036854775808", "BIGINT NOT NULL", -9223372036854775808),
        ("0.10", "DECIMAL(2, 2) NOT NULL", Decimal("0.10")),
        ("-12.5", "DECIMAL(3, 1) NOT NULL", Decimal("-12.5")),
        ("1e3", "DOUBLE NOT NULL", 1000.0),
        ("true", "BOOLEAN NOT NULL", True),
        ("yes", "STRING NOT NULL", "yes"),
        ("'7'", "STRING NOT NULL", "7"),
        ("{type: 'DECIMAL(10, 2)', value: 7.5}", "DECIMAL(10, 2) NOT NULL", Decimal("7.50")),
        ("{type: 'DECIMAL(10, 2)', value: '7.50'}", "DECIMAL(10, 2) NOT NULL", Decimal("7.50")),
        ("{type: DOUBLE, value: 7}", "DOUBLE NOT NULL", 7.0),
        ("{type: TIMESTAMP, value: '2026-01-01T01:00:00+01:00'}", "TIMESTAMP NOT NULL", datetime(2026, 1, 1)),
        ("{type: 'ARRAY<STRING>', value: [a, b]}", "ARRAY<STRING> NOT NULL", ["a", "b"]),
    ],
)
def test_a_value_has_the_type_it_is_written_in_or_names(load, written, declared, value):
    column, found = load(f"{HEAD}values: {{x: {written}}}\n").values["x"]

    assert (declared, value) == (str(column), found)
    assert type(value) is type(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("environment: a\nflink: {rest: http://h}\n", ("E_MISSING", 1, 1, "'kafka' is missing", None)),
        (
            HEAD.replace("h:9092", "h"),
            (
                "E_VALUE",
                2,
                28,
                "'h' is not a list of Kafka servers",
                "write host:port, several with commas between",
            ),
        ),
        (
            HEAD.replace("http://h:8081", "h:8081"),
            ("E_VALUE", 3, 15, "'h:8081' is not an address", "for example http://127.0.0.1:8081"),
        ),
        (HEAD + "actons: live\n", ("E_KEY", 4, 1, "unknown key 'actons'", "did you mean 'actions'?")),
        (
            HEAD + "actions: on\n",
            ("E_VALUE", 4, 10, "'on' in 'actions' is none of live, dry-run, off", None),
        ),
        (
            HEAD + "streams: {sms: sms}\n",
            ("E_TYPE", 4, 16, "expected a mapping in 'streams.sms', found 'sms'", None),
        ),
        (
            HEAD + "streams: {sms: {topic: a b}}\n",
            (
                "E_NAME",
                4,
                24,
                "'a b' is not a topic's name",
                "letters, digits, '.', '_' and '-', at most 249",
            ),
        ),
        (
            HEAD + "values: {x: 9223372036854775808}\n",
            (
                "E_VALUE",
                4,
                13,
                "a whole number must fit in 64 bits; for a larger one write {type: DECIMAL(38, 0), value: …}",
                None,
            ),
        ),
        (
            HEAD + "values: {x: [1]}\n",
            ("E_VALUE", 4, 13, "a constant is a number, a text, true or false", None),
        ),
        (
            HEAD + "values: {x: }\n",
            ("E_VALUE", 4, 13, "a constant is a number, a text, true or false", None),
        ),
        (
            HEAD + "values: {x: {typ: STRING}}\n",
            ("E_VALUE", 4, 13, "write a plain value, or {type: TYPE, value: VALUE}", None),
        ),
        (
            HEAD + "values: {x: 1e999}\n",
            ("E_VALUE", 4, 13, "1e999 is too large for a DOUBLE", None),
        ),
        (
            HEAD + "values: {x-y: 1}\n",
            (
                "E_NAME",
                4,
                10,
                "'x-y' is not a name",
                "letters, digits and '_', a letter or '_' first, at most 63",
            ),
        ),
    ],
)
def test_a_fault_has_a_code_a_place_and_a_hint(problems_of, text, expected):
    assert [expected] == problems_of(text)


@pytest.mark.parametrize(
    "value", ["{type: BIGINT, value: x}", "{type: STRIN, value: x}", "{type: BIGINT, value: }"]
)
def test_a_value_that_is_not_of_its_type_is_a_fault(problems_of, value):
    [(code, line, column, _, _)] = problems_of(f"{HEAD}values: {{x: {value}}}\n")

    assert (code, line, column) == ("E_VALUE", 4, 13)


def test_a_secret_that_was_written_out_is_refused_and_not_repeated(tmp_path):
    (tmp_path / "a.yaml").write_text(HEAD + "secrets: {token: hunter2-s3cret}\n")

    with pytest.raises(DocumentError) as caught:
        load_environment(tmp_path / "a.yaml")

    [problem] = caught.value.problems
    assert (
        problem.code,
        problem.message,
    ) == ("E_SECRET", "a secret is the name of an environment variable, never the value")
    assert "hunter2" not in repr(problem)
