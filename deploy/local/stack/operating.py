"""What one asks of a running stack: how is it, where is it."""

import time

from .services import Service, metrics
from .state import REPOSITORY, Problem
from .terminal import say, step, table, warn
from .whole import Stack


SERVICE_HEADING = [["service", "pid", "ready", "unpublished", "oldest", "dead letters", "gaps", "memory"]]
GROUP_HEADING = [["consumer group", "partitions", "lag", "dead letters", "gaps"]]


def print_addresses(stack: Stack) -> None:
    ports = stack.ports
    folder = stack.state.secrets
    secrets = folder.relative_to(REPOSITORY) if folder.is_relative_to(REPOSITORY) else folder
    say(f"""
The system runs. Addresses:
  lead provider API   http://127.0.0.1:{ports.partnerships}/api/v3   (tokens: {secrets}/lead-provider-token-*)
  e-mails             http://127.0.0.1:{ports.notify}/
  operators' reads    http://127.0.0.1:{ports.registration_internal}/schools/190001
  health, metrics     http://127.0.0.1:{ports.identity_internal}/health/ready  /metrics   (identity; registration {ports.registration_internal}, partnerships {ports.partnerships_internal}, notifications {ports.notifications_internal})
  Kafka               127.0.0.1:{ports.kafka}
  PostgreSQL          127.0.0.1:{ports.postgres}   (URLs: {secrets}/*-database-url)

What to try next:
  deploy/demo                  register another teacher
  deploy/demo --school-led     the same without a lead provider
  deploy/status                services, lag, outboxes, dead letters
  deploy/logs --follow         what the services say
  deploy/service NAME --help   commands of a service: dead letters, imports, republishing
  deploy/down                  stop it all
A command from a program of your own, in Python: deploy/examples/send_command.py --help""")


def print_status(stack: Stack) -> int:
    """Prints how every part is.

    1 if a part does not run, a service is not ready, a group of one that is has no partitions, or the broker is silent.
    """
    samples = {name: _samples(service) for name, service in stack.services.items()}
    ready = {name: service.is_ready for name, service in stack.services.items()}
    say(table(_service_rows(stack, samples, ready)))
    others = {
        "postgres": stack.postgres.is_running, "broker": stack.broker.is_running,
        "notify": stack.notify.process.pid is not None,
    }
    say("\n" + table([["beside them", "runs"]] + [[name, "yes" if runs else "no"] for name, runs in others.items()]))
    lags, silence = _lags(stack)
    groups = _group_rows(lags, samples)
    say("\n" + table(GROUP_HEADING + groups))
    idle = [row[0] for row in groups if row[1] == "0"]
    if not all(ready.values()):
        warn("\nA service is not ready: deploy/logs NAME says why, deploy/up starts it.")
    gone = [name for name, runs in others.items() if not runs]
    if gone:
        warn(f"\nNot running: {', '.join(gone)}. deploy/up starts what is not.")
    if silence:
        warn(f"\n{silence} deploy/logs broker says more; deploy/down, then deploy/up starts it anew.")
    if idle:
        warn(f"\nWithout partitions, so that nothing is read: {', '.join(idle)}. The broker may be forming the group.")
    if any(row[3] not in ("0", "-") or row[4] not in ("0", "-") for row in groups):
        warn(
            "\nEvents were set aside: deploy/service NAME dead-letters list shows them, "
            "deploy/service NAME dead-letters --help what can be done.")
    return 0 if all(ready.values()) and not gone and not idle and not silence else 1


def _lags(stack: Stack) -> tuple[dict[str, int], Problem | None]:
    """The lag of every group, or why it cannot be told."""
    try:
        return (stack.lag() if stack.broker.is_running else {}), None
    except Problem as problem:
        return {}, problem


def _samples(service: Service) -> dict[str, list[tuple[dict[str, str], float]]]:
    if service.process.pid is None:
        # Whatever answers on its port is not it.
        return {}
    status, text = service.internal("/metrics")
    return metrics(text) if status == 200 else {}


def _sum(samples: dict, metric: str, unit: str = "", divisor: int = 1, **labels: str) -> str:
    """The sum of a metric's samples with these labels, or a dash where there are none."""
    values = [value for given, value in samples.get(metric, []) if labels.items() <= given.items()]
    return f"{sum(values) / divisor:.0f}{unit}" if values else "-"


def _service_rows(stack: Stack, samples: dict[str, dict], ready: dict[str, bool]) -> list[list[str]]:
    return SERVICE_HEADING + [
        [
            name, str(service.process.pid or "-"), "yes" if ready[name] else "no",
            _sum(samples[name], "outbox_pending"), _sum(samples[name], "outbox_oldest_age_seconds", " s"),
            _sum(samples[name], "parked_messages"), _sum(samples[name], "events_gap_open"),
            _sum(samples[name], "process_resident_memory_bytes", " MB", 1_000_000)]
        for name, service in stack.services.items()]


def _group_rows(lags: dict[str, int], samples: dict[str, dict]) -> list[list[str]]:
    """One row for each group that the broker or a service knows of; a group is `service.subscription`."""
    told = {
        labels["group"] for each in samples.values() for labels, _ in each.get("kafka_assigned_partitions", [])
        if "group" in labels}
    rows = []
    for group in sorted(lags.keys() | told):
        service, _, consumer = group.partition(".")
        known = samples.get(service, {})
        rows.append([
            group, _sum(known, "kafka_assigned_partitions", group=group), str(lags.get(group, "-")),
            _sum(known, "parked_messages", consumer=consumer), _sum(known, "events_gap_open", consumer=consumer)])
    return rows


def warn_of_unread_records(stack: Stack) -> None:
    """What the broker holds in memory goes when it stops; says so if somebody had not read it yet."""
    if stack.broker.store or not stack.broker.is_running:
        return
    try:
        unread = _unread_in_the_end(stack)
    except Problem as problem:
        warn(f"Whether everything was read cannot be told. {problem}")
        return
    if unread:
        listed = ", ".join(f"{group} {count}" for group, count in unread.items())
        warn(f"Not yet read, and gone with the broker's memory: {listed}.")
        warn(
            "What services published themselves comes back after deploy/up with: "
            "deploy/service NAME republish --topic TOPIC --since TIME")


def _unread_in_the_end(stack: Stack) -> dict[str, int]:
    """The lag of the groups that have one still after two seconds: services commit once a second what they have read."""
    deadline = time.monotonic() + 2
    while True:
        unread = {group: count for group, count in stack.lag().items() if count}
        if not unread or time.monotonic() >= deadline:
            return unread
        time.sleep(0.1)
