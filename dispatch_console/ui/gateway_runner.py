"""The gateway that a console runs for its own database: a child process, begun anew when it dies.

The child ends with its standard input, so that none outlives its console; the database's address
reaches it by its environment, where no list of processes shows it.
"""

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from dispatch_console.support.i18n import language

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "dispatch_console", "gateway", "serve", "--leashed")

FIRST_WAIT_MS, LONGEST_WAIT_MS = 1_000, 60_000
"""Before one that died is begun anew; twice as long each time, until one has lived `STEADY_MS`."""
STEADY_MS = 60_000
LAST_WORDS_MS = 8_000
"""So long one that is to end has for it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be served, and where: `url` is the database's."""

    url: str
    host: str
    port: int

    @property
    def address(self) -> str:
        """Where it is reached from this computer's networks."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


class Stage(StrEnum):
    """How far it is. Failed: it is tried again after a while."""

    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"


class GatewayRunner(QObject):
    """`changed`: another `stage`, or another `trouble`, which is the last that a child complained
    of."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, command: Sequence[str] = COMMAND) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self.wanted: Wanted | None = None
        self.stage, self.trouble = Stage.OFF, ""
        self._ending = False
        self._wait_ms = FIRST_WAIT_MS
        self._age = QElapsedTimer()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._begin)
        self._kill = QTimer(self, singleShot=True, interval=LAST_WORDS_MS)
        self._process = QProcess(self)
        self._kill.timeout.connect(self._process.kill)
        self._process.readyReadStandardOutput.connect(self._answers)
        self._process.errorOccurred.connect(self._not_begun)
        self._process.finished.connect(self._ended)

    def serve(self, wanted: Wanted | None) -> None:
        """Serve that from now on; None: nothing."""
        if wanted == self.wanted:
            return
        self.wanted, self._wait_ms = wanted, FIRST_WAIT_MS
        self._again.stop()
        if self._lives:
            self._be(Stage.OFF if wanted is None else Stage.STARTING)
            self._end()
        elif wanted is None:
            self._be(Stage.OFF)
        else:
            self._begin()

    def close(self) -> None:
        """Serve nothing any more, and wait until that is so: for the end of the program."""
        self.serve(None)
        if self._lives and not self._process.waitForFinished(LAST_WORDS_MS):
            self._process.kill()
            self._process.waitForFinished(LAST_WORDS_MS)

    @property
    def _lives(self) -> bool:
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def _begin(self) -> None:
        wanted = self.wanted
        if wanted is None:
            return
        surroundings = QProcessEnvironment.systemEnvironment()
        for name, value in (
            ("DISPATCH_DATABASE_URL", wanted.url),
            ("DISPATCH_LANGUAGE", language()),
            ("PYTHONUTF8", "1"),
        ):
            surroundings.insert(name, value)
        self._process.setProcessEnvironment(surroundings)
        program, *arguments = self._command
        self._be(Stage.STARTING)
        self._age.start()
        self._process.start(
            program, [*arguments, "--host", wanted.host, "--port", str(wanted.port)]
        )

    def _end(self) -> None:
        self._ending = True
        self._process.closeWriteChannel()
        self._kill.start()

    def _answers(self) -> None:
        self._process.readAllStandardOutput()
        if self.stage is Stage.STARTING and not self._ending:
            log.info("the gateway answers")
            self._be(Stage.RUNNING)

    def _not_begun(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._failed(self._process.errorString())

    def _ended(self) -> None:
        self._kill.stop()
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        if self._ending:
            self._ending = False
            self._begin()
        else:
            self._failed(next(iter(reversed(said.strip().splitlines())), ""))

    def _failed(self, trouble: str) -> None:
        log.warning("the gateway ended: %s", trouble or "without a word")
        if self._age.elapsed() >= STEADY_MS:
            self._wait_ms = FIRST_WAIT_MS
        self._again.start(self._wait_ms)
        self._wait_ms = min(2 * self._wait_ms, LONGEST_WAIT_MS)
        self._be(Stage.FAILED, trouble)

    def _be(self, stage: Stage, trouble: str = "") -> None:
        # What was wrong stays to be read while it is tried again.
        kept = trouble or (self.trouble if stage is Stage.STARTING else "")
        if (stage, kept) != (self.stage, self.trouble):
            self.stage, self.trouble = stage, kept
            self.changed.emit()
