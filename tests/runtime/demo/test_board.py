"""What the demo shows: figures, rates, alerts, and how well they fit the planted cases."""

from filbert.runtime.demo.board import Board, Lane
from filbert.runtime.demo.figures import Figures
from filbert.runtime.demo.screen import alert_table, node_table, score_table
from filbert.runtime.traffic.truth import Truth
from rich.console import Console
from rich.table import Table

SPAM = Lane("sms-spam", ("sms", "alert"), {"sms": "sms"})


def alert(identifier: str, subject: str, scenario: str = "sms-spam") -> dict[str, str]:
    return {
        "alert_id": identifier,
        "scenario": scenario,
        "subject": subject,
        "title": f"SMS spam from {subject}",
        "event_time": "2026-01-05T08:00:00.000Z",
    }


def text_of(table: Table) -> list[str]:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_a_rate_is_an_average_over_the_last_seconds() -> None:
    board = Board((SPAM,))

    for second, incoming in enumerate((0, 100, 100, 400, 500, 600, 700, 800, 900)):
        board.take_figures(2.0 * second, "sms-spam", {"sms": Figures(incoming)})

    assert board.rate("sms-spam", "sms") == 50.0
    assert board.rate("sms-spam", "alert") == 0.0


def test_a_restarted_job_has_no_negative_rate() -> None:
    board = Board((SPAM,))

    board.take_figures(0.0, "sms-spam", {"sms": Figures(1_000)})
    board.take_figures(2.0, "sms-spam", {"sms": Figures(10)})

    assert board.rate("sms-spam", "sms") == 0.0


def test_a_repeated_alert_and_one_of_another_scenario_are_not_new() -> None:
    board = Board((SPAM,))

    first = board.take_alerts([alert("1", "a"), alert("2", "b"), alert("3", "c", "somebody-elses")])
    again = board.take_alerts([alert("1", "a")])

    assert [found["alert_id"] for found in first] == ["1", "2"]
    assert again == []


def test_everything_has_arrived_when_each_source_has_seen_its_stream() -> None:
    board = Board((SPAM,))
    board.take_figures(0.0, "sms-spam", {"sms": Figures(99)})

    assert not board.has_arrived({"sms": 100, "calls": 5})
    board.take_figures(2.0, "sms-spam", {"sms": Figures(100)})
    assert board.has_arrived({"sms": 100, "calls": 5})


def test_a_scenario_without_cases_and_alerts_has_a_perfect_score() -> None:
    scores = Board((SPAM,)).scores()

    assert (scores["sms-spam"].recall, scores["sms-spam"].precision) == (1.0, 1.0)


def test_the_tables_show_counts_alerts_and_scores() -> None:
    board = Board((SPAM,), truth=[Truth("sms-spam", "a", 0, 1), Truth("sms-spam", "z", 0, 1)])
    board.take_figures(
        0.0, "sms-spam", {"sms": Figures(12_345, 12_340, 5), "alert": Figures(2, 2, 0, 9.0, 41.5)}
    )
    board.take_alerts([alert("1", "a"), alert("2", "b")])

    assert [line.split() for line in text_of(node_table(board))][1:] == [
        ["sms-spam"],
        ["sms", "12,345", "12,340", "5", "0"],
        ["alert", "2", "2", "0", "0", "9", "42"],
    ]
    assert [line.split()[-2:] for line in text_of(alert_table(board, most=8))][1:] == [
        ["not", "planted"],
        ["a", "planted"],
    ]
    assert text_of(score_table(board))[1].split() == ["sms-spam", "2", "1", "1", "1", "0.50", "0.50"]
