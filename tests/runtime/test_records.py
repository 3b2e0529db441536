"""Records are there when the first has come, with those that are there by then."""

import itertools
from typing import Any

from filbert.runtime.records import next_records


class Holding:
    """A consumer to which some records have come; it says how long it would have waited for others."""

    def __init__(self, *records: Any) -> None:
        self.records, self.waited = list(records), 0.0

    def poll(self, timeout: float) -> Any:
        if not self.records:
            self.waited += timeout
        return self.records.pop(0) if self.records else None

    def consume(self, num_messages: int, timeout: float) -> list[Any]:
        taken, self.records = self.records[:num_messages], self.records[num_messages:]
        if len(taken) < num_messages:
            self.waited += timeout
        return taken


def taken(consumer: Any, most: int) -> list[Any]:
    return next_records(consumer, most, 10.0)


def test_nobody_waits_for_more_than_the_first() -> None:
    consumer = Holding("a", "b", "c")

    assert taken(consumer, 1_000) == ["a", "b", "c"]
    assert consumer.waited == 0


def test_at_most_so_many_are_taken() -> None:
    consumer = Holding(*"abcde")

    batches = itertools.takewhile(bool, iter(lambda: taken(consumer, 2), None))

    assert list(batches) == [["a", "b"], ["c", "d"], ["e"]]


def test_nothing_comes_when_the_time_is_over() -> None:
    consumer = Holding()

    assert taken(consumer, 5) == []
    assert consumer.waited == 10.0
