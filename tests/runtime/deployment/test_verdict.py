"""What is said about each node's state before a deployment."""

from dataclasses import replace
from typing import Any

from filbert.runtime.compiled import CompiledScenario, SourceBinding, StatefulNode
from filbert.runtime.deployment.verdict import Fate, Verdict, held_from_after, verdicts

HOUR = 3_600_000
NOW = 100 * HOUR
COUNT = StatefulNode(
    "recipients", "recipients-aa", '{"key": ["sender"], "value": "recipient"}', "aggregate", 4 * HOUR
)
SMS = SourceBinding("sms", "sms", "sms", "filbert.acceptance.spam.sms", "earliest")


def version(*stateful: StatefulNode, sources: tuple[SourceBinding, ...] = ()) -> CompiledScenario:
    return CompiledScenario(
        environment="acceptance",
        scenario="spam",
        version="0" * 64,
        statements=(),
        inserts=(),
        stateful=stateful,
        sources=sources,
    )


def only(found: list[Verdict]) -> Verdict:
    (verdict,) = found
    return verdict


def test_an_equal_signature_keeps_the_state() -> None:
    found = only(verdicts(version(COUNT), version(COUNT), {"recipients": 0}, NOW))

    assert found == Verdict("recipients", "aggregate", Fate.KEPT)


def test_a_longer_window_keeps_the_state_and_is_complete_when_it_has_filled_up() -> None:
    longer = replace(COUNT, complete_after_ms=24 * HOUR)

    found = only(verdicts(version(COUNT), version(longer), {"recipients": 0}, NOW))

    # The old window holds the last 4 hours, so 20 more are missing.
    assert found == Verdict("recipients", "aggregate", Fate.KEPT, "the window is longer", NOW + 20 * HOUR)


def test_a_window_that_was_not_full_yet_when_it_was_kept_says_when_it_will_be() -> None:
    found = only(verdicts(version(COUNT), version(COUNT), {"recipients": NOW - HOUR}, NOW))

    assert found == Verdict("recipients", "aggregate", Fate.KEPT, "", NOW + 3 * HOUR)


def test_a_shorter_window_is_complete_at_once() -> None:
    shorter = replace(COUNT, complete_after_ms=HOUR)

    found = only(verdicts(version(COUNT), version(shorter), {"recipients": 0}, NOW))

    assert found == Verdict("recipients", "aggregate", Fate.KEPT)


def test_another_signature_resets_that_node_and_names_what_changed() -> None:
    changed = replace(
        COUNT, uid="recipients-bb", signature='{"key": ["sender", "cell"], "value": "recipient"}'
    )

    found = only(verdicts(version(COUNT), version(changed), {}, NOW))

    reason = 'key was ‘["sender"]’ and is ‘["sender", "cell"]’ now'
    assert found == Verdict("recipients", "aggregate", Fate.RESET, reason, NOW + 4 * HOUR)
    assert found.losing


def test_another_component_under_the_same_id_resets_the_node() -> None:
    changed = StatefulNode("recipients", "recipients-cc", "{}", "deduplicate", None)

    found = only(verdicts(version(COUNT), version(changed), {}, NOW))

    assert found == Verdict(
        "recipients", "deduplicate", Fate.RESET, "it was an aggregate and is a deduplicate now"
    )


def test_a_signature_that_is_no_object_is_compared_as_a_whole() -> None:
    old, new = replace(COUNT, signature="a"), replace(COUNT, uid="recipients-dd", signature="b")

    found = only(verdicts(version(old), version(new), {}, NOW))

    assert found.reason == "what it keeps has another meaning now"


def test_nodes_that_come_and_go_are_new_and_dropped() -> None:
    other = replace(COUNT, node="calls", uid="calls-aa")

    found = verdicts(version(COUNT), version(other), {}, NOW)

    assert [(verdict.node, verdict.fate) for verdict in found] == [
        ("calls", Fate.NEW),
        ("recipients", Fate.DROPPED),
    ]


def test_the_first_deployment_finds_everything_new() -> None:
    found = verdicts(None, version(COUNT, sources=(SMS,)), {}, NOW)

    assert found == [
        Verdict("recipients", "aggregate", Fate.NEW, "starts empty", NOW + 4 * HOUR),
        Verdict("sms", "source", Fate.NEW, "reads sms, starting at: earliest"),
    ]


def test_a_source_keeps_its_offsets_unless_it_reads_another_topic() -> None:
    moved = replace(SMS, topic="sms2")

    kept = only(verdicts(version(sources=(SMS,)), version(sources=(SMS,)), {}, NOW))
    reset = only(verdicts(version(sources=(SMS,)), version(sources=(moved,)), {}, NOW))

    assert kept == Verdict("sms", "source", Fate.KEPT, "goes on exactly where it was")
    assert reset == Verdict("sms", "source", Fate.RESET, "read sms, reads sms2 now, starting at: earliest")


def test_what_a_window_has_forgotten_stays_forgotten_over_several_deployments() -> None:
    day = replace(COUNT, complete_after_ms=24 * HOUR)
    hour = replace(COUNT, complete_after_ms=HOUR)

    first = held_from_after(None, version(day), {}, 0)
    second = held_from_after(version(day), version(hour), first, 48 * HOUR)
    third = held_from_after(version(hour), version(day), second, 50 * HOUR)

    assert first == {"recipients": 0}
    assert second == {"recipients": 24 * HOUR}
    assert third == {"recipients": 49 * HOUR}


def test_a_reset_node_holds_events_from_now_on() -> None:
    changed: Any = replace(COUNT, uid="recipients-bb")

    assert held_from_after(version(COUNT), version(changed), {"recipients": 5}, NOW) == {"recipients": NOW}
