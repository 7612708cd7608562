"""Start to usable window, against a bare window with a web view, in the same run.

Usable: the board is read and painted and takes input; the map's page is drawn a moment later and
has a row of its own. All are whole processes under the same platform plugin; the console's data
folder is warm (its server is set up and running), as it is on every start but the first.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.rows import Row, row

REPEATS = 3

BARE = """
import sys
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window, view = QMainWindow(), QWebEngineView()
view.setHtml("<p>bare</p>")
view.loadFinished.connect(lambda _: app.quit())
window.setCentralWidget(view)
window.resize(1600, 960)
window.show()
app.exec()
"""

CONSOLE = """
import sys
from PySide6.QtCore import QTimer
from dispatch_console.app.demo.opening import connect_demo
from dispatch_console.app.desktop import Desktop, make_application
app = make_application()
desktop = Desktop(app, connect_demo)
def look():
    window = desktop.window
    if window is not None and window.store.board.tickets:
        if sys.argv[1] == "map":
            window.map.await_rendered(app.quit)
        else:
            QTimer.singleShot(0, app.quit)
    else:
        QTimer.singleShot(20, look)
desktop.start()
look()
app.exec()
import os
os._exit(0)
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
        bare, usable, drawn = [], [], []
        for _ in range(REPEATS + 1):
            bare.append(_seconds(environment, BARE))
            usable.append(_seconds(environment, CONSOLE, "board"))
            drawn.append(_seconds(environment, CONSOLE, "map"))
        server.stdin.close()
        server.wait()
    plain = statistics.median(bare[1:])
    window, whole = statistics.median(usable[1:]), statistics.median(drawn[1:])
    peer = "a bare window with a web view"
    return [
        row("start.bare_window", plain, "s"),
        row("start.usable_window", window, "s", peer, window / plain),
        row("start.map_drawn", whole, "s", peer, whole / plain),
    ]


def _seconds(environment: dict[str, str], code: str, *arguments: str) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun
