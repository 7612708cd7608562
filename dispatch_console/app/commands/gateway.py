"""`gateway`: the web door for customers, engineers and other programs, and the keys to it."""

import argparse
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from dispatch_console.app.arguments import whole
from dispatch_console.app.session import load_settings, open_context
from dispatch_console.app.terminal import complain, flush, say, table
from dispatch_console.domain.access_key import engineer_link
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AccessKeyId
from dispatch_console.services import access_keys, staff, survey
from dispatch_console.services.access_keys import LONGEST_DAYS
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import tr
from dispatch_console.words.keys import key_kind


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "gateway", help=tr("pages for customers and engineers, and the open API")
    )
    actions = command.add_subparsers(required=True, metavar=tr("ACTION"))
    serve = actions.add_parser("serve", help=tr("answer until stopped"))
    serve.add_argument("--host", help=tr("the address of this computer to listen at"))
    serve.add_argument("--port", type=lambda text: whole(text, 1, 65_535), help=tr("the port"))
    serve.add_argument("--leashed", action="store_true", help=argparse.SUPPRESS)
    _add_url(serve)
    serve.set_defaults(run=run_serve)
    key = actions.add_parser("key", help=tr("keys of engineers' phones and other programs"))
    tasks = key.add_subparsers(required=True, metavar=tr("TASK"))
    add = tasks.add_parser("add", help=tr("make a key; it is shown this once"))
    whose = add.add_mutually_exclusive_group(required=True)
    whose.add_argument("--engineer", metavar="E001", help=tr("the number of an engineer"))
    whose.add_argument("--program", metavar=tr("NAME"), help=tr("what the program is called"))
    add.add_argument("--read-only", action="store_true", help=tr("the program may change nothing"))
    add.add_argument(
        "--days",
        type=lambda text: whole(text, 1, LONGEST_DAYS),
        help=tr("the program's key is good for so long; without it until it is ended"),
    )
    _add_url(add)
    add.set_defaults(run=run_add)
    listed = tasks.add_parser("list", help=tr("all keys, the newest first"))
    _add_url(listed)
    listed.set_defaults(run=run_list)
    end = tasks.add_parser("end", help=tr("the key is good for nothing from now on"))
    end.add_argument("key", metavar=tr("KEY"), type=lambda text: whole(text, 1, 2**62))
    _add_url(end)
    end.set_defaults(run=run_end)


def run_serve(arguments: argparse.Namespace) -> int:
    """Answer until the program is stopped."""
    from dispatch_console.gateway.serving import listen, serve

    settings = load_settings()
    host, port = arguments.host or settings.gateway_host, arguments.port or settings.gateway_port
    with listen(host, port) as door, open_context(arguments) as context:
        shown = f"[{host}]" if ":" in host else host
        say(tr("Answering at http://{host}:{port}/ until stopped.", host=shown, port=port))
        flush()
        serve(context, door, leashed=arguments.leashed)
    return 0


def run_add(arguments: argparse.Namespace) -> int:
    """Make a key and show what its holder needs."""
    with open_context(arguments) as context:
        if arguments.program is not None:
            given = {"read_only": arguments.read_only, "days": arguments.days}
            print(access_keys.for_program(context, uuid4(), arguments.program, **given))
            complain(tr("Give the key to the program. It is shown this once."))
        else:
            _add_engineer(context, arguments)
    return 0


def _add_engineer(context: Context, arguments: argparse.Namespace) -> None:
    if arguments.read_only or arguments.days is not None:
        raise DomainError("key.engineer_plain")
    number = arguments.engineer.strip()
    found = next((one for one in staff.read(context) if one.number == number), None)
    if found is None:
        raise DomainError("key.no_engineer", number=number)
    base = survey.settings(context).base_url
    print(engineer_link(base, access_keys.for_engineer(context, uuid4(), found.id)))
    if not base:
        complain(tr("key.no_address"))
    complain(
        tr(
            "Give the link to {name}. It is shown this once; former ones have ended.",
            name=found.name,
        )
    )


def run_list(arguments: argparse.Namespace) -> int:
    """Whose keys there are; what opens the door is kept nowhere."""
    zone = ZoneInfo(load_settings().time_zone)

    def moment(at: datetime | None) -> str:
        return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    with open_context(arguments) as context:
        head = (tr("No."), tr("Whose"), tr("Kind"), tr("Made by"), tr("Since"), tr("Good until"))
        rows = [
            (
                str(key.id),
                key.name,
                key_kind(key),
                key.made_by,
                moment(key.made_at),
                moment(key.expires_at),
                moment(key.ended_at),
            )
            for key in access_keys.read(context)
        ]
    print(table((*head, tr("Ended")), rows))
    return 0


def run_end(arguments: argparse.Namespace) -> int:
    """End a key."""
    with open_context(arguments) as context:
        access_keys.end(context, uuid4(), AccessKeyId(arguments.key))
    say(tr("The key {number} has ended.", number=arguments.key))
    return 0


def _add_url(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--database-url", metavar="URL", help=tr("the server, instead of the one in the settings")
    )
