"""Test cases of a scenario: events to feed, and what its sinks are expected to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, ClassVar

from filbert.scenarios.events import (
    EventLineError,
    InputEvent,
    event_of,
    format_instant,
    parse_instant,
    read_event_lines,
)
from filbert.scenarios.problem import DocumentError, Problem, did_you_mean, has_errors, in_order
from filbert.scenarios.report import Report
from filbert.scenarios.text import Parsed, Path

if TYPE_CHECKING:
    from filbert.scenarios.document import Document
    from filbert.scenarios.stream import Stream
    from filbert.scenarios.testcase_model import RepeatModel, TestCaseModel

SUFFIX = ".tests.yaml"
ERRORS = "errors"
"""The entry of `expect` that is about events that fail, not about a sink."""
ERROR_FIELDS = ("node", "parameter", "code", "at", "field", "message", "event_id")
MAX_EVENTS = 200_000
"""Of one test case."""


@dataclass(frozen=True)
class TestCase:
    """One test: all its events, in order of arrival, and what is expected of them."""

    __test__: ClassVar[bool] = False

    name: str
    events: tuple[InputEvent, ...]
    expect: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Rows by sink; given fields must match. A sink that is not here is not looked at."""
    errors: tuple[Mapping[str, Any], ...] = ()
    mocks: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """By node, what it answers in place of asking: `{when, return}`, the first that fits, or `{otherwise}`."""
    until_ms: int | None = None
    line: int | None = None


def load_test_cases(
    file: FilePath | str, streams: Mapping[str, Stream] | None = None, document: Document | None = None
) -> list[TestCase]:
    """Read a file of test cases.

    Args:
        file: `<scenario>.tests.yaml`.
        streams: those of the scenario; by default in the folder `streams` beside the file.
        document: the scenario; by default the file beside it, if it is there.

    Raises:
        OSError: it cannot be read.
        DocumentError: with every fault.
    """
    cases, problems = read_test_cases(file, streams, document)
    if has_errors(problems):
        raise DocumentError(problems)
    return cases


def read_test_cases(
    file: FilePath | str, streams: Mapping[str, Stream] | None = None, document: Document | None = None
) -> tuple[list[TestCase], list[Problem]]:
    """Like `load_test_cases`, but gives the sound cases beside the problems."""
    from filbert.scenarios.document import read_scenario
    from filbert.scenarios.stream import read_streams
    from filbert.scenarios.yaml_text import read_file

    path = FilePath(file)
    if streams is None:
        streams, _ = read_streams(path.parent / "streams")
    scenario = scenario_file(path)
    if document is None and scenario is not None:
        document, _ = read_scenario(scenario)
    try:
        cases, problems = _Cases(read_file(path), path, streams, document).read()
    except DocumentError as error:
        cases, problems = [], list(error.problems)
    return cases, [replace(each, file=str(path)) for each in problems]


def cases_of(
    parsed: Parsed, streams: Mapping[str, Stream], document: Document | None = None
) -> tuple[list[TestCase], list[Problem]]:
    """The sound test cases of a text that was read, and all problems. Such a text can name no file of events."""
    return _Cases(parsed, None, streams, document).read()


def scenario_file(file: FilePath) -> FilePath | None:
    """The scenario that a file of test cases is about; None when it is not there."""
    if not file.name.endswith(SUFFIX):
        return None
    name = file.name.removesuffix(SUFFIX)
    return next(
        (found for end in (".yaml", ".yml", ".json") if (found := file.with_name(name + end)).is_file()), None
    )


def case_file(scenario: FilePath) -> FilePath:
    """Where the test cases of a scenario are."""
    return scenario.with_name(scenario.stem + SUFFIX)


