"""The peer of a lookup: a record there and a record back through the same broker, with nothing in between."""

import contextlib
import multiprocessing
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from stack.waiting import wait_until

# The settings that the services use locally: what differs would be measured too.
CONSUMER = {"enable.auto.commit": False, "fetch.wait.max.ms": 25, "auto.offset.reset": "error", "log_level": 0}
PRODUCER = {
    "enable.idempotence": True, "acks": "all", "linger.ms": 0, "partitioner": "murmur2_random", "log_level": 0,
    "compression.type": "lz4"}


def tail(bootstrap: str, topic: str) -> Consumer:
    """A consumer that reads whatever comes to the topic from now on."""
    consumer = Consumer(CONSUMER | {"bootstrap.servers": bootstrap, "group.id": f"bench-{uuid.uuid4()}"})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    ends = [
        TopicPartition(topic, number, consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)[1])
        for number in partitions
    ]
    consumer.assign(ends)
    return consumer


def producer(bootstrap: str) -> Producer:
    return Producer(PRODUCER | {"bootstrap.servers": bootstrap})


class RoundTrips:
    """Sends a record and waits for the one that answers it, again and again."""

    def __init__(self, bootstrap: str, request_topic: str, reply_topic: str):
        self._producer = producer(bootstrap)
        self._consumer = tail(bootstrap, reply_topic)
        self._topic = request_topic

    def milliseconds(self, key: str, value: bytes, answers, headers=None, seconds: float = 5) -> float:
        began = time.perf_counter()
        self._producer.produce(self._topic, key=key, value=value, headers=headers or [])
        self._producer.poll(0)
        while time.perf_counter() - began < seconds:
            message = self._consumer.poll(0.5)
            if message is not None and not message.error() and answers(message):
                return (time.perf_counter() - began) * 1000
        raise TimeoutError(f"No answer on {self._topic} within {seconds:g} s.")

    def close(self) -> None:
        self._producer.flush(5)
        self._consumer.close()


@contextlib.contextmanager
def echo(bootstrap: str):
    """Two topics and a process that sends what comes on the first to the second. Yields their names."""
    ping, pong = f"bench.ping-{uuid.uuid4()}", f"bench.pong-{uuid.uuid4()}"
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    for future in admin.create_topics([NewTopic(name, 3, 1) for name in (ping, pong)]).values():
        future.result()
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=_echo, args=(bootstrap, ping, pong, ready), daemon=True)
    process.start()
    try:
        wait_until("the echo is ready", ready.is_set)
        yield ping, pong
    finally:
        process.terminate()
        process.join()
        admin.delete_topics([ping, pong])


def _echo(bootstrap: str, ping: str, pong: str, ready) -> None:
    consumer, sender = tail(bootstrap, ping), producer(bootstrap)
    ready.set()
    while True:
        message = consumer.poll(1)
        if message is not None and not message.error():
            sender.produce(pong, key=message.key(), value=message.value())
            sender.poll(0)
