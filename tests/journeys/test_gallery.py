"""The window on the demo company, in both languages and themes, at both sizes: shown and legible.

With ``DISPATCH_GALLERY=1`` the pictures of docs/gallery are written anew.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from dispatch_console.app.demo.company import build
from dispatch_console.app.demo.loading import load
from dispatch_console.planning.host import SolverHost
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.support.i18n import set_language
from dispatch_console.support.settings import Settings
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.shell import MainWindow, Session
from tests.database import TestCluster, prepared
from tests.journeys.conftest import close
from tests.legibility import clipped

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
WRITE = os.environ.get("DISPATCH_GALLERY") == "1"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 0, 40, tzinfo=UTC)
LARGE, SMALL = (1920, 1080), (1366, 768)
WAIT = 60_000
LOOKS = [
    pytest.param("en", "light", LARGE, id="en-light"),
    pytest.param("zh_CN", "light", LARGE, id="zh_CN-light"),
    pytest.param("en", "dark", SMALL, id="en-dark-small"),
    pytest.param("zh_CN", "dark", SMALL, id="zh_CN-dark-small"),
]

Show = Callable[[str, str, tuple[int, int]], MainWindow]


def demo(database: Database) -> Context:
    return Context(database=database, user="demo", clock=lambda: NOW)


@pytest.fixture(scope="module")
def company(cluster: TestCluster) -> Iterator[str]:
    """The demo company."""
    with prepared(
        cluster, lambda database: load(demo(database), build(date(2026, 3, 2), NOW, ZONE))
    ) as template:
        yield template


@pytest.fixture
def database(cluster: TestCluster, company: str) -> Iterator[Database]:
    with cluster.database(company) as url:
        opened = Database.open(url)
        yield opened
        opened.close()


@pytest.fixture
def show(database: Database, background: Background, qapp: QApplication, qtbot) -> Iterator[Show]:
    """Opens the window on the demo company in a language, a theme and a size."""
    context = demo(database)
    opened: list[MainWindow] = []

    def show_one(language: str, mode: str, size: tuple[int, int]) -> MainWindow:
        set_language(language)
        theme.apply(qapp, mode)  # pyright: ignore[reportArgumentType]
        session = Session(
            context=context,
            background=background,
            settings=Settings(solve_seconds=4),
            solver=SolverHost(),
            zone=ZONE,
        )
        window = MainWindow(session)
        opened.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitUntil(lambda: len(window.store.board.tickets) > 400, timeout=WAIT)
        await_map(qtbot, window)
        return window

    yield show_one
    for window in opened:
        close(qtbot, window)
    theme.apply(qapp, "light")


def await_map(qtbot, window: MainWindow) -> None:
    drawn: list[bool] = []
    window.map.await_rendered(lambda: drawn.append(True))
    qtbot.waitUntil(lambda: bool(drawn), timeout=WAIT)


@pytest.mark.parametrize(("language", "mode", "size"), LOOKS)
def test_the_window_shows_everything_and_clips_nothing(
    qtbot, show: Show, language: str, mode: str, size: tuple[int, int]
) -> None:
    window = show(language, mode, size)
    assert window.size().toTuple() == size
    assert not clipped(window)
    window.planning.plan()
    qtbot.waitUntil(lambda: window.store.proposal is not None, timeout=WAIT)
    proposal = window.store.proposal
    assert proposal is not None
    chosen = next(move.ticket_id for move in proposal.moves if move.after is not None)
    window.selection.select_tickets([chosen])
    await_map(qtbot, window)
    qtbot.wait(300)
    assert not clipped(window)
    review = picture(window, f"review-{language}-{mode}")
    window.planning.publish()
    qtbot.waitUntil(lambda: window.store.proposal is None, timeout=WAIT)
    qtbot.waitUntil(lambda: window.store.board.tickets[chosen].visit is not None, timeout=WAIT)
    await_map(qtbot, window)
    qtbot.wait(300)
    console = picture(window, f"console-{language}-{mode}")
    for image in (review, console):
        assert colours(image) > 50
    window.board.show_kanban(True)
    qtbot.wait(200)
    picture(window.board, f"kanban-{language}-{mode}")


@pytest.mark.parametrize(("language", "mode", "size"), [LOOKS[0], LOOKS[1]])
def test_the_dialogs_are_legible(
    qtbot,
    show: Show,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    mode: str,
    size: tuple[int, int],
) -> None:
    window = show(language, mode, size)
    window.dialogs.import_file()
    # A picture names no folder of this computer.
    monkeypatch.chdir(Path(__file__).parents[1] / "data" / "service_requests")
    dialog = next(w for w in window.findChildren(ImportDialog) if w.isVisible())
    dialog.open_file(Path("requests.csv"))
    qtbot.waitUntil(lambda: dialog._report is not None and not dialog._work.busy, timeout=WAIT)
    qtbot.wait(200)
    assert not clipped(dialog)
    picture(dialog, f"import-{language}-{mode}")
    dialog.close()
    window.dialogs.settings(lambda _: None)
    qtbot.wait(200)
    for name, open_dialog in visible_dialogs(window).items():
        assert not clipped(open_dialog)
        picture(open_dialog, f"{name}-{language}-{mode}")
        open_dialog.close()


@pytest.mark.parametrize(
    ("language", "mode", "said"),
    [
        ("en", "light", "People trapped in lift 3, come at once"),
        ("zh_CN", "dark", "3号电梯困人，请马上来"),
    ],
)
def test_a_call_is_taken_with_everything_legible(
    qtbot, show: Show, language: str, mode: str, said: str
) -> None:
    window = show(language, mode, SMALL)
    lift = next(t for t in window.store.board.tickets.values() if t.skills[0].code == "lift")
    window.calls.show()
    intake = window.calls.intake
    intake.resize(intake.sizeHint())
    intake.form.phone.setText(lift.phone)
    qtbot.waitUntil(lambda: intake.callers.topLevelItemCount() > 0, timeout=WAIT)
    customer = intake.callers.topLevelItem(0)
    assert customer is not None
    intake.callers.itemActivated.emit(customer.child(0), 0)
    assert intake.draft.location is not None
    intake.form.title.setText(said)
    intake.form.description.setPlainText(lift.title)
    qtbot.waitUntil(lambda: bool(intake.offered.list.open_offers), timeout=WAIT)
    qtbot.waitUntil(lambda: intake.alike.topLevelItemCount() > 0, timeout=WAIT)
    for name, proposal in intake.form.proposals.items():
        qtbot.waitUntil(lambda p=proposal: bool(p.label.text()), timeout=WAIT)
        assert name not in intake.draft.settled
    intake.offered.list.taken.emit(intake.offered.list.open_offers[0])
    qtbot.wait(200)
    assert not clipped(intake)
    assert intake.width() <= SMALL[0]
    assert intake.height() <= SMALL[1]
    assert colours(picture(intake, f"intake-{language}-{mode}")) > 20
    intake.show_draft(Draft())


@pytest.mark.parametrize(
    ("language", "mode", "size", "said"),
    [
        ("en", "light", LARGE, "assign {number} to {engineer} 14:00 pin"),
        ("zh_CN", "dark", SMALL, "把{number}派给{engineer} 下午两点"),
    ],
)
def test_what_keeps_a_ticket_and_what_a_sentence_would_do_are_legible(
    qtbot, show: Show, language: str, mode: str, size: tuple[int, int], said: str
) -> None:
    window = show(language, mode, size)
    tickets = window.store.board.tickets.values()
    waiting = next(t for t in tickets if t.visit is None and t.location and t.priority == 1)
    window.selection.select_tickets([waiting.id])
    window.inspector.show_candidates()
    priced = window.inspector.why.priced
    qtbot.waitUntil(lambda: len(priced.rows) > 0, timeout=WAIT)
    qtbot.wait(3000)
    assert not clipped(window)
    picture(window, f"why-{language}-{mode}")
    name = next(e.name for e in window.store.board.engineers.values() if e.active)
    window.command_bar.open()
    line = window.command_bar.popup.line
    line.setText(said.format(number=waiting.number, engineer=name))
    line.textEdited.emit(line.text())
    qtbot.wait(1500)
    assert not clipped(window)
    picture(window, f"command-{language}-{mode}")


@pytest.mark.parametrize(("language", "mode", "size"), [LOOKS[0], LOOKS[3]])
def test_prices_on_rows_tools_of_the_map_and_the_form_of_a_ticket_are_legible(
    qtbot, show: Show, language: str, mode: str, size: tuple[int, int]
) -> None:
    window = show(language, mode, size)
    tickets = window.store.board.tickets.values()
    waiting = next(
        t
        for t in tickets
        if t.visit is None
        and t.location
        and t.skills[0].level == 1
        and any(span.start.date() == NOW.date() for span in t.windows)
    )
    window.selection.select_tickets([waiting.id])
    canvas = window.timeline.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(canvas.row_marks.marks) > 3, timeout=WAIT)
    qtbot.wait(300)
    assert not clipped(window)
    picture(window, f"prices-{language}-{mode}")
    qtbot.keyClick(canvas, Qt.Key.Key_P)
    reach, regions = window.map.tools.reach, window.map.tools.regions
    reach.toggle()
    qtbot.waitUntil(reach.bar.within.isVisible, timeout=WAIT)
    await_map(qtbot, window)
    qtbot.wait(500)
    assert not clipped(window)
    picture(window.map, f"reach-{language}-{mode}")
    reach.toggle()
    regions.toggle()
    regions.edit(next(iter(window.store.board.regions)))
    await_map(qtbot, window)
    qtbot.wait(800)
    assert not clipped(window)
    picture(window.map, f"regions-{language}-{mode}")
    regions.cancel()
    regions.toggle()
    window.intents.edit_ticket.emit(waiting.id)
    qtbot.wait(200)
    for open_dialog in visible_dialogs(window).values():
        assert not clipped(open_dialog)
        picture(open_dialog, f"edit-{language}-{mode}")
        open_dialog.close()


def visible_dialogs(window: MainWindow) -> dict[str, QWidget]:
    return {
        type(widget).__name__.removesuffix("Dialog").lower(): widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isWindow() and type(widget).__name__.endswith("Dialog")
    }


def picture(widget: QWidget, name: str) -> QImage:
    image = widget.grab().toImage()
    if WRITE:
        GALLERY.mkdir(parents=True, exist_ok=True)
        assert image.save(str(GALLERY / f"{name}.png"))
    return image


def colours(image: QImage) -> int:
    """How many different colours a coarse sample of the picture has."""
    small = image.scaled(240, 135, Qt.AspectRatioMode.IgnoreAspectRatio)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


def test_every_picture_of_the_gallery_is_described() -> None:
    described = (GALLERY / "README.md").read_text(encoding="utf-8")
    pictures = {path.name for path in GALLERY.glob("*.png")}
    assert {name for name in pictures if name not in described} == set()
