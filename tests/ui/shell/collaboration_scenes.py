"""The conversation, its dialogs, the notice centre and the departments, one scene each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QColor, QImage

from dispatch_console.domain.conversation import HelpRequest
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.notice import Choice, Contact, Kind, Notice
from dispatch_console.services.departments import Departments
from dispatch_console.services.help_due import Asked
from dispatch_console.services.notices import Wishes
from dispatch_console.ui.conversation.dialogs import HandOverDialog, HelpDialog, WordsDialog
from dispatch_console.ui.conversation.preview import PreviewDialog
from dispatch_console.ui.departments.window import DepartmentsWindow
from dispatch_console.ui.dialogs.messages_page import MessagesPage
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.notices.choices_dialog import ChoicesDialog
from dispatch_console.ui.notices.dialog import NoticesDialog
from tests.factories import NOW, make_ticket
from tests.ui.conversation.talk import CARE, HOSTILE, IT, PICTURE, TEXT, conversation
from tests.ui.shell.stage import Seen, Stage

VALUES: Mapping[str, object] = {
    "ticket": "T-00004",
    "who": "anna",
    "queue": {"en": "IT", "zh": "IT"},
}
MENTION = {"code": "notice.mention", "values": VALUES}
NOTICES = (
    Notice(id=2, at=NOW, kind=Kind.MENTION, data=MENTION, body=HOSTILE),
    Notice(id=1, at=NOW, kind=Kind.REMINDER, subject=HOSTILE, read=True),
)
PEOPLE = {"anna": "dispatcher", "li": "specialist", "wang": "", "zhao": "warehouse"}


def talk(stage: Stage) -> Seen:
    main = stage.main
    panel = main.inspector.tabs.conversation
    main.inspector.tabs.blockSignals(True)
    main.selection.select_tickets([stage.ticket(visited=True)])
    main.inspector.show_conversation()
    panel.show_reading()
    yield "conversation-reading", main
    panel.show_failure("The server is away.")
    yield "conversation-failed", main
    ticket = main.inspector.ticket
    assert ticket is not None
    panel.show_conversation(conversation(ticket), "Tester", past=False)
    panel.composer.words.setPlainText("@it 请看一下")
    panel.composer.add_files((Path("fault.png"),))
    panel.composer.remark("A comment to the customer is not finished · Not sent yet: 2")
    yield "conversation", main
    main.inspector.tabs.setCurrentIndex(0)
    main.inspector.tabs.blockSignals(False)
    main.selection.select_tickets([])
    it = conversation(ticket)
    failed = WordsDialog("Answer", HOSTILE, "Answer", main)
    failed.show_failure("Write something first.")
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#236de0"))
    for name, dialog in (
        ("hand-over", HandOverDialog(it, main)),
        ("ask-for-help", HelpDialog(it, main.store.clock, main.session.zone, main)),
        ("answer", failed),
        ("preview-picture", PreviewDialog(PICTURE, b"", image, main)),
        ("preview-text", PreviewDialog(TEXT, HOSTILE.encode(), None, main)),
    ):
        dialog.show()
        yield name, dialog
        dialog.reject()


def asked() -> tuple[Asked, ...]:
    """One overdue, one due, one whenever there is time."""
    base = HelpRequest(
        id=1, ticket_id=TicketId(4), who="anna", at=NOW, question=HOSTILE, login="Tester"
    )
    due = (NOW, NOW + timedelta(hours=1), None)
    return tuple(Asked(replace(base, due_at=at), make_ticket(4), overdue=at == NOW) for at in due)


def notice_centre(stage: Stage) -> Seen:
    main = stage.main
    empty = NoticesDialog(main.session.zone, main)
    empty.show()
    yield "notices-empty", empty
    empty.show_notices(NOTICES)
    yield "notices", empty
    empty.tabs.setCurrentIndex(1)
    yield "asked-empty", empty
    empty.show_asked(asked())
    yield "asked", empty
    empty.reject()
    contact = Contact(login="Tester", email="tester@example.org")
    choices = ChoicesDialog(Wishes(dict.fromkeys(Kind, Choice()), contact), main)
    choices.show_failure("This is no e-mail address: x")
    choices.show()
    yield "notice-choices", choices
    choices.reject()


def departments(stage: Stage) -> Seen:
    window = DepartmentsWindow(stage.main)
    window.show_departments(Departments((CARE, IT), PEOPLE))
    window.list.setCurrentRow(1)
    window.show()
    yield "departments", window
    window.reject()
    settings = SettingsDialog(stage.main.session.settings, stage.background, stage.main)
    page = settings.findChild(MessagesPage)
    assert page is not None
    settings._pages.setCurrentWidget(page)
    settings.show()
    yield "settings-messages", settings
    settings.reject()


COLLABORATION_SCENES: tuple[Callable[[Stage], Seen], ...] = (talk, notice_centre, departments)
