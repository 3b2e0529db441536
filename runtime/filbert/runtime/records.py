"""The next records of a consumer, as soon as there are some."""

from confluent_kafka import Consumer, Message


def next_records(consumer: Consumer, most: int, seconds: float) -> list[Message]:
    """Wait until there is a record, and return it with those that came with it, at most so many.

    `Consumer.consume` waits the whole time unless all of them come: for ten dead letters as long as for a dead broker.

    Returns:
        Nothing if none came in so many seconds.

    Raises:
        KafkaException: as `Consumer.poll` does.
    """
    first = consumer.poll(seconds)
    return [] if first is None else [first, *consumer.consume(most - 1, 0)]
