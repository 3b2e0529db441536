"""A stream: a named Kafka topic whose records have declared types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from filbert.scenarios.problem import DocumentError, Problem, did_you_mean, has_errors, in_order, quoted
from filbert.scenarios.report import Report
from filbert.scenarios.text import Parsed, Path

if TYPE_CHECKING:
    from filbert.expressions import Column

SUFFIXES = (".yaml", ".yml", ".json")
RUNNING_FORMATS = ("json",)
"""The formats that both engines read today."""
RESERVED = frozenset({"event_time", "event_key", "event_id", "environment", "error"})
"""Names that mean something in every scope."""
MAX_BYTES = 524_288
MAX_FIELDS = 2_000
LARGEST_RECORD = 64 * 1024 * 1024


@dataclass(frozen=True)
class EventTime:
    """How a stream tells time. Without a field it is the Kafka record's timestamp."""

    field: str | None = None
    out_of_orderness_ms: int = 5_000
    idleness_ms: int = 30_000
    max_ahead_ms: int = 600_000


@dataclass(frozen=True)
class StreamField:
    """One field of a stream's records."""

    declared: str
    """The type as it is written, before widening."""
    column: Column
    enum: tuple[str, ...] | None = None
    pii: bool = False


@dataclass(frozen=True)
class Stream:
    """A named, typed Kafka topic."""

    name: str
    topic: str
    format: str = "json"
    key: str | None = None
    event_time: EventTime = field(default_factory=EventTime)
    max_bytes: int = MAX_BYTES
    fields: Mapping[str, StreamField] = field(default_factory=dict)
    title: str | None = None


def load_stream(file: FilePath | str) -> Stream:
    """Read a stream file.

    Raises:
        OSError: it cannot be read.
        DocumentError: with every fault.
    """
    stream, problems = read_stream(file)
    if stream is None or has_errors(problems):
        raise DocumentError(problems)
    return stream


def read_stream(file: FilePath | str) -> tuple[Stream | None, list[Problem]]:
    """Read a stream file, with every fault; they name the file.

    Raises:
        OSError: it cannot be read.
    """
    from filbert.scenarios.yaml_text import read_file

    path = FilePath(file)
    try:
        stream, problems = stream_of(read_file(path))
    except DocumentError as error:
        stream, problems = None, list(error.problems)
    return stream, [replace(each, file=str(path)) for each in problems]


def load_streams(folder: FilePath | str) -> dict[str, Stream]:
    """Read all stream files of a folder, by the streams' names. A folder that does not exist holds none.

    Raises:
        DocumentError: with every fault of every file.
    """
    streams, problems = read_streams(folder)
    if has_errors(problems):
        raise DocumentError(problems)
    return streams


def read_streams(
    folder: FilePath | str, names: Collection[str] | None = None
) -> tuple[dict[str, Stream], list[Problem]]:
    """The sound streams of a folder, and every fault of every file.

    Args:
        folder: one that does not exist holds none.
        names: the streams that are asked for. When each has a file of its name, other files are not read.
    """
    path = FilePath(folder)
    streams: dict[str, Stream] = {}
    files: dict[str, FilePath] = {}
    problems: list[Problem] = []
    for file in _stream_files(path, names):
        stream, found = read_stream(file)
        problems += found
        if stream is None or has_errors(found):
            continue
        if stream.name in streams:
            message = f"the stream {quoted(stream.name)} is defined twice, first in {files[stream.name]}"
            problems.append(
                Problem("E_DUPLICATE", message, line=1, column=1, hint="remove one", file=str(file))
            )
            continue
        streams[stream.name] = stream
        files[stream.name] = file
    return streams, problems


def _stream_files(folder: FilePath, names: Collection[str] | None) -> list[FilePath]:
    if not folder.is_dir():
        return []
    files = [each for each in sorted(folder.iterdir()) if each.suffix in SUFFIXES and each.is_file()]
    named = [each for each in files if names is not None and each.stem in names]
    return named if names is not None and {each.stem for each in named} == set(names) else files


