"""What must be said to QtWebEngine before its first page: the page's own URL scheme."""

import os
import sys

from dispatch_console.ui.display import has_display

SCHEME = b"app"
HOST = "dispatch"
ORIGIN = f"{SCHEME.decode()}://{HOST}"
"""Where the page and its files live; nothing else is ever loaded but tiles the user named."""


def register() -> None:
    """Make ``app://`` a secure local scheme. Call before any page is; again does no harm."""
    from PySide6.QtWebEngineCore import QWebEngineUrlScheme

    if not QWebEngineUrlScheme.schemeByName(SCHEME).name().isEmpty():
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flags = QWebEngineUrlScheme.Flag
    scheme.setFlags(
        flags.SecureScheme
        | flags.LocalScheme
        | flags.LocalAccessAllowed
        | flags.CorsEnabled
        | flags.FetchApiAllowed
    )
    QWebEngineUrlScheme.registerScheme(scheme)


def prepare_environment() -> None:
    """Set what Chromium needs on this machine; variables that are already set stay as they are.

    Chromium refuses to run its sandbox as root, so it is off then and only then. Without a display
    there is no GPU to ask for: software rendering saves the failed attempts. Nor is there a
    desktop whose absence Chromium need report.
    """
    if _is_root():
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    if not has_display():
        os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu --log-level=3")


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
