"""Looking at the broker from outside the services: groups, their lag, and records as they come."""

import dataclasses
import json
import threading
import time
import uuid

from confluent_kafka import OFFSET_END, Consumer, ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from .state import Problem


@dataclasses.dataclass(frozen=True)
class Record:
    topic: str
    key: str
    type: str
    time: float
    headers: dict[str, str]
    body: dict | None
    raw_key: bytes | None
    raw_headers: list[tuple[str, bytes | None]]
    raw_value: bytes | None


class Tail:
    """Every record that topics are given from now on, read in the background. Use it as a context.

    With `from_the_start`, those that they hold already come too; `wait_for_end` returns once they have.
    """

    def __init__(self, bootstrap: str, topics: list[str], from_the_start: bool = False):
        self._consumer = Consumer({
            "bootstrap.servers": bootstrap, "group.id": f"tail-{uuid.uuid4()}", "enable.auto.commit": False,
            "fetch.wait.max.ms": 25, "log_level": 0})
        self._topics = topics
        self._from_the_start = from_the_start
        self._held = 0
        self._records: list[Record] = []
        self._changed = threading.Condition()
        self._finished = threading.Event()

    def __enter__(self) -> "Tail":
        metadata = self._consumer.list_topics(timeout=10)
        assignment = []
        for topic in self._topics:
            for partition in metadata.topics[topic].partitions:
                # The end is asked for now: a logical end would be looked up later, past records of the meantime.
                start, end = self._consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
                place = start if self._from_the_start else end
                self._held += end - place
                assignment.append(TopicPartition(topic, partition, place if place >= 0 else OFFSET_END))
        self._consumer.assign(assignment)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._finished.set()
        self._thread.join(timeout=10)
        self._consumer.close()

    def _read(self) -> None:
        while not self._finished.is_set():
            message = self._consumer.poll(0.1)
            if message is None or message.error():
                continue
            with self._changed:
                self._records.append(_record(message))
                self._changed.notify_all()

    @property
    def records(self) -> list[Record]:
        with self._changed:
            return list(self._records)

    def wait_for_end(self, seconds: float = 60) -> None:
        """Waits until everything was read that the topics held when the tail began.

        That is more than the broker says, to which a partition ends where its last batch begins: so it is over once
        nothing has come for two seconds.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._records) >= self._held, seconds):
                raise TimeoutError(f"read {len(self._records)} of {self._held} records")
            seen = -1
            while seen != len(self._records):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"records still came after {seconds:.0f} s and {len(self._records)} records")
                seen = len(self._records)
                self._changed.wait_for(lambda: len(self._records) != seen, 2)

    def first(self, matches, seconds: float) -> Record | None:
        """The first record that matches, waiting for it if need be; nothing once the time is over."""
        deadline = time.monotonic() + seconds
        seen = 0
        with self._changed:
            while True:
                for record in self._records[seen:]:
                    if matches(record):
                        return record
                seen = len(self._records)
                if not self._changed.wait(deadline - time.monotonic() if deadline > time.monotonic() else 0):
                    if time.monotonic() >= deadline:
                        return None


def _record(message) -> Record:
    headers = {
        name: (value or b"").decode("utf-8", "replace") for name, value in message.headers() or []
    }
    try:
        body = json.loads(message.value()) if message.value() is not None else None
    except (ValueError, RecursionError):
        body = None  # not ours, or garbage on purpose
    return Record(
        topic=message.topic(), key=(message.key() or b"").decode("utf-8", "replace"),
        type=headers.get("ce_type", "").removeprefix("uk.gov.education."), time=message.timestamp()[1] / 1000,
        headers=headers, body=body if isinstance(body, dict) else None, raw_key=message.key(),
        raw_headers=message.headers() or [], raw_value=message.value())


def lag(bootstrap: str, groups: list[str]) -> dict[str, int]:
    """How many records each group has not yet committed, over all topics that it has a place in.

    Groups without any place are left out.
    Raises a `Problem` where the broker does not answer.
    """
    try:
        return _lag(AdminClient({"bootstrap.servers": bootstrap, "log_level": 0}), groups)
    except KafkaException as exception:
        raise Problem(f"The broker at {bootstrap} does not answer: {exception.args[0].str()}.") from exception


def _lag(admin: AdminClient, groups: list[str]) -> dict[str, int]:
    topics = admin.list_topics(timeout=10).topics
    partitions = [TopicPartition(name, each) for name, topic in topics.items() for each in topic.partitions]
    if not partitions:
        return {}
    offsets = admin.list_offsets({each: OffsetSpec.latest() for each in partitions}, request_timeout=10)
    ends = {(each.topic, each.partition): future.result().offset for each, future in offsets.items()}
    result = {}
    for group in groups:
        request = admin.list_consumer_group_offsets(
            [ConsumerGroupTopicPartitions(group, partitions)], request_timeout=10)
        places = [each for each in request[group].result().topic_partitions if each.offset >= 0]
        if places:
            result[group] = sum(max(0, ends[each.topic, each.partition] - each.offset) for each in places)
    return result
