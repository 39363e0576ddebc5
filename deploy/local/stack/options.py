"""Options of the commands in deploy/, whose scripts answer --help themselves with what stands at their head."""

import argparse
import sys
from typing import NoReturn

from .terminal import warn


class Parser(argparse.ArgumentParser):
    def __init__(self, command: str) -> None:
        super().__init__(prog=f"deploy/{command}", add_help=False)

    def error(self, message: str) -> NoReturn:
        warn(f"{self.prog}: {message}. See {self.prog} --help.")
        sys.exit(2)


def positive(text: str) -> int:
    """The number that an option names, at least 1."""
    number = int(text) if text.strip().isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("it must be a whole number from 1")
    return number
