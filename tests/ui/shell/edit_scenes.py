"""Forms on tickets, rules and regions, and the lines above the map, one scene after the other.

A scene yields (name, widget to be looked at) for each thing it has brought up, and clears it away.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import planned
from dispatch_console.domain.region import Standing
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.services.chronicle import Event
from dispatch_console.ui.dialogs.override_dialog import OverrideDialog
from dispatch_console.ui.dialogs.region_heir import RegionHeirDialog
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.dialogs.ties_dialog import TiesDialog
from dispatch_console.ui.map.reach_bar import ReachBar
from dispatch_console.ui.map.region_bar import RegionBar
from tests.factories import NOW
from tests.ui.shell.stage import LONG, Seen, Stage


def ticket_form(stage: Stage) -> Seen:
    main = stage.main
    board = main.store.board
    window = TimeWindow(NOW, NOW + timedelta(hours=2))
    skills = tuple(SkillLevel(code, 2) for code in sorted(board.skills))
    ticket = replace(
        board.tickets[stage.ticket(visited=True)], windows=(window, window), skills=skills
    )
    dialog = TicketDialog(board, ticket, main.session.zone, main)
    dialog.show()
    yield "edit", dialog
    dialog.phone.setText("021 5888")
    dialog.clash(replace(ticket, phone="021 5889", version=9), ("phone",), LONG)
    yield "edit-clash", dialog
    dialog.close()


def history(stage: Stage) -> Seen:
    main = stage.main
    key = stage.ticket(visited=True)
    visit = planned(main.store.board.tickets[key])
    events = (
        Event(at=NOW, who="li.wei", what="assign", given=visit, why=LONG),
        Event(at=NOW, who="anna", what="set_priority", fields={"priority": (3, 1)}),
        Event(at=NOW, who="import", what="import tickets", created=True),
    )
    main.selection.select_tickets([key])
    tabs = main.inspector.tabs
    # What is shown is given below, not read.
    tabs.blockSignals(True)
    tabs.setCurrentWidget(main.inspector.tabs.history)
    main.inspector.tabs.history.show_events(events, main.store.board)
    yield "history", main
    main.inspector.tabs.history.show_failure(LONG)
    yield "history-failed", main
    tabs.setCurrentIndex(0)
    tabs.blockSignals(False)


def rules(stage: Stage) -> Seen:
    dialog = OverrideDialog(stage.main)
    dialog.show()
    yield "override-first", dialog
    dialog.show_rules("T-00001 → Anna Berg, 14:00", (LONG, LONG), (LONG,))
    yield "override", dialog
    dialog.show_final("T-00001 → Anna Berg, 14:00", (LONG,))
    yield "override-final", dialog
    dialog.close()
    store = stage.main.store
    ties = TiesDialog(store, store.board.tickets[stage.ticket(visited=False)], stage.main)
    ties.show()
    yield "ties", ties
    ties.close()


def regions(stage: Stage) -> Seen:
    board = stage.main.store.board
    region = next(iter(board.regions.values()))
    standing = Standing(tickets=12, engineers=3, shifts=2, kept=1200)
    heir = RegionHeirDialog(board, region, standing, stage.main)
    heir.show()
    yield "region-heir", heir
    heir.close()
    holder = QWidget()
    stage.qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    bar, reach = RegionBar(), ReachBar()
    column.addWidget(bar)
    column.addWidget(reach)
    bar.list_regions(board, region.id)
    reach.say(LONG)
    reach.show_within(LONG, 7, 12, [(EngineerId(1), "Anna Berg")])
    column.addStretch(1)
    holder.resize(420, 480)
    holder.show()
    yield "region-choice-and-reach", holder
    bar.show_drawing(region)
    bar.ask_again(LONG)
    yield "region-drawing", holder
    bar.show_drawing(None)
    holder.resize(290, 480)
    yield "region-drawing-narrow", holder
    bar.show_drawing(region)
    bar.ask_again(LONG)
    yield "region-warning-narrow", holder
    bar._open_details()
    yield "region-names-narrow", bar.details
    bar.details.hide()
    bar.show_choice()
    yield "region-choice-narrow", holder
    holder.resize(760, 480)
    bar.show_drawing(region)
    yield "region-drawing-wide", holder
    holder.hide()


def map_settings(stage: Stage) -> Seen:
    stage.main.dialogs.settings(lambda _: None)
    settings = stage.found(SettingsDialog)
    page = settings._map
    settings._pages.setCurrentWidget(page)
    for kind in range(page._kind.count()):
        page._kind.setCurrentIndex(kind)
        yield f"settings-map-{page._kind.currentData()}", settings
    page._say(str(DomainError("tiles.wmts_unchosen")), "error")
    settings.close()


EDIT_SCENES: tuple[Callable[[Stage], Seen], ...] = (
    ticket_form,
    history,
    rules,
    regions,
    map_settings,
)
