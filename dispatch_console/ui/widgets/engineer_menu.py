"""What can be done about an engineer, from whichever view shows them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.roles import Right
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.bar.words import DELAYS_MIN
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.widgets.access_keys import give_access_keys
from dispatch_console.ui.writing import bar
from dispatch_console.words import text


def engineer_menu(
    parent: QWidget,
    board: Board,
    intents: Intents,
    engineer: EngineerId,
    *,
    off: bool | None = None,
    reviewing: bool = False,
) -> QMenu:
    """Sick, late, back, lend; what makes no sense now is disabled. It goes when it closes.

    `off`: whether some of their time is marked off, None where a view does not know.
    `reviewing`: a proposal waits, no other can be made.
    """
    shifts = [shift for shift in board.shifts.values() if shift.engineer_id == engineer]
    to_come = any(shift.end > board.read_at for shift in shifts)
    possible = to_come and not reviewing
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setTitle(_name(board, engineer))
    today = menu.addAction(theme.icon("warning"), tr("Sick: off for the rest of the day"))
    today.setEnabled(possible)
    today.triggered.connect(lambda: intents.sick.emit(engineer, False))
    longer = menu.addAction(tr("Sick: off until further notice"))
    longer.setEnabled(possible)
    longer.triggered.connect(lambda: intents.sick.emit(engineer, True))
    if off is not None:
        back = menu.addAction(theme.icon("check"), tr("Back on duty"))
        back.setEnabled(off)
        back.triggered.connect(lambda: intents.back.emit(engineer))
        permit(back, intents.rights, Right.ABSENCES)
    menu.addSeparator()
    late = menu.addMenu(theme.icon("clock"), tr("Late by"))
    late.setEnabled(possible)
    for minutes in DELAYS_MIN:
        chosen = late.addAction(text.span(60 * minutes))
        chosen.triggered.connect(lambda _=False, m=minutes: intents.late.emit(engineer, m))
    menu.addSeparator()
    lend = menu.addAction(theme.icon("region"), tr("Lend to a region…"))
    lend.setEnabled(to_come)
    lend.triggered.connect(lambda: intents.lend.emit(engineer))
    end = menu.addAction(theme.icon("undo"), tr("End lending"))
    end.setEnabled(any(shift.lent_to is not None for shift in shifts))
    end.triggered.connect(lambda: intents.end_lending.emit(engineer))
    for action in (today, longer):
        permit(action, intents.rights, Right.ABSENCES)
    permit(late.menuAction(), intents.rights, Right.DISPATCH)
    for action in (lend, end):
        permit(action, intents.rights, Right.LEND)
    return give_access_keys(bar(menu, intents.gate))


def _name(board: Board, engineer: EngineerId) -> str:
    known = board.engineers.get(engineer)
    return known.name.replace("&", "&&") if known else ""
