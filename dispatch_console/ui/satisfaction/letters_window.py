"""The letters of surveys in both languages, with what somebody would get, and a test."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.survey import letter
from dispatch_console.domain.survey_texts import LANGUAGES, PLACES, SAMPLE, Texts
from dispatch_console.support.i18n import LANGUAGES as LANGUAGE_NAMES
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, foot, line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words import text

LETTERS = ("survey", "confirm", "low")
QUESTIONS = ("csat", "nps", "words")
LETTER_PX = 110


class LettersWindow(Dialog):
    """`save_wanted(texts, those that were read)`, `test_wanted(texts, what, language, address)`.
    Waits for `show_texts`."""

    save_wanted = Signal(object, object)
    test_wanted = Signal(object, str, str, str)

    def __init__(self, gate: WriteGate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._marks: dict[str, QLabel] = {}
        self._as_read: Texts = {}
        self._base: Texts = {}
        self._warned = False
        self.setWindowTitle(tr("Survey letters"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1080, 640)
        names = {what: tr(f"survey_text.{what}") for what in LETTERS}
        self.what = choice(tr("Which letter"), {**names, "page": tr("survey_text.page")})
        self.language = choice(tr("Preview for a reader of"), LANGUAGE_NAMES)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(tr("Preview"))
        self.address = line(tr("Send a test to"), "me@example.com")
        self.test = QPushButton(tr("Send test letter"))
        self.said = label("caption", wraps=True)
        self.save = QPushButton(tr("Save letters"))
        self._pages = {what: self._page(what) for what in (*LETTERS, "page")}
        self._lay_out()
        self.what.currentIndexChanged.connect(self._turn)
        self.language.currentIndexChanged.connect(self._show_preview)
        self.address.textChanged.connect(lambda _: self._allow())
        self.test.clicked.connect(self._test)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.texts, self._base))
        gate.changed.connect(self._allow)
        self._turn()

    def show_texts(self, texts: Texts) -> None:
        """As they are; what is being edited stays."""
        if self._as_read and self.texts != self._as_read:
            return
        for path, field in self._fields.items():
            language, _, name = path.partition(".")
            found = texts.get(language, {}).get(name, "")
            if isinstance(field, QLineEdit):
                field.setText(found)
                field.setCursorPosition(0)
            else:
                field.setPlainText(found)
        self._as_read, self._base = self.texts, texts
        self.say("")

    def show_saved(self, texts: Texts) -> None:
        """These are written."""
        self._as_read = self._base = texts
        self.say(tr("The letters are saved."))

    def show_failure(self, error: Exception) -> None:
        """Why not: at the text it is about."""
        path = str(error.params.get("path", "")) if isinstance(error, DomainError) else ""
        self.say("")
        if path not in self._marks:
            self.say(text.error_sentence(error))
            return
        what = path.partition(".")[2].partition("_")[0]
        self.what.setCurrentIndex(self.what.findData(what if what in LETTERS else "page"))
        self._marks[path].setText(text.error_sentence(error))
        self._marks[path].show()

    def say(self, sentence: str) -> None:
        """What was done, or why not; no text is marked."""
        for mark in self._marks.values():
            mark.clear()
            mark.hide()
        self.said.setText(sentence)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """As they stand in the window."""
        found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        for path, field in self._fields.items():
            language, _, name = path.partition(".")
            typed = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
            found[language][name] = typed.strip()
        return found

    def reject(self) -> None:
        """Close; asks first, by a line, if something would be lost."""
        if self._as_read and self.texts != self._as_read and not self._warned:
            self._warned = True
            self.said.setText(tr("What you changed is not saved. Close once more to give it up."))
            return
        super().reject()

    def _page(self, what: str) -> QWidget:
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(4 * SPACE)
        names = QUESTIONS if what == "page" else (f"{what}_subject", f"{what}_letter")
        for language in LANGUAGES:
            form = QFormLayout()
            form.setVerticalSpacing(SPACE)
            form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
            form.addRow(label("heading", LANGUAGE_NAMES[language]))
            for name in names:
                self._add(form, language, name)
            columns.addLayout(form, 1)
        return page

    def _add(self, form: QFormLayout, language: str, name: str) -> None:
        path, caption = f"{language}.{name}", tr(f"survey_part.{name.rpartition('_')[2]}")
        if name.endswith("_letter"):
            field = QPlainTextEdit()
            field.setFixedHeight(LETTER_PX)
            field.setTabChangesFocus(True)
            field.setAccessibleName(f"{LANGUAGE_NAMES[language]}: {caption}")
        else:
            field = line(f"{LANGUAGE_NAMES[language]}: {caption}")
        known = " ".join(f"{{{one}}}" for one in PLACES[name])
        mark = label("error", wraps=True)
        mark.hide()
        form.addRow(f"{caption}  {known}".strip(), field)
        form.addRow(mark)
        field.textChanged.connect(self._edited)
        self._fields[path], self._marks[path] = field, mark

    def _lay_out(self) -> None:
        top, below = QHBoxLayout(), QHBoxLayout()
        for row, widgets in (
            (top, (label("", tr("Which letter")), self.what)),
            (below, (self.address, self.test)),
        ):
            row.setSpacing(2 * SPACE)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
        self.address.setMinimumWidth(260)
        seen = QHBoxLayout()
        seen.setSpacing(2 * SPACE)
        seen.addWidget(label("", tr("Preview for a reader of")))
        seen.addWidget(self.language)
        seen.addStretch(1)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(top)
        for page in self._pages.values():
            column.addWidget(page)
        column.addLayout(seen)
        column.addWidget(self.preview, 1)
        column.addLayout(below)
        column.addWidget(self.said)
        column.addLayout(foot(close, self.save))

    def _turn(self) -> None:
        chosen = self.what.currentData()
        for what, page in self._pages.items():
            page.setVisible(what == chosen)
        self._show_preview()
        self._allow()

    def _edited(self) -> None:
        self._warned = False
        self._show_preview()

    def _show_preview(self) -> None:
        language, what = self.language.currentData(), self.what.currentData()
        texts: Mapping[str, Mapping[str, str]] = self.texts
        if what == "page":
            shown = "\n\n".join(texts[language][name] for name in QUESTIONS)
        else:
            shown = "\n\n".join(letter(texts, language, what, **SAMPLE))
        self.preview.setPlainText(shown)

    def _allow(self) -> None:
        is_letter = self.what.currentData() != "page"
        allow(self.save, True, self._gate)
        allow(self.test, is_letter and bool(self.address.text().strip()), self._gate)

    def _test(self) -> None:
        language, what = self.language.currentData(), self.what.currentData()
        self.test_wanted.emit(self.texts, what, language, self.address.text().strip())
