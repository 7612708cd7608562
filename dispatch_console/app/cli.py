"""The command line: one parser, one place where a failure becomes one clear line."""

import contextlib
import io
import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module

from dispatch_console import __version__
from dispatch_console.app.arguments import Parser
from dispatch_console.app.commands import window
from dispatch_console.app.session import load_settings
from dispatch_console.app.terminal import complain, flush, silence, system_reason
from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import LANGUAGES, set_language, system_language, tr
from dispatch_console.support.log import log_file, start_logging
from dispatch_console.words.text import error_sentence

log = logging.getLogger(__name__)

DEMO = "demo"
COMMANDS = (
    DEMO,
    "transfer",
    "solve",
    "replay",
    "plan_tools",
    "sla",
    "report",
    "chores",
    "gateway",
    "admin",
)
"""Modules of `commands`, in the order of the help."""

FAILED, CRASHED, INTERRUPTED = 1, 70, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. No traceback reaches the terminal."""
    _use_stand_ins()
    set_language(_wanted_language())
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        complain(tr("Stopped."))
        return INTERRUPTED
    except BrokenPipeError:
        silence()
        return FAILED
    except Exception as error:
        return _tell(error)


def build_parser(arguments: Sequence[str] | None = None) -> ArgumentParser:
    """The parser; without a command, the window opens.

    It knows all commands, unless the arguments begin with one that opens the window: that start
    does not wait for what the others import.
    """
    parser = Parser(prog="dispatch-console", description=tr("The control room for service work."))
    parser.add_argument(
        "--version",
        action="version",
        version=__version__,
        help=tr("show program's version number and exit"),
    )
    parser.add_argument("--verbose", action="store_true", help=tr("log to the terminal too"))
    parser.set_defaults(run=window.run)
    commands = parser.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"))
    given = sys.argv[1:] if arguments is None else arguments
    opens_window = not given or given[0] == DEMO
    for name in COMMANDS:
        if opens_window and name not in given:
            continue
        import_module(f"dispatch_console.app.commands.{name}").register(commands)
    return parser


def _run(arguments: Sequence[str] | None) -> int:
    try:
        parsed = build_parser(arguments).parse_args(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    else:
        start_logging(verbose=parsed.verbose)
        logging.captureWarnings(True)
        code = parsed.run(parsed)
    flush()
    return code


def _wanted_language() -> str:
    """The language of the settings; of the environment or system if they cannot be read."""
    try:
        return load_settings().language or system_language()
    except (DomainError, OSError):
        given = os.environ.get("DISPATCH_LANGUAGE", "")
        return given if given in LANGUAGES else system_language()


def _tell(error: Exception) -> int:
    """Say in one line what failed; the log has the details."""
    start_logging()
    if isinstance(error, DomainError):
        log.warning("refused: %s", error, exc_info=error.__cause__)
        complain(error_sentence(error))
        return FAILED
    log.error("failed", exc_info=error)
    if isinstance(error, OSError):
        silence()
        complain(tr("start.system", reason=system_reason(error)))
        return FAILED
    if isinstance(error, ImportError):
        complain(tr("start.library", detail=error))
        return FAILED
    if isinstance(error, MemoryError):
        complain(tr("solver.memory"))
    else:
        with contextlib.suppress(OSError):
            complain(error_sentence(error), log_file())
    return CRASHED


def _use_stand_ins() -> None:
    """A terminal or pipe that cannot show a character gets a stand-in, never a failure."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
