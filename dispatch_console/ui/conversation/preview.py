"""A file of a ticket looked at: pictures and plain text are shown, nothing is ever run."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.attachment import PICTURES, Attachment
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words.conversation import size_words

ROOM = QSize(640, 420)
MOST_PIXELS = 50_000_000
"""A small file can claim to be a huge picture."""

MOST_LETTERS = 100_000
TEXTS = frozenset({"text/plain", "text/csv", "application/json"})


def picture_of(file: Attachment, data: bytes) -> QImage | None:
    """The picture, no larger than it is shown; None for what is none. For any thread."""
    if file.kind not in PICTURES:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # Its own kind alone: a file must not choose by what it is decoded.
    reader = QImageReader(buffer, QByteArray(file.kind.rpartition("/")[2].encode()))
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    if size.width() > ROOM.width() or size.height() > ROOM.height():
        reader.setScaledSize(size.scaled(ROOM, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class PreviewDialog(Dialog):
    """`save_wanted`: it is to be saved as a file."""

    save_wanted = Signal()

    def __init__(
        self, file: Attachment, data: bytes, image: QImage | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(file.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.save = QPushButton(tr("Save as…"))
        self.save.clicked.connect(self.save_wanted)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(label("caption", f"{file.name} · {size_words(file.size)}", wraps=True))
        column.addWidget(_shown(file, data, image), 1)
        column.addLayout(foot(close, self.save))
        self.setMinimumWidth(360)


def _shown(file: Attachment, data: bytes, image: QImage | None) -> QWidget:
    if image is not None:
        picture = QLabel()
        picture.setPixmap(QPixmap.fromImage(image))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setAccessibleName(file.name)
        return picture
    if file.kind in TEXTS:
        words = QPlainTextEdit(data[: 4 * MOST_LETTERS].decode("utf-8", "replace")[:MOST_LETTERS])
        words.setReadOnly(True)
        words.setAccessibleName(file.name)
        words.setMinimumSize(480, 240)
        return words
    return label("", tr("This kind of file is not shown here. Save it to open it."), wraps=True)
