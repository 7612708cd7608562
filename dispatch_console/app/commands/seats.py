"""`admin init` and `admin user`: a shared database with roles, and the people who sit there.

Passwords are asked for at the terminal or read from standard input, never taken from the command
line, where other users of the machine could read them.
"""

import argparse
import getpass
import sys
from collections.abc import Callable
from dataclasses import replace

from dispatch_console.app.session import load_settings, with_url
from dispatch_console.app.terminal import say
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.storage import rights
from dispatch_console.storage.migrate import migrate
from dispatch_console.storage.url import parse_url, server_name
from dispatch_console.support.i18n import tr


def register(tasks: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both tasks to `admin`."""
    init = tasks.add_parser(
        "init", help=tr("make a shared database: tables, roles and the first administrator")
    )
    init.add_argument("database_url", metavar="URL")
    init.add_argument(
        "--admin", metavar=tr("NAME"), default="admin", help=tr("the first administrator")
    )
    init.set_defaults(run=run_init)
    user = tasks.add_parser("user", help=tr("users of a shared database"))
    actions = user.add_subparsers(required=True, metavar=tr("ACTION"))
    task = _action(actions, "add", tr("add a user"), _add)
    task.add_argument("role", metavar=tr("ROLE"), choices=[*Role], type=Role)
    _add_regions(task)
    _action(actions, "list", tr("list the users"), _list, named=False)
    task = _action(actions, "set-role", tr("give another role"), _set_role)
    task.add_argument("role", metavar=tr("ROLE"), choices=[*Role], type=Role)
    _add_regions(_action(actions, "set-regions", tr("limit to regions; none: all"), _set_regions))
    _action(actions, "lock", tr("let in no more"), _lock)
    _action(actions, "unlock", tr("let in again"), _unlock)
    _action(actions, "password", tr("set another password"), _password)
    _action(actions, "drop", tr("remove the user"), _drop)


def run_init(arguments: argparse.Namespace) -> int:
    """Do what is still to be done of it; once more changes nothing."""
    url = arguments.database_url
    rights.create_database(url)
    migrate(url)
    rights.apply(url)
    known = [seat.login for seat, _ in rights.seats(url) if seat.role is Role.ADMIN]
    if known:
        say(tr("There is an administrator already: {login}.", login=", ".join(known)))
    else:
        rights.add(url, Seat(arguments.admin, Role.ADMIN), _ask(arguments.admin))
    parsed = parse_url(url)
    say(
        tr(
            "{server}: the database “{database}” is ready.",
            server=server_name(parsed),
            database=parsed.database or "",
        )
    )
    return 0


def _add(url: str, given: argparse.Namespace) -> None:
    seat = Seat(given.name, given.role, rights.region_ids(url, given.regions))
    rights.add(url, seat, _ask(given.name))


def _list(url: str, given: argparse.Namespace) -> None:
    for seat, locked in rights.seats(url):
        where = ", ".join(map(str, sorted(seat.regions))) or tr("all regions")
        say(f"{seat.login}  {seat.role}  {where}{'  ' + tr('locked') if locked else ''}")


def _set_role(url: str, given: argparse.Namespace) -> None:
    rights.change(url, replace(_known(url, given.name), role=given.role))


def _set_regions(url: str, given: argparse.Namespace) -> None:
    regions = rights.region_ids(url, given.regions)
    rights.change(url, replace(_known(url, given.name), regions=regions))


def _lock(url: str, given: argparse.Namespace) -> None:
    rights.lock(url, given.name, locked=True)


def _unlock(url: str, given: argparse.Namespace) -> None:
    rights.lock(url, given.name, locked=False)


def _password(url: str, given: argparse.Namespace) -> None:
    rights.set_password(url, given.name, _ask(given.name))


def _drop(url: str, given: argparse.Namespace) -> None:
    rights.drop(url, given.name)


def _known(url: str, login: str) -> Seat:
    for seat, _ in rights.seats(url):
        if seat.login == login:
            return seat
    raise DomainError("user.unknown", login=login)


def _ask(login: str) -> str:
    if sys.stdin.isatty():
        found = getpass.getpass(tr("Password of {login}: ", login=login))
    else:
        found = sys.stdin.readline().rstrip("\r\n")
    if not found:
        raise DomainError("user.none_given")
    return found


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    word: str,
    words: str,
    work: Callable[[str, argparse.Namespace], None],
    *,
    named: bool = True,
) -> argparse.ArgumentParser:
    task = actions.add_parser(word, help=words)
    task.add_argument("--database-url", metavar="URL")
    if named:
        task.add_argument("name", metavar=tr("NAME"))

    def run(arguments: argparse.Namespace) -> int:
        url = with_url(load_settings(), arguments).database_url
        if not url:
            raise DomainError("database.url")
        work(url, arguments)
        if named:
            say(tr("Done."))
        return 0

    task.set_defaults(run=run)
    return task


def _add_regions(task: argparse.ArgumentParser) -> None:
    task.add_argument(
        "regions", metavar=tr("CODE"), nargs="*", help=tr("codes of the regions; none: all")
    )
