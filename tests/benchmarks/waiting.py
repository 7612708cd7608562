"""Waiting as the application itself does: in the event loop, which holds no thread up.

`QTest.qWait` sleeps up to 10 ms at a time with Python's lock in hand: no other thread goes on
meanwhile, and what beats does so late.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

WAIT_S = 300
EVERY_MS = 20


def let(milliseconds: int) -> None:
    """Let the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(there: Callable[[], bool]) -> None:
    """Let the event loop run until it is so. Raises TimeoutError."""
    application = QCoreApplication.instance()
    # Not of this frame: who looks at it from another thread might be the last to hold it.
    loop, poll = QEventLoop(application), QTimer(application, interval=EVERY_MS)
    poll.timeout.connect(lambda: loop.quit() if there() else None)
    poll.start()
    QTimer.singleShot(WAIT_S * 1000, loop, lambda: loop.exit(1))
    late = loop.exec()
    poll.stop()
    poll.deleteLater()
    loop.deleteLater()
    if late:
        raise TimeoutError
