"""What a component is: the contract that every kind of node fulfils, and that both engines build on.

A component reads its parameters and its place in the graph (`bind`) and gives a `Bound` node, which knows its
output columns, what it needs from its inputs, its state, how to run in the sandbox and how to read as Flink SQL.
Nothing outside a component's own module knows its name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from filbert.expressions import Checked, Column, Field, Type, check, check_template, normalise
from filbert.expressions.types import BIGINT, STRING, TIMESTAMP

if TYPE_CHECKING:
    from datetime import datetime

    from filbert.expressions import Diagnostic
    from pydantic import BaseModel

Row = dict[str, Any]
"""One event at one place of the graph: context columns by name, and our own under names that begin with `$`."""

ALWAYS: Mapping[str, Column] = {
    "event_time": Column(TIMESTAMP, nullable=False),
    "event_key": Column(STRING),
    "event_id": Column(STRING, nullable=False),
}
"""In scope everywhere."""

ERROR = "error"
"""The output that every node has: its input context plus the column of the same name."""

TABLE = "$table"
"""The input of the records of the stream that a node reads as a table."""

ERROR_COLUMN = Column(
    Type(
        "ROW",
        fields=(
            Field("node", Column(STRING)),
            Field("parameter", Column(STRING)),
            Field("code", Column(STRING)),
            Field("at", Column(BIGINT)),
            Field("message", Column(STRING)),
        ),
    )
)


class EventTimeView(Protocol):
    """How a stream tells time."""

    @property
    def field(self) -> str | None: ...
    @property
    def out_of_orderness_ms(self) -> int: ...
    @property
    def idleness_ms(self) -> int: ...
    @property
    def max_ahead_ms(self) -> int: ...


class StreamFieldView(Protocol):
    """One field of a stream."""

    @property
    def declared(self) -> str: ...
    @property
    def column(self) -> Column: ...
    @property
    def enum(self) -> tuple[str, ...] | None: ...


class StreamView(Protocol):
    """What a component may know of a stream; `filbert.scenarios.stream.Stream` fulfils it."""

    @property
    def name(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def key(self) -> str | None: ...
    @property
    def event_time(self) -> EventTimeView: ...
    @property
    def max_bytes(self) -> int: ...
    @property
    def fields(self) -> Mapping[str, StreamFieldView]: ...


@dataclass(frozen=True)
class Context:
    """The columns that are in scope at one port, and what is known of them."""

    columns: Mapping[str, Column]
    definitions: Mapping[str, str] = field(default_factory=dict)
    """Normalised text of a column down to source fields: the basis of state signatures."""
    key_columns: frozenset[str] = frozenset()
    """Columns that equal the Kafka key, so that events of one value arrive in order."""
    out_of_orderness_ms: int = 0
    unknown: frozenset[str] = frozenset()
    """Names whose definition is broken: using one is no fault of its own."""
    passing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Inside a fragment: by the node that calls it, that node's columns which pass through."""

    @property
    def scope(self) -> Mapping[str, Column]:
        """What expressions may name here."""
        return {**ALWAYS, **self.columns}

    def define(self, columns: Mapping[str, Column], definitions: Mapping[str, str]) -> Context:
        """This context with more columns."""
        return Context(
            {**self.columns, **columns},
            {**self.definitions, **definitions},
            self.key_columns,
            self.out_of_orderness_ms,
            self.unknown - columns.keys(),
            self.passing,
        )

    def lacking(self, names: Iterable[str]) -> Context:
        """This context after a definition that is broken."""
        missing = self.unknown | {name for name in names if name not in self.columns}
        return replace(self, unknown=missing)


@dataclass(frozen=True)
class Finding:
    """A fault of a node's parameters, before the document's positions are known."""

    code: str
    message: str
    parameter: str | None = None
    start: int | None = None
    end: int | None = None
    hint: str | None = None
    severity: str = "error"


