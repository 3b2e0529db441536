"""`filbert check`: what it prints, how it exits, and what it does not import."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filbert.runtime.cli import main
from filbert.runtime.commands.check import Given, plain

SCENARIO = """\
filbert: 1
name: big
nodes:
  - {id: in, component: kafka, parameters: {stream: sms}}
  - {id: big, component: filter, parameters: {condition: fee > 0.10}}
  - {id: out, component: dead-end}
edges:
  - {from: in, to: big}
  - {from: big.true, to: out}
"""
SMS = "stream: sms\nevent_time: {field: at}\nfields: {fee: 'DECIMAL(10, 2)', at: TIMESTAMP NOT NULL}\n"
EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"


@pytest.fixture
def check(tmp_path, capsys):
    """Check a scenario text; gives exit code and both outputs, without the folder's name."""
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "sms.yaml").write_text(SMS)

    def run(text, *options):
        (tmp_path / "a.yaml").write_text(text)
        with pytest.raises(SystemExit) as exited:
            main(["check", str(tmp_path / "a.yaml"), *options])
        shown = capsys.readouterr()
        return exited.value.code, *(each.replace(f"{tmp_path}/", "") for each in (shown.out, shown.err))

    return run


def test_a_sound_scenario_has_no_problems(check):
    assert check(SCENARIO) == (0, "a.yaml: no problems\n", "")


def test_a_fault_in_an_expression_is_marked_where_it_is(check):
    code, out, _ = check(SCENARIO.replace("fee > 0.10", "fee > limt"))

    assert code == 1
    assert out.startswith("a.yaml:5:64: E_NAME node 'big', condition: ")
    marked = out.splitlines()
    assert marked[1] == "      - {id: big, component: filter, parameters: {condition: fee > limt}}"
    assert marked[1][marked[2].index("^") : marked[2].rindex("^") + 1] == "limt"
    assert out.endswith("a.yaml: 1 error\n")


def test_faults_of_structure_and_of_meaning_come_together(check):
    code, out, _ = check(SCENARIO.replace("fee > 0.10", "fee > limt").replace("name: big", "name: Big"))

    assert code == 1
    assert [
        " ".join(line.split(" ")[:2])
        for line in out.splitlines()
        if line.startswith("a.yaml:") and ": E" in line
    ] == ["a.yaml:2:7: E_NAME", "a.yaml:5:64: E_NAME"]


def test_what_follows_from_a_node_that_cannot_be_read_is_not_reported(check):
    _, out, _ = check(SCENARIO.replace("{id: in,", "{id: i n,"))

    assert [line.split(" ")[1] for line in out.splitlines() if line.startswith("a.yaml:")][:-1] == [
        "E_ID",
        "E_EDGE",
    ]


def test_what_follows_from_a_faulty_stream_is_not_reported(check, tmp_path):
    (tmp_path / "streams" / "sms.yaml").write_text(SMS.replace("DECIMAL(10, 2)", "DECIML"))

    code, out, _ = check(SCENARIO)

    assert code == 1
    assert [" ".join(line.split(" ")[:2]) for line in out.splitlines() if ": E_" in line] == [
        "streams/sms.yaml:3:16: E_SYNTAX"
    ]


def test_streams_may_be_elsewhere(check, tmp_path):
    (tmp_path / "streams").rename(tmp_path / "elsewhere")

    assert check(SCENARIO)[0] == 1
    assert check(SCENARIO, "--streams", str(tmp_path / "elsewhere"))[0] == 0


def test_expressions_may_name_values_of_an_environment(check, tmp_path):
    environment = tmp_path / "sandbox.yaml"
    environment.write_text(
        "environment: sandbox\nkafka: {bootstrap_servers: h:1}\nflink: {rest: http://h}\nvalues: {limit: 0.10}\n"
    )
    text = SCENARIO.replace("0.10", "environment.limit")

    assert check(text, "--environment", str(environment))[0] == 0
    assert check(text.replace("limit", "limt"), "--environment", str(environment))[0] == 1


