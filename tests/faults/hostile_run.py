"""All hostile texts in all fields of services and files, one after the other."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.faults import hostile_files, hostile_out
from tests.faults.hostile_house import House, settle
from tests.faults.hostile_services import all_wrong
from tests.faults.invariants import Breach
from tests.faults.server import OwnServer
from tests.faults.tally import Tally
from tests.services.delivering.servers import mail_server, web_server

TEXT = "text"
"""Stands for the invariant that text is kept or refused in words, and does nothing."""


def hostile(server: OwnServer, tally: Tally) -> None:
    """Each text in each field counts as one input."""
    with _company(server) as (ctx, house):
        tried, found = all_wrong(ctx, house)
        tally.hostile_inputs += tried
        tally.add("hostile text in services", [Breach(TEXT, fault) for fault in found])
    with _company(server) as (ctx, _), tempfile.TemporaryDirectory() as folder:
        for kind in Kind:
            _through_files(ctx, tally, kind, Path(folder))
    with _company(server) as (ctx, _), mail_server() as mail, web_server() as web:
        tally.hostile_inputs += hostile_out.put_all(ctx, web)
        hostile_out.send_all(ctx, mail)
        found = (*hostile_out.mail_faults(mail.mails), *hostile_out.post_faults(web.posts))
        tally.add("hostile text in messages", [Breach(TEXT, fault) for fault in found])


@contextmanager
def _company(server: OwnServer) -> Iterator[tuple[Context, House]]:
    database = Database.open(server.url(server.make_database()))
    try:
        ctx = Context(database=database, user="Li", clock=lambda: NOW)
        yield ctx, settle(ctx)
    finally:
        database.close()


def _through_files(ctx: Context, tally: Tally, kind: Kind, folder: Path) -> None:
    for name, write in (("in.csv", hostile_files.write_csv), ("in.xlsx", hostile_files.write_xlsx)):
        path = folder / name
        given = write(path, kind)
        report = hostile_files.take_in(ctx, path, kind)
        tally.hostile_inputs += given
        if len(report.outcomes) != given:
            lost = Breach(TEXT, f"{given - len(report.outcomes)} {kind} of {name} have no outcome")
            tally.add("hostile text in files", [lost])
    computed = hostile_files.formulas(ctx, folder, kind)
    tally.add("hostile text in exports", [Breach(TEXT, cell) for cell in computed])
