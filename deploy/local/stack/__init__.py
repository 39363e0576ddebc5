"""The local stack: PostgreSQL, a Kafka-compatible broker, simulators and the four services as private processes."""
