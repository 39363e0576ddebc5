"""Starts the simulator: python -m notify --port 7480 --api-key-file FILE --template UUID."""

import argparse
import pathlib
import signal
import sys

from .delivery import Delivery
from .mailbox import Mailbox
from .server import Server
from .simulator import Simulator
from .tokens import ApiKey


def main() -> None:
    options = _options()
    mailbox = Mailbox()
    token = options.callback_token_file.read_text().strip() if options.callback_token_file else None
    delivery = Delivery(
        mailbox, options.delivery_seconds, options.callback_url if token else None, token,
        options.callback_retry_seconds)
    simulator = Simulator(
        ApiKey(options.api_key_file.read_text()), options.template, mailbox, delivery, options.requests_per_minute)
    try:
        server = Server(options.port, simulator, options.host)
    except OSError as error:
        sys.exit(f"Port {options.port} cannot be listened on: {error.strerror}.")
    # The loop below runs on this thread, and the exit has to come from it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"Notify simulator on {server.url}", flush=True)
    server.serve_forever()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="notify", description="A simulator of GOV.UK Notify's e-mail API.")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 in a container")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api-key-file", type=pathlib.Path, required=True, help="NAME-SERVICE_ID-SECRET")
    parser.add_argument("--template", required=True, help="id of the template with ((subject)) and ((body))")
    parser.add_argument("--callback-url", help="where delivery receipts are posted")
    parser.add_argument("--callback-token-file", type=pathlib.Path, help="bearer token of the receipts")
    parser.add_argument("--callback-retry-seconds", type=float, default=300)
    parser.add_argument("--delivery-seconds", type=float, default=0.2, help="from accepted to delivered")
    parser.add_argument("--requests-per-minute", type=int, default=3_000, help="0 for no limit")
    return parser.parse_args()


if __name__ == "__main__":
    main()
