"""An argument parser that speaks the user's language and says what is wrong in one line."""

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from dispatch_console.support.i18n import tr

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

USAGE_ERROR = 2


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
