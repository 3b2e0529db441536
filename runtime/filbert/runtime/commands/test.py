"""`filbert test`: the saved test cases of scenarios, in the sandbox."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from filbert.runtime.loading import Loaded
    from filbert.scenarios.environment import Environment
    from filbert.scenarios.testcase import TestCase

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run_cases(
    files: Annotated[
        list[Path], typer.Argument(help="Files of test cases, or the scenarios they are beside.")
    ],
    streams: Annotated[
        Path | None, typer.Option(help="Folder of the streams; by default streams/ beside each file.")
    ] = None,
    fragments: Annotated[
        Path | None, typer.Option(help="Folder of the fragments; by default fragments/ beside each file.")
    ] = None,
    environment: Annotated[
        Path | None, typer.Option(help="Environment file, for the values that expressions name.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run saved test cases in the sandbox and compare what the sinks write with what is expected.

    Exits with 0 when all pass, 1 when one does not or a file is faulty, 2 when a file cannot be read.
    """
    from filbert.scenarios.problem import DocumentError, render

    results: list[dict[str, Any]] = []
    faulty = False
    try:
        settings = _environment(environment)
        for file in files:
            try:
                results += _run_file(file, streams, settings, fragments)
            except DocumentError as error:
                faulty = True
                for problem in error.problems:
                    print(render(problem, str(file)), file=sys.stderr)
    except DocumentError as error:
        for problem in error.problems:
            print(render(problem, str(environment)), file=sys.stderr)
        raise typer.Exit(1) from error
    except OSError as error:
        print(f"filbert test: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(2) from error
    failed = sum(not result["ok"] for result in results)
    if as_json:
        print(json.dumps({"ok": not failed and not faulty, "tests": results}, ensure_ascii=False, indent=2))
    else:
        _print(results)
    raise typer.Exit(1 if failed or faulty else 0)


def _environment(file: Path | None) -> "Environment | None":
    from filbert.scenarios.environment import load_environment

    return load_environment(file) if file is not None else None


def _run_file(
    file: Path, streams: Path | None, environment: "Environment | None", fragments: Path | None
) -> list[dict[str, Any]]:
    """The results of one file of test cases.

    Raises:
        DocumentError: the test cases or their scenario are faulty.
        OSError: one of them cannot be read.
    """
    from filbert.runtime.loading import load
    from filbert.scenarios.problem import DocumentError
    from filbert.scenarios.testcase import SUFFIX, case_file, load_test_cases, scenario_file

    cases_file = file if file.name.endswith(SUFFIX) else case_file(file)
    scenario = scenario_file(cases_file)
    if scenario is None:
        raise FileNotFoundError(2, "there is no scenario file", str(cases_file).replace(SUFFIX, ".yaml"))
    try:
        loaded = load(scenario, streams, environment, fragments)
    except DocumentError as error:
        named = str(scenario)
        raise DocumentError(replace(each, file=each.file or named) for each in error.problems) from None
    cases = load_test_cases(cases_file, loaded.streams, loaded.document)
    return [{"file": str(cases_file), **_run_case(case, loaded, environment)} for case in cases]


def _run_case(case: "TestCase", loaded: "Loaded", environment: "Environment | None") -> dict[str, Any]:
    from filbert.runtime.sandbox import SampleError, run_sandbox
    from filbert.scenarios.expectation import check_expectations

    result: dict[str, Any] = {"test": case.name, "line": case.line, "events": len(case.events)}
    try:
        outcome = run_sandbox(
            loaded.plan,
            case.events,
            environment=environment.name if environment is not None else "sandbox",
            version=loaded.version,
            actions=environment.actions if environment is not None else "dry-run",
            mocks=case.mocks,
            until_ms=case.until_ms,
        )
    except SampleError as error:
        return {**result, "ok": False, "rows": 0, "errors": 0, "differences": [{"message": str(error)}]}
    differences = [
        {"node": each.node, "row": each.row, "field": each.field, "message": each.message, "text": str(each)}
        for each in check_expectations(case, outcome)
    ]
    return {
        **result,
        "ok": not differences,
        "rows": len(outcome.rows),
        "errors": len(outcome.errors),
        "differences": differences,
    }


def _print(results: list[dict[str, Any]]) -> None:
    file = None
    for result in results:
        if result["file"] != file:
            file = result["file"]
            print(file)
        verdict = "ok  " if result["ok"] else "FAIL"
        told = f"{_count(result['events'], 'event')}, {_count(result['rows'], 'row')}"
        print(f"  {verdict}  {result['test']}  ({told})")
        for difference in result["differences"]:
            print(f"        {difference.get('text', difference['message'])}")
    failed = sum(not result["ok"] for result in results)
    print(f"{len(results) - failed} passed, {failed} failed")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
