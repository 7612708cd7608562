"""What leaves the house: mails, posts, files and printed pages of a house full of hostile text."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.person import Person
from dispatch_console.services import data_life
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance
from dispatch_console.services.delivering.duty import deliver
from dispatch_console.services.delivering.routes import MailRoute, Routes
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from tests.faults.hostile import TEXTS
from tests.faults.hostile_files import computed
from tests.faults.hostile_house import TODAY, House
from tests.services.delivering.servers import Post

ZONE = ZoneInfo("Asia/Shanghai")
_HEADERS = frozenset(
    {
        *("from", "to", "subject", "date", "message-id", "auto-submitted"),
        *("content-type", "mime-version", "content-transfer-encoding"),
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202e]")
_TAG = re.compile(r"<(img|script|svg|b|a)\b", re.IGNORECASE)


def put_all(ctx: Context, web: Post) -> int:
    """A message of each hostile text for each medium; how many."""
    hook = f"http://127.0.0.1:{web.port}/hook"
    ways = ((Medium.EMAIL, "li@example.org"), (Medium.WECOM, hook), (Medium.WEBHOOK, hook))
    made = [
        Message(
            key=str(uuid4()),
            medium=medium,
            address=address,
            subject=text,
            body=text,
            data={"kind": text},
        )
        for text in TEXTS.values()
        for medium, address in ways
    ]
    with ctx.database.unit(user=ctx.user) as unit:
        unit.outbox.put(made)
        unit.commit()
    return len(made)


def send_all(ctx: Context, mail: Post) -> int:
    """Send what waits, until nothing does; how many went out."""
    route = MailRoute(host="127.0.0.1", port=mail.port, security="none", sender="desk@example.org")
    sent = 0
    while count := deliver(ctx, Routes(mail=route, webhook_secret="only for the test")):
        sent += count
    return sent


def mail_faults(mails: Iterable[EmailMessage]) -> Iterator[str]:
    """What in mails is more than a plain letter with the headers that the program writes."""
    for one in mails:
        names = [name.lower() for name, _ in one.items()]
        if extra := sorted({*names} - _HEADERS) or len(set(names)) < len(names):
            yield f"headers: {extra}"
        if one.is_multipart() or one.get_content_type() != "text/plain":
            yield f"content: {one.get_content_type()}"
        if found := _CONTROL.search(f"{one['Subject']}{one['To']}"):
            yield f"a subject with {found[0]!r}"


def post_faults(posts: Iterable[tuple[dict[str, str], bytes]]) -> Iterator[str]:
    """What in posts is no JSON of the program's own form, with what was said as text in it."""
    for headers, body in posts:
        said = json.loads(body)
        plain = said.keys() == {"msgtype", "text"} and said["msgtype"] == "text"
        whole = said.keys() == {"key", "subject", "body", "ticket_id", "created_at", "data"}
        if not (plain or whole):
            yield f"a post of {sorted(said)}"
        if "json" not in headers.get("Content-Type", ""):
            yield f"a post as {headers.get('Content-Type')}"


def file_faults(ctx: Context, folder: Path) -> Iterator[str]:
    """What a spreadsheet would compute of what is exported, and markup in pages."""
    for ending in (".csv", ".xlsx"):
        for kind in Kind:
            path = folder / f"{kind.value}{ending}"
            export(ctx, kind, path, time_zone=ZONE.key)
            yield from (f"{path.name}: {cell[:60]}" for cell in _computed(path))
        path = folder / f"finance{ending}"
        finance.export(ctx, path, TODAY.replace(year=2000), TODAY.replace(year=2100), ZONE)
        yield from (f"{path.name}: {cell[:60]}" for cell in _computed(path))


def personal_faults(ctx: Context, house: House, text: str, folder: Path) -> Iterator[str]:
    """The same of what a person is given of their data."""
    path = folder / "person.zip"
    try:
        data_life.export(ctx, Person(name=text), path)
    except DomainError as refusal:
        yield f"{house.customer}: {refusal.code}"
        return
    with zipfile.ZipFile(path) as whole:
        for name in whole.namelist():
            said = whole.read(name)
            if name.endswith(".csv"):
                lines = csv.reader(io.StringIO(said.decode("utf-8-sig"), newline=""))
                yield from (f"{name}: {cell[:60]}" for line in lines for cell in computed(line))
            elif name.endswith(".html") and (found := _TAG.search(said.decode())):
                yield f"{name}: {found[0]}"


def _computed(path: Path) -> Iterator[str]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file):
                yield from computed(line)
        return
    for line in load_workbook(path).worksheets[0].iter_rows():
        yield from (str(cell.value) for cell in line if cell.data_type == "f" or cell.hyperlink)
