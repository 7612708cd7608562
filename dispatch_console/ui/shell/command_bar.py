"""The command bar at work: reads the line, shows what it would do, and has it done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.services.pricing import DropPrice, price
from dispatch_console.support.i18n import english, tr
from dispatch_console.ui import theme
from dispatch_console.ui.bar.commands import (
    Assign,
    Back,
    Command,
    EndLending,
    Find,
    GoTo,
    Late,
    Lend,
    Open,
    Plan,
    Publish,
    Recall,
    SetLock,
    SetPriority,
    SetStatus,
    Show,
    Sick,
    Unassign,
    UseMap,
    View,
)
from dispatch_console.ui.bar.entry_list import Entry
from dispatch_console.ui.bar.fuzzy import fit
from dispatch_console.ui.bar.lexicon import Known, Lexicon
from dispatch_console.ui.bar.parse import parse
from dispatch_console.ui.bar.popup import BarPopup
from dispatch_console.ui.bar.preview import preview
from dispatch_console.ui.bar.unclear import NOT_UNDERSTOOD, NOTHING_SAID, Unclear
from dispatch_console.ui.bar.words import MAP_TOOLS, MapTool
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.price_words import price_words
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.horizon import today
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.words import text

MOST_ACTIONS = 30


@dataclass(frozen=True, slots=True)
class BarDeeds:
    """What only the window can do; `views` and `day` are asked anew for every sentence."""

    go_to: Callable[[date], object]
    show_view: Callable[[str], object]
    views: Callable[[], tuple[str, ...]]
    plan: Callable[[], object]
    publish: Callable[[], object]
    lend: Callable[[EngineerId, RegionId | None], object]
    use_map: Callable[[UseMap], object]
    show_engineer: Callable[[EngineerId], object]


class CommandBar(QObject):
    """`open` brings it up. Every action of the menus is offered besides what a sentence means."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        commands: Commands,
        menus: QMenuBar,
        deeds: BarDeeds,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._store, self._selection, self._zone = store, selection, session.zone
        self._intents, self._commands = intents, commands
        self._menus, self._deeds = menus, deeds
        self._prices = Latest(session.background.free, self)
        self._lexicon: tuple[Board, Lexicon] | None = None
        self.popup = BarPopup(window)
        self.popup.edited.connect(self._read)

    def open(self) -> None:
        """Come up, with the names of the board as it is now."""
        self.popup.appear()

    def _read(self, sentence: str) -> None:
        self._prices.drop()
        if not sentence.strip():
            self.popup.show_verdict("")
            self.popup.show_entries(self._actions(""))
            return
        known = self._known()
        found = parse(sentence, self._names(known.board), known)
        if isinstance(found, Unclear):
            self._show_unclear(found, sentence)
            return
        said = preview(found, known)
        self.popup.show_verdict("")
        entry = Entry(name=said, icon="check", do=lambda: self._do(found))
        self.popup.show_entries([entry, *self._actions(sentence)])
        if isinstance(found, Assign):
            self._ask_price(found, known)

    def _show_unclear(self, unclear: Unclear, sentence: str) -> None:
        actions = self._actions(sentence)
        choices = [
            Entry(name=choice.label, icon="search", again=choice.sentence, note=choice.note)
            for choice in unclear.choices
        ]
        asked = bool(choices) and unclear.code != NOT_UNDERSTOOD
        quiet = actions and unclear.code in (NOT_UNDERSTOOD, NOTHING_SAID)
        what = "" if quiet else tr(unclear.code, **unclear.params)
        self.popup.show_verdict(what, theme.current().warning)
        self.popup.show_entries([*choices, *actions] if asked else [*actions, *choices])

    # The price of an assignment

    def _ask_price(self, command: Assign, known: Known) -> None:
        board, now = known.board, self._store.clock()
        self.popup.show_verdict(tr("Reckoning what it would cost…"))
        self._prices.ask(
            lambda: price(board, command.tickets, command.engineer, command.start, now=now),
            lambda found: self._show_price(command, found, board),
            self._without_price,
        )

    def _without_price(self, error: Exception) -> None:
        self.popup.show_verdict("")
        self._commands.report(error)

    def _show_price(self, command: Assign, found: DropPrice, board: Board) -> None:
        if self._meant() != command:
            return
        if found.overridable:
            self._offer_override(command)
        elif not found.allowed:
            self._mark_impossible(command)
        words = price_words(found, board, command.start, self._zone)
        palette = theme.current()
        colour = palette.danger if not found.allowed else ""
        colour = palette.warning if found.allowed and found.newly_late else colour
        self.popup.show_verdict("", colour, words.lines)

    def _mark_impossible(self, command: Assign) -> None:
        said, sentence = preview(command, self._known()), self.popup.line.text()
        entry = Entry(name=said, icon="cancel", do=lambda: self._do(command))
        self.popup.show_entries([entry, *self._actions(sentence)])

    def _offer_override(self, command: Assign) -> None:
        """What would be refused is offered against the rules."""
        said, sentence = preview(command, self._known()), self.popup.line.text()
        entry = Entry(
            name=tr("{what}, against rules…", what=said),
            icon="warning",
            do=lambda: self._intents.ask_override(command.tickets, command.engineer, command.start),
        )
        self.popup.show_entries([entry, *self._actions(sentence)])

    def _meant(self) -> Command | Unclear | None:
        if self.popup.isHidden():
            return None
        known = self._known()
        return parse(self.popup.line.text(), self._names(known.board), known)

    # What there is

    def _known(self) -> Known:
        store, zone = self._store, self._zone
        return Known(
            board=store.board,
            day=today(store.horizon[0], zone),
            today=today(store.clock(), zone),
            zone=zone,
            selected=tuple(t for t in self._selection.tickets if t in store.board.tickets),
            views=self._deeds.views(),
        )

    def _names(self, board: Board) -> Lexicon:
        if self._lexicon is None or self._lexicon[0] is not board:
            self._lexicon = (board, Lexicon(board))
        return self._lexicon[1]

    def _actions(self, typed: str) -> list[Entry]:
        """The menus' actions that can be done now; those that fit what is typed, the best first."""
        found = [(_fit(typed, menu, action), menu, action) for menu, action in _in(self._menus)]
        if typed.strip():
            found = sorted((one for one in found if one[0]), key=lambda one: -one[0])
        return [_entry(menu, action) for _, menu, action in found[:MOST_ACTIONS]]

    # Doing it

    def _do(self, command: Command) -> None:
        intents = self._intents
        match command:
            case Assign(tickets, engineer, start, pin):
                self._commands.assign(tickets, engineer, start, pin=pin)
            case Unassign(tickets):
                intents.ask_unassign(tickets)
            case SetLock(tickets, lock):
                intents.ask_lock(tickets, lock)
            case SetStatus(tickets, status):
                intents.ask_status(tickets, status)
            case SetPriority(tickets, priority):
                intents.ask_priority(tickets, priority)
            case Open(ticket):
                intents.open_ticket.emit(ticket)
            case Recall(number):
                intents.open_number.emit(number)
            case Sick() | Back() | Lend() | EndLending() | Late():
                self._ask_of_staff(command)
            case _:
                self._look(command)

    def _ask_of_staff(self, command: Sick | Back | Lend | EndLending | Late) -> None:
        intents = self._intents
        match command:
            case Sick(engineer, further):
                intents.sick.emit(engineer, further)
            case Back(engineer):
                intents.back.emit(engineer)
            case Lend(engineer, region):
                self._deeds.lend(engineer, region)
            case Late(engineer, minutes):
                intents.late.emit(engineer, minutes)
            case EndLending(engineer):
                intents.end_lending.emit(engineer)
            case _:
                assert_never(command)

    def _look(self, command: Find | Show | Plan | Publish | GoTo | View | UseMap) -> None:
        match command:
            case UseMap():
                self._deeds.use_map(command)
            case Find(words):
                self._store.set_filter(text=words)
            case Show():
                self._filter(command)
            case Plan(day):
                if day is not None:
                    self._deeds.go_to(day)
                self._deeds.plan()
            case Publish():
                self._deeds.publish()
            case GoTo(day):
                self._deeds.go_to(day)
            case View(name):
                self._deeds.show_view(name)
            case _:
                assert_never(command)

    def _filter(self, command: Show) -> None:
        if command.day is not None:
            self._deeds.go_to(command.day)
        wanted = BoardFilter(
            regions=command.regions,
            queues=command.queues,
            statuses=command.statuses,
            priorities=command.priorities,
            sla=command.sla,
            skills=command.skills,
            engineers=command.engineers,
            customers=command.customers,
            text=" ".join(wish.words for wish in command.fields),
            unassigned_only=command.unassigned,
            due_in_days=command.day is not None,
        )
        self._store.set_filter(**{name: getattr(wanted, name) for name in BoardFilter.__slots__})
        if len(command.engineers) == 1:
            self._deeds.show_engineer(*command.engineers)


def _in(menus: QMenuBar) -> Iterator[tuple[str, QAction]]:
    """(menu, action) of every action that can be done now."""
    for top in menus.actions():
        menu = top.menu()
        if isinstance(menu, QMenu):
            yield from _within(_shown(top), menu)


def _within(path: str, menu: QMenu) -> Iterator[tuple[str, QAction]]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _within(f"{path} › {_shown(action)}", below)
        elif not action.isSeparator() and action.isEnabled():
            yield path, action


def _shown(action: QAction) -> str:
    return text.without_mnemonic(action.text())


def _fit(typed: str, menu: str, action: QAction) -> float:
    if not typed.strip():
        return 0.0
    name, tool = _shown(action), action.data()
    last = menu.rsplit(" › ", 1)[-1]
    said = MAP_TOOLS[tool] if isinstance(tool, MapTool) else ()
    return fit(typed, (name, english(action.text()), f"{last} {name}", *said))


def _entry(menu: str, action: QAction) -> Entry:
    keys = action.shortcut().toString()
    return Entry(
        name=_shown(action).rstrip("…"),
        note="    ".join(part for part in (menu, keys) if part),
        icon=action.icon() if not action.icon().isNull() else "chevron-right",
        do=action.trigger,
    )
