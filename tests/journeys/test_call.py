"""A call in the real window: who it is, when somebody could come, booked before it ends."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId, SiteId
from dispatch_console.domain.place import Location
from dispatch_console.services.context import Context
from dispatch_console.ui.intake import Draft
from tests.factories import make_ticket
from tests.journeys.conftest import OpenWindow
from tests.services.company import found

WAIT = 30_000
HERE = Location(31.14, 121.34)


def test_a_call_is_booked_and_the_next_one_about_it_becomes_a_note(
    qtbot, context: Context, open_window: OpenWindow
) -> None:
    found(context, make_ticket(1), engineers=2, days=4)
    with context.database.unit(user="setup") as unit:
        hotel = Customer(id=CustomerId(0), name="Hotel", phone="021-5888 1234")
        customer = unit.customers.add([hotel])[0]
        site = Site(id=SiteId(0), name="Bund", customer_id=customer.id, location=HERE)
        unit.sites.add([site])
        unit.commit()
    window = open_window()
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 1, timeout=WAIT)

    window.calls.show()
    intake = window.calls.intake
    qtbot.keyClicks(intake.form.phone, "+86 21 5888")
    qtbot.waitUntil(lambda: intake.callers.topLevelItemCount() == 1, timeout=WAIT)
    qtbot.keyClick(intake.form.phone, Qt.Key.Key_Return)
    qtbot.keyClicks(intake.form.title, "Lift stuck between floors")
    qtbot.waitUntil(lambda: bool(intake.offered.list.open_offers), timeout=WAIT)
    offer = intake.offered.list.open_offers[0]
    intake.offered.list.taken.emit(offer)
    qtbot.keyClick(intake, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: intake.draft.empty, timeout=WAIT)
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 2, timeout=WAIT)
    booked = max(window.store.board.tickets.values(), key=lambda ticket: ticket.id)
    assert booked.customer_id == customer.id
    assert booked.visit is not None
    assert booked.visit.engineer_id == offer.engineers[0]
    assert offer.start <= booked.visit.start <= offer.end
    assert booked.number in intake.messages.sentence

    qtbot.keyClicks(intake.form.phone, "02158881234")
    qtbot.keyClicks(intake.form.title, "the lift is stuck again")
    qtbot.waitUntil(lambda: intake.alike.topLevelItemCount() == 1, timeout=WAIT)
    like = intake.alike.topLevelItem(0)
    assert like is not None
    intake.alike.setCurrentItem(like)
    qtbot.keyClick(intake.alike, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: intake.draft.empty, timeout=WAIT)

    def noted() -> bool:
        return "stuck again" in window.store.board.tickets[booked.id].description

    qtbot.waitUntil(noted, timeout=WAIT)
    assert len(window.store.board.tickets) == 2
    assert replace(intake.draft, channel=Draft().channel) == Draft()
    assert booked.windows[0].end - booked.windows[0].start == timedelta(hours=2)
