"""Start to usable window, against a bare window with a web view, in the same run.

Usable: the board is read and painted and takes input; the map's page is drawn a moment later and
has a row of its own. All are whole processes under the same platform plugin, taken in turn. The
ratio is of a start that finds its server running; a row of its own has the one that starts it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.rows import Row, row

REPEATS = 3
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
import sys
import time
from PySide6.QtCore import QTimer
from dispatch_console.app.demo.opening import connect_demo
from dispatch_console.app.desktop import Desktop, make_application
app = make_application()
desktop = Desktop(app, connect_demo)
def ready():
    print(time.time(), flush=True)
    app.quit()
def look():
    window = desktop.window
    if window is not None and window.store.board.tickets:
        if sys.argv[1] == "map":
            window.map.await_rendered(ready)
        else:
            QTimer.singleShot(0, ready)
    else:
        QTimer.singleShot(20, look)
desktop.start()
look()
app.exec()
desktop.finish()
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
        bare, usable, drawn, alone = [], [], [], []
        for _ in range(REPEATS + 1):
            bare.append(_seconds(environment, BARE))
            usable.append(_seconds(environment, CONSOLE, "board"))
            drawn.append(_seconds(environment, CONSOLE, "map"))
        server.stdin.close()
        server.wait()
        for _ in range(REPEATS):
            alone.append(_seconds(environment, CONSOLE, "board"))
    plain = statistics.median(bare[1:])
    window, whole = statistics.median(usable[1:]), statistics.median(drawn[1:])
    whole_server, ratio = statistics.median(alone), window / plain
    peer = "a bare window with a web view"
    return [
        row("start.bare_window", plain, "s"),
        row("start.usable_window", window, "s", peer, ratio),
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
