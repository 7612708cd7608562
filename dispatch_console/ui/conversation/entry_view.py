"""One entry of the line of time: who, when, what, in words that are shown as they stand."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.conversation import Entry
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.badge import Badge
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.flow_layout import FlowLayout
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.signature_ink import SignatureView
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text
from dispatch_console.words.conversation import heading, size_words
from dispatch_console.words.people import person_name
from dispatch_console.words.signature import way_words


class EntryView(QFrame):
    """`file_wanted(Attachment)`: one of its files is to be looked at."""

    file_wanted = Signal(object)

    def __init__(
        self, entry: Entry, zone: ZoneInfo, parent: QWidget | None = None, *, overdue: bool = False
    ) -> None:
        super().__init__(parent)
        theme.dress(self, role="card")
        head, what = ElidedLabel("caption"), heading(entry, zone)
        when = text.day_and_time(entry.at, zone)
        head.say(
            " · ".join(part for part in (when, person_name(entry.who), what, entry.number) if part)
        )
        line = QHBoxLayout()
        line.setSpacing(2 * SPACE)
        if entry.public:
            badge = Badge()
            badge.show_state(tr("Public"), theme.current().warning)
            line.addWidget(badge)
        if overdue:
            badge = Badge()
            badge.show_state(tr("Overdue"), theme.current().danger)
            line.addWidget(badge)
        line.addWidget(head, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(line)
        if entry.body:
            words = label("", entry.body, wraps=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
        signed = ""
        if entry.signature is not None:
            signed = way_words(entry.signature)
            column.addWidget(label("", signed, wraps=True))
            if entry.signature.drawing:
                column.addWidget(SignatureView(entry.signature))
        self._deeds = QHBoxLayout()
        self._deeds.setSpacing(SPACE)
        if entry.attachments:
            column.addWidget(self._files(entry))
        column.addLayout(self._deeds)
        self.setAccessibleName(f"{head.words} {entry.body} {signed}".strip())

    def offer(self, *deeds: tuple[str, Callable[[], object]]) -> tuple[QPushButton, ...]:
        """Buttons for what can be done about it."""
        made = []
        for name, deed in deeds:
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, deed=deed: deed())
            self._deeds.addWidget(button)
            made.append(button)
        self._deeds.addStretch(1)
        return tuple(made)

    def _files(self, entry: Entry) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, SPACE)
        for file in entry.attachments:
            name = file.name if len(file.name) <= 28 else f"{file.name[:16]}…{file.name[-10:]}"
            button = QPushButton(f"{name} · {size_words(file.size)}".replace("&", "&&"))
            button.setToolTip(plain_tip(file.name))
            theme.dress(button, kind="chip", plain="true")
            button.clicked.connect(lambda _=False, file=file: self.file_wanted.emit(file))
            flow.addWidget(button)
        return box
