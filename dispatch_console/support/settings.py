"""Settings: environment first, then the user's settings file, then the defaults."""

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    JsonConfigSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

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


def settings_file() -> Path:
    """Where the user's choices are kept."""
    return data_dir() / "settings.json"


class Settings(BaseSettings):
    """What a user may set; every field can be overridden by ``DISPATCH_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="DISPATCH_", extra="ignore")

    database_url: str = Field(
        default="", description="shared PostgreSQL server; empty: the embedded one"
    )
    language: Literal["", "en", "zh_CN"] = Field(
        default="", description="empty: the system's language"
    )
    theme: Literal["system", "light", "dark"] = "system"
    user: str = Field(
        default="", description="who works here; empty: the operating system's user name"
    )
    time_zone: str = Field(
        default="Asia/Shanghai", description="the time zone in which times are shown"
    )
    solve_seconds: int = Field(default=10, ge=1, le=3600)
    travel_source: Literal["embedded", "osrm", "valhalla"] = Field(
        default="embedded", description="where travel times come from; embedded: reckoned"
    )
    travel_url: str = Field(
        default="", description="the road server's URL, or the path of its map on this computer"
    )
    tile_source: Literal["bundled", "xyz", "wmts", "mbtiles", "pmtiles"] = Field(
        default="bundled", description="where map tiles come from; bundled: the shipped basemap"
    )
    tile_url: str = Field(
        default="", description="the template of the tiles' URL, or the path of their file"
    )
    tile_datum: Literal["wgs84", "gcj02", "bd09", "bd09mc"] = Field(
        default="wgs84", description="the coordinates in which the tiles are drawn"
    )
    tile_attribution: str = Field(default="", description="whom the map names for its tiles")
    tile_min_zoom: int = Field(default=0, ge=0, le=22)
    tile_max_zoom: int = Field(default=18, ge=0, le=22)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (
            init_settings,
            env_settings,
            JsonConfigSettingsSource(settings_cls, json_file=settings_file()),
        )


def save(settings: Settings) -> None:
    """Write the settings file in one step: the old one stays whole until the new one is."""
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="settings-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(settings.model_dump(), file, ensure_ascii=False, indent=2)
    Path(name).replace(path)
