"""Dead letters: read from their topic, traced back to the event they came from, sent round again."""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from filbert.runtime.deployment.model import Deployment

if TYPE_CHECKING:
    from confluent_kafka import Consumer, Message

EVENT_ID_HEADER = "filbert-event-id"
NODE_HEADER = "filbert-node"
SECONDS = 10.0
REPLAY_FIELD = "$replay_of"
"""The field of a replayed record that holds the event's id: reading headers would cost every event."""
_MARK = re.compile(rb'^\s*\{"\$replay_of":"[^"]*",?')
EVENT_ID = re.compile(r"(?P<stream>[^:]+):(?P<partition>\d+):(?P<offset>\d+)(?:/.*)?")


INDEX_CODE = "E_INDEX"
"""Of alerts that the index refuses: records of ours, and not events that a scenario could read again."""
OF_THE_INDEX = (
    "Dead letter {} is an alert that the index of alerts refuses, and not an event: a scenario cannot read it again. "
    "The alert itself is in its topic."
)
UNREADABLE = "The event of dead letter {} is no JSON object and would fail again. Send it with --edit FILE."


class DeadLetterError(Exception):
    """Something about dead letters cannot be done; the message says why."""


@dataclass(frozen=True)
class DeadLetter:
    """One event that failed at one node."""

    id: str
    scenario: str
    node: str
    code: str
    message: str
    recorded_at: int
    """When it was written, epoch milliseconds."""
    content: Mapping[str, Any]
    """The whole record."""

    @property
    def event_id(self) -> str:
        """The event, as `stream:partition:offset`."""
        return str(self.content.get("event_id") or "")

    @property
    def place(self) -> str:
        """Where in the node it failed: `parameter@at`, or the field that does not decode."""
        parameter, at = self.content.get("parameter"), self.content.get("at")
        if parameter is None:
            return str(self.content.get("field") or "")
        return f"{parameter}@{at}" if at is not None else str(parameter)

    @property
    def raw(self) -> bytes | None:
        """The bytes that did not decode; None when they are missing or cut."""
        text = self.content.get("raw")
        if not isinstance(text, str) or self.content.get("truncated"):
            return None
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            return None


@dataclass(frozen=True)
class Event:
    """A record as it is to be sent, or as it was found."""

    value: bytes | None
    key: bytes | None
    timestamp: int
    headers: Sequence[tuple[str, bytes]] = ()
    origin: str = ""
    """Where it was found, for people."""


def topic_of(environment: str) -> str:
    """Return the topic of an environment's dead letters."""
    return f"filbert.{environment}.dead-letters"


def replay_topic(environment: str, scenario: str) -> str:
    """Return the topic that one scenario reads beside its own."""
    return f"filbert.{environment}.replay.{scenario}"


def read(
    servers: str,
    environment: str,
    *,
    wanted: Callable[[DeadLetter], bool] = lambda letter: True,
    since: int | None = None,
) -> list[DeadLetter]:
    """Return the dead letters of an environment, oldest first, each once although a restart may repeat it.

    Args:
        servers: Kafka.
        environment: its name.
        wanted: which of them.
        since: not those before, epoch milliseconds.

    Raises:
        DeadLetterError: Kafka does not answer.
    """
    found: dict[str, DeadLetter] = {}
    for message in _messages(servers, topic_of(environment), since):
        letter = _letter(message)
        if letter is not None and (since is None or letter.recorded_at >= since) and wanted(letter):
            found.setdefault(letter.id, letter)
    return sorted(found.values(), key=lambda letter: letter.recorded_at)


def find_event(servers: str, environment: str, letter: DeadLetter) -> Event:
    """Return the event of a dead letter: as Kafka still has it, else as the letter holds it.

    Raises:
        DeadLetterError: it is neither there nor here.
    """
    if letter.code == INDEX_CODE:
        raise DeadLetterError(OF_THE_INDEX.format(letter.id))
    event = _in_kafka(servers, environment, letter)
    # The bytes that did not decode are what failed, whatever lies at the coordinates by now.
    if event is not None and letter.raw in (None, event.value):
        return replace(event, value=unmarked(event.value))
    ingested = _milliseconds(letter.content.get("ingested_at")) or letter.recorded_at
    if letter.raw is not None:
        return Event(unmarked(letter.raw), None, ingested, origin="the dead letter's bytes")
    content = letter.content.get("event")
    if content is not None:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        return Event(text.encode(), None, ingested, origin="the dead letter's fields")
    raise DeadLetterError(
        f"The event of dead letter {letter.id} is gone: Kafka no longer has {letter.event_id}, "
        "and the dead letter holds only a part of it. Send it with --edit FILE."
    )


