"""What nobody foresaw: to the log in full, to the person as one sentence."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

log = logging.getLogger(__name__)


def install(show: Callable[[Exception], None]) -> Callable[[], None]:
    """Log every uncaught exception of any thread; `show` is called for those of the main thread.

    Returns the way to undo it.
    """
    before, before_thread = sys.excepthook, threading.excepthook

    def on_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("uncaught", exc_info=(kind, error, trace))
        if isinstance(error, Exception):
            show(error)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical("uncaught", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    def undo() -> None:
        sys.excepthook, threading.excepthook = before, before_thread

    sys.excepthook, threading.excepthook = on_main, on_thread
    return undo
