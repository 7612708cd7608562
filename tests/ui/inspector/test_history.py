"""The history tab asks when it is looked at and tells each event in words."""

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.services.chronicle import Event
from dispatch_console.ui.inspector import history_words
from tests.factories import DAY, NOW, make_ticket, make_visit
from tests.ui.inspector.test_panel import Desk

ZONE = ZoneInfo("Asia/Shanghai")


def visit(engineer: int = 1) -> PlannedVisit:
    made = make_visit(1, engineer, engineer, DAY, 60)
    return PlannedVisit(
        ticket_id=TicketId(1),
        engineer_id=EngineerId(engineer),
        shift_id=ShiftId(engineer),
        start=made.start,
        end=made.end,
        travel_s=0,
        travel_m=0,
    )


def test_it_is_asked_for_when_the_tab_is_looked_at_and_again_after_a_change(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    asked: list[TicketId] = []
    panel = desk.panel
    panel.tabs.wanted.connect(
        lambda tab, key: asked.append(key) if tab is panel.tabs.history else None
    )
    assert not asked
    tabs = desk.panel.findChild(QTabWidget)
    assert tabs is not None
    tabs.setCurrentWidget(desk.panel.tabs.history)
    assert asked == [make_ticket().id]
    desk.store.reset.emit()
    assert len(asked) == 2


def test_each_event_is_a_row_in_words(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    events = (
        Event(at=NOW, who="li", what="assign", given=visit(), why="customer insists"),
        Event(at=NOW, who="wang", what="set_priority", fields={"priority": (3, 1)}),
        Event(at=NOW, who="wang", what="import tickets", created=True),
    )
    desk.panel.tabs.history.show_events(events, desk.store.board)
    shown = desk.panel.tabs.history.events
    rows = [shown.topLevelItem(n) for n in range(shown.topLevelItemCount())]
    told = [(row.text(1), row.text(2), row.text(3)) for row in rows if row is not None]
    assert told[0][:2] == ("li", "Assignment")
    assert told[0][2].endswith("reason: customer insists")
    assert told[1] == ("wang", "Priority", "Priority: P3 Normal → P1 Urgent")
    assert told[2] == ("wang", "Imported", "")


def test_values_are_told_as_people_know_them(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    event = Event(
        at=NOW,
        who="li",
        what="ticket.edit",
        fields={
            "duration_s": (3600, 5400),
            "windows": ([], [["2026-03-02T01:00:00+00:00", "2026-03-02T03:00:00+00:00"]]),
            "skills": ([["lift", 2]], []),
            "region_id": (None, 1),
            "lat": (31.0, 31.1),
            "lon": (121.0, 121.1),
            "description": ("It is loud", "It is loud\n\nRing twice"),
        },
    )
    story = history_words.story(event, desk.store.board, ZONE)
    for words in ("1 h", "09:00–11:00", "coordinates changed", "Ring twice"):
        assert words in story
    assert "It is loud" not in story
