"""State by key as the sandbox keeps it: sliding aggregates, previous values, first events.

Each class gives, event by event in order of arrival, what its twin in `runtime/jvm` (package filbert.state)
gives in Flink, bit for bit. Events are held sorted by time; an answer moves a range over them and adds and
takes away what enters and leaves, so that an event costs little however long the window is.

Rules that both sides keep:

- Held are the key's events younger than its newest − window − lateness. An older event is late: it is
  answered from itself alone and is not held.
- With a resolution an event counts as if it had happened in the last millisecond of its bucket, also for
  first and last.
- A key that has been idle is forgotten when the watermark reaches its newest time + window + lateness. That
  changes answers only for events that are at least the lateness behind the watermark. Flink does it by a
  timer; here `advance` does it, and whoever never calls it keeps everything.
- A DOUBLE zero is positive.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import count
from typing import Any

from filbert.components.aggregates import AggregateFunction, result_column
from filbert.expressions import Column, Type, error_message
from filbert.expressions.types import BIGINT

MAXIMUM_AGGREGATES = 64
"""Of one node: Flink keeps one bit for each with every event."""

FORGETTING_DELAY_MS = 3_600_000
"""How long, at most, previous values and first events outlive their use, for events behind the watermark."""

_EXACT = Context(prec=100)
_DOUBLE_UNIT = 1074
"""Every DOUBLE is a whole multiple of 2 ** -1074."""


@dataclass(frozen=True, slots=True)
class AggregateSpec:
    """One aggregate of a node.

    Attributes:
        function: count, count_if, count_distinct, sum, avg, min, max, first or last.
        value: type of the aggregated value; None for a count of events.
        has_where: whether only events whose flag is true count.
    """

    name: str
    function: AggregateFunction
    value: Column | None
    has_where: bool


class AggregateOverflow(Exception):  # noqa: N818 - named for what happened, it is no fault of a caller
    """An aggregate's result is outside its type. The event counts nevertheless in later answers.

    Attributes:
        name: of the aggregate.
        code: E_OVERFLOW for BIGINT and DECIMAL, E_RANGE for DOUBLE.
    """

    def __init__(self, name: str, code: str = "E_OVERFLOW") -> None:
        super().__init__(name, code)
        self.name = name
        self.code = code

    def __str__(self) -> str:
        return error_message(self.code)


class SlidingAggregate:
    """The sliding aggregates of one node, for all keys.

    >>> calls = SlidingAggregate(60_000, 5_000, 0, [AggregateSpec("calls", "count", None, False)])
    >>> [calls.add("ann", time, [None], [None]) for time in (0, 30_000, 60_000)]
    [[1], [2], [2]]

    Attributes:
        late: events that were older than what is held.
        out_of_order: events older than the newest of their key, late ones included.
    """

    def __init__(
        self, window_ms: int, lateness_ms: int, resolution_ms: int, aggregates: Sequence[AggregateSpec]
    ) -> None:
        if len(aggregates) > MAXIMUM_AGGREGATES:
            raise ValueError(f"at most {MAXIMUM_AGGREGATES} aggregates can be kept by one node")
        self._window = window_ms
        self._held = window_ms + lateness_ms
        self._resolution = max(resolution_ms, 1)
        self._aggregates = tuple(aggregates)
        self._makers = [_tracks(each) for each in aggregates]
        self._doubles = [each.value is not None and _holds_doubles(each.value.type) for each in aggregates]
        self._newest: dict[Hashable, int] = {}
        self._tracks: dict[Hashable, list[_Track]] = {}
        self._idle = _IdleKeys(self._held)
        self.late = 0
        self.out_of_order = 0

    def add(
        self, key: Hashable, time_ms: int, values: Sequence[Any], flags: Sequence[bool | None]
    ) -> list[Any]:
        """Take an event and return its answers, one for each aggregate.

        Args:
            values: value of each aggregate; ignored where it has none.
            flags: where flag of each aggregate; ignored where it has none.

        Raises:
            AggregateOverflow: the first aggregate whose result does not fit. The event is held all the same.
        """
        resolution = self._resolution
        time = time_ms if resolution == 1 else time_ms - time_ms % resolution + resolution - 1
        newest = self._newest.get(key)
        if newest is None or time >= newest:
            if newest is None:
                self._tracks[key] = [make() for make in self._makers]
                self._idle.watch(key, time)
            self._newest[key] = newest = time
        else:
            self.out_of_order += 1
        held = newest - self._held
        if time > held:
            tracks = self._tracks[key]
        else:
            self.late += 1
            tracks = [make() for make in self._makers]
        for track, each, doubles, value, flag in zip(
            tracks, self._aggregates, self._doubles, values, flags, strict=True
        ):
            if (flag or not each.has_where) and (value is not None or each.value is None):
                track.insert(time, _with_one_zero(value) if doubles else value)
        lower = max(time - self._window, min(held, time - 1))
        answers = []
        for track, each in zip(tracks, self._aggregates, strict=True):
            try:
                answers.append(track.answer(lower, time))
            except OverflowError:
                kind = each.value.type.kind if each.value else ""
                whole = kind == "DECIMAL" or (kind == "BIGINT" and each.function == "sum")
                raise AggregateOverflow(each.name, "E_OVERFLOW" if whole else "E_RANGE") from None
            track.trim(held)
        return answers

    def advance(self, watermark_ms: int) -> None:
        """Forget the keys whose events no longer count for any event that is not late by the watermark."""
        for key in self._idle.forgotten(watermark_ms, self._newest):
            del self._tracks[key]


class PreviousValue:
    """The values of each key's event before, by arrival.

    >>> cells = PreviousValue(0)
    >>> cells.exchange("ann", 1000, ("cell-1",)), cells.exchange("ann", 2000, ("cell-2",))
    (None, ('cell-1',))
    """

    def __init__(self, ttl_ms: int) -> None:
        self._ttl = ttl_ms
        self._last: dict[Hashable, tuple[int, tuple[Any, ...]]] = {}
        self._newest: dict[Hashable, int] = {}
        self._idle = _IdleKeys(ttl_ms + min(ttl_ms, FORGETTING_DELAY_MS)) if ttl_ms else None

    def exchange(self, key: Hashable, time_ms: int, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Return the values of the event before and keep these.

        None for the key's first event, and if the event before is older than this one by more than the time
        to live.
        """
        last = self._last.get(key)
        self._last[key] = (time_ms, tuple(map(_with_one_zero, values)))
        if last is None:
            self._newest[key] = time_ms
            if self._idle:
                self._idle.watch(key, time_ms)
            return None
        self._newest[key] = max(self._newest[key], time_ms)
        if self._ttl and time_ms - last[0] > self._ttl:
            return None
        return last[1]

    def advance(self, watermark_ms: int) -> None:
        """Forget the keys that have been silent for longer than the time to live."""
        if self._idle:
            for key in self._idle.forgotten(watermark_ms, self._newest):
                del self._last[key]


