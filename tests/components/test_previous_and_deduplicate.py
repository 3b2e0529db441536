"""`previous` looks one event back; `deduplicate` holds back repeats."""

from filbert.components.testing import run

COLUMNS = {"who": "STRING", "cell": "STRING"}


def test_the_first_event_of_a_key_has_no_previous_one() -> None:
    events = [{"who": "a", "cell": "x"}, {"who": "b", "cell": "y"}, {"who": "a", "cell": "z"}]

    out = run("previous", {"key": ["who"], "values": {"last": "cell"}}, COLUMNS, events)

    assert [row["last"] for row in out.ports["out"]] == [None, None, "x"]


def test_in_event_time_events_are_sorted_first() -> None:
    events = [{"who": "a", "cell": "x", "time": 20}, {"who": "a", "cell": "y", "time": 10}]

    out = run(
        "previous", {"key": ["who"], "values": {"last": "cell"}, "order": "event-time"}, COLUMNS, events
    )

    assert [(row["cell"], row["last"]) for row in out.ports["out"]] == [("y", None), ("x", "y")]


def test_what_is_too_old_is_forgotten() -> None:
    events = [{"who": "a", "cell": "x", "time": 0}, {"who": "a", "cell": "y", "time": 5_001}]

    out = run("previous", {"key": ["who"], "values": {"last": "cell"}, "time_to_live": "5s"}, COLUMNS, events)

    assert [row["last"] for row in out.ports["out"]] == [None, None]


def test_repeats_within_the_window_are_duplicates_and_do_not_extend_it() -> None:
    events = [{"who": "a", "cell": "1", "time": time} for time in (0, 6, 9, 10, 12)]

    out = run("deduplicate", {"key": ["who"], "window": "10ms"}, COLUMNS, events)

    assert len(out.ports["first"]) == 2
    assert len(out.ports["duplicate"]) == 3
