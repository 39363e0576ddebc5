"""Brokers that can do less than Apache Kafka: what is not possible with them is said."""

import struct

from journeys.altering_proxy import AlteringProxy

DESCRIBE_CONFIGS, UNKNOWN = 32, 32_032


def versions(request: int) -> bytes:
    """How a broker says that it knows a request in the versions 0 to 4."""
    return struct.pack(">hhh", request, 0, 4) + b"\0"


def test_a_broker_that_does_not_tell_settings_of_topics_is_taken_and_that_is_said(stack):
    with AlteringProxy(stack.broker.port, versions(DESCRIBE_CONFIGS), versions(UNKNOWN)) as proxy:
        result = stack.services["identity"].run("topics", KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{proxy.port}")
        assert proxy.has_altered.is_set()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "settings cannot be verified, as this broker does not tell them" in result.stdout, result.stdout
