"""`python -m dispatch_console` is `dispatch-console`."""

import sys


def main() -> int:
    """Run the command line; Ctrl+C while it is still being loaded is no failure to trace."""
    try:
        from dispatch_console.app.cli import main as run

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
