"""`chores`: what comes round (reminders, messages, surveys, maintenance), where no console runs."""

import argparse
import threading

from dispatch_console.app.arguments import whole
from dispatch_console.app.session import open_context
from dispatch_console.app.terminal import say
from dispatch_console.services.chores import by_server, carry_out
from dispatch_console.support.i18n import tr


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("chores", help=tr("do the duties that come round"))
    command.add_argument(
        "--every",
        metavar=tr("SECONDS"),
        type=lambda text: whole(text, 5, 3600),
        help=tr("again and again, until stopped; once without it"),
    )
    command.add_argument(
        "--database-url", metavar="URL", help=tr("the server, instead of the one in the settings")
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do what is due, once or until the program is stopped."""
    with open_context(arguments) as context:
        while True:
            done = {name: count for name, count in carry_out(by_server(context)).items() if count}
            told = ", ".join(f"{name} {count}" for name, count in done.items())
            if told or not arguments.every:
                say(tr("Done: {what}.", what=told or tr("nothing was due")))
            if not arguments.every:
                return 0
            threading.Event().wait(arguments.every)
