"""`python -m dispatch_console` is `dispatch-console`."""

import sys

from dispatch_console.app.cli import main

sys.exit(main())
