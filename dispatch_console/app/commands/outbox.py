"""`admin outbox`: what was not sent and why; have it sent after all, or forget it."""

import argparse
from uuid import uuid4

from dispatch_console.app.session import load_settings, open_context
from dispatch_console.app.terminal import complain, say
from dispatch_console.services.delivering import duty
from dispatch_console.services.delivering.duty import Standing, Waiting
from dispatch_console.services.delivering.routes import routes_of
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.ui.conversation.outbox_words import shown_address, state_words


def register(tasks: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the task to `admin`."""
    outbox = tasks.add_parser("outbox", help=tr("messages that were not sent: list, release, drop"))
    actions = outbox.add_subparsers(required=True, metavar=tr("ACTION"))
    listing = actions.add_parser("list", help=tr("what waits or is held, and why"))
    listing.set_defaults(run=run_list)
    release = actions.add_parser("release", help=tr("have held messages sent after all"))
    release.set_defaults(run=run_release)
    drop = actions.add_parser("drop", help=tr("forget messages that were not sent"))
    drop.set_defaults(run=run_drop)
    for action in (release, drop):
        action.add_argument("ids", metavar=tr("NUMBER"), type=int, nargs="*")
        action.add_argument("--held", action="store_true", help=tr("all that are held"))
    language = actions.add_parser(
        "language", help=tr("language of messages to those whose language is not known")
    )
    language.add_argument("language", metavar=tr("LANGUAGE"), nargs="?", default="")
    language.set_defaults(run=run_language)
    for action in (listing, release, drop, language):
        action.add_argument(
            "--database-url",
            metavar="URL",
            help=tr("the server, instead of the one in the settings"),
        )


def run_list(arguments: argparse.Namespace) -> int:
    """A line for each message."""
    found = _unsent(arguments)
    for one in found:
        message = one.message
        words = " ".join((message.subject or message.body).split())[:60]
        say(f"{message.id}  {message.medium}  {shown_address(one)}  {words}  [{state_words(one)}]")
    if not found:
        say(tr("Nothing waits to be sent."))
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Say how many were released; 1 for none."""
    with open_context(arguments) as context:
        count = duty.release(context, uuid4(), _chosen(arguments))
    return _tell(tr("Released: {count}.", count=count), count)


def run_drop(arguments: argparse.Namespace) -> int:
    """Say how many were dropped; 1 for none."""
    with open_context(arguments) as context:
        count = duty.drop(context, uuid4(), _chosen(arguments))
    return _tell(tr("Dropped: {count}.", count=count), count)


def run_language(arguments: argparse.Namespace) -> int:
    """Say which it is; with one given, have it be that from now on."""
    with open_context(arguments) as context:
        if arguments.language:
            duty.set_language(context, uuid4(), arguments.language)
        now = LANGUAGES[duty.language(context)]
    say(tr("Messages to those whose language is not known are in {language}.", language=now))
    return 0


def _chosen(arguments: argparse.Namespace) -> tuple[int, ...]:
    if not arguments.held:
        return tuple(arguments.ids)
    held = (one.message.id for one in _unsent(arguments) if one.standing is Standing.HELD)
    return (*arguments.ids, *held)


def _unsent(arguments: argparse.Namespace) -> tuple[Waiting, ...]:
    routes = routes_of(load_settings())
    with open_context(arguments) as context:
        return duty.unsent(context, routes)


def _tell(sentence: str, count: int) -> int:
    if count:
        say(sentence)
        return 0
    complain(tr("No such message waits. See: dispatch-console admin outbox list"))
    return 1
