"""The command line: one parser, one place where a failure becomes one clear line."""

import argparse
import io
import locale
import logging
import os
import sys
from collections.abc import Sequence

from dispatch_console import __version__
from dispatch_console.app.commands import admin, demo, solve, transfer, window
from dispatch_console.app.session import load_settings
from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import LANGUAGES, set_language, tr
from dispatch_console.support.log import log_file, start_logging
from dispatch_console.ui.text import error_sentence

log = logging.getLogger(__name__)

FAILED, CRASHED, INTERRUPTED = 1, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. No traceback reaches the terminal."""
    _use_utf8()
    try:
        set_language(load_settings().language or system_language())
        parsed = build_parser().parse_args(arguments)
        start_logging(verbose=parsed.verbose)
        return parsed.run(parsed)
    except DomainError as error:
        log.warning("refused: %s", error)
        print(error_sentence(error), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(tr("Stopped."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return FAILED
    except Exception as error:
        log.exception("unforeseen failure")
        print(error_sentence(error), log_file(), file=sys.stderr)
        return CRASHED


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands; without one, the window opens."""
    parser = argparse.ArgumentParser(
        prog="dispatch-console", description=tr("The control room for service work.")
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--verbose", action="store_true", help=tr("log to the terminal too"))
    parser.set_defaults(run=window.run)
    commands = parser.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"))
    for module in (demo, transfer, solve, admin):
        module.register(commands)
    return parser


def system_language() -> str:
    """The catalogue for the system's language, English if there is none."""
    code = locale.getlocale()[0] or os.environ.get("LANG", "")
    return next((name for name in LANGUAGES if code.lower().startswith(name[:2])), "en")


def _use_utf8() -> None:
    """A terminal or pipe that cannot show a character gets a stand-in, never a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
