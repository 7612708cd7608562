"""An article being written: both languages, what it is about, and how it will look."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.knowledge.article import (
    LANGUAGES,
    LONGEST_TITLE,
    Content,
    State,
    Telling,
    checked,
)
from dispatch_console.domain.roles import Right
from dispatch_console.domain.skill import Skill
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import line
from dispatch_console.ui.knowledge.page import ArticlePage
from dispatch_console.ui.knowledge.words import language_name, tags_of, typed_tags
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.chips import ChoiceChip
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words import text

PREVIEW_MS = 200
"""How long the typing must rest before the preview follows."""


class TellingEditor(QWidget):
    """Title and text in one language. `edited`."""

    edited = Signal()

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = language_name(code)
        self.title = line(tr("Title ({language})", language=name), tr("Title"))
        self.title.setMaxLength(LONGEST_TITLE)
        self.body = QPlainTextEdit()
        self.body.setAccessibleName(tr("Text ({language})", language=name))
        self.body.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * SPACE, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.title)
        column.addWidget(self.body, 1)
        self.title.textChanged.connect(self.edited)
        self.body.textChanged.connect(self.edited)

    @property
    def telling(self) -> Telling:
        """What is typed."""
        return Telling(self.title.text(), self.body.toPlainText())

    def show_telling(self, telling: Telling) -> None:
        """Go on with this."""
        self.title.setText(telling.title)
        self.title.setCursorPosition(0)
        self.body.setPlainText(telling.body)


class Editor(QWidget):
    """`save_wanted(ArticleDraft, State)`: the state it is to be taken to once saved; `given_up`.

    `refused(DomainError)`: what is typed is no article yet.
    """

    save_wanted = Signal(object, object)
    given_up = Signal()
    refused = Signal(object)

    def __init__(self, rights: Rights, gate: WriteGate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._draft = ArticleDraft(content=Content())
        self._busy = False
        self.tellings = {code: TellingEditor(code) for code in LANGUAGES}
        self.languages = QTabWidget()
        self.languages.setDocumentMode(True)
        for code, editor in self.tellings.items():
            self.languages.addTab(editor, language_name(code))
        self.preview = ArticlePage()
        self.preview.setAccessibleName(tr("Preview"))
        self._names: dict[str, dict[str, str]] = {"categories": {}, "skills": {}}
        self.categories = ChoiceChip(tr("Categories"), partial(self._options, "categories"))
        self.skills = ChoiceChip(tr("Skills"), partial(self._options, "skills"))
        self.models: QLineEdit = line(
            tr("Device models"), tr("Device models, with commas between them")
        )
        self.cancel, self.save = QPushButton(tr("Discard changes")), QPushButton(tr("Save draft"))
        self.hand_in = QPushButton(tr("Save and hand in"))
        self.publish = QPushButton(tr("Save and publish"))
        self.publish.setVisible(rights.may(Right.PUBLISH_ARTICLES))
        self.hand_in.setVisible(not rights.may(Right.PUBLISH_ARTICLES))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(PREVIEW_MS)
        self._typing.timeout.connect(self._show_preview)
        self._build()
        self._connect()

    @property
    def draft(self) -> ArticleDraft:
        """The article as typed."""
        tellings = {
            code: editor.telling
            for code, editor in self.tellings.items()
            if not editor.telling.empty
        }
        content = Content(
            tellings=tellings,
            categories=self._ticked("categories", self.categories),
            skills=self._ticked("skills", self.skills),
            models=tags_of(self.models.text()),
        )
        return replace(self._draft, content=content)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.draft.content != self._draft.content

    def show_draft(
        self, draft: ArticleDraft, skills: Mapping[str, Skill], *, saved: bool = True
    ) -> None:
        """Write on this; one that is not `saved` counts as typed just now."""
        for code, editor in self.tellings.items():
            editor.show_telling(draft.content.tellings.get(code, Telling()))
        content = draft.content
        self._names = {
            "categories": {code: text.category_name(code) for code in text.CATEGORIES},
            "skills": {code: text.skill_name(skills, code) for code in skills},
        }
        for kind, chosen in (("categories", content.categories), ("skills", content.skills)):
            self._names[kind] |= {tag: tag for tag in chosen if tag not in self._names[kind]}
        self.categories.set_chosen(frozenset(content.categories))
        self.skills.set_chosen(frozenset(content.skills))
        self.models.setText(typed_tags(draft.content.models))
        self._draft = draft
        self._draft = self.draft if saved else replace(draft, content=Content())
        told = draft.content.languages
        shown = language() if language() in told or not told else told[0]
        self.languages.setCurrentIndex(LANGUAGES.index(shown))
        self._show_preview()
        self.tellings[shown].title.setFocus()

    def set_busy(self, busy: bool) -> None:
        """While it is written nothing can be typed that would be lost."""
        self._busy = busy
        for part in (self.languages, self.categories, self.skills, self.models, self.cancel):
            part.setEnabled(not busy)
        self._show_possible()

    def _build(self) -> None:
        tags = QHBoxLayout()
        tags.setSpacing(2 * SPACE)
        tags.addWidget(self.categories)
        tags.addWidget(self.skills)
        tags.addWidget(self.models, 1)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.languages)
        seen = QWidget()
        column = QVBoxLayout(seen)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("heading", tr("Preview")))
        column.addWidget(self.preview, 1)
        both.addWidget(seen)
        both.setChildrenCollapsible(False)
        for place in range(2):
            both.setStretchFactor(place, 1)
        hint = label(
            "caption",
            tr(
                "# heading, - list, 1. step, > remark, **bold**, `code`. Either language is enough."
            ),
            wraps=True,
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        buttons.addWidget(self.cancel)
        buttons.addStretch()
        theme.dress(self.publish, kind="primary")
        theme.dress(self.hand_in, kind="primary")
        for button in (self.save, self.hand_in, self.publish):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(tags)
        layout.addWidget(both, 1)
        layout.addWidget(hint)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        for editor in self.tellings.values():
            editor.edited.connect(self._typing.start)
        self.languages.currentChanged.connect(self._show_preview)
        self.cancel.clicked.connect(self.given_up)
        self.save.clicked.connect(lambda: self._submit(State.DRAFT))
        self.hand_in.clicked.connect(lambda: self._submit(State.REVIEW))
        self.publish.clicked.connect(lambda: self._submit(State.PUBLISHED))
        self._gate.changed.connect(self._show_possible)
        self._show_possible()

    def _show_possible(self) -> None:
        for button in (self.save, self.hand_in, self.publish):
            allow(button, not self._busy, self._gate)

    def _show_preview(self) -> None:
        self._typing.stop()
        self.preview.show_telling(self.tellings[LANGUAGES[self.languages.currentIndex()]].telling)

    def _options(self, kind: str) -> tuple[tuple[str, str], ...]:
        return tuple(self._names[kind].items())

    def _ticked(self, kind: str, chip: ChoiceChip) -> tuple[str, ...]:
        return tuple(value for value in self._names[kind] if value in chip.chosen)

    def _submit(self, then: State) -> None:
        draft = self.draft
        try:
            checked(draft.content)
        except DomainError as fault:
            self.refused.emit(fault)
            return
        self.save_wanted.emit(draft, then)
