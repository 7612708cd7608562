"""Start to usable window, against a bare window with a web view, in the same run.

Painted: the window shows the rows of the board as they were last seen, from the file that the
last window left. Usable: everything else is there too and the board is read anew; the map's page
is drawn a moment later. All are whole processes under the same platform plugin, taken in turn. The
ratio is of the first; `start.with_server` is usable where the server has to be started too, and
`start.first_ever` where no window was before.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.rows import Row, row

REPEATS = 5
AIM = 1.5

BARE = """
import sys
import time
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window, view = QMainWindow(), QWebEngineView()
view.setHtml("<p>bare</p>")
view.loadFinished.connect(lambda _: (print(time.time(), flush=True), app.quit()))
window.setCentralWidget(view)
window.resize(1600, 960)
window.show()
app.exec()
"""

CONSOLE = """
import gc
import os
import sys
import time
from PySide6.QtCore import QEvent, QObject, QTimer
from dispatch_console.app.cli import build_parser
build_parser(["demo"]).parse_args(["demo"])
gc.disable()
from dispatch_console.app.demo.opening import connect_demo
from dispatch_console.app.desktop import Desktop, make_application
app = make_application()
desktop = Desktop(app, connect_demo, "demo")
def ready():
    print(time.time(), flush=True)
    leave()
def leave():
    # What a closed window leaves for the next start is kept, nothing else is waited for.
    desktop.finish()
    os._exit(0)
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and desktop.window.board.model.ids:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, told)
        return False
def told():
    print(time.time(), flush=True)
    os._exit(0)
def look():
    window = desktop.window
    if window is not None and window.store.board.cursor:
        if sys.argv[1] == "map":
            window.map.await_rendered(ready)
        else:
            QTimer.singleShot(0, ready)
    else:
        QTimer.singleShot(20, look)
desktop.start()
if sys.argv[1] == "rows":
    painted = Painted()
    desktop.window.board.table.viewport().installEventFilter(painted)
else:
    look()
app.exec()
"""

SERVER = """
import sys
from dispatch_console.app.demo.opening import connect_demo
connection = connect_demo()
print("ready", flush=True)
sys.stdin.read()
connection.close()
"""


def run() -> list[Row]:
    """Median seconds of each, taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DISPATCH_DATA_DIR": folder,
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QT_LOGGING_RULES": "*=false",
        }
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert server.stdout is not None
        assert server.stdin is not None
        server.stdout.readline()
        bare, painted, usable, drawn, alone = [], [], [], [], []
        ever = _seconds(environment, CONSOLE, "board")
        for _ in range(REPEATS + 1):
            bare.append(_seconds(environment, BARE))
            painted.append(_seconds(environment, CONSOLE, "rows"))
            usable.append(_seconds(environment, CONSOLE, "board"))
            drawn.append(_seconds(environment, CONSOLE, "map"))
        server.stdin.close()
        server.wait()
        for _ in range(REPEATS):
            alone.append(_seconds(environment, CONSOLE, "board"))
    plain = statistics.median(bare[1:])
    rows, window = statistics.median(painted[1:]), statistics.median(usable[1:])
    whole, whole_server = statistics.median(drawn[1:]), statistics.median(alone)
    ratio = rows / plain
    peer = "a bare window with a web view"
    return [
        row("start.bare_window", plain, "s"),
        row("start.painted", rows, "s", peer, ratio),
        row("start.usable_window", window, "s", peer, window / plain),
        row("start.first_ever", ever, "s", peer, ever / plain),
        row("start.with_server", whole_server, "s", peer, whole_server / plain),
        row("start.map_drawn", whole, "s", peer, whole / plain),
        row("console.start_ratio", ratio, "times", f"the {AIM} aimed at", ratio / AIM),
    ]


def _seconds(environment: dict[str, str], code: str, *arguments: str) -> float:
    """From the start of the process to the moment it says that it is ready."""
    begun = time.time()
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return float(done.stdout.split()[-1]) - begun
