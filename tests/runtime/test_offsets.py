"""Offsets of partitions: a broker that does not know its leader yet is asked again."""

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition
from filbert.runtime import offsets
from filbert.runtime.offsets import ends_of

PLACE = TopicPartition("calls", 0)


class Answering:
    """A consumer whose broker gives these answers, one after the other."""

    def __init__(self, *answers: int | tuple[int, int]) -> None:
        self.answers = list(answers)

    def get_watermark_offsets(self, place: TopicPartition, timeout: float) -> tuple[int, int]:
        answer = self.answers.pop(0)
        if isinstance(answer, int):
            raise KafkaException(KafkaError(answer))
        return answer


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offsets, "PAUSE_SECONDS", 0.0)


def test_a_broker_that_does_not_know_the_leader_is_asked_again() -> None:
    consumer = Answering(KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.UNKNOWN_TOPIC_OR_PART, (2, 7))

    assert ends_of(consumer, PLACE, 15.0) == (2, 7)  # type: ignore[arg-type]


def test_a_refusal_is_told_at_once() -> None:
    consumer = Answering(KafkaError.TOPIC_AUTHORIZATION_FAILED, (2, 7))

    with pytest.raises(KafkaException):
        ends_of(consumer, PLACE, 15.0)  # type: ignore[arg-type]


def test_nobody_is_asked_for_ever() -> None:
    consumer = Answering(KafkaError.NOT_LEADER_FOR_PARTITION, (2, 7))

    with pytest.raises(KafkaException):
        ends_of(consumer, PLACE, -1.0)  # type: ignore[arg-type]
