"""The notice centre: counted, inert, opened and chosen."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from pytestqt.qtbot import QtBot

from dispatch_console.domain.notice import Choice, Contact, Kind, Notice
from dispatch_console.services.notices import Wishes
from dispatch_console.ui.notices.bell import Bell
from dispatch_console.ui.notices.choices_dialog import ChoicesDialog
from dispatch_console.ui.notices.dialog import NoticesDialog
from tests.factories import NOW
from tests.ui.conversation.talk import HOSTILE

ZONE = ZoneInfo("Asia/Shanghai")
NOTICE = Notice(
    id=2,
    at=NOW,
    kind=Kind.HAND_OVER,
    data={
        "code": "notice.handed_over",
        "values": {
            "who": "anna",
            "ticket": "T-00001",
            "queue": {"en": "IT support", "zh": "信息技术部"},
        },
    },
    body=HOSTILE,
)


def test_the_bell_counts_what_was_not_read(qtbot: QtBot) -> None:
    bell = Bell()
    qtbot.addWidget(bell)
    for count, shown in ((3, "3"), (500, "99+")):
        bell.show_count(count)
        assert bell.text() == shown
        assert bell.accessibleName() == f"{count} unread notices"


def test_notices_are_shown_literally_and_opened(qtbot: QtBot) -> None:
    dialog = NoticesDialog(ZONE)
    qtbot.addWidget(dialog)
    dialog.show_notices((NOTICE, replace(NOTICE, id=1, data={}, subject=HOSTILE, read=True)))
    first, second = (dialog.list.topLevelItem(row) for row in range(2))
    assert first is not None
    assert second is not None
    assert first.text(1) == "anna handed T-00001 over to IT support"
    assert first.text(2) == HOSTILE
    assert "<img" not in first.toolTip(2)
    assert (first.font(0).bold(), second.font(0).bold()) == (True, False)
    with qtbot.waitSignal(dialog.opened) as heard:
        dialog.list.itemActivated.emit(first, 0)
    assert heard.args == [NOTICE]
    with qtbot.waitSignal(dialog.all_read) as heard:
        dialog.read.click()
    assert heard.args == [(2,)]


def test_what_is_chosen_is_given_and_a_refusal_is_said(qtbot: QtBot) -> None:
    contact = Contact(login="li", email="li@example.org", language="en")
    wishes = Wishes(dict.fromkeys(Kind, Choice()), contact)
    dialog = ChoicesDialog(wishes)
    qtbot.addWidget(dialog)
    assert dialog.wishes() == wishes
    console, email, _ = dialog.boxes[Kind.MENTION]
    console.setChecked(False)
    email.setChecked(True)
    with qtbot.waitSignal(dialog.wanted) as heard:
        dialog.ok.click()
    assert heard.args is not None
    (wanted,) = heard.args
    assert wanted.choices[Kind.MENTION] == Choice(console=False, email=True)
    dialog.show_failure("No")
