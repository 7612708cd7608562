"""The demo company: a service company in Shanghai, the same at every start.

`company.build` makes it from the seed and the shipped files in `resources/demo`; `company_board`
shows it without a database; `loading.load` writes it into one. Building is pure: the same day and
time zone give the same company on every machine, only dates and what is under way follow the moment
given.
"""