class _Cases:
    """One reading of one file."""

    def __init__(
        self, parsed: Parsed, file: FilePath | None, streams: Mapping[str, Stream], document: Document | None
    ) -> None:
        self.parsed = parsed
        self.file = file
        self.streams = streams
        self.document = document
        self.only_stream = _only_stream(document)
        self.report = Report(parsed)

    def read(self) -> tuple[list[TestCase], list[Problem]]:
        from filbert.scenarios.structure import read_model
        from filbert.scenarios.testcase_model import TestCasesModel

        model, problems = read_model(TestCasesModel, self.parsed)
        self.report.problems += problems
        cases = []
        names: dict[str, int] = {}
        for index, each in enumerate(model.root if model is not None else ()):
            before = len(self.report.problems)
            if names.setdefault(each.test, index) != index:
                self.report.add(
                    "E_DUPLICATE", "two test cases have this name", (index, "test"), hint="choose another"
                )
            case = self._case(each, index)
            if len(self.report.problems) == before:
                cases.append(case)
        return cases, in_order(self.report.problems)

    def _case(self, model: TestCaseModel, index: int) -> TestCase:
        place = self.parsed.positions.of((index,))
        expect = {name: tuple(rows) for name, rows in model.expect.items() if name != ERRORS}
        self._check_expect(model, index)
        self._check_mocks(model, index)
        return TestCase(
            name=model.test,
            events=tuple(self._events(model, index)),
            expect=expect,
            errors=tuple(model.expect.get(ERRORS, ())),
            mocks={name: tuple(entries) for name, entries in model.mocks.items()},
            until_ms=model.until,
            line=place.line if place else None,
        )

    def _check_expect(self, model: TestCaseModel, index: int) -> None:
        known = [node.id for node in self.document.nodes] if self.document is not None else None
        for name in model.expect:
            if known is not None and name != ERRORS and name not in known:
                hint = did_you_mean(name, known)
                self.report.add(
                    "E_NODE",
                    f"the scenario has no node '{name}'",
                    (index, "expect", name),
                    hint=hint,
                    key=True,
                )
        for number, error in enumerate(model.expect.get(ERRORS, ())):
            for name in error.keys() - set(ERROR_FIELDS):
                path = (index, "expect", ERRORS, number, name)
                hint = did_you_mean(name, ERROR_FIELDS)
                self.report.add("E_KEY", f"an error has no field '{name}'", path, hint=hint, key=True)

    def _check_mocks(self, model: TestCaseModel, index: int) -> None:
        known = [node.id for node in self.document.nodes] if self.document is not None else None
        for name, entries in model.mocks.items():
            path: Path = (index, "mocks", name)
            if known is not None and name not in known:
                hint = did_you_mean(name, known)
                self.report.add("E_NODE", f"the scenario has no node '{name}'", path, hint=hint, key=True)
            for number, entry in enumerate(entries):
                if entry.keys() not in ({"when", "return"}, {"otherwise"}):
                    message = "a mock is {when: …, return: …} or {otherwise: …}"
                    self.report.add("E_VALUE", message, (*path, number))
                elif "when" in entry and not isinstance(entry["when"], Mapping):
                    message = "the condition of a mock is a mapping of columns to values"
                    self.report.add("E_TYPE", message, (*path, number, "when"))

    def _events(self, model: TestCaseModel, index: int) -> Iterator[InputEvent]:
        count = 0
        for path, event in self._described(model, index):
            count += 1
            if count > MAX_EVENTS:
                self.report.add("E_LIMIT", f"more than {MAX_EVENTS:,} events", (index, "test"))
                return
            if isinstance(event, InputEvent):
                yield event
                continue
            try:
                yield event_of(event)
            except EventLineError as error:
                self.report.add("E_EVENT", error.message, path)
                if "repeat" in path:
                    return  # Every repetition has the same fault.

    def _described(self, model: TestCaseModel, index: int) -> Iterator[tuple[Path, Any]]:
        """All events of a case, described or read, with the place that each comes from."""
        for number, event in enumerate(model.events):
            path: Path = (index, "events", number)
            if isinstance(event, Mapping) and "repeat" in event:
                base = {key: value for key, value in event.items() if key != "repeat"}
                repeat = self._repeat(event["repeat"], (*path, "repeat"))
                if repeat is not None:
                    yield from self._repeated(base, repeat, (*path, "repeat"))
            else:
                yield path, event
        if model.events_file is not None:
            yield from self._file_events(model.events_file, (index, "events_file"))
        if model.repeat is not None:
            yield from self._repeated({}, model.repeat, (index, "repeat"))

    def _repeat(self, written: Any, path: Path) -> RepeatModel | None:
        from filbert.scenarios.structure import problems_of
        from filbert.scenarios.testcase_model import RepeatModel
        from pydantic import ValidationError

        try:
            return RepeatModel.model_validate(written)
        except ValidationError as error:
            self.report.problems += problems_of(error, RepeatModel, self.parsed, base=path)
            return None

    def _repeated(
        self, base: Mapping[str, Any], repeat: RepeatModel, path: Path
    ) -> Iterator[tuple[Path, Any]]:
        """The events of a repetition: `{i}` counts from 0, times advance by `every`."""
        pattern = {**base, **{key: value for key, value in repeat.event().items() if key != "value"}}
        if "value" in base or "value" in repeat.event():
            pattern["value"] = merged(base.get("value"), repeat.event().get("value"))
        stream = self.streams.get(pattern.get("stream") or self.only_stream or "")
        field_name = stream.event_time.field if stream is not None else None
        value = pattern.get("value")
        has_field = field_name is not None and isinstance(value, Mapping) and field_name in value
        if repeat.every and repeat.times > 1 and not has_field and "time" not in pattern:
            what = f"value.{field_name}" if field_name else "time"
            self.report.add(
                "E_EVENT", "there is no time to advance", path, hint=f"give {what} of the first event"
            )
        for number in range(repeat.times):
            event = numbered(pattern, number)
            later = number * repeat.every
            if "time" in event:
                event["time"] = advanced(event["time"], later)
            if has_field:
                event["value"][field_name] = advanced(event["value"][field_name], later)
            if isinstance(event.get("offset"), int):
                event["offset"] += number
            yield path, event

    def _file_events(self, name: str, path: Path) -> Iterator[tuple[Path, Any]]:
        if self.file is None:
            self.report.add("E_FILE", "write the events out; a file cannot be named here", path)
            return
        folder = self.file.parent.resolve()
        file = (folder / name).resolve()
        if not file.is_relative_to(folder):
            self.report.add("E_FILE", "the file must be beside the test cases, or below", path)
            return
        try:
            with file.open("rb") as lines:
                for event in read_event_lines(lines):
                    yield path, event
        except EventLineError as error:
            self.report.add("E_EVENT", f"{name}, {error}", path)
        except OSError as error:
            self.report.add("E_FILE", f"cannot read {name}: {error.strerror}", path)


