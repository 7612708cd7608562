"""Editing regions on the map: what the line above asks for, said to the page, and what was drawn.

The page holds the drawing until it is saved; a service judges and writes it (`shell.region_flow`).
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.region import Region, Ring
from dispatch_console.services.regions import RegionDraft
from dispatch_console.support.i18n import tr
from dispatch_console.ui.map.bridge import Bridge, Drawing
from dispatch_console.ui.map.delta import Json
from dispatch_console.ui.map.region_bar import RegionBar
from dispatch_console.ui.store import BoardStore


class RegionMode(QObject):
    """`save_wanted(RegionDraft, bool)`: the draft, and whether its warnings were seen and taken.

    `delete_wanted(RegionId)`, `import_wanted`, `export_wanted`. `opened`: the mode has begun.
    """

    save_wanted = Signal(object, bool)
    delete_wanted = Signal(object)
    import_wanted = Signal()
    export_wanted = Signal()
    opened = Signal()

    def __init__(self, store: BoardStore, send: Callable[[Json], None], parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._send = store, send
        self._known: Region | None = None
        self._drawing = False
        self._warned = False
        self._last: RegionId | None = None
        self.bar = bar = RegionBar()
        bar.hide()
        bar.edit_wanted.connect(self.edit)
        bar.new_wanted.connect(lambda: self.edit(None))
        bar.delete_wanted.connect(self.delete_wanted)
        bar.import_wanted.connect(self.import_wanted)
        bar.export_wanted.connect(self.export_wanted)
        bar.close_wanted.connect(self.stop)
        bar.ring_wanted.connect(lambda: send({"drawing": {"ring": True}}))
        bar.back_wanted.connect(lambda: send({"drawing": {"back": True}}))
        bar.save_wanted.connect(lambda: send({"drawing": {"save": True}}))
        bar.cancel_wanted.connect(self.cancel)
        bar.edited.connect(self._forget_warning)
        store.changed.connect(self._follow)
        store.reset.connect(self._list)

    @property
    def on(self) -> bool:
        """Whether regions are being edited."""
        return not self.bar.isHidden()

    def listen(self, bridge: Bridge) -> None:
        """Hear what the page says of the drawing."""
        bridge.region_changed.connect(self._show_state)
        bridge.region_drawn.connect(self._drawn)
        bridge.region_cancelled.connect(self.cancel)

    def toggle(self) -> None:
        """Begin, or stop."""
        if self.on:
            self.stop()
        else:
            self.begin()

    def begin(self, region: RegionId | None = None) -> None:
        """Have a region chosen, or this one's border changed; what is being drawn is given up."""
        self.cancel()
        self._last = self._last if region is None else region
        self._list()
        self.bar.show_choice()
        self.bar.show()
        self.bar.regions.setFocus()
        self.opened.emit()
        if region is not None:
            self.edit(region)

    def edit(self, region: RegionId | None) -> None:
        """Change the border of the region, or draw a new one."""
        self._known = self._store.board.regions.get(region) if region is not None else None
        self._drawing, self._warned, self._last = True, False, region
        self.bar.show_drawing(self._known)
        self._send({"drawing": {"edit": region}})

    def cancel(self) -> None:
        """Leave the region as it is."""
        if self._drawing:
            self._drawing = False
            self._send({"drawing": None})
            self._list()
            self.bar.show_choice()
        else:
            self.stop()

    def stop(self) -> None:
        """Leave the mode."""
        self._drawing = False
        self._send({"drawing": None})
        self.bar.hide()

    def ask_again(self, warning: str) -> None:
        """The draft would do this: save it only if that is wanted all the same."""
        if self._drawing:
            self._warned = True
            self.bar.ask_again(warning)

    def _show_state(self, state: Drawing) -> None:
        if self._drawing:
            self._forget_warning()
            self.bar.show_state(state)

    def _forget_warning(self) -> None:
        self._warned = False
        self.bar.ask_again("")

    def _drawn(self, rings: tuple[Ring, ...]) -> None:
        if not self._drawing:
            return
        known, details = self._known, self.bar.details
        draft = RegionDraft(
            code=details.code.text(),
            name_en=details.name_en.text(),
            name_zh=details.name_zh.text(),
            exclusive=details.exclusive.isChecked(),
            rings=rings,
        )
        if known is not None:
            draft = replace(draft, id=known.id, version=known.version)
        self.save_wanted.emit(draft, self._warned)

    def _list(self) -> None:
        self.bar.list_regions(self._store.board, self._last)

    def _follow(self, changes: ChangeSet) -> None:
        if not self.on or not changes.regions:
            return
        if not self._drawing:
            self._list()
        elif self._known is not None and self._known.id in changes.regions:
            now = self._store.board.regions.get(self._known.id)
            if now is None or now.version != self._known.version:
                words = tr("Somebody has changed this region. Cancel and look at it first.")
                self.bar.say(words, warning=True)
