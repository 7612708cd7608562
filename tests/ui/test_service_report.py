"""The service report tells all that was done, in the language asked for, and nothing typed runs."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Given
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services import service_report
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.service_report import ServiceReport
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.support.i18n import LANGUAGES
from dispatch_console.ui.service_report_pdf import page, write_report
from tests.factories import NOW, make_ticket
from tests.services.company import found
from tests.services.costing.served import serve

ZONE = ZoneInfo("Asia/Shanghai")
DRAWN = Signature("Zhuang <b>Mei</b>", Way.DRAWN, "10,20 300,200 600,40;100,250 700,255")


def signed(context: Context) -> ServiceReport:
    new = NewTicket(
        title="No <i>network</i>",
        type=IT,
        customer_name="Li & Sons",
        custom={"system": "network"},
    )
    ticket = create(context, uuid4(), new)
    given = Given(signature=DRAWN, custom={"resolution": "Cable & plug\nchanged"})
    set_status(context, uuid4(), [ticket.id], Status.RESOLVED, given, occurred_at=NOW)
    return service_report.read(context, ticket.id, ZONE, costs=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_typed_is_text_in_the_report(context: Context, language: str) -> None:
    shown = page(signed(context), ZONE, language)
    assert "No &lt;i&gt;network&lt;/i&gt;" in shown
    assert "Li &amp; Sons" in shown
    assert "Cable &amp; plug<br>changed" in shown
    assert "Zhuang &lt;b&gt;Mei&lt;/b&gt;" in shown
    assert 'src="signature:0"' in shown
    assert ("服务报告" in shown) is (language == "zh_CN")
    assert "report." not in shown


def test_it_tells_visits_times_and_costs_of_the_whole_and_has_a_line_to_sign_on(
    context: Context,
) -> None:
    made = found(context, make_ticket(1))
    serve(context, made.tickets[0], made.engineers[0], NOW + timedelta(hours=1))
    report = service_report.read(context, made.tickets[0], ZONE, costs=True)
    assert len(report.works) == 1
    assert report.costs is not None
    shown = page(report, ZONE, "en")
    assert report.works[0].engineer in shown
    assert "1.00" in shown
    assert "Name and signature of the customer" in shown
    hidden = service_report.read(context, made.tickets[0], ZONE, costs=False)
    assert hidden.costs is None
    assert "To pay" not in page(hidden, ZONE, "en")


@pytest.mark.usefixtures("qapp")
def test_it_is_written_as_a_pdf_with_the_drawing(context: Context, tmp_path: Path) -> None:
    report, path = signed(context), tmp_path / "报告.pdf"
    write_report(report, path, ZONE, "zh_CN")
    whole = path.read_bytes()
    assert whole.startswith(b"%PDF")
    assert b"/Subtype /Image" in whole
    write_report(replace(report, signed=()), path, ZONE, "en")
    assert b"/Subtype /Image" not in path.read_bytes()
    with pytest.raises(DomainError, match=r"pdf\.unwritable"):
        write_report(report, tmp_path / "nowhere" / "x.pdf", ZONE, "en")