class Deduplicator:
    """Which events are the first of their key within a window.

    >>> alerts = Deduplicator(1000)
    >>> [alerts.first("ann", time) for time in (5000, 5999, 4000, 6000)]
    [True, False, False, True]
    """

    def __init__(self, window_ms: int) -> None:
        self._window = window_ms
        self._opened: dict[Hashable, int] = {}
        self._idle = _IdleKeys(window_ms + min(window_ms, FORGETTING_DELAY_MS))

    def first(self, key: Hashable, time_ms: int) -> bool:
        """Return whether the event passes. If so it opens [time, time + window); older events are repeats."""
        opened = self._opened.get(key)
        if opened is not None and time_ms < opened + self._window:
            return False
        self._opened[key] = time_ms
        if opened is None:
            self._idle.watch(key, time_ms)
        return True

    def advance(self, watermark_ms: int) -> None:
        """Forget the keys whose window is long closed."""
        for _ in self._idle.forgotten(watermark_ms, self._opened):
            pass


class _IdleKeys:
    """When which key may be forgotten: one entry per key, put off when it comes up too early, as in Flink."""

    def __init__(self, delay_ms: int) -> None:
        self._delay = delay_ms
        self._due: list[tuple[int, int, Hashable]] = []
        self._ties = count()
        self._watermark: int | None = None

    def watch(self, key: Hashable, time_ms: int) -> None:
        heapq.heappush(self._due, (time_ms + self._delay, next(self._ties), key))

    def forgotten(self, watermark_ms: int, newest: dict[Hashable, int]) -> list[Hashable]:
        """Remove and return the keys whose newest time + delay is not after the watermark."""
        if self._watermark is not None and watermark_ms <= self._watermark:
            return []
        self._watermark = watermark_ms
        keys = []
        while self._due and self._due[0][0] <= watermark_ms:
            key = heapq.heappop(self._due)[2]
            if newest[key] + self._delay <= watermark_ms:
                del newest[key]
                keys.append(key)
            else:
                self.watch(key, newest[key])
        return keys


