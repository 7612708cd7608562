"""From regions drawn on the map to the services that judge and write them, and back in words."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import RegionId, TicketId
from dispatch_console.domain.outline import first_crossing
from dispatch_console.domain.region import Region, Standing
from dispatch_console.domain.roles import Right
from dispatch_console.services import region_files, regions
from dispatch_console.services.context import Context
from dispatch_console.services.regions import Overlap, RegionDraft
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.region_heir import RegionHeirDialog
from dispatch_console.ui.map.region_mode import RegionMode
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

MOST_NAMED = 3
"""Overlaps told one by one; of more only the number."""

FILES = "GeoJSON (*.geojson *.json)"

Found = tuple[bool, tuple[Overlap, ...]]


class RegionFlow(QObject):
    """Saves, deletes, imports and exports regions; afterwards offers to move the tickets."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        mode: RegionMode,
        commands: Commands,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._mode, self._commands, self._messages = mode, commands, messages
        mode.save_wanted.connect(self.save)
        mode.delete_wanted.connect(self.delete)
        mode.import_wanted.connect(self._choose_import)
        mode.export_wanted.connect(self._choose_export)

    def save(self, draft: RegionDraft, warned: bool) -> None:
        """Save the region; what is odd about it is told first, and saved only if asked again."""
        if self._commands.barred(Right.STAFF) or self._commands.in_review():
            return
        if warned:
            self._write(draft)
            return
        others = tuple(self._store.board.regions.values())

        def examine() -> Found:
            return first_crossing(draft.rings) is not None, regions.overlaps(others, draft)

        def judge(found: Found) -> None:
            warning = _warning(*found)
            if warning:
                self._mode.ask_again(warning)
            else:
                self._write(draft)

        self._session.background.free(examine, judge, self._commands.report)

    def delete(self, region: RegionId) -> None:
        """Delete the region, after asking who takes over what stands in it."""
        if self._commands.barred(Right.STAFF) or self._commands.in_review():
            return
        known = self._store.board.regions.get(region)
        if known is None:
            return
        context = self._session.context
        self._session.background.database(
            lambda: regions.standing_in(context, region),
            lambda standing: self._ask_heir(known, standing),
            self._commands.report,
        )

    def load(self, path: Path) -> None:
        """Add and change regions as the file has them."""
        if self._commands.barred(Right.STAFF) or self._commands.in_review():
            return

        def done(found: tuple[Region, ...]) -> None:
            command = uuid4()
            self._run(
                lambda ctx: region_files.save(ctx, command, found),
                tr("{count} regions imported.", count=len(found)),
            )

        self._session.background.free(lambda: region_files.read(path), done, self._commands.report)

    def export(self, path: Path) -> None:
        """Write all regions into a file."""
        known = tuple(self._store.board.regions.values())
        self._session.background.free(
            lambda: region_files.write(known, path),
            lambda count: self._messages.done(
                tr("{count} regions written to {file}.", count=count, file=path.name)
            ),
            self._commands.report,
        )

    def _write(self, draft: RegionDraft) -> None:
        command = uuid4()
        self._run(
            lambda ctx: regions.save(ctx, command, draft),
            tr("Region {name} saved.", name=draft.name_en or draft.name_zh or draft.code),
            leave=True,
        )

    def _ask_heir(self, region: Region, standing: Standing) -> None:
        dialog = RegionHeirDialog(self._store.board, region, standing, self._window)
        dialog.delete_wanted.connect(lambda heir: self._delete(region, heir))
        dialog.open()

    def _delete(self, region: Region, heir: RegionId | None) -> None:
        command = uuid4()
        self._run(
            lambda ctx: regions.delete(ctx, command, region.id, region.version, heir),
            tr("Region {name} deleted.", name=text.region_name(region)),
        )

    def _run(
        self, work: Callable[[Context], ChangeSet], sentence: str, *, leave: bool = False
    ) -> None:
        before = dict(self._store.board.regions)

        def done(changes: ChangeSet) -> None:
            if leave:
                self._mode.cancel()
            self._messages.done(sentence)
            self._session.background.database(
                lambda: self._read(changes), lambda after: self._offer(sentence, before, after)
            )

        self._commands.run(work, done, self._commands.report)

    def _read(self, changes: ChangeSet) -> Mapping[RegionId, Region]:
        with self._session.context.database.snapshot() as snap:
            return snap.regions.all() if changes.regions else {}

    def _offer(
        self, sentence: str, before: Mapping[RegionId, Region], after: Mapping[RegionId, Region]
    ) -> None:
        """Offer to move the tickets that lie in another region now."""
        board = self._store.board

        def tell(wanted: dict[TicketId, RegionId | None]) -> None:
            if not wanted:
                return
            words = tr("{count} open tickets now lie in another region.", count=len(wanted))
            barred = regions.lost_engineers(board, wanted)
            if barred:
                words += " " + tr(
                    "The engineers of {count} of them may not work there.", count=len(barred)
                )
            self._messages.warn(f"{sentence} {words}", tr("Move them"), lambda: self._move(wanted))

        self._session.background.free(
            lambda: regions.strays(board, before, after), tell, self._commands.report
        )

    def _move(self, wanted: Mapping[TicketId, RegionId | None]) -> None:
        if self._commands.in_review():
            return
        command = uuid4()

        def done(changes: ChangeSet) -> None:
            count = len(changes.tickets)
            self._messages.done(tr("{count} tickets moved to their regions.", count=count))

        self._commands.run(
            lambda ctx: regions.place_tickets(ctx, command, wanted), done, self._commands.report
        )

    def _choose_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Import regions"), "", FILES)
        if name:
            self.load(Path(name))

    def _choose_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export regions"), "regions.geojson", FILES
        )
        if name:
            self.export(Path(name))


def _warning(crosses: bool, found: Sequence[Overlap]) -> str:
    """What is odd about the drawing, in words; empty if nothing is."""
    parts: list[str] = []
    if crosses:
        parts.append(tr("The border crosses itself at the marked places."))
    for overlap in found[:MOST_NAMED]:
        name, area = text.region_name(overlap.region), _area(overlap.area_m2)
        parts.append(
            tr("Overlaps {name} by {area}; there {name} counts.", name=name, area=area)
            if overlap.other_counts
            else tr("Overlaps {name} by {area}; there this region counts.", name=name, area=area)
        )
    if len(found) > MOST_NAMED:
        parts.append(tr("{count} more overlaps.", count=len(found) - MOST_NAMED))
    return " ".join(parts)


def _area(square_metres: float) -> str:
    return f"{square_metres / 1e6:.1f} km²" if square_metres >= 1e5 else f"{square_metres:.0f} m²"
