"""The settings of the map: where its tiles come from, tried before they are used."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.source import DEEPEST, TileSource, check
from dispatch_console.services.tiles.trying import Sample, try_source
from dispatch_console.services.tiles.wmts import WmtsLayer, is_capabilities, read_layers
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.fields import choice, line, number, side_by_side
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

PLACE = (31.23, 121.47)
"""Where a server's tile is asked for: the middle of Shanghai."""

PICTURE_PX = 160


class MapSettingsPage(QWidget):
    """A form over the map's part of `Settings`. `changed` when anything in it was."""

    changed = Signal()

    def __init__(
        self, settings: Settings, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._kind = choice(tr("Map tiles"), self._kinds(), settings.tile_source)
        self._address = line(tr("Address of the tiles"))
        self._address.setText(settings.tile_url)
        self._browse = QPushButton(tr("Browse…"))
        self._layers = QComboBox()
        self._layers.setAccessibleName(tr("Layer"))
        self._datum = choice(tr("Coordinate system"), self._datums(), settings.tile_datum)
        self._least = number(tr("From zoom"), 0, DEEPEST, settings.tile_min_zoom)
        self._most = number(tr("To zoom"), 0, DEEPEST, settings.tile_max_zoom)
        self._attribution = line(tr("Attribution"), tr("whom the map names for its tiles"))
        self._attribution.setText(settings.tile_attribution)
        self._test = QPushButton(tr("Test"))
        self._picture = QLabel()
        self._outcome = QLabel()
        self._build()
        self._kind.currentIndexChanged.connect(self._kind_changed)
        self._address.textChanged.connect(self._edited)
        for field in (self._least, self._most):
            field.valueChanged.connect(self._edited)
        self._datum.currentIndexChanged.connect(self._edited)
        self._browse.clicked.connect(self._choose_file)
        self._test.clicked.connect(self._try)
        self._layers.activated.connect(self._take_layer)
        self._kind_changed()

    def values(self) -> Mapping[str, Any]:
        """The map's settings as they stand in the form, by their names in `Settings`."""
        return {
            "tile_source": self._kind.currentData(),
            "tile_url": self._address.text().strip(),
            "tile_datum": self._datum.currentData(),
            "tile_attribution": self._attribution.text().strip(),
            "tile_min_zoom": self._least.value(),
            "tile_max_zoom": self._most.value(),
        }

    def refusal(self) -> str:
        """What is wrong with the form, as a sentence that it now shows too; empty if nothing is.

        Files and servers are asked by *Test* and by the map, not here.
        """
        source = self._source()
        if source is None:
            return ""
        try:
            if source.kind == "wmts" and source.address and is_capabilities(source.address):
                raise DomainError("tiles.wmts_unchosen")
            check(source)
        except DomainError as error:
            self._say(text.error_sentence(error), "error")
            self._address.setFocus()
            return text.error_sentence(error)
        return ""

    def _kinds(self) -> dict[str, str]:
        return {
            "bundled": tr("None: the map that comes with the console"),
            "xyz": tr("Tile server (XYZ)"),
            "wmts": tr("Tile server (WMTS)"),
            "mbtiles": tr("MBTiles file"),
            "pmtiles": tr("PMTiles file"),
        }

    def _datums(self) -> dict[str, str]:
        return {
            "wgs84": tr("WGS-84 (true places)"),
            "gcj02": tr("GCJ-02 (most Chinese maps)"),
            "bd09": tr("BD-09, numbered like the others"),
            "bd09mc": tr("BD-09 with Baidu's own numbering"),
        }

    def _build(self) -> None:
        self._picture.setFixedSize(QSize(PICTURE_PX, PICTURE_PX))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(tr("One tile"))
        self._picture.hide()
        theme.dress(self._picture, role="card")
        self._outcome.setTextFormat(Qt.TextFormat.PlainText)
        self._outcome.setWordWrap(True)
        self._outcome.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        address = QHBoxLayout()
        address.setSpacing(2 * SPACE)
        address.addWidget(self._address, 1)
        address.addWidget(self._browse)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(4 * SPACE)
        self._form.setVerticalSpacing(3 * SPACE)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(tr("Map tiles"), self._kind)
        self._form.addRow(tr("Address or file"), address)
        self._form.addRow(tr("Layer"), self._layers)
        self._form.addRow(tr("Coordinate system"), self._datum)
        self._form.addRow(tr("Zoom"), side_by_side(self._least, self._most))
        self._form.addRow(tr("Attribution"), self._attribution)
        for field, words in ((self._least, tr("from ")), (self._most, tr("to "))):
            field.setPrefix(words)
        side = QVBoxLayout()
        side.setSpacing(2 * SPACE)
        side.addWidget(self._test, 0, Qt.AlignmentFlag.AlignLeft)
        side.addWidget(self._outcome, 1)
        trial = QHBoxLayout()
        trial.setSpacing(4 * SPACE)
        trial.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        trial.addLayout(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4 * SPACE, 0, 0)
        layout.setSpacing(4 * SPACE)
        layout.addLayout(self._form)
        layout.addLayout(trial)
        layout.addStretch(1)

    def _source(self) -> TileSource | None:
        values = self.values()
        if values["tile_source"] == "bundled":
            return None
        return TileSource(
            kind=values["tile_source"],
            address=values["tile_url"],
            datum=values["tile_datum"],
            attribution=values["tile_attribution"],
            min_zoom=values["tile_min_zoom"],
            max_zoom=values["tile_max_zoom"],
        )

    def _kind_changed(self) -> None:
        kind = self._kind.currentData()
        for field in (self._address, self._datum, self._attribution, self._test):
            field.setEnabled(kind != "bundled")
        in_file = kind in ("mbtiles", "pmtiles")
        self._browse.setVisible(in_file or kind == "wmts")
        for field in (self._least, self._most):
            field.setEnabled(kind in ("xyz", "wmts"))
        self._form.setRowVisible(self._layers, kind == "wmts" and self._layers.count() > 0)
        self._address.setPlaceholderText(
            {
                "xyz": "https://tiles.example/{z}/{x}/{y}.png",
                "wmts": tr("its GetCapabilities address or file, or a template of its tiles"),
                "mbtiles": tr("the path of the file"),
                "pmtiles": tr("the path of the file"),
            }.get(kind, "")
        )
        self._test.setText(
            tr("Read layers")
            if kind == "wmts" and is_capabilities(self._address.text())
            else tr("Test")
        )
        self._edited()

    def _edited(self) -> None:
        if self._kind.currentData() == "wmts":
            unread = is_capabilities(self._address.text())
            self._test.setText(tr("Read layers") if unread else tr("Test"))
        self._picture.clear()
        self._picture.hide()
        self._say("", "caption")
        self.changed.emit()

    def _choose_file(self) -> None:
        patterns = {
            "mbtiles": tr("MBTiles file") + " (*.mbtiles)",
            "pmtiles": tr("PMTiles file") + " (*.pmtiles)",
            "wmts": "GetCapabilities (*.xml)",
        }
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Map tiles"), "", patterns[self._kind.currentData()]
        )
        if path:
            self._address.setText(path)
            self._try()

    def _try(self) -> None:
        """Ask the file or server, off this thread."""
        source = self._source()
        if source is None:
            return
        self._test.setDisabled(True)
        self._picture.clear()
        self._picture.hide()
        self._say(tr("Asking…"), "caption")
        if source.kind == "wmts" and source.address and is_capabilities(source.address):
            self._background.free(
                partial(read_layers, source.address), self._show_layers, self._failed
            )
        else:
            self._background.free(
                partial(try_source, source, *PLACE), partial(self._show, source), self._failed
            )

    def _failed(self, error: Exception) -> None:
        self._test.setDisabled(False)
        self._say(text.error_sentence(error), "error")

    def _show(self, asked: TileSource, sample: Sample) -> None:
        self._test.setDisabled(False)
        if asked != self._source():
            return
        image = QImage()
        if sample.data and not image.loadFromData(sample.data):
            self._failed(DomainError("tiles.not_picture"))
            return
        for field, zoom in (
            (self._least, sample.source.min_zoom),
            (self._most, sample.source.max_zoom),
        ):
            field.setValue(zoom)
        self._attribution.setText(sample.source.attribution)
        if image.isNull():
            self._say(tr("The file holds vector tiles that the map can draw."), "caption")
            return
        size = QSize(PICTURE_PX, PICTURE_PX)
        shown = QPixmap.fromImage(image).scaled(
            size,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._picture.setPixmap(shown)
        self._picture.show()
        self._say(
            tr("This is a tile of zoom {zoom}. Save to use them.", zoom=sample.zoom), "caption"
        )

    def _show_layers(self, found: list[WmtsLayer]) -> None:
        self._test.setDisabled(False)
        self._layers.clear()
        for layer in found:
            self._layers.addItem(f"{layer.title} · {layer.grid}", layer)
        self._form.setRowVisible(self._layers, True)
        self._take_layer(0)
        self._say(
            tr("{n} layers in Web Mercator. Choose one, then test it.", n=len(found)), "caption"
        )

    def _take_layer(self, index: int) -> None:
        layer = self._layers.itemData(index)
        if isinstance(layer, WmtsLayer):
            self._address.setText(layer.template)
            self._least.setValue(min(layer.min_zoom, DEEPEST))
            self._most.setValue(min(layer.max_zoom, DEEPEST))

    def _say(self, sentence: str, role: str) -> None:
        self._outcome.setText(sentence)
        theme.dress(self._outcome, role=role)
