"""What is measured, never asserted. `python -m tests.benchmarks [NAME …] --json FILE`.

Each module offers `run() -> list[Row]`; a row has name, value, unit, compared_to and ratio.
Names are `module` or the start of a row's name.
"""
