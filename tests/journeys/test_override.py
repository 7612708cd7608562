"""A supervisor's word against a rule in the real window, on a real database."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from dispatch_console.domain.override import OverrideReason
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock
from dispatch_console.services.context import Context
from dispatch_console.ui.dialogs.override_dialog import OverrideDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import make_ticket
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_command_bar import say
from tests.services.company import found, ticket

WAIT = 30_000


def asked(qtbot, window: MainWindow) -> OverrideDialog:
    """The dialog, once the rules are in it."""

    def ready() -> list[OverrideDialog]:
        found = window.findChildren(OverrideDialog)
        return [one for one in found if one.isVisible() and one.cancel.isVisible()]

    qtbot.waitUntil(lambda: bool(ready()) and ready()[0]._pages.currentIndex() == 1, timeout=WAIT)
    return ready()[0]


def test_a_refused_assignment_is_made_kept_by_the_plan_and_undone(
    qtbot, context: Context, open_window: OpenWindow
) -> None:
    hard = make_ticket(1, skills=(SkillLevel("lift", 5),))
    company = found(context, hard, *(make_ticket(n) for n in range(2, 5)))
    key = company.tickets[0]
    window = open_window()
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 4, timeout=WAIT)

    window.intents.ask_assign([key], company.engineers[0], None)
    qtbot.waitUntil(lambda: "Not assigned" in window.messages.sentence, timeout=WAIT)
    offer = next(b for b in window.messages.findChildren(QPushButton) if "verride" in b.text())
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    dialog = asked(qtbot, window)
    dialog.choose(OverrideReason.SKILL_GAINED)
    dialog.words.setText("course last week")
    dialog.anyway.click()
    qtbot.waitUntil(lambda: window.store.board.tickets[key].override is not None, timeout=WAIT)
    visit = ticket(context, key).visit
    assert ticket(context, key).lock is Lock.ALL

    window.selection.select_tickets([key])
    shown = [label.text() for label in window.inspector.findChildren(QLabel)]
    assert any("tester" in words and "course last week" in words for words in shown)

    window.planning.plan()
    qtbot.waitUntil(lambda: window.store.proposal is not None, timeout=WAIT)
    assert window.store.proposal is not None
    assert len(window.store.proposal.visits) == 4
    window.planning.publish()
    qtbot.waitUntil(lambda: window.store.proposal is None, timeout=WAIT)
    after = ticket(context, key).visit
    assert after is not None
    assert visit is not None
    assert (after.start, after.engineer_id, after.override) == (
        visit.start,
        visit.engineer_id,
        visit.override,
    )

    number = ticket(context, key).number
    say(qtbot, window, f"unlock {number}")
    qtbot.waitUntil(lambda: window.store.board.tickets[key].override is None, timeout=WAIT)
    window.undoing.undo()
    qtbot.waitUntil(lambda: window.store.board.tickets[key].override is not None, timeout=WAIT)
