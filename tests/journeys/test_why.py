"""In the real window: a ticket nobody has room for gets its visit by one key."""

from datetime import timedelta

from PySide6.QtCore import Qt

from dispatch_console.domain.place import TimeWindow
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from tests.factories import DAY, make_ticket
from tests.journeys.conftest import OpenWindow
from tests.services.company import command, found, ticket, violations

WAIT = 90_000
TEN = DAY + timedelta(hours=2)
"""10:00 in Shanghai."""


def test_a_crowded_out_ticket_is_given_its_visit_by_one_key(
    qtbot, context: Context, open_window: OpenWindow
) -> None:
    window = (TimeWindow(TEN, TEN + timedelta(minutes=30)),)
    busy = make_ticket(1, duration_s=2 * 3600, windows=window)
    company = found(context, busy, make_ticket(2, windows=window), engineers=1)
    dispatch.assign(context, command(1), company.tickets[:1], company.engineers[0], TEN)
    asked = company.tickets[1]

    main = open_window()
    qtbot.waitUntil(lambda: asked in main.store.board.tickets, timeout=WAIT)
    main.selection.select_tickets([asked])
    main.inspector.show_candidates()
    priced = main.inspector.why.priced
    qtbot.waitUntil(
        lambda: any("after its time window" in row.words for row in priced.rows), timeout=WAIT
    )
    later = (n for n, row in enumerate(priced.rows, 1) if "after its time window" in row.words)
    place = next(later)
    qtbot.keyClick(priced, Qt.Key(Qt.Key.Key_0 + place))
    qtbot.waitUntil(lambda: main.store.board.tickets[asked].visit is not None, timeout=WAIT)
    assert "Changed" in main.messages.sentence
    assert ticket(context, asked).windows[0].end > window[0].end
    assert violations(context) == ()
