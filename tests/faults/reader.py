"""Who reads rich text that people wrote, and must not be sent anywhere by it."""

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument


class Reader(QTextDocument):
    """A document that notes what it is asked to load."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        self.loaded.append(str(name))
