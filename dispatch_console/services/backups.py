"""The folder of backups: what lies in it, what is made there every day and what is kept of that."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.backup.archive import PART, Manifest, opened
from dispatch_console.storage.backup.making import back_up
from dispatch_console.storage.file_lock import FileLock
from dispatch_console.support.settings import Settings, data_dir

ENDING = ".dispatch-backup"
EVERY = timedelta(days=1)
DAYS, WEEKS = 7, 4
"""Of daily backups, the last of so many days and of so many weeks are kept."""

_DAILY = "daily-"
_SKEW = timedelta(hours=1)
"""A backup that is from further in the future counts for nothing: the clock was wrong then."""
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Found:
    """A file in the folder, its size in bytes, and what it holds or why it cannot be read."""

    path: Path
    size: int
    manifest: Manifest | None
    trouble: DomainError | None = None


def folder(settings: Settings) -> Path:
    """Where backups go: as set, else beside the embedded database."""
    return Path(settings.backup_dir).expanduser() if settings.backup_dir else data_dir() / "backups"


def new_path(where: Path, database: str, now: datetime) -> Path:
    """A file in the folder that is named after the database and the time."""
    plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in database)
    return where / f"{plain}-{now:%Y%m%d-%H%M%S}{ENDING}"


def found(where: Path) -> list[Found]:
    """The backups of the folder, newest first; those that cannot be read at the end."""
    files = [_look(path) for path in sorted(where.glob(f"*{ENDING}"))]
    return sorted(
        files, key=lambda file: file.manifest.made_at.timestamp() if file.manifest else 0
    )[::-1]


def to_keep(made: Iterable[datetime], zone: tzinfo) -> set[datetime]:
    """Which of the daily backups stay: the last of each of the newest days and weeks."""
    kept: set[datetime] = set()
    days: set[object] = set()
    weeks: set[object] = set()
    for moment in sorted(made, reverse=True):
        local = moment.astimezone(zone)
        day, week = local.date(), local.isocalendar()[:2]
        if (day not in days and len(days) < DAYS) or (week not in weeks and len(weeks) < WEEKS):
            kept.add(moment)
        days.add(day)
        weeks.add(week)
    return kept


def make_daily(
    url: str,
    where: Path,
    *,
    by: str,
    now: datetime,
    zone: tzinfo,
    cancelled: Callable[[], bool],
) -> Path | None:
    """Make the daily backup if the last is older than a day, and delete what need not be kept.

    None if there was nothing to do or another console is at it. Raises as `back_up`.
    """
    try:
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(where / _LOCK)
    except OSError as error:
        raise DomainError("file.unwritable", path=str(where), reason=error.strerror) from error
    try:
        if not lock.take():
            return None
        last = max((made for _, made in _daily(where)), default=None)
        if last is not None and -_SKEW < now - last < EVERY:
            return None
        path = new_path(where, "daily", now)
        back_up(url, path, by=by, cancelled=cancelled)
        _clean(where, zone)
        return path
    finally:
        lock.close()


def _clean(where: Path, zone: tzinfo) -> None:
    dailies = _daily(where)
    kept = to_keep((made for _, made in dailies), zone)
    for path, made in dailies:
        if made not in kept:
            path.unlink(missing_ok=True)
    # What a console that was killed has left; nobody else writes here now but by command.
    for part in where.glob(f".{_DAILY}*{PART}"):
        part.unlink(missing_ok=True)


def _daily(where: Path) -> list[tuple[Path, datetime]]:
    return [
        (file.path, file.manifest.made_at)
        for file in found(where)
        if file.path.name.startswith(_DAILY) and file.manifest is not None
    ]


def _look(path: Path) -> Found:
    try:
        size = path.stat().st_size
        with opened(path) as archive:
            return Found(path, size, archive.manifest)
    except DomainError as error:
        return Found(path, 0, None, error)
    except OSError as error:
        trouble = DomainError("file.unreadable", path=str(path), reason=error.strerror)
        return Found(path, 0, None, trouble)