@dataclass
class Place:
    """A node's place in the graph while it is being bound. Collects all findings, never stops at the first."""

    node: str
    inputs: Mapping[str, Context]
    streams: Mapping[str, StreamView]
    constants: Mapping[str, Mapping[str, tuple[Column, Any]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    broken: bool = False
    """Whether an expression names something whose own definition is broken."""

    @property
    def context(self) -> Context:
        """The context of the first input; empty for a source or an input that is not connected."""
        return next(iter(self.inputs.values()), Context({}))

    @property
    def ok(self) -> bool:
        """Whether nothing was found that stops this node."""
        return not self.broken and not any(finding.severity == "error" for finding in self.findings)

    def expression(
        self, parameter: str, text: str, context: Context | None = None, expected: Type | None = None
    ) -> Checked | None:
        """Check an expression in a context; None (and findings) when it does not hold."""
        seen = context or self.context
        return self._keep(
            parameter, text, seen, check(text, seen.scope, expected=expected, constants=self.constants)
        )

    def template(self, parameter: str, text: str) -> Checked | None:
        """Check a text with `{expression}` holes."""
        seen = self.context
        return self._keep(parameter, text, seen, check_template(text, seen.scope, constants=self.constants))

    def _keep(self, parameter: str, text: str, context: Context, checked: Checked) -> Checked | None:
        """Report, but for names whose own definition is broken: one fault is told once."""
        follows = [
            found
            for found in checked.diagnostics
            if found.code == "E_NAME" and text[found.start : found.end].strip("`") in context.unknown
        ]
        self.broken |= bool(follows)
        self.report(parameter, [found for found in checked.diagnostics if found not in follows])
        return checked if checked.ok else None

    def report(self, parameter: str, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over what the expression checker found."""
        for found in diagnostics:
            self.findings.append(
                Finding(
                    found.code, found.message, parameter, found.start, found.end, found.hint, found.severity
                )
            )

    def fault(
        self,
        code: str,
        message: str,
        parameter: str | None = None,
        hint: str | None = None,
        severity: str = "error",
    ) -> None:
        """Report a fault of a parameter as a whole."""
        self.findings.append(Finding(code, message, parameter, None, None, hint, severity))

    def new_name(self, parameter: str, name: str, context: Context | None = None) -> bool:
        """Whether a name may be given to a new column here; shadowing is an error."""
        taken = (context or self.context).scope
        if name.startswith("$"):
            self.fault(
                "E_RESERVED",
                f"names that begin with '$' are reserved: '{name}'",
                parameter,
                "choose another name",
            )
        elif name in {"environment", ERROR}:
            self.fault("E_RESERVED", f"'{name}' is reserved", parameter, "choose another name")
        elif name in taken:
            self.fault(
                "E_SHADOW",
                f"'{name}' is already in scope here",
                parameter,
                f"choose another name, for example '{name}_2'",
            )
        else:
            return True
        return False


@dataclass(frozen=True)
class Failure:
    """An event that left the path at a node."""

    row: Row
    parameter: str | None
    code: str
    at: int | None
    message: str
    field: str | None = None


@dataclass
class Result:
    """What a node made of a whole sample in the sandbox."""

    ports: dict[str, list[Row]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    records: list[tuple[Row, Row]] = field(default_factory=list)
    """What a sink wrote: the event and the record made of it."""
    undecoded: list[Failure] = field(default_factory=list)
    """Records of a table that could not be used: as with a source, they always go to dead letters."""
    counters: dict[str, int] = field(default_factory=dict)


class Operator(Protocol):
    """A node in the sandbox: all input rows, in order of arrival, to all output rows."""

    def __call__(self, inputs: Mapping[str, Sequence[Row]]) -> Result: ...


@dataclass(frozen=True)
class Run:
    """What an operator may know of the sandbox run it belongs to."""

    node: str
    scenario: str
    environment: str
    version: str
    wanted: Mapping[str, frozenset[str]]
    """Live columns by output."""
    edges: Mapping[str, str] = field(default_factory=dict)
    """By input: where its edge comes from, `node` or `node.port`; part of record ids."""
    actions: Literal["live", "dry-run", "off"] = "dry-run"
    """What the environment makes of actions."""
    mock: Callable[[Row], Row | None] | None = None
    """In a test, what the node adds to an event in place of asking."""
    snoozes: Mapping[str, datetime] = field(default_factory=dict)
    """By subject, until when alerts about it are held back."""


Layer = tuple[Mapping[str, str], str | None]
"""Computed columns (name, SQL) and the SQL of their first error."""


class NodeSql(Protocol):
    """The pen with which a node writes its Flink SQL; made by the compiler, one per node.

    A *relation* is the quoted name of a view. Every relation has the columns `event_time`, `$stream`, `$partition`,
    `$offset`, `$ingested` and `$replay` beside its live context columns.
    """

    @property
    def run(self) -> Run:
        """Which node of which scenario this is."""

    def input(self, port: str | None = None) -> str:
        """The relation that feeds this input (the first one by default)."""

    def carried(self, port: str | None = None) -> tuple[str, ...]:
        """The live context columns of that relation; `event_time` and the `$` columns are not among them."""

    def wanted(self, port: str | None = None) -> tuple[str, ...]:
        """The live context columns that this output (the first one by default) must have."""

    def columns(self, names: Iterable[str]) -> str:
        """Select list of these context columns and of the columns that every relation has."""

    def connected(self, port: str) -> bool:
        """Whether anything reads this output."""

    def value(self, checked: Checked) -> str:
        """SQL of an expression's value."""

    def error(self, parts: Mapping[str, Checked]) -> str | None:
        """SQL of the first error of several expressions by parameter path; None when none can fail."""

    def stage(
        self,
        *layers: Layer,
        passing: str = "TRUE",
        port: str | None = None,
        keep: Iterable[str] | None = None,
        names_stream: bool = True,
    ) -> str:
        """Add computed columns to an input (later layers read earlier ones), send rows with an error to this node's
        errors, count, and pass those for which `passing` holds. Context columns that nothing after this node wants
        are left behind; `keep` says otherwise. Computed columns that begin with `$` always stay. Unless it
        `names_stream`, the relation lacks the column `$stream` if all events are of one; `answers` puts it back."""

    def view(self, suffix: str, select: str) -> str:
        """Make a view of this node; gives its quoted name."""

    def output(self, port: str, relation: str) -> None:
        """Say which relation is an output."""

    def answers(self, relation: str, *, ports: Mapping[str, str] | None = None, errors: bool = False) -> None:
        """Make outputs of what a process table function answered (time attribute `rowtime`), counted by port; `ports`
        gives the condition of each (by default all rows go to the first one). `errors`: it may have set `$error`."""

    def failures(self, relation: str, columns: Sequence[str], *, raw: str | None = None) -> None:
        """Rows of this relation whose `$error` is set are this node's errors; columns are shown with them."""

    def event_id(self) -> str:
        """SQL of the event's id."""

    def function(self, name: str) -> str:
        """Use one of the functions of the JVM library."""

    def uid(self) -> str:
        """The identity of this node's state."""

    def source(self, stream: StreamView, columns: Sequence[str], start: object) -> str:
        """The table that reads a stream, with the given fields; gives its quoted name."""

    def table(self, stream: StreamView) -> str:
        """The relation of a stream that this node reads as a table, from its beginning: `$key`, the text of the
        record's key, and `$row`, its fields as a ROW, NULL for a deletion. Records that do not decode are gone."""

    def control(self) -> tuple[str, str, str]:
        """The relation of the environment's control topic (snoozes), the topic's servers and its name."""

    def sink(
        self, relation: str, topic: str, key: str, record: Sequence[tuple[str, str, str]], max_bytes: int
    ) -> None:
        """Write each row of a relation to a topic as one JSON record of (name, SQL, SQL type) fields."""

    def discard(self, relation: str) -> None:
        """Read a relation to its end, so that it is counted, and keep nothing."""

    def topic_of(self, stream: StreamView) -> str:
        """Where an output stream is written in this environment."""

    def own_topic(self, kind: str) -> str:
        """One of Filbert's own topics: alerts, actions, control, dead-letters."""


@dataclass(frozen=True)
class State:
    """What a stateful node keeps, in the form that decides whether an edit keeps it."""

    signature: str
    kind: str
    complete_after_ms: int
    """Event time after which an empty start has no more influence; 0 when it always has or never had."""


class Bound(ABC):
    """A node whose parameters were checked at its place."""

    @property
    @abstractmethod
    def outputs(self) -> Mapping[str, Context]:
        """The context of each output but `error`; the first is the one an edge takes by default."""

    @property
    def defined(self) -> Mapping[str, Column]:
        """Columns of the first output that do not come from the input."""
        return {}

    @abstractmethod
    def needs(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        """The columns this node reads from each input, given what is wanted of each output."""

    @abstractmethod
    def operator(self, run: Run) -> Operator:
        """This node in the sandbox."""

    @abstractmethod
    def flink(self, sql: NodeSql) -> None:
        """This node as Flink SQL."""

    def state(self) -> State | None:
        """What is kept between events; None for a stateless node."""
        return None

    @property
    def table_stream(self) -> StreamView | None:
        """The stream that this node reads as a table, beside its inputs; None for most nodes."""
        return None

    @property
    def mocked(self) -> Column | None:
        """What this node adds to an event by asking, which a test may mock; None where there is nothing to mock."""
        return None

    @property
    def record(self) -> Mapping[str, Column] | None:
        """The columns of what a sink writes; None for a node that is no sink."""
        return None


class Component(ABC):
    """A kind of node. Its docstring is its help on screen."""

    id: ClassVar[str]
    version: ClassVar[int] = 1
    title: ClassVar[str]
    sentence: ClassVar[str] = ""
    """What a node does, above its form; `{window.length}` stands for the value of that parameter."""
    category: ClassVar[str]
    parameters: ClassVar[type[BaseModel]]
    example: ClassVar[Mapping[str, Any]]
    """Parameters of a runnable example."""

    def inputs(self, parameters: Any, connected: Sequence[str]) -> tuple[str, ...]:
        """Names of the inputs, given those that edges name; an edge without a port takes the first."""
        return ("in",)

    def outputs(self, parameters: Any) -> tuple[str, ...]:
        """Names of the outputs but `error`; an edge without a port takes the first."""
        return ("out",)

    @abstractmethod
    def bind(self, parameters: Any, place: Place) -> Bound | None:
        """Check parameters in their place. None when too little is known to go on after this node."""


def references(*expressions: Checked | None) -> frozenset[str]:
    """The names that several expressions read."""
    return frozenset().union(*(each.references for each in expressions if each is not None))


def definition(checked: Checked, context: Context) -> str:
    """The normalised text of an expression down to source fields."""
    return normalise(checked, context.definitions)
