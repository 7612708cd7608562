"""`demo`: the demo company in the window, or the whole main job headless."""

import argparse
import gc
from pathlib import Path

from dispatch_console.app.arguments import seconds, seed
from dispatch_console.app.session import DEMO_FOLDER, load_settings
from dispatch_console.support.i18n import tr
from dispatch_console.ui.display import has_display


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("demo", help=tr("open the console on the demo company"))
    parser.add_argument(
        "--headless", action="store_true", help=tr("no window: plan, publish and write pictures")
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("out"),
        metavar="DIR",
        help=tr("folder for the headless results"),
    )
    parser.add_argument(
        "--seconds",
        type=seconds,
        metavar="S",
        help=tr("time to search when headless; else as in the settings"),
    )
    parser.add_argument(
        "--seed", type=seed, default=1, metavar="N", help=tr("same seed, same start")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Load the company and open the window; without a display do the job and write the results."""
    from dispatch_console.app.demo.opening import connect_demo

    if arguments.headless or not has_display():
        from dispatch_console.app.headless import do_main_job

        time_s = arguments.seconds or load_settings().solve_seconds
        return do_main_job(arguments.out, time_s, arguments.seed)
    gc.disable()  # nothing of a start is garbage; `ui.collecting` looks after it from then on
    from dispatch_console.app.desktop import open_window

    return open_window(connect_demo, DEMO_FOLDER)
