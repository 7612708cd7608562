"""What a region is called and who may work there, beside its border."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFrame, QLineEdit, QWidget

from dispatch_console.domain.region import Region
from dispatch_console.support.i18n import is_chinese, tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE

FIELD_WIDTH = 84


class RegionDetails(QFrame):
    """Fields side by side in a line (`lie`), or one below the other in a window that pops up
    (`stand`). `edited`: by hand. `entered`: Enter in a field.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = self._field(tr("Code"))
        self.name_en = self._field(tr("English name"))
        self.name_zh = self._field(tr("Chinese name"))
        self.exclusive = QCheckBox(tr("Own engineers only"))
        self.exclusive.setToolTip(tr("Only engineers who list the region may work there"))
        self.exclusive.toggled.connect(self.edited)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(SPACE)
        for part in self._parts:
            self._row.addWidget(part)
        self.lie()

    @property
    def width_in_line(self) -> int:
        """Pixels that the fields take side by side."""
        return sum(part.sizeHint().width() for part in self._parts) + 3 * SPACE

    @property
    def _parts(self) -> tuple[QLineEdit, QLineEdit, QLineEdit, QCheckBox]:
        return self.code, self.name_en, self.name_zh, self.exclusive

    def show_region(self, region: Region | None) -> None:
        """Of this region, or of a new one."""
        self.code.setText(region.code if region else "")
        self.name_en.setText(region.name_en if region else "")
        self.name_zh.setText(region.name_zh if region else "")
        self.exclusive.setChecked(region.exclusive if region else False)

    def first_blank(self) -> QLineEdit | None:
        """The first field that must be filled in and is not: the code, then either name."""
        if not self.code.text().strip():
            return self.code
        if self.name_en.text().strip() or self.name_zh.text().strip():
            return None
        return self.name_zh if is_chinese() else self.name_en

    def lie(self) -> None:
        """Side by side, part of a line."""
        self.setWindowFlags(Qt.WindowType.Widget)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(0, 0, 0, 0)
        theme.dress(self, role="")

    def stand(self) -> None:
        """One below the other, in a window of its own that goes when one clicks elsewhere."""
        self.setWindowFlags(Qt.WindowType.Popup)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        self._row.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        theme.dress(self, role="card")

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setToolTip(name)
        field.setAccessibleName(name)
        field.setMinimumWidth(
            max(FIELD_WIDTH, field.fontMetrics().horizontalAdvance(name) + 6 * SPACE)
        )
        field.textEdited.connect(self.edited)
        field.returnPressed.connect(self.entered)
        return field
