"""The coloured band that says which past minute is shown, and takes one elsewhere in time."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, QSignalBlocker, Qt, QTime, Signal
from PySide6.QtWidgets import QDateTimeEdit, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.past.minute_slider import MinuteSlider
from dispatch_console.ui.theme.look import mixed
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.quiet_button import quiet_button

MINUTE = timedelta(minutes=1)


class PastStrip(QFrame):
    """Out of sight until `open`. All moments are full minutes, aware.

    `moment_wanted(datetime)`; `step_wanted(bool)`: to the next change, else to the one before;
    `play_wanted(bool)`: go on by itself, or stop; `leave_wanted`: back to now.
    """

    moment_wanted = Signal(object)
    step_wanted = Signal(bool)
    play_wanted = Signal(bool)
    leave_wanted = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._day = self._day_of(datetime.now(zone))
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        picture = QLabel()
        picture.setPixmap(theme.pixmap("past", 20, theme.current().warning))
        self.field = QDateTimeEdit()
        self.field.setCalendarPopup(True)
        self.field.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.field.setKeyboardTracking(False)
        self.field.setAccessibleName(tr("The moment to look at"))
        self.field.dateTimeChanged.connect(self._typed)
        self.slider = MinuteSlider()
        self.slider.setAccessibleName(tr("Minute of the day"))
        self.slider.setToolTip(
            tr("A mark stands at each minute after which something was different")
        )
        self.slider.valueChanged.connect(self._slid)
        before = quiet_button("chevron-left", tr("To the change before"))
        before.clicked.connect(lambda: self.step_wanted.emit(False))
        after = quiet_button("chevron-right", tr("To the next change"))
        after.clicked.connect(lambda: self.step_wanted.emit(True))
        self.play = quiet_button("play", "")
        self.play.setCheckable(True)
        self.play.toggled.connect(self._play)
        leave = QPushButton(theme.icon("today"), tr("Back to now (Esc)"))
        leave.clicked.connect(self.leave_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(2 * SPACE)
        for widget in (picture, self._said, self.field, before):
            layout.addWidget(widget)
        layout.addWidget(self.slider, 1)
        for widget in (after, self.play, leave):
            layout.addWidget(widget)
        self.setAccessibleName(tr("Time travel"))
        self._paint_band()
        self.set_playing(False)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says is shown."""
        return self._said.text()

    @property
    def day(self) -> tuple[datetime, datetime]:
        """The day that the slider goes over: its begin and its end."""
        return self._day

    def open(self) -> None:
        """Come into sight, with the keyboard on the slider."""
        self.show()
        self.slider.setFocus()

    def point_at(self, moment: datetime, latest: datetime) -> None:
        """Put field and slider to the moment; nothing after `latest` can be chosen."""
        self._day = start, end = self._day_of(moment)
        local, last = moment.astimezone(self._zone), latest.astimezone(self._zone)
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setMaximumDateTime(_as_qt(last))
            self.field.setDateTime(_as_qt(local))
            self.slider.setRange(0, _minutes(min(end - MINUTE, latest) - start))
            self.slider.setValue(_minutes(moment - start))
        self._name_slider(local)

    def set_marks(self, moments: Iterable[datetime]) -> None:
        """The minutes of the day at which something was different from before."""
        start, end = self._day
        self.slider.set_marks(_minutes(m - start) for m in moments if start <= m < end)

    def say_reading(self) -> None:
        """The board of the moment chosen is being read."""
        self._said.setText(tr("Reading the past…"))

    def say_shown(self, moment: datetime) -> None:
        """The board of the moment is what is shown."""
        shown = moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
        self._said.setText(tr("As of {moment}", moment=shown))

    def set_playing(self, playing: bool) -> None:
        """Show whether it goes on by itself."""
        with QSignalBlocker(self.play):
            self.play.setChecked(playing)
        name = tr("Stop here") if playing else tr("Play from change to change")
        self.play.setIcon(theme.icon("pause" if playing else "play"))
        self.play.setToolTip(name)
        self.play.setAccessibleName(name)

    def _play(self, playing: bool) -> None:
        self.set_playing(playing)
        self.play_wanted.emit(playing)

    def _typed(self, given: QDateTime) -> None:
        day, clock = given.date(), given.time()
        self.moment_wanted.emit(
            datetime(
                day.year(), day.month(), day.day(), clock.hour(), clock.minute(), tzinfo=self._zone
            )
        )

    def _slid(self, minutes: int) -> None:
        self.moment_wanted.emit(self._day[0] + minutes * MINUTE)

    def _name_slider(self, local: datetime) -> None:
        self.slider.setAccessibleDescription(local.strftime("%H:%M"))

    def _day_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """Begin and end of the day in the zone, in UTC: days are not all of one length."""
        day = moment.astimezone(self._zone).date()
        ends = (day, day + timedelta(days=1))
        start, end = (datetime.combine(one, time(), self._zone).astimezone(UTC) for one in ends)
        return start, end

    def _paint_band(self) -> None:
        palette = theme.current()
        ground = mixed(palette.warning, palette.panel, 0.16)
        self.setStyleSheet(
            f"PastStrip {{ background: {ground}; border: 0; border-bottom: 2px solid"
            f" {palette.warning}; border-top: 2px solid {palette.warning}; }}"
        )
        words = theme.legible(palette.warning, ground, text=palette.text)
        self._said.setStyleSheet(f"color: {words}; font-weight: 600;")
        self._said.ensurePolished()
        widest = tr("As of {moment}", moment="0000-00-00 00:00")
        self._said.setMinimumWidth(self._said.fontMetrics().horizontalAdvance(widest) + 2 * SPACE)


def _as_qt(local: datetime) -> QDateTime:
    return QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))


def _minutes(span: timedelta) -> int:
    return span // MINUTE
