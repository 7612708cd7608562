"""The line above the map while regions are edited: choose or draw one, then save or cancel."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.region import Region
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui import theme
from dispatch_console.ui.map.bridge import Drawing
from dispatch_console.ui.map.region_details import RegionDetails
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_button import LEAST, ElidedButton
from dispatch_console.ui.widgets.elided_combo import ElidedCombo
from dispatch_console.ui.widgets.quiet_button import quiet_button
from dispatch_console.words import text

LEAST_WIDTH = 240
"""Of the whole line, in pixels: that of the smallest map."""

CHOICE_WIDTH = 120
"""Pixels that the list of regions gets at least before a button goes into the menu."""


class RegionBar(QFrame):
    """Two faces, each one line: `choose` a region, or `draw` one. It asks; `region_mode` does.

    On a narrow map *New region* stands in the menu, and the names in a window that a button opens.
    """

    edit_wanted = Signal(object)
    new_wanted = Signal()
    delete_wanted = Signal(object)
    import_wanted = Signal()
    export_wanted = Signal()
    close_wanted = Signal()
    ring_wanted = Signal()
    back_wanted = Signal()
    save_wanted = Signal()
    cancel_wanted = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._choosing, self._drawing = self._choose_face(), self._draw_face()
        self._column = layout = QVBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        for part in (self._choosing, self._drawing, self.note):
            layout.addWidget(part)
        leave = QShortcut(QKeySequence("Esc"), self, self.cancel_wanted.emit)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._narrow = False
        self._arrange()
        self.show_choice()

    @property
    def chosen(self) -> RegionId | None:
        """The region in the list."""
        return self.regions.currentData()

    def list_regions(self, board: Board, chosen: RegionId | None) -> None:
        """The regions there are, `chosen` in front."""
        self.regions.clear()
        found = sorted(board.regions.values(), key=lambda one: text.region_name(one).casefold())
        for region in found:
            self.regions.addItem(text.region_name(region), region.id)
        self.regions.setCurrentIndex(max(0, self.regions.findData(chosen)))
        for button in (self.edit, self.remove, self.export):
            button.setEnabled(bool(found))

    def show_choice(self) -> None:
        """Have a region chosen."""
        self._drawing.hide()
        self._choosing.show()
        self.say("")

    def show_drawing(self, region: Region | None) -> None:
        """Have this region drawn, or a new one."""
        self.details.show_region(region)
        self._say_named()
        self._choosing.hide()
        self._drawing.show()
        self.ask_again("")

    def show_state(self, state: Drawing) -> None:
        """Say how far the drawing is and what to do next."""
        self.back.setEnabled(state.steps > 0)
        self.ring.setEnabled(not state.drawing)
        self.save.setEnabled(state.rings > 0 and not state.drawing)
        if state.crossing:
            self.say(tr("The border crosses itself at the marked places."), warning=True)
        elif state.drawing:
            self.say(
                tr(
                    "Click to set corners; click the first one to close the border. "
                    "By keyboard: arrows move the map, Space sets a corner, Enter closes."
                )
            )
        else:
            self.say(
                tr(
                    "{corners} corners. Drag them, or the faint points between; "
                    "a right click or Delete removes one.",
                    corners=state.corners,
                )
            )

    def ask_again(self, warning: str) -> None:
        """Say what the region would do; saving then is for people who want it all the same."""
        self.save.setText(tr("Save all the same") if warning else tr("Save"))
        self._arrange()
        if warning:
            self.say(warning, warning=True)

    def say(self, words: str, *, warning: bool = False) -> None:
        """Show one sentence below."""
        self.note.setText(words)
        palette = theme.current()
        colour = palette.warning if warning else palette.muted
        colour = theme.legible(colour, palette.window, palette.panel, text=palette.text)
        self.note.setStyleSheet(f"color: {colour};")
        self.note.setAccessibleName(words)
        self.note.setVisible(bool(words))

    def minimumSizeHint(self) -> QSize:
        """As wide as the narrow lines: what has more room now gives way."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """What of the two lines has room beside the rest."""
        margins = self._column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        beside = (self.edit, self.new, self._more, self._close)
        new = room >= CHOICE_WIDTH + sum(one.sizeHint().width() + SPACE for one in beside)
        self.new.setVisible(new)
        self.new_in_menu.setVisible(not new)
        rest = (self.ring, self.back, self.save, self._cancel)
        needed = sum(one.sizeHint().width() + SPACE for one in rest)
        # “Save all the same” is long; whatever is drawn next says “Save” again.
        tight = room < needed + LEAST
        self.ring.setVisible(not tight)
        self.back.setVisible(not tight)
        narrow = room < needed + self.details.width_in_line
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._named.setVisible(narrow)
        if narrow:
            self._line.removeWidget(self.details)
            self.details.setParent(self)
            self.details.stand()
            self.details.hide()
        else:
            self.details.lie()
            self._line.insertWidget(0, self.details)
            self.details.show()

    def _say_named(self) -> None:
        self._named.say(
            pick(self.details.name_en.text(), self.details.name_zh.text())
            or self.details.code.text()
            or tr("Name…"),
            tr("Code, names and engineers of the region"),
        )

    def _open_details(self) -> None:
        """Pop the names up below their button."""
        details, button = self.details, self._named
        details.adjustSize()
        details.move(button.mapToGlobal(QPoint(0, button.height())))
        details.show()
        (details.first_blank() or details.code).setFocus()

    def _want_save(self) -> None:
        """A name that is missing is asked for first, where it is out of sight."""
        if self._narrow and self.details.first_blank() is not None:
            self._open_details()
        else:
            self.details.setVisible(not self._narrow)
            self.save_wanted.emit()

    def _choose_face(self) -> QWidget:
        face, line = _line()
        self.regions = ElidedCombo()
        self.regions.setAccessibleName(tr("Region"))
        self.regions.setToolTip(tr("Choose a region to change its border, or draw a new one."))
        self.regions.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.regions.setMinimumContentsLength(3)
        self.edit = self._button(tr("Change"), self._want_edit)
        self.new = self._button(tr("New region"), self.new_wanted.emit)
        self._more, menu = QToolButton(), QMenu(self)
        self._more.setText("⋯")
        self._more.setToolTip(tr("More"))
        self._more.setAccessibleName(tr("More"))
        theme.dress(self._more, kind="quiet")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.new_in_menu = menu.addAction(tr("New region"), self.new_wanted.emit)
        self.remove = menu.addAction(tr("Delete…"), self._want_delete)
        menu.addSeparator()
        menu.addAction(tr("Import…"), self.import_wanted.emit)
        self.export = menu.addAction(tr("Export…"), self.export_wanted.emit)
        self._more.setMenu(menu)
        self._close = quiet_button("close", tr("Stop editing regions"))
        self._close.clicked.connect(self.close_wanted)
        line.addWidget(self.regions, 1)
        for part in (self.edit, self.new, self._more, self._close):
            line.addWidget(part)
        return face

    def _draw_face(self) -> QWidget:
        face, self._line = _line()
        self.details = RegionDetails()
        self.details.edited.connect(self._say_named)
        self.details.edited.connect(self.edited)
        self.details.entered.connect(lambda: self.save.click())
        self._named = ElidedButton()
        self._named.clicked.connect(self._open_details)
        self._named.hide()
        self._say_named()
        self.ring = quiet_button("plus", tr("Add part or hole"))
        self.ring.clicked.connect(self.ring_wanted)
        self.back = quiet_button("undo", tr("Step back"))
        self.back.clicked.connect(self.back_wanted)
        self.save = self._button(tr("Save"), self._want_save)
        theme.dress(self.save, kind="primary")
        self._cancel = quiet_button("close", tr("Cancel"))
        self._cancel.clicked.connect(self.cancel_wanted)
        self._line.addWidget(self.details)
        self._line.addWidget(self._named, 1)
        for part in (self.ring, self.back, self.save):
            self._line.addWidget(part)
        self._line.addStretch()
        self._line.addWidget(self._cancel)
        return face

    def _button(self, name: str, deed: Callable[[], object]) -> QPushButton:
        button = QPushButton(name)
        button.clicked.connect(lambda: deed())
        return button

    def _want_edit(self) -> None:
        if self.chosen is not None:
            self.edit_wanted.emit(self.chosen)

    def _want_delete(self) -> None:
        if self.chosen is not None:
            self.delete_wanted.emit(self.chosen)


def _line() -> tuple[QWidget, QHBoxLayout]:
    face = QWidget()
    line = QHBoxLayout(face)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE)
    return face, line
