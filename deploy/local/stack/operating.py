"""What one asks of a running stack: how is it, where is it, take in this file."""

import sys

from .services import metrics
from .state import Problem
from .terminal import say, step, table, warn
from .whole import Stack


def print_addresses(stack: Stack) -> None:
    ports = stack.ports
    say(f"""
The system runs. Addresses:
  lead provider API   http://127.0.0.1:{ports.partnerships}/api/v3   (tokens: .local/secrets/lead-provider-token-*)
  e-mails             http://127.0.0.1:{ports.notify}/
  operators' reads    http://127.0.0.1:{ports.registration_internal}/schools/190001
  health, metrics     http://127.0.0.1:{ports.identity_internal}/health/ready  /metrics   (identity; registration {ports.registration_internal}, partnerships {ports.partnerships_internal}, notifications {ports.notifications_internal})
  Kafka               127.0.0.1:{ports.kafka}
  PostgreSQL          127.0.0.1:{ports.postgres}   (URLs: .local/secrets/*-database-url)

What to try next:
  deploy/demo                  register another teacher
  deploy/demo --school-led     the same without a lead provider
  deploy/status                services, lag, outboxes, dead letters
  deploy/logs --follow         what the services say
  deploy/down                  stop it all
A command from a program of your own, in Python: deploy/examples/send_command.py --help""")


def print_status(stack: Stack) -> int:
    """Prints how every part is. 1 if a service is not ready."""
    rows = [["service", "pid", "ready", "unpublished", "oldest", "dead letters", "memory"]]
    all_ready = True
    for name, service in stack.services.items():
        pid, ready = service.process.pid, service.is_ready
        all_ready &= ready
        status, text = service.internal("/metrics")
        samples = metrics(text) if status == 200 else {}

        def shown(metric: str, unit: str = "", divisor: int = 1) -> str:
            values = [value for _, value in samples.get(metric, [])]
            return f"{sum(values) / divisor:.0f}{unit}" if values else "-"

        rows.append([
            name, str(pid or "-"), "yes" if ready else "no", shown("outbox_pending"),
            shown("outbox_oldest_age_seconds", " s"), shown("parked_messages"),
            shown("process_resident_memory_bytes", " MB", 1_000_000)])
    say(table(rows))
    others = {
        "postgres": stack.postgres.is_running, "broker": stack.broker.is_running,
        "notify": stack.notify.process.pid is not None,
    }
    say("\n" + table([["beside them", "runs"]] + [[name, "yes" if runs else "no"] for name, runs in others.items()]))
    if stack.broker.is_running:
        lags = stack.lag()
        say("\n" + table([["consumer group", "lag"]] + [[group, str(count)] for group, count in lags.items()]))
    if not all_ready:
        warn("\nA service is not ready: deploy/logs NAME says why, deploy/up starts it.")
    return 0 if all_ready else 1


def warn_of_unread_records(stack: Stack) -> None:
    """What the broker holds in memory goes when it stops; says so if somebody had not read it yet."""
    if stack.broker.store or not stack.broker.is_running:
        return
    unread = {group: count for group, count in stack.lag().items() if count}
    if unread:
        listed = ", ".join(f"{group} {count}" for group, count in unread.items())
        warn(f"Not yet read, and gone with the broker's memory: {listed}.")
        warn("What services published themselves comes back with: <service> republish --topic TOPIC --since TIME")


def import_gias(stack: Stack, establishments: str, links: str) -> None:
    registration = stack.services["registration"]
    with step(f"Publishing {establishments} and {links}"):
        result = registration.run("import-establishments", establishments, "--links", links, stderr=sys.stderr)
        if result.returncode != 0:
            raise Problem(f"The import ended with {result.returncode}; the lines above say why.")
    say(result.stdout.rstrip())
    with step("Waiting until every service has applied them"):
        stack.wait_until_quiet(seconds=900)
    status, text = registration.internal("/metrics")
    with stack.postgres.connect() as connection:
        for what, table_name in (("establishments", "establishment"), ("schools", "school")):
            count = connection.execute(f"SELECT count(*) FROM registration.{table_name}").fetchone()[0]
            say(f"  registration holds {count:,} {what}")
