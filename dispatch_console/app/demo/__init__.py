"""The demo company: a service company in Shanghai, the same at every start.

`build` makes it from the seed and the shipped files in `resources/demo`; `company_board` shows it
without a database; `load` writes it into one. Building is pure: the same day and time zone give the
same company on every machine, only dates and what is under way follow the moment given.
"""

from dispatch_console.app.demo.company import DemoCompany, build, company_board
from dispatch_console.app.demo.loading import Loaded, load

__all__ = ["DemoCompany", "Loaded", "build", "company_board", "load"]