def _only_stream(document: Document | None) -> str | None:
    """The stream of events that name none: the only one that the scenario reads."""
    if document is None:
        return None
    targets = {edge.target for edge in document.edges}
    read = {node.parameters.get("stream") for node in document.nodes if node.id not in targets}
    names = [each for each in read if isinstance(each, str)]
    return names[0] if len(names) == 1 else None


def merged(base: Any, over: Any) -> Any:
    """A value with parts of another put over it; mappings are merged, all else is replaced."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}
    return base if over is None else over


def numbered(value: Any, number: int) -> Any:
    """A copy with `{i}` in its texts replaced by a number."""
    if isinstance(value, str):
        return value.replace("{i}", str(number)) if "{i}" in value else value
    if isinstance(value, Mapping):
        return {key: numbered(each, number) for key, each in value.items()}
    if isinstance(value, list):
        return [numbered(each, number) for each in value]
    return value


def advanced(time: Any, milliseconds: int) -> Any:
    """A time, as ISO 8601 or epoch milliseconds, moved on. What is no time stays: a test may want that."""
    if isinstance(time, int) and not isinstance(time, bool):
        return time + milliseconds
    if isinstance(time, str):
        try:
            return format_instant(parse_instant(time) + milliseconds)
        except (ValueError, OverflowError):
            return time
    return time