class _Track:
    """The counted events of one key for one aggregate, by time, then arrival; a range of them is the answer.

    Subclasses keep a result over the range, if they need one, up to date in `_enter` and `_leave`.
    """

    __slots__ = ("_from", "_times", "_to", "_values")
    keeps_result = True

    def __init__(self) -> None:
        self._times: list[int] = []
        self._values: list[Any] = []
        self._from = 0
        self._to = 0

    def insert(self, time: int, value: Any) -> None:
        value = self._prepared(value)
        times = self._times
        if not times or time >= times[-1]:
            times.append(time)
            self._values.append(value)
            return
        position = bisect_right(times, time)
        times.insert(position, time)
        self._values.insert(position, value)
        if position < self._from:
            self._from += 1
            self._to += 1
        elif position < self._to:
            self._to += 1
            if self.keeps_result:
                self._enter(value)

    def answer(self, lower: int, upper: int) -> Any:
        """The result over the events with lower < time <= upper."""
        times = self._times
        size = len(times)
        to = size if not times or times[-1] <= upper else bisect_right(times, upper)
        start = self._from
        if start and times[start - 1] > lower:
            start = bisect_right(times, lower, 0, start)
        else:
            while start < to and times[start] <= lower:
                start += 1
        start = min(start, to)
        if self.keeps_result:
            self._move(start, to)
        else:
            self._from, self._to = start, to
        return self._result()

    def trim(self, held: int) -> None:
        """Let go of events at or before `held`, once that is worth the effort."""
        times = self._times
        size = len(times)
        if size < 32 or times[size // 2] > held:
            return
        gone = min(bisect_right(times, held), self._from)
        del times[:gone]
        del self._values[:gone]
        self._from -= gone
        self._to -= gone

    def _move(self, start: int, to: int) -> None:
        # The range grows before it shrinks, so that nothing leaves that has not entered.
        values = self._values
        while self._to < to:
            self._enter(values[self._to])
            self._to += 1
        while self._from > start:
            self._from -= 1
            self._enter(values[self._from])
        while self._to > to:
            self._to -= 1
            self._leave(values[self._to])
        while self._from < start:
            self._leave(values[self._from])
            self._from += 1

    def _prepared(self, value: Any) -> Any:
        return value

    def _enter(self, value: Any) -> None:
        raise NotImplementedError

    def _leave(self, value: Any) -> None:
        raise NotImplementedError

    def _result(self) -> Any:
        raise NotImplementedError


class _Count(_Track):
    """How many events there are."""

    __slots__ = ()
    keeps_result = False

    def _result(self) -> int:
        return self._to - self._from


class _CountIf(_Count):
    """How many events fulfil the condition."""

    __slots__ = ()

    def insert(self, time: int, value: Any) -> None:
        if value:
            super().insert(time, value)


class _First(_Track):
    """The value of the earliest event."""

    __slots__ = ()
    keeps_result = False

    def _result(self) -> Any:
        return self._values[self._from] if self._from < self._to else None


class _Last(_Track):
    """The value of the latest event."""

    __slots__ = ()
    keeps_result = False

    def _result(self) -> Any:
        return self._values[self._to - 1] if self._from < self._to else None


class _Distinct(_Track):
    """How many different values there are."""

    __slots__ = ("_freeze", "_seen")

    def __init__(self, type_: Type) -> None:
        super().__init__()
        self._seen: dict[Hashable, int] = {}
        self._freeze = _freezer(type_)

    def _prepared(self, value: Any) -> Any:
        return value if self._freeze is None else self._freeze(value)

    def _enter(self, value: Any) -> None:
        self._seen[value] = self._seen.get(value, 0) + 1

    def _leave(self, value: Any) -> None:
        left = self._seen[value] - 1
        if left:
            self._seen[value] = left
        else:
            del self._seen[value]

    def _result(self) -> int:
        return len(self._seen)


class _Extreme(_Track):
    """The smallest or largest value; text goes by code points."""

    __slots__ = ("_at", "_sorted")

    def __init__(self, at: int) -> None:
        super().__init__()
        self._sorted: list[Any] = []
        self._at = at

    def _enter(self, value: Any) -> None:
        insort(self._sorted, value)

    def _leave(self, value: Any) -> None:
        del self._sorted[bisect_left(self._sorted, value)]

    def _result(self) -> Any:
        return self._sorted[self._at] if self._sorted else None


class _ExactTotal(_Track):
    """An exact total as a whole number of units."""

    __slots__ = ("_total",)

    def __init__(self) -> None:
        super().__init__()
        self._total = 0

    def _enter(self, value: int) -> None:
        self._total += value

    def _leave(self, value: int) -> None:
        self._total -= value


class _WholeSum(_ExactTotal):
    """Sum of BIGINT."""

    __slots__ = ()

    def _result(self) -> int | None:
        if self._from == self._to:
            return None
        if not -(2**63) <= self._total < 2**63:
            raise OverflowError
        return self._total


class _WholeAverage(_ExactTotal):
    """Average of BIGINT: Python divides whole numbers exactly and rounds once."""

    __slots__ = ()

    def _result(self) -> float | None:
        return self._total / (self._to - self._from) + 0.0 if self._from < self._to else None


class _DoubleTotal(_ExactTotal):
    """Exact total of DOUBLE, in units of 2 ** -1074."""

    __slots__ = ()

    def _prepared(self, value: float) -> int:
        numerator, denominator = value.as_integer_ratio()
        return numerator << (_DOUBLE_UNIT + 1 - denominator.bit_length())


class _DoubleSum(_DoubleTotal):
    """Sum of DOUBLE, rounded once: what `math.fsum` gives."""

    __slots__ = ()

    def _result(self) -> float | None:
        return self._total / (1 << _DOUBLE_UNIT) if self._from < self._to else None


class _DoubleAverage(_DoubleTotal):
    """Average of DOUBLE, rounded once."""

    __slots__ = ()

    def _result(self) -> float | None:
        if self._from == self._to:
            return None
        # Zero is always positive: Flink prints and compares no other.
        return self._total / ((self._to - self._from) << _DOUBLE_UNIT) + 0.0


class _DecimalTotal(_ExactTotal):
    """Exact total of DECIMAL, in units of its last digit."""

    __slots__ = ("_result_scale", "_scale")

    def __init__(self, scale: int, result_scale: int) -> None:
        super().__init__()
        self._scale = scale
        self._result_scale = result_scale

    def _prepared(self, value: Decimal) -> int:
        return int(value.scaleb(self._scale, _EXACT))

    def _decimal(self, unscaled: int) -> Decimal:
        if abs(unscaled) >= 10**38:
            raise OverflowError
        return Decimal(unscaled).scaleb(-self._result_scale, _EXACT)


class _DecimalSum(_DecimalTotal):
    """Sum of DECIMAL."""

    __slots__ = ()

    def _result(self) -> Decimal | None:
        return self._decimal(self._total) if self._from < self._to else None


class _DecimalAverage(_DecimalTotal):
    """Average of DECIMAL, rounded once, half away from zero."""

    __slots__ = ()

    def _result(self) -> Decimal | None:
        events = self._to - self._from
        if not events:
            return None
        quotient, rest = divmod(abs(self._total) * 10 ** (self._result_scale - self._scale), events)
        rounded = quotient + (2 * rest >= events)
        return self._decimal(-rounded if self._total < 0 else rounded)


def _tracks(spec: AggregateSpec) -> Callable[[], _Track]:
    """How to make the track of an aggregate."""
    result_column(spec.function, spec.value)
    return _FUNCTIONS[spec.function](spec.value.type if spec.value else BIGINT)


def _sum(type_: Type) -> Callable[[], _Track]:
    decimal = lambda: _DecimalSum(type_.scale, type_.scale)  # noqa: E731
    return {"BIGINT": _WholeSum, "DOUBLE": _DoubleSum, "DECIMAL": decimal}[type_.kind]


def _average(type_: Type) -> Callable[[], _Track]:
    decimal = lambda: _DecimalAverage(type_.scale, max(6, type_.scale))  # noqa: E731
    return {"BIGINT": _WholeAverage, "DOUBLE": _DoubleAverage, "DECIMAL": decimal}[type_.kind]


def _freezer(type_: Type) -> Callable[[Any], Hashable] | None:
    """How to make values of a type hashable, equal where SQL finds them equal; None where they are."""
    if type_.kind == "ROW":
        parts = [(field.name, _freezer(field.column.type)) for field in type_.fields]
        return lambda row: tuple(_applied(freeze, row[name]) for name, freeze in parts)
    if type_.element is None:
        return None
    freeze = _freezer(type_.element.type)
    if type_.kind == "ARRAY":
        return lambda array: tuple(_applied(freeze, each) for each in array)
    return lambda entries: frozenset((name, _applied(freeze, each)) for name, each in entries.items())


def _holds_doubles(type_: Type) -> bool:
    inner = [field.column for field in type_.fields] + ([type_.element] if type_.element else [])
    return type_.kind == "DOUBLE" or any(_holds_doubles(column.type) for column in inner)


def _with_one_zero(value: Any) -> Any:
    """A value of any type in which every DOUBLE zero is positive."""
    if isinstance(value, float):
        return value + 0.0
    if isinstance(value, dict):
        return {name: _with_one_zero(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_one_zero(each) for each in value]
    return value


def _applied(change: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if value is None or change is None else change(value)


_FUNCTIONS: Mapping[AggregateFunction, Callable[[Type], Callable[[], _Track]]] = {
    "count": lambda type_: _Count,
    "count_if": lambda type_: _CountIf,
    "count_distinct": lambda type_: lambda: _Distinct(type_),
    "sum": _sum,
    "avg": _average,
    "min": lambda type_: lambda: _Extreme(0),
    "max": lambda type_: lambda: _Extreme(-1),
    "first": lambda type_: _First,
    "last": lambda type_: _Last,
}
"""By function: how to make a track for values of a type."""
