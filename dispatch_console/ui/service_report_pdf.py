"""A service report as a PDF, in the language of whoever gets it. May run off the GUI thread."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument

from dispatch_console.domain.cost import Line, rounded
from dispatch_console.domain.custom import CustomField, FieldKind
from dispatch_console.domain.part import Part
from dispatch_console.domain.signature import HEIGHT, WIDTH, Signature, Way
from dispatch_console.domain.ticket import Status
from dispatch_console.services.service_report import ServiceReport, Used
from dispatch_console.support.i18n import pick, tr_in
from dispatch_console.ui.cost.words import money, plain
from dispatch_console.ui.pdf import write_document
from dispatch_console.ui.widgets.signature_ink import picture
from dispatch_console.words.parts import UNITS

MARGIN_MM = 16
INK_WIDTH = 240
"""Of a signature, in dots of the screen."""

STYLE = (
    ".title { font-size: 18pt; font-weight: bold; } .about { font-size: 9pt; color: #4a5563; }"
    " h2 { font-size: 11pt; margin-top: 2px; margin-bottom: 4px; }"
    " .gap { font-size: 4pt; margin-top: 0px; margin-bottom: 0px; }"
    " table { border-collapse: collapse; }"
    " th { text-align: left; font-size: 9pt; background: #e8ecf1; }"
    " td { font-size: 9.5pt; vertical-align: top; } p { font-size: 9.5pt; }"
)
TABLE = '<table border="1" cellspacing="0" cellpadding="4" width="100%">'

Say = Callable[..., str]
"""`tr` in the language of the report."""

Fact = tuple[str, str]


def write_report(report: ServiceReport, path: Path, zone: ZoneInfo, language: str) -> None:
    """Write it into one file, over what was there. Raises `pdf.unwritable`."""

    def fill(document: QTextDocument) -> None:
        for number, (_, signature) in enumerate(report.signed):
            if signature.drawing:
                kind = int(QTextDocument.ResourceType.ImageResource.value)
                document.addResource(kind, QUrl(f"signature:{number}"), picture(signature))
        document.setDefaultStyleSheet(STYLE)
        document.setHtml(page(report, zone, language))

    title = tr_in(language, "Service report")
    write_document(path, f"{title} {report.ticket.number}", fill, margin_mm=MARGIN_MM)


def page(report: ServiceReport, zone: ZoneInfo, language: str) -> str:
    """The report as HTML; whatever people have typed is text in it."""
    tr: Say = partial(tr_in, language)
    ticket = report.ticket
    priced = (tr("Price of one"),) if any(used.price for used in report.parts) else ()
    about = (
        tr(f"status.{ticket.status.value}"),
        tr("as of {time}", time=_time(report.at, zone)),
    )
    parts = [
        f'<p class="title">{escape(tr("Service report"))} {escape(ticket.number)}</p>',
        f'<p class="about">{escape(" · ".join(about))}</p>',
        _facts(tr("Customer"), _customer(report, tr)),
        _facts(tr("Device"), _device(report, tr)),
        _head(tr("What was wrong")),
        f"<p><b>{escape(ticket.title)}</b><br>{_lines(ticket.description)}</p>",
        _facts(
            tr("Work done"),
            [
                (pick(one.name_en, one.name_zh, language), _value(one, value, language))
                for one, value in report.fields
                if one.kind is not FieldKind.REFERENCE
            ],
        ),
        _table(
            tr("report.visits"),
            (tr("Engineer"), tr("From"), tr("To"), tr("Hours")),
            (
                (
                    work.engineer,
                    _time(work.start, zone),
                    _time(work.end, zone),
                    f"{(work.end - work.start).total_seconds() / 3600:.2f}",
                )
                for work in report.works
            ),
        ),
        _facts(tr("Times"), _times(report, zone, tr)),
        _table(
            tr("Parts used"),
            (tr("Part number"), tr("Name"), tr("Quantity"), tr("Serial numbers"), *priced),
            (_part(used, tr, language)[: 4 + len(priced)] for used in report.parts),
        ),
        _costs(report, tr),
        _signatures(report, zone, tr),
    ]
    return "".join(parts)


def _customer(report: ServiceReport, tr: Say) -> list[Fact]:
    ticket, customer = report.ticket, report.customer
    name = ticket.customer_name or (customer.name if customer else "")
    phone = ticket.phone or (customer.phone if customer else "")
    return [(tr("report.person"), name), (tr("Phone"), phone), (tr("Address"), ticket.address)]


def _device(report: ServiceReport, tr: Say) -> list[Fact]:
    device = report.device
    if device is None:
        return []
    until = device.warranty_until
    return [
        (tr("Name"), device.name),
        (tr("Model"), " ".join(one for one in (device.maker, device.model) if one)),
        (tr("Serial number"), device.serial),
        (tr("Code"), device.code),
        (tr("Warranty until"), f"{until:%Y-%m-%d}" if until else ""),
    ]


def _times(report: ServiceReport, zone: ZoneInfo, tr: Say) -> list[Fact]:
    told = [(tr("Reported"), _time(report.ticket.created_at, zone))]
    last: dict[Status, datetime] = {step.after: step.at for step in report.steps}
    told += [
        (tr(f"status.{status.value}"), _time(last[status], zone))
        for status in (Status.IN_PROGRESS, Status.RESOLVED, Status.CONFIRMED, Status.CLOSED)
        if status in last
    ]
    return told


def _part(used: Used, tr: Say, language: str) -> Sequence[str]:
    part: Part = used.part
    price = used.price
    unit = tr(f"part_unit.{part.unit}") if part.unit in UNITS else part.unit
    return (
        part.number,
        pick(part.name_en, part.name_zh, language),
        f"{plain(used.quantity)} {unit}",
        ", ".join(used.serials),
        ""
        if price is None or price.price is None
        else money(rounded(price.price, price.currency), price.currency),
    )


def _costs(report: ServiceReport, tr: Say) -> str:
    """What is charged; nothing where nothing is worth anything."""
    if report.costs is None or not report.costs.lines:
        return ""
    heads = (
        tr("report.cost"),
        tr("Quantity"),
        tr("report.price"),
        tr("report.covered"),
        tr("To pay"),
    )
    rows: list[Sequence[str]] = [_cost(line, tr) for line in report.costs.lines]
    for currency, total in report.costs.totals.items():
        sums: tuple[Decimal, ...] = (total.price, total.covered, total.charged)
        rows.append((tr("Total"), "", *(money(one, currency) for one in sums)))
    return _table(tr("Costs"), heads, rows, first_right=1)


def _cost(line: Line, tr: Say) -> Sequence[str]:
    return (
        " · ".join(one for one in (tr(f"cost_kind.{line.kind.value}"), line.what) if one),
        f"{plain(line.quantity)} {line.unit}".rstrip(),
        money(line.price, line.currency),
        money(line.covered, line.currency),
        money(line.charged, line.currency),
    )


def _signatures(report: ServiceReport, zone: ZoneInfo, tr: Say) -> str:
    """Who signed; a line to sign on where nobody has."""
    head = _head(tr("Signature"))
    if not report.signed:
        line = "_" * 34
        return (
            f"{head}<p>&nbsp;</p><p>{escape(tr('Date'))} {line[:16]}&nbsp;&nbsp;&nbsp;"
            f"{escape(tr('Name and signature of the customer'))} {line}</p>"
        )
    return head + "".join(_signed_lines(report, zone, tr))


def _signed_lines(report: ServiceReport, zone: ZoneInfo, tr: Say) -> Iterator[str]:
    high = round(INK_WIDTH * HEIGHT / WIDTH)
    for number, (step, signature) in enumerate(report.signed):
        if signature.drawing:
            yield f'<p><img src="signature:{number}" width="{INK_WIDTH}" height="{high}"></p>'
        words = (signature.name, _way(signature, tr), _time(step.at, zone))
        yield f"<p>{escape(' · '.join(one for one in words if one))}</p>"


def _way(signature: Signature, tr: Say) -> str:
    match signature.way:
        case Way.DRAWN:
            return ""
        case Way.TYPED:
            return tr("name typed")
        case Way.LINK:
            return tr("through the link sent to them")
        case Way.PAPER:
            return tr("signed on paper: {reason}", reason=signature.reason)


def _head(words: str) -> str:
    """The margins of a heading do not count below a table."""
    return f'<p class="gap">&nbsp;</p><h2>{escape(words)}</h2>'


def _facts(head: str, facts: Iterable[Fact]) -> str:
    rows = "".join(
        f'<tr><td width="28%">{escape(name)}</td><td>{_lines(value)}</td></tr>'
        for name, value in facts
        if value
    )
    return f"{_head(head)}{TABLE}{rows}</table>" if rows else ""


def _table(
    head: str, heads: Sequence[str], rows: Iterable[Sequence[str]], first_right: int = 99
) -> str:
    """A table, nothing without rows; columns from `first_right` on hold numbers."""

    def cell(kind: str, column: int, words: str) -> str:
        align = ' align="right"' if column >= first_right else ""
        return f"<{kind}{align}>{_lines(words)}</{kind}>"

    lines = "".join(
        f"<tr>{''.join(cell('td', n, words) for n, words in enumerate(row))}</tr>" for row in rows
    )
    top = "".join(cell("th", n, words) for n, words in enumerate(heads))
    if not lines:
        return ""
    return f"{_head(head)}{TABLE}<thead><tr>{top}</tr></thead>{lines}</table>"


def _value(field: CustomField, value: object, language: str) -> str:
    found = next((one for one in field.choices if one.code == value), None)
    return pick(found.name_en, found.name_zh, language) if found else str(value)


def _lines(words: str) -> str:
    return "<br>".join(escape(one) for one in words.splitlines())


def _time(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
