"""The run as a page: docs/benchmarks-planning.md, written by the command and never by hand."""

import os
import platform
import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import Row

PAGE = Path(__file__).parents[3] / "docs" / "benchmarks-planning.md"
COLUMNS = (
    *("set", "limit", "cores", "seeds", "solver", "objective", "travel"),
    *("served", "priority", "wall", "first plan", "memory"),
)
LIBRARIES = ("numpy", "numba", "ortools")

METHOD = """\
## How it is measured
- Every solver gets the same instance, wall time and cores, in processes of its own, one solver at
  a time. Time counts from the instance in memory to the plan: building its own model counts,
  starting Python and reading the file do not. Our compiled code is warm, as after installation.
  What a solver took in fact is in the last tables.
- All plans are judged by one scorer (`tests/benchmarks/planning/score.py`) that knows only the
  instance and the order of tickets. A plan that breaks a rule does not count, and is named.
- Objective: travel seconds + 3,600 × weight of the tickets left out (P1 to P4: 8, 4, 2, 1). Skills
  with levels, one closed region, 2-hour windows on 40 %, shifts of nine hours: all hard. `p8`:
  eight tickets an engineer, more than fit; `p5`: five.
- *VROOM*: exploration 5, a thread a core. It maximises priority first, so its own objective has
  rows of its own (`vroom_aim`). Levels become plain skills.
- *PyVRP*: tickets are optional with a prize of what leaving them out costs; equal shifts are one
  vehicle type, equal abilities one profile (at most eight) in which a ticket out of reach is too
  dear to enter; 100 neighbours (the default on VRPTW). It is single-threaded: one seed a core, the
  best counts; `1core` rows hold everybody to one.
- Instances come from `field.py` by seed. Ratios are ours over the peer's, below 1 is better, means
  over the seeds of this run.
"""


def write(
    path: Path, settings: Settings, findings: Findings, versions: Mapping[str, str | None]
) -> None:
    """Write the page: machine and versions, method, ratios, and every cell's mean."""
    parts = [
        *_head(settings, versions),
        METHOD,
        *_ratios(findings.rows),
        *_cells(findings.cells),
        *_wrong(findings.cells),
    ]
    path.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _head(settings: Settings, versions: Mapping[str, str | None]) -> Iterator[str]:
    yield "# Planning engine: measurements\n"
    packages = {name: version(name) for name in LIBRARIES} | dict(versions)
    named = ", ".join(f"{name} {number or '(absent)'}" for name, number in packages.items())
    memory = psutil.virtual_memory().total / (1 << 30)
    yield (
        f"Written by `python -m tests.benchmarks planning` on {datetime.now(UTC):%Y-%m-%d}: "
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {named}. "
        f"{settings.cores} cores unless said otherwise. Nothing here is asserted by a test.\n"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":")[1] for line in text.splitlines() if line.startswith("model name")]
    return names[0].strip() if names else platform.machine()


def _ratios(rows: Sequence[Row]) -> Iterator[str]:
    yield "## Ratios\n"
    yield "| what | value | compared to | ratio |"
    yield "|---|---|---|---|"
    for row in rows:
        ratio = "–" if row["ratio"] is None else f"{row['ratio']:.3f}"
        value = f"{row['value']:,.4g}" if abs(row["value"]) < 1000 else f"{row['value']:,.0f}"
        yield f"| `{row['name']}` | {value} {row['unit']} | {row['compared_to'] or '–'} | {ratio} |"
    yield ""


def _cells(cells: Sequence[Cell]) -> Iterator[str]:
    """Means over seeds, one line for each solver, limit and set."""
    yield "## What each solver did\n"
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---" * len(COLUMNS) + "|"
    groups: dict[tuple[str, float, int, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.set, cell.seconds, cell.cores, cell.solver), []).append(cell)
    for (name, seconds, cores, solver), group in groups.items():
        sound = [cell for cell in group if not cell.wrong]
        if not sound:
            begin = f"| {name} | {seconds:g} s | {cores} | {len(group)} | {solver} "
            yield f"{begin}| none sound | | | | | | |"
            continue
        served = statistics.mean(cell.served for cell in sound)
        yield (
            f"| {name} | {seconds:g} s | {cores} | {len(sound)} | {solver} "
            f"| {_mean(sound, 'objective'):,.0f} | {_mean(sound, 'travel'):,.0f} "
            f"| {served:,.0f} / {sound[0].tickets} | {_mean(sound, 'priority'):,.0f} "
            f"| {_mean(sound, 'wall_s'):.2f} s | {_maybe(sound, 'first_s', '.2f', 's')} "
            f"| {_maybe(sound, 'peak_mb', '.0f', 'MB')} |"
        )
    yield ""


def _wrong(cells: Sequence[Cell]) -> Iterator[str]:
    broken = [cell for cell in cells if cell.wrong]
    if not broken:
        return
    yield "## Plans that did not count\n"
    for cell in broken:
        said = " ".join(cell.wrong.split())[:200].replace("`", "'")
        yield f"- {cell.set}, seed {cell.seed}, {cell.seconds:g} s, {cell.solver}: `{said}`"


def _mean(cells: Sequence[Cell], name: str) -> float:
    return statistics.mean(getattr(cell, name) for cell in cells)


def _maybe(cells: Sequence[Cell], name: str, form: str, unit: str) -> str:
    values = [getattr(cell, name) for cell in cells if getattr(cell, name) is not None]
    return f"{statistics.mean(values):{form}} {unit}" if values else "–"
