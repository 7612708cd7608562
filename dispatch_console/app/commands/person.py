"""`admin person`: what there is about a person, given out or erased."""

import argparse
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from dispatch_console.app.session import connect, load_settings, with_url
from dispatch_console.app.terminal import say
from dispatch_console.domain.person import Footprint, Person
from dispatch_console.services import data_life
from dispatch_console.services.context import Context
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import tr


def register(tasks: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the task to `admin`."""
    person = tasks.add_parser("person", help=tr("a person's data: give it out, or erase it"))
    actions = person.add_subparsers(required=True, metavar=tr("ACTION"))
    task = _action(actions, "export", tr("write all of it into a ZIP file"), _export)
    task.add_argument("file", metavar=tr("FILE"), type=Path)
    task = _action(actions, "erase", tr("show what would go, or with the code erase it"), _erase)
    task.add_argument("--code", default="", help=tr("the code shown before: erase just that"))


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    about: str,
    deed: Callable[[Context, Person, argparse.Namespace], None],
) -> argparse.ArgumentParser:
    task = actions.add_parser(name, help=about)
    task.add_argument("--phone", default="", help=tr("the person's phone number"))
    task.add_argument("--email", default="", help=tr("the person's e-mail address"))
    task.add_argument("--name", default="", help=tr("the customer's or contact's whole name"))
    task.add_argument("--database-url", metavar="URL", help=tr("the server, instead of settings"))
    task.set_defaults(run=lambda given: _run(given, deed))
    return task


def _run(
    given: argparse.Namespace, deed: Callable[[Context, Person, argparse.Namespace], None]
) -> int:
    person = Person(phone=given.phone, email=given.email, name=given.name)
    connection = connect(with_url(load_settings(), given))
    try:
        deed(Context(database=connection.database, user="admin", clock=utc_now), person, given)
    finally:
        connection.close()
    return 0


def _export(ctx: Context, person: Person, given: argparse.Namespace) -> None:
    found = data_life.export(ctx, person, given.file)
    say(_counts(found.counts))
    say(tr("Written to {path}.", path=str(given.file)))


def _erase(ctx: Context, person: Person, given: argparse.Namespace) -> None:
    if not given.code:
        _tell(data_life.look(ctx, person))
        return
    left = data_life.erase(ctx, uuid4(), person, given.code)
    say(tr("The person's data is erased."))
    if left:
        say(tr("These words are still found, typed in elsewhere: {counts}", counts=_counts(left)))


def _tell(found: Footprint) -> None:
    say(_counts(found.counts))
    for reason in found.holds:
        say(tr("Held: {reason}", reason=reason))
    if found.open_tickets:
        say(tr("Open tickets: {numbers}", numbers=", ".join(found.open_tickets)))
    say(tr("To erase it, give --code {code}.", code=found.code))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{table} {count}" for table, count in sorted(counts.items()))
