"""What others do is shown, and what the user does is told to them."""

import pytest

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import NOW

T3 = TicketId(3)
LI = Presence(1, "Li Wei", NOW, Attention(T3, edits=True))


def test_the_form_says_who_else_edits_and_stops_saying_so(main: MainWindow) -> None:
    main.store.set_others((LI,))
    main.selection.select_tickets([T3])
    main.actions_.edit.trigger()
    (dialog,) = main.findChildren(TicketDialog)
    assert dialog.others.text() == "Li Wei editing this ticket"
    assert dialog.save.isEnabled()
    main.store.set_others(())
    assert not dialog.others.isVisible()
    dialog.reject()


def test_selection_and_form_are_told(main: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Attention] = []
    monkeypatch.setattr(main.hub, "attend", told.append)
    main.selection.select_tickets([T3])
    main.actions_.edit.trigger()
    (dialog,) = main.findChildren(TicketDialog)
    dialog.reject()
    assert told == [Attention(T3), Attention(T3, edits=True), Attention(T3)]


def test_the_top_bar_shows_the_others_and_leads_to_their_ticket(main: MainWindow) -> None:
    button = main.top_bar.presence
    assert not button.isVisible()
    main.store.set_others((LI,))
    assert (button.text(), button.accessibleName()) == ("LW", "Also here: Li Wei")
    (action,) = button.open().actions()
    action.trigger()
    assert main.selection.tickets == (T3,)