def stream_of(parsed: Parsed) -> tuple[Stream | None, list[Problem]]:
    """The stream in a file that was read, and every fault. None when there are any."""
    from filbert.scenarios.stream_model import StreamModel
    from filbert.scenarios.structure import read_model

    report = Report(parsed)
    model, problems = read_model(StreamModel, parsed)
    report.problems += problems
    raw = parsed.value.get("fields") if isinstance(parsed.value, dict) else None
    fields = _fields(raw if isinstance(raw, dict) and len(raw) <= MAX_FIELDS else {}, report)
    if model is not None:
        names = list(parsed.value["fields"])
        if model.format not in RUNNING_FORMATS:
            hint = f"supported are: {', '.join(RUNNING_FORMATS)}"
            report.add("E_FORMAT", f"the format '{model.format}' cannot be read yet", ("format",), hint=hint)
        if model.key is not None and model.key not in names:
            message = f"the key {quoted(model.key)} is not a field of the stream"
            report.add("E_FIELD", message, ("key",), hint=did_you_mean(model.key, names))
        _event_time(model.event_time.field, fields, names, report)
        fields = _personal(model.pii, fields, names, report)
    if model is None or has_errors(report.problems):
        return None, in_order(report.problems)
    time = model.event_time
    stream = Stream(
        name=model.stream,
        topic=model.topic or model.stream,
        format=model.format,
        key=model.key,
        event_time=EventTime(time.field, time.out_of_orderness, time.idleness, time.max_ahead),
        max_bytes=model.max_bytes,
        fields=fields,
        title=model.title,
    )
    return stream, in_order(report.problems)


def _fields(raw: Mapping[str, Any], report: Report) -> dict[str, StreamField]:
    """The fields whose declaration can be read."""
    from filbert.expressions import TypeSyntaxError, parse_type

    fields: dict[str, StreamField] = {}
    for name, written in raw.items():
        path: Path = ("fields", name)
        message = _name_fault(name)
        if message:
            report.add("E_NAME", message, path, hint="choose another name", key=True)
        detailed = isinstance(written, dict)
        declared = written.get("type") if detailed else written
        if not isinstance(declared, str):
            continue  # The model has reported it.
        try:
            column = parse_type(declared)
        except TypeSyntaxError as error:
            place = (*path, "type") if detailed else path
            report.add("E_SYNTAX", error.message, place, hint=error.hint, span=(error.start, error.end))
            continue
        enum = written.get("enum") if detailed else None
        personal = detailed and written.get("pii") is True
        if isinstance(enum, list) and column.type.kind != "STRING":
            report.add("E_TYPE", f"only a STRING can be an enum, not {column}", (*path, "enum"))
        values = tuple(enum) if isinstance(enum, list) else None
        fields[name] = StreamField(declared, replace(column, pii=personal), values, personal)
    return fields


def _name_fault(name: str) -> str | None:
    """What is wrong with a field's name. Any will do that the language can write, in backticks if need be."""
    if name in RESERVED:
        return f"'{name}' is reserved: it is in scope everywhere"
    if not name or name.startswith("$"):
        return f"{quoted(name)} cannot be a field's name: names that begin with '$' are reserved"
    if "`" in name or "." in name or len(name) > 128 or not name.isprintable():
        return f"{quoted(name)} cannot be a field's name: it is too long, or holds a dot or a backtick"
    return None


def _event_time(
    name: str | None, fields: Mapping[str, StreamField], names: list[str], report: Report
) -> None:
    path = ("event_time", "field")
    if name is None:
        return
    if name not in names:
        times = [each for each, found in fields.items() if found.column.type.kind == "TIMESTAMP"]
        message = f"the event time {quoted(name)} is not a field of the stream"
        report.add("E_FIELD", message, path, hint=did_you_mean(name, times))
    elif name in fields:
        column = fields[name].column
        if column.type.kind != "TIMESTAMP" or column.nullable:
            message = f"the event time {quoted(name)} must be a TIMESTAMP NOT NULL, it is {column}"
            report.add("E_TYPE", message, path, hint=f"write {name}: TIMESTAMP NOT NULL")


def _personal(
    marked: list[str], fields: Mapping[str, StreamField], names: list[str], report: Report
) -> dict[str, StreamField]:
    """The fields, those that the list `pii` names marked. Naming a part of a field marks the whole."""
    found = dict(fields)
    for index, name in enumerate(marked):
        whole = name if name in names else name.split(".")[0]
        if whole in found:
            field_ = found[whole]
            found[whole] = replace(field_, pii=True, column=replace(field_.column, pii=True))
        elif whole not in names:
            message = f"{quoted(name)} is not a field of the stream"
            report.add("E_FIELD", message, ("pii", index), hint=did_you_mean(name, names))
    return found