def marked(value: bytes | None, event_id: str) -> bytes | None:
    """Return a record that says which event it repeats; None when it is no JSON object, and must not be sent."""
    text = unmarked(value)
    try:
        content = json.loads(text or b"")
    except ValueError:
        return None
    if text is None or not isinstance(content, dict):
        return None
    # Put into the text as it is: parsed and written again, a number might come out different.
    mark = json.dumps({REPLAY_FIELD: event_id}, separators=(",", ":"), ensure_ascii=False)[:-1].encode()
    rest = text.lstrip()[1:]
    return mark + (b"," if content else b"") + rest


def unmarked(value: bytes | None) -> bytes | None:
    """Return a record without the mark of an earlier replay."""
    return None if value is None else _MARK.sub(b"{", value, count=1)


def replay(servers: str, environment: str, letters: Sequence[tuple[DeadLetter, Event]]) -> None:
    """Send events round again, each with the id it had, so that what follows from it has the same ids too.

    Raises:
        DeadLetterError: one cannot be marked, and nothing was sent; or Kafka did not take them all.
    """
    from confluent_kafka import Producer

    for letter, _ in letters:
        if letter.code == INDEX_CODE:
            raise DeadLetterError(OF_THE_INDEX.format(letter.id))
    values = [marked(event.value, _event(letter.event_id)) for letter, event in letters]
    for (letter, _), value in zip(letters, values, strict=True):
        if value is None:
            raise DeadLetterError(UNREADABLE.format(letter.id))

    failures: list[str] = []

    def delivered(error: object, message: "Message") -> None:
        if error is not None:
            failures.append(str(error))

    producer = Producer({"bootstrap.servers": servers, "enable.idempotence": True, "log_level": 0})
    for (letter, event), value in zip(letters, values, strict=True):
        own = {EVENT_ID_HEADER, NODE_HEADER}
        headers: list[tuple[str, str | bytes | None]] = [
            *((name, value) for name, value in event.headers if name not in own),
            (EVENT_ID_HEADER, _event(letter.event_id)),
            (NODE_HEADER, letter.node),
        ]
        producer.produce(
            replay_topic(environment, letter.scenario),
            value=value,
            key=event.key,
            # The record's own time, or its event time would lie too far before or after it.
            timestamp=event.timestamp,
            headers=headers,
            on_delivery=delivered,
        )
    left = producer.flush(60)
    if left or failures:
        reason = failures[0] if failures else "no answer"
        raise DeadLetterError(f"Kafka took {len(letters) - left - len(failures)} of {len(letters)}: {reason}")


def counted_again(deployment: Deployment, letter: DeadLetter) -> list[str]:
    """Return the stateful nodes that have seen the event and would count it a second time.

    These are all that it reaches without passing the node where it failed: those before it, and those of
    other branches.
    """
    counting = {node.node for node in deployment.compiled.stateful if node.kind != "alert"}
    edges = [(_node(start), _node(end)) for start, end in deployment.document.get("edges", [])]
    sources = {source.node for source in deployment.compiled.sources}
    if not edges:
        before = deployment.compiled.stateful_before.get(letter.node)
        return sorted(counting if before is None else counting & set(before))
    stream = letter.event_id.partition(":")[0]
    reading = {source.node for source in deployment.compiled.sources if source.stream == stream} or sources
    reached = _reachable(edges, reading - {letter.node}, without=letter.node)
    return sorted(counting & reached)


def _reachable(edges: Collection[tuple[str, str]], start: Collection[str], without: str) -> set[str]:
    reached, todo = set(start), list(start)
    while todo:
        node = todo.pop()
        for origin, target in edges:
            if origin == node and target != without and target not in reached:
                reached.add(target)
                todo.append(target)
    return reached


def _node(end: str) -> str:
    return end.partition(".")[0]