def test_a_machine_may_read_it(check):
    code, out, _ = check(SCENARIO.replace("fee > 0.10", "fee > limt"), "--json")

    found = json.loads(out)
    [problem] = found["problems"]
    assert (code, found["ok"], found["file"]) == (1, False, "a.yaml")
    assert tuple(
        problem[key] for key in ("code", "node", "parameter", "from", "to", "line", "column", "severity")
    ) == ("E_NAME", "big", "condition", 6, 10, 5, 64, "error")


def test_nothing_found_is_told_to_a_machine_too(check):
    assert json.loads(check(SCENARIO, "--json")[1]) == {"file": "a.yaml", "ok": True, "problems": []}


@pytest.mark.parametrize(
    "text", ["", "\x00", "&a [*a]", "[" * 5_000, "- 1", "{", "a: !x 1", "filbert: 1\nnodes: 1\n"]
)
def test_whatever_a_file_holds_is_a_problem_not_a_crash(check, text):
    code, out, err = check(text)

    assert (code, err) == (1, "")
    assert out.endswith(("error\n", "errors\n"))


def test_a_file_that_is_not_there_is_wrong_use(capsys):
    with pytest.raises(SystemExit) as exited:
        main(["check", "nowhere.yaml"])

    assert exited.value.code == 2
    assert capsys.readouterr().err == "filbert check: cannot read nowhere.yaml: No such file or directory\n"


def test_a_folder_of_streams_that_is_not_there_is_wrong_use(check):
    assert check(SCENARIO, "--streams", "nowhere") == (
        2,
        "",
        "filbert check: cannot read nowhere: no such folder\n",
    )


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["a", "--oops"], ["a", "--streams"]])
def test_wrong_arguments_are_wrong_use(arguments, capsys):
    with pytest.raises(SystemExit) as exited:
        main(["check", *arguments])

    assert exited.value.code == 2
    assert "Error" in capsys.readouterr().err


def test_help_explains_it(capsys):
    with pytest.raises(SystemExit) as exited:
        main(["check", "--help"])

    assert exited.value.code == 0
    assert "--streams" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["a"], Given(Path("a"))),
        (["--json", "a"], Given(Path("a"), as_json=True)),
        (["a", "--streams", "s", "--environment", "e"], Given(Path("a"), Path("s"), Path("e"))),
        (["a", "--streams=s"], None),
        (["a", "-h"], None),
        (["a", "--streams", "--json"], None),
    ],
)
def test_plain_arguments_need_no_typer(arguments, expected):
    assert expected == plain(arguments)


def test_typer_reads_the_other_arguments_alike(check, tmp_path):
    assert check(SCENARIO, f"--streams={tmp_path}/streams")[0] == 0


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_examples_are_sound(file, capsys):
    if file.name.endswith(".tests.yaml"):
        return
    with pytest.raises(SystemExit) as exited:
        main(["check", str(file)])

    assert exited.value.code == 0, capsys.readouterr().out


def test_it_starts_without_what_it_does_not_need(tmp_path):
    (tmp_path / "a.yaml").write_text(SCENARIO.replace("fee", "fe"))
    code = (
        "import sys\n"
        "from filbert.runtime.cli import main\n"
        "try:\n    main(['check', sys.argv[1]])\n"
        "except SystemExit as exited:\n    assert exited.code == 1, exited.code\n"
        "print('\\nIMPORTED', *sys.modules)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.yaml")], capture_output=True, text=True, check=True
    )

    imported = {name.split(".")[0] for name in ran.stdout.split("IMPORTED")[1].split()}
    assert set() == imported & {
        "pyflink",
        "httpx",
        "rich",
        "confluent_kafka",
        "typer",
        "sqlalchemy",
        "alembic",
        "fastapi",
        "uvicorn",
        "argon2",
        "cryptography",
        "asyncio",
        "email",  # of importlib.metadata, which looks for plugins
    }
