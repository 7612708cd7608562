"""What the page may load: shipped files through ``app://``, tiles from the host the user named."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)

from dispatch_console.support.resources import resource_dir
from dispatch_console.ui.map.scheme import HOST, ORIGIN, SCHEME

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


class AssetHandler(QWebEngineUrlSchemeHandler):
    """Answers ``app://`` requests: the page itself, the web channel's script, shipped files."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.page_html = b""

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        url = job.requestUrl()
        if url.host() != HOST or bytes(job.requestMethod().data()) != b"GET":
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        found = self._content(url.path())
        if found is None:
            log.info("The map asked for %s, which is not there", url.path())
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
        file = shipped_file(path)
        return (TYPES[file.suffix], file.read_bytes()) if file is not None else None


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
    wanted_scheme, _, rest = tile_url.partition("://")
    wanted = rest.split("/")[0].split(":")[0]
    if scheme != wanted_scheme:
        return False
    if wanted.startswith("{s}."):
        return host.partition(".")[2] == wanted.removeprefix("{s}.")
    return host == wanted


def make_profile(
    parent: QObject, tile_url: str = ""
) -> tuple[QWebEngineProfile, AssetHandler, NetworkGuard]:
    """An off-the-record profile that serves shipped files and nothing from the network."""
    profile = QWebEngineProfile(parent)
    handler, guard = AssetHandler(profile), NetworkGuard(profile, tile_url)
    profile.installUrlSchemeHandler(SCHEME, handler)
    profile.setUrlRequestInterceptor(guard)
    return profile, handler, guard