def _event(event_id: str) -> str:
    """An event that a for-each made of another cannot be sent alone: the one it was made of is."""
    return event_id.partition("/")[0]


def _in_kafka(servers: str, environment: str, letter: DeadLetter) -> Event | None:
    topic, partition, offset = (letter.content.get(name) for name in ("topic", "partition", "offset"))
    match = EVENT_ID.fullmatch(letter.event_id)
    if match and (partition, offset) != (int(match["partition"]), int(match["offset"])):
        # What failed was a replay already, perhaps with another content.
        topic = replay_topic(environment, letter.scenario)
    if not isinstance(topic, str) or not isinstance(partition, int) or not isinstance(offset, int):
        return None
    from confluent_kafka import KafkaException, TopicPartition
    from filbert.runtime.offsets import ends_of

    consumer = _consumer(servers)
    try:
        place = TopicPartition(topic, partition, offset)
        low, high = ends_of(consumer, place, SECONDS)
        if not low <= offset < high:
            return None
        consumer.assign([place])
        message = consumer.poll(SECONDS)
    except KafkaException:
        # The topic is gone, or never was: the dead letter has to do.
        return None
    finally:
        consumer.close()
    if message is None or message.error() is not None or message.offset() != offset:
        return None
    headers = cast("list[tuple[str, object]]", message.headers() or [])
    return Event(
        value=_bytes(message.value()),
        key=_bytes(message.key()),
        timestamp=message.timestamp()[1],
        headers=[(name, _bytes(value) or b"") for name, value in headers],
        origin=f"{topic}, partition {partition}, offset {offset}",
    )


def _messages(servers: str, topic: str, since: int | None) -> Iterator["Message"]:
    """Yield what is in a topic now, or since a time; nothing when there is no such topic."""
    from confluent_kafka import KafkaException, TopicPartition
    from filbert.runtime.offsets import ends_of
    from filbert.runtime.records import next_records

    consumer = _consumer(servers)
    try:
        metadata = consumer.list_topics(topic, timeout=SECONDS).topics[topic]
        places = [] if metadata.error else [TopicPartition(topic, number) for number in metadata.partitions]
        if since is not None and places:
            asked = [TopicPartition(place.topic, place.partition, since) for place in places]
            places = consumer.offsets_for_times(asked, timeout=SECONDS)
        ends = {}
        starts = []
        for place in places:
            low, high = ends_of(consumer, place, SECONDS)
            first = low if place.offset < 0 and since is None else place.offset
            if 0 <= first < high:
                ends[place.partition] = high
                starts.append(TopicPartition(topic, place.partition, max(low, first)))
        consumer.assign(starts)
        while ends:
            batch = next_records(consumer, 1_000, SECONDS)
            if not batch:
                raise DeadLetterError(f"Kafka at {servers} stopped answering.")
            for message in batch:
                partition, offset = message.partition(), message.offset()
                if message.error() is not None or partition is None or offset is None:
                    raise DeadLetterError(f"Kafka at {servers}: {message.error()}")
                if offset < ends.get(partition, 0):
                    yield message
                if offset + 1 >= ends.get(partition, 0):
                    ends.pop(partition, None)
    except KafkaException as error:
        raise DeadLetterError(f"Kafka at {servers} does not answer: {error.args[0].str()}") from error
    finally:
        consumer.close()


def _consumer(servers: str) -> "Consumer":
    from confluent_kafka import Consumer

    return Consumer(
        {
            "bootstrap.servers": servers,
            # No group is ever joined: nothing is committed, nobody else is disturbed.
            "group.id": f"filbert-dead-letters-{uuid.uuid4().hex}",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )


def _letter(message: "Message") -> DeadLetter | None:
    try:
        content = json.loads(message.value() or b"")
        return DeadLetter(
            id=content["id"],
            scenario=content["scenario"],
            node=content["node"],
            code=content["code"],
            message=content.get("message") or "",
            recorded_at=message.timestamp()[1],
            content=content,
        )
    except (ValueError, KeyError, TypeError):
        # Somebody else's record; a tool for what went wrong must not itself stop at it.
        return None


def _bytes(value: object) -> bytes | None:
    return value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else None


def _milliseconds(text: object) -> int | None:
    from datetime import datetime

    if not isinstance(text, str):
        return None
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return None
