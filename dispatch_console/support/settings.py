"""Settings: environment first, then the user's settings file, then the defaults."""

import errno
import json
import os
from dataclasses import Field, asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from platformdirs import user_cache_path, user_config_path, user_data_path

from dispatch_console.support.storable import storable

PREFIX = "DISPATCH_"

NO_HOME = "there is no home folder; set DISPATCH_DATA_DIR to a folder of your own"


def data_dir() -> Path:
    """The user's data folder: `DISPATCH_DATA_DIR` where set, else the platform's own.

    Raises FileNotFoundError with `NO_HOME` for a user who has no home.
    """
    given = os.environ.get("DISPATCH_DATA_DIR")
    if given:
        return Path(given)
    try:
        return user_data_path("DispatchConsole", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, NO_HOME) from error


def cache_dir() -> Path:
    """Where things lie that can be had again: in `DISPATCH_DATA_DIR`, else the platform's own.

    Raises FileNotFoundError as `data_dir` does.
    """
    if os.environ.get("DISPATCH_DATA_DIR"):
        return data_dir() / "cache"
    try:
        return user_cache_path("DispatchConsole", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, NO_HOME) from error


def config_dir() -> Path:
    """What belongs to the user rather than to the data: in `DISPATCH_DATA_DIR` where that is set.

    Raises FileNotFoundError as `data_dir` does.
    """
    if os.environ.get("DISPATCH_DATA_DIR"):
        return data_dir() / "config"
    try:
        return user_config_path("DispatchConsole", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, NO_HOME) from error


def settings_file() -> Path:
    """Where the user's choices are kept."""
    return data_dir() / "settings.json"


def _whole(default: int, least: int, most: int) -> int:
    """A field for a whole number within these bounds."""
    return field(default=default, metadata={"bounds": (least, most)})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a user may set; every field can be overridden by ``DISPATCH_<NAME>``.

    Plain, because every start reads it before anything is shown.
    """

    database_url: str = ""
    """Shared PostgreSQL server; empty: the embedded one."""
    language: Literal["", "en", "zh_CN"] = ""
    """Empty: the system's language."""
    theme: Literal["system", "light", "dark"] = "system"
    user: str = ""
    """Who works here; empty: the operating system's user name."""
    lock_minutes: int = _whole(720, 0, 10_080)
    """Left alone so long, a console on a shared server asks for the password; 0: never."""
    time_zone: str = "Asia/Shanghai"
    """The time zone in which times are shown."""
    daily_backup: Literal["on", "off"] = "on"
    """Whether the embedded database is backed up every day."""
    backup_dir: str = ""
    """Where backups go; empty: a folder beside the embedded database."""
    label_url: str = ""
    """The address of the web that the codes on devices' labels lead to; empty: none."""
    solve_seconds: int = _whole(10, 1, 3600)
    travel_source: Literal["embedded", "osrm", "valhalla"] = "embedded"
    """Where travel times come from; embedded: reckoned."""
    travel_url: str = ""
    """The road server's URL, or the path of its map on this computer."""
    smtp_host: str = ""
    """The mail server by which messages go out; empty: none from this computer."""
    smtp_port: int = _whole(587, 1, 65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_sender: str = ""
    """The address the mails come from."""
    wecom_robot: str = ""
    """The address of the WeCom group robot that calls on people by their user id."""
    gateway: Literal["off", "on"] = "off"
    """Whether the console runs the gateway of its own database, as long as it is open."""
    gateway_host: str = "127.0.0.1"
    """The address of this computer at which the gateway listens."""
    gateway_port: int = _whole(8087, 1, 65_535)
    tile_source: Literal["bundled", "xyz", "wmts", "mbtiles", "pmtiles"] = "bundled"
    """Where map tiles come from; bundled: the shipped basemap."""
    tile_url: str = ""
    """The template of the tiles' URL, or the path of their file."""
    tile_datum: Literal["wgs84", "gcj02", "bd09", "bd09mc"] = "wgs84"
    """The coordinates in which the tiles are drawn."""
    tile_attribution: str = ""
    """Whom the map names for its tiles."""
    tile_min_zoom: int = _whole(0, 0, 22)
    tile_max_zoom: int = _whole(18, 0, 22)


class UnfitError(ValueError):
    """A field of the settings holds what it cannot mean. The text does not tell the value, which
    may be a password.

    `wanted`: what would be right, without words that need translating.
    """

    def __init__(self, field: str, value: object) -> None:
        super().__init__(field)
        self.field, self.value = field, value

    @property
    def wanted(self) -> str:
        kind = _kinds()[self.field]
        if choices := get_args(kind):
            return ", ".join(f'"{choice}"' for choice in choices)
        of = next(found for found in fields(Settings) if found.name == self.field)
        return "{} … {}".format(*of.metadata["bounds"]) if kind is int else f'"{of.default}"'


def read() -> Settings:
    """The settings as they stand.

    Raises UnfitError, a ValueError or TypeError for a file that is no JSON object, OSError.
    """
    path = settings_file()
    found: dict[str, object] = {}
    if path.exists():
        found = dict(json.loads(path.read_text(encoding="utf-8")))
    found |= {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX)
    }
    kinds = _kinds()
    chosen = {
        field.name: _fit(field, kinds[field.name], found[field.name])
        for field in fields(Settings)
        if field.name in found
    }
    return Settings(**chosen)


def _fit(field: Field[Any], kind: Any, value: object) -> Any:
    """The value as the field holds it; an environment's numbers are text. Raises UnfitError."""
    if kind is int:
        low, high = field.metadata["bounds"]
        number = _number(value)
        if number is not None and low <= number <= high:
            return number
    elif isinstance(value, str) and value in (get_args(kind) or (value,)):
        return value
    raise UnfitError(field.name, value)


def _number(value: object) -> int | None:
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Settings)


def save(settings: Settings) -> None:
    """Write the settings file in one step: the old one stays whole until the new one is."""
    import tempfile

    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        name: storable(value) if isinstance(value, str) else value
        for name, value in asdict(settings).items()
    }
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="settings-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=2)
    Path(name).replace(path)
