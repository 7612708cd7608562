"""An argument parser that speaks the user's language and says what is wrong in one line."""

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from dispatch_console.support.i18n import tr

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

USAGE_ERROR = 2
LONGEST_S = 86_400.0
MOST_SEED = (1 << 31) - 1


class Parser(argparse.ArgumentParser):
    """`argparse.ArgumentParser` with its own words translated too.

    Wrong arguments end the program with `USAGE_ERROR` and one line on the error stream.
    """

    def __init__(self, *args: object, **options: object) -> None:
        _speak()
        super().__init__(*args, **options)  # pyright: ignore[reportArgumentType]

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is; the usage itself would bury it."""
        self.exit(
            USAGE_ERROR,
            tr("{problem}. See: {command} --help", problem=message, command=self.prog) + "\n",
        )

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        """Let a failure to print be known: argparse itself would keep it quiet."""
        stream = file or sys.stderr
        if stream is not None:
            stream.write(message)


def _speak() -> None:
    """Have argparse look its words up in our catalogue: it has no other way than its globals."""
    words = {"_": tr, "ngettext": lambda one, many, count: tr(one if count == 1 else many)}
    argparse.__dict__.update(words)


def seconds(text: str) -> float:
    """An argument that is a time to search, above 0 and at most a day."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= LONGEST_S:
        raise argparse.ArgumentTypeError(tr("must be more than 0 and at most 86400"))
    return value


def seed(text: str) -> int:
    """An argument that starts the random numbers."""
    return whole(text, 0, MOST_SEED)


def whole(text: str, least: int, most: int) -> int:
    """An argument that is a whole number within these bounds."""
    value = int(text) if text.isdecimal() and len(text) < 20 else -1
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(
            tr("must be a whole number from {least} to {most}", least=least, most=most)
        )
    return value
