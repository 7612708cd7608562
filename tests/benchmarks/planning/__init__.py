"""The planning engine measured beside its peers: `python -m tests.benchmarks planning --help`.

`field` and `public` make the instances, `own` and `peers` solve them (each solver in a process of
its own), `score` and `hhcrsp_score` judge every plan by code that no solver shares, `contest`,
`public`, `engine`, `response` and `ablation` are the measurements, and `report` writes
docs/benchmarks-planning.md. It takes hours and is no part of a run of all benchmarks.
"""
