"""The line above the map while regions are edited: choose or draw one, then save or cancel."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.region import Region
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.map.bridge import Drawing
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.flow_layout import FlowLayout
from dispatch_console.ui.widgets.quiet_button import quiet_button

FIELD_WIDTH = 84


class RegionBar(QFrame):
    """Two faces: `choose` a region, or `draw` one. It asks; `region_mode` does."""

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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        for part in (self._choosing, self._drawing, self.note):
            layout.addWidget(part)
        leave = QShortcut(QKeySequence("Esc"), self, self.cancel_wanted.emit)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
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
        self.say(tr("Choose a region to change its border, or draw a new one."))

    def show_drawing(self, region: Region | None) -> None:
        """Have this region drawn, or a new one."""
        self.code.setText(region.code if region else "")
        self.name_en.setText(region.name_en if region else "")
        self.name_zh.setText(region.name_zh if region else "")
        self.exclusive.setChecked(region.exclusive if region else False)
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
        if warning:
            self.say(warning, warning=True)

    def say(self, words: str, *, warning: bool = False) -> None:
        """Show one sentence below."""
        self.note.setText(words)
        palette = theme.current()
        colour = palette.warning if warning else palette.muted
        self.note.setStyleSheet(f"color: {colour};")
        self.note.setAccessibleName(words)

    def _choose_face(self) -> QWidget:
        face = QWidget()
        flow = FlowLayout(face, SPACE)
        self.regions = QComboBox()
        self.regions.setAccessibleName(tr("Region"))
        self.regions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.edit = self._button(tr("Change"), self._want_edit)
        self.new = self._button(tr("New region"), self.new_wanted.emit)
        more, menu = QPushButton(tr("More")), QMenu(self)
        self.remove = menu.addAction(tr("Delete…"), self._want_delete)
        menu.addSeparator()
        menu.addAction(tr("Import…"), self.import_wanted.emit)
        self.export = menu.addAction(tr("Export…"), self.export_wanted.emit)
        more.setMenu(menu)
        close = quiet_button("close", tr("Stop editing regions"))
        close.clicked.connect(self.close_wanted)
        for part in (self.regions, self.edit, self.new, more, close):
            flow.addWidget(part)
        return face

    def _draw_face(self) -> QWidget:
        face = QWidget()
        flow = FlowLayout(face, SPACE)
        self.code = self._field(tr("Code"))
        self.name_en = self._field(tr("English name"))
        self.name_zh = self._field(tr("Chinese name"))
        self.exclusive = QCheckBox(tr("Own engineers only"))
        self.exclusive.setToolTip(tr("Only engineers who list the region may work there"))
        self.ring = quiet_button("plus", tr("Add part or hole"))
        self.ring.clicked.connect(self.ring_wanted)
        self.back = quiet_button("undo", tr("Step back"))
        self.back.clicked.connect(self.back_wanted)
        self.save = self._button(tr("Save"), self.save_wanted.emit)
        theme.dress(self.save, kind="primary")
        cancel = self._button(tr("Cancel"), self.cancel_wanted.emit)
        fields = (self.code, self.name_en, self.name_zh, self.exclusive)
        for part in (*fields, self.ring, self.back, self.save, cancel):
            flow.addWidget(part)
        self.exclusive.toggled.connect(self.edited)
        return face

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setToolTip(name)
        field.setAccessibleName(name)
        field.setFixedWidth(
            max(FIELD_WIDTH, field.fontMetrics().horizontalAdvance(name) + 6 * SPACE)
        )
        field.textEdited.connect(self.edited)
        field.returnPressed.connect(lambda: self.save.click())
        return field

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
