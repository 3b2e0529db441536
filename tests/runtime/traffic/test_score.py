"""Recall and precision count pairs of scenario and subject."""

from filbert.runtime.traffic.score import score
from filbert.runtime.traffic.truth import Truth


def case(scenario: str, subject: str) -> Truth:
    return Truth(scenario, subject, 0, 1)


def alert(scenario: str, subject: str) -> dict[str, str]:
    return {"scenario": scenario, "subject": subject, "severity": "high"}


def test_everything_found_and_nothing_else_is_one_and_one() -> None:
    scores = score(
        [alert("sms-spam", "a"), alert("sms-spam", "b")], [case("sms-spam", "b"), case("sms-spam", "a")]
    )

    assert (scores["sms-spam"].recall, scores["sms-spam"].precision) == (1.0, 1.0)


def test_a_missed_subject_costs_recall_and_is_named() -> None:
    scores = score([alert("sms-spam", "a")], [case("sms-spam", "a"), case("sms-spam", "b")])

    assert (scores["sms-spam"].recall, scores["sms-spam"].precision) == (0.5, 1.0)
    assert scores["sms-spam"].missed == ("b",)


def test_an_unexpected_subject_costs_precision_and_is_named() -> None:
    found = [alert("sms-spam", "a"), alert("sms-spam", "b"), alert("sms-spam", "c"), alert("sms-spam", "d")]

    scores = score(found, [case("sms-spam", "a")])

    assert (scores["sms-spam"].recall, scores["sms-spam"].precision) == (1.0, 0.25)
    assert scores["sms-spam"].unexpected == ("b", "c", "d")


def test_repeated_alerts_and_cases_of_a_subject_count_once() -> None:
    scores = score([alert("sms-spam", "a")] * 3, [case("sms-spam", "a")] * 2)

    assert (scores["sms-spam"].recall, scores["sms-spam"].precision) == (1.0, 1.0)


def test_the_right_subject_in_another_scenario_is_both_missed_and_unexpected() -> None:
    scores = score([alert("premium-usage", "a")], [case("sms-spam", "a")])

    assert list(scores) == ["premium-usage", "sms-spam"]
    assert (scores["premium-usage"].recall, scores["premium-usage"].precision) == (1.0, 0.0)
    assert (scores["sms-spam"].recall, scores["sms-spam"].precision) == (0.0, 1.0)


def test_nothing_to_find_and_nothing_found_gives_no_scores() -> None:
    assert score([], []) == {}
