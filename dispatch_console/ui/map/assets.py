"""What the page may load: shipped files through ``app://``, tiles from the host the user named."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QFile,
    QIODevice,
    QObject,
    QUrl,
    Signal,
)
from PySide6.QtWebEngineCore import (
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)
from shiboken6 import isValid

from dispatch_console.services.tiles.source import TileSource
from dispatch_console.support.resources import resource_dir
from dispatch_console.ui.map.scheme import HOST, ORIGIN, SCHEME
from dispatch_console.ui.map.tile_store import FOLDER as TILES
from dispatch_console.ui.map.tile_store import TileStore

log = logging.getLogger(__name__)

PAGE = f"{ORIGIN}/map/index.html"
FOLDERS = ("map", "basemap", "regions")
LOCAL_SCHEMES = frozenset({SCHEME.decode(), "qrc", "data", "blob", "about"})
TYPES = {
    ".js": b"text/javascript",
    ".css": b"text/css",
    ".html": b"text/html",
    ".json": b"application/json",
    ".geojson": b"application/json",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
}


def shipped_file(path: str) -> Path | None:
    """The shipped file at an address path such as ``/map/dispatch.js``, or None.

    Only files of known types under `FOLDERS` are served; a path that leads out of them is refused.
    """
    parts = path.lstrip("/").split("/")
    if parts[0] not in FOLDERS:
        return None
    folder = (resource_dir() / parts[0]).resolve()
    file = folder.joinpath(*parts[1:]).resolve()
    if not file.is_relative_to(folder) or file.suffix not in TYPES or not file.is_file():
        return None
    return file


class _Courier(QObject):
    """Brings the GUI thread what readers found: `found(handler, asked, content)`.

    One for all handlers, and it outlives them: to emit a signal of an object that is just being
    deleted on another thread ends the program, whatever was asked before.
    """

    found = Signal(int, int, object)


_shared: _Courier | None = None


def _courier() -> _Courier:
    global _shared
    if _shared is None or not isValid(_shared):
        _shared = _Courier(QCoreApplication.instance())
    return _shared


class AssetHandler(QWebEngineUrlSchemeHandler):
    """Answers ``app://`` requests: the page, the web channel's script, shipped files, file tiles.

    Files are read on threads of its own, so that neither the GUI nor the solver's work waits.
    """

    _handlers = count()

    def __init__(self, parent: QObject, tiles: TileStore) -> None:
        super().__init__(parent)
        self._number = next(self._handlers)
        self.page_html = b""
        self._tiles = tiles
        self._jobs: dict[int, QWebEngineUrlRequestJob] = {}
        self._asked = 0
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="map")
        self._courier = _courier()
        self._courier.found.connect(self._answer)
        self.destroyed.connect(partial(_close, self._readers, tiles))

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        url = job.requestUrl()
        if url.host() != HOST or bytes(job.requestMethod().data()) != b"GET":
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        self._asked += 1
        self._jobs[self._asked] = job
        job.destroyed.connect(partial(_forget, self._jobs, self._asked))
        self._readers.submit(self._look_up, self._asked, url.path())

    def _look_up(self, asked: int, path: str) -> None:
        """On a reader's thread."""
        try:
            found = self._content(path)
        except OSError:
            log.exception("The map could not read %s", path)
            found = None
        if found is None:
            level = logging.DEBUG if path.startswith(TILES) else logging.INFO
            log.log(level, "The map asked for %s, which is not there", path)
        with suppress(RuntimeError):  # the program is about to end
            self._courier.found.emit(self._number, asked, found)

    def _answer(self, handler: int, asked: int, found: tuple[bytes, bytes] | None) -> None:
        if handler != self._number:
            return
        job = self._jobs.pop(asked, None)
        if job is None or not isValid(job):
            return
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        kind, content = found
        buffer = QBuffer(job)
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(kind, buffer)

    def _content(self, path: str) -> tuple[bytes, bytes] | None:
        if path == "/map/index.html":
            return b"text/html;charset=utf-8", self.page_html
        if path == "/qwebchannel.js":
            script = QFile(":/qtwebchannel/qwebchannel.js")
            if not script.open(QIODevice.OpenModeFlag.ReadOnly):
                return None
            return TYPES[".js"], bytes(script.readAll().data())
        if path.startswith(TILES):
            return self._tiles.read(path)
        file = shipped_file(path)
        return (TYPES[file.suffix], file.read_bytes()) if file is not None else None


def _forget(jobs: dict[int, QWebEngineUrlRequestJob], asked: int, *_: object) -> None:
    jobs.pop(asked, None)


def _close(readers: ThreadPoolExecutor, tiles: TileStore, *_: object) -> None:
    readers.shutdown(wait=False, cancel_futures=True)
    tiles.close()


class NetworkGuard(QWebEngineUrlRequestInterceptor):
    """Stops every request that would leave the machine, but for the tile host of the settings.

    `seen` is called with the address of each refused request.
    """

    def __init__(self, parent: QObject, tile_url: str = "") -> None:
        super().__init__(parent)
        self._tile_url = tile_url
        self.seen: Callable[[str], None] | None = None

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:  # noqa: N802
        url = info.requestUrl()
        if url.scheme() in LOCAL_SCHEMES or self._is_tile(url, info):
            return
        info.block(True)
        log.warning("Blocked a request of the map page to %s", url.toDisplayString())
        if self.seen is not None:
            self.seen(url.toString())

    def _is_tile(self, url: QUrl, info: QWebEngineUrlRequestInfo) -> bool:
        if info.resourceType() != QWebEngineUrlRequestInfo.ResourceType.ResourceTypeImage:
            return False
        return is_tile_host(self._tile_url, url.scheme(), url.host())


def is_tile_host(tile_url: str, scheme: str, host: str) -> bool:
    """Whether a host serves the tiles of the template; ``{s}.`` stands for any one subdomain."""
    if not tile_url:
        return False
    parts = urlsplit(tile_url.replace("{s}.", "any.", 1))
    wanted = parts.hostname or ""
    if scheme != parts.scheme:
        return False
    if "://{s}." in tile_url:
        return host.partition(".")[2] == wanted.removeprefix("any.")
    return host == wanted


def remote_template(source: TileSource | None) -> str:
    """The template whose host the page may ask for pictures, or nothing."""
    return source.template if source is not None and not source.is_file else ""


def make_profile(
    parent: QObject, tiles: TileStore
) -> tuple[QWebEngineProfile, AssetHandler, NetworkGuard]:
    """An off-the-record profile: shipped files, the tiles of the source, and nothing else."""
    profile = QWebEngineProfile(parent)
    handler = AssetHandler(profile, tiles)
    guard = NetworkGuard(profile, remote_template(tiles.source))
    profile.installUrlSchemeHandler(SCHEME, handler)
    profile.setUrlRequestInterceptor(guard)
    return profile, handler, guard
