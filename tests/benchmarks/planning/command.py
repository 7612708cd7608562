"""The command: what to measure, printed as it comes and written to the docs."""

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.planning import ablation, engine, own, public, report, response
from tests.benchmarks.planning.contest import FIELD_SETS, Contest
from tests.benchmarks.planning.field import FieldSet
from tests.benchmarks.planning.peers import PEERS, Bench
from tests.benchmarks.planning.settings import QUICK, Cell, Findings, Settings
from tests.benchmarks.rows import show

Section = Callable[[Settings, Callable[[Cell], None]], Findings]

SECTIONS: dict[str, Section] = {
    "one_core": lambda settings, tell: Contest(settings, tell).one_core(),
    "vroom_aim": lambda settings, tell: Contest(settings, tell).vroom_aim(),
    "rich": engine.richness,
    "vrptw": public.routing,
    "hhcrsp": public.home_care,
    "first_plan": engine.first_plan,
    "insertion": response.insertion,
    "offers": response.slots,
    "replan": response.sickness,
    "memory": engine.footprint,
    "scaling": engine.scaling,
    "ablation": ablation.run,
}
QUICK_SETS = (FIELD_SETS[0], *SECTIONS)


def measure(settings: Settings) -> Iterator[Findings]:
    """The findings of everything that `settings.sets` names, in its order."""
    own.warm_up()
    for name in settings.sets:
        if name in SECTIONS:
            yield SECTIONS[name](settings, _tell)
        else:
            yield Contest(settings, _tell).field(name)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write the page; 2 if something named is unknown."""
    chosen = _parser().parse_args(arguments)
    quick = chosen.quick
    names = chosen.sets or (QUICK_SETS if quick else (*FIELD_SETS, *SECTIONS))
    unknown = [n for n in names if n not in SECTIONS and FieldSet.named(n) is None]
    strangers = [peer for peer in chosen.peers if peer not in PEERS]
    if unknown or strangers:
        print(f"No such set or peer: {', '.join([*unknown, *strangers])}")
        print(f"There are: {', '.join(SECTIONS)}, field_N_pN; {', '.join(PEERS)}")
        return 2
    bench = Bench(chosen.peer_python)
    versions = {peer: bench.version(PEERS[peer]) for peer in chosen.peers}
    base = QUICK if quick else Settings()
    settings = dataclasses.replace(
        base,
        seconds=tuple(sorted(chosen.seconds)) or base.seconds,
        seeds=tuple(chosen.seeds) or base.seeds,
        cores=chosen.cores,
        peers=tuple(peer for peer in chosen.peers if versions[peer] is not None),
        peer_python=chosen.peer_python,
        data=chosen.data,
        sets=tuple(names),
    )
    page = chosen.page or (None if quick else report.PAGE)
    findings, known = _earlier(chosen.json) if chosen.more else (Findings(), {})
    versions = known | versions
    for new in measure(settings):
        for row in new.rows:
            show(row)
        findings.add(new)
        # After each section: what took hours is not lost with what comes after.
        if page:
            report.write(page, settings, findings, versions)
        if chosen.json:
            cells = [dataclasses.asdict(cell) for cell in findings.cells]
            document = {"rows": findings.rows, "cells": cells, "versions": versions}
            text = json.dumps(document, indent=1)
            chosen.json.write_text(text, encoding="utf-8")
    return 0


def _earlier(path: Path | None) -> tuple[Findings, dict[str, str | None]]:
    """What an earlier run has written, and the versions of its peers."""
    if path is None or not path.is_file():
        return Findings(), {}
    document = json.loads(path.read_text(encoding="utf-8"))
    found = Findings(document["rows"], [Cell(**cell) for cell in document["cells"]])
    return found, document.get("versions", {})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks planning")
    names = ", ".join(SECTIONS)
    add = parser.add_argument
    add("--quick", action="store_true", help="tiny sets and times, to see that it runs; no page")
    add("--seconds", type=_list(float), default=[], help="limits of the contest: 5,20,60")
    add("--sets", type=_list(str), default=[], help=f"field_N_pN and any of: {names}")
    add("--seeds", type=_list(int), default=[], help="seeds of the instances: 1,2,3")
    add("--peers", type=_list(str), default=list(PEERS), help="vroom,pyvrp")
    add("--peer-python", default=sys.executable, help="an interpreter that has the peers")
    add("--cores", type=int, default=2, help="cores for everybody")
    add("--data", type=Path, default=Settings().data, help="folder of the public sets")
    add("--page", type=Path, help=f"write the page there; without --quick {report.PAGE.name}")
    add("--json", type=Path, help="write rows and cells there")
    add("--more", action="store_true", help="add to what --json and the page hold already")
    return parser


def _list(kind: Callable[[str], object]) -> Callable[[str], list[object]]:
    def read(text: str) -> list[object]:
        return [kind(part) for part in text.split(",") if part]

    return read


def _tell(cell: Cell) -> None:
    told = cell.wrong and f"  WRONG: {cell.wrong}"
    print(
        f"  {cell.set:<24} seed {cell.seed} {cell.seconds:>4g} s {cell.cores} cores "
        f"{cell.solver:<8} {cell.objective:>12,.1f} {cell.served:>5}/{cell.tickets:<5} "
        f"{cell.wall_s:6.2f} s{told}",
        file=sys.stderr,
        flush=True,
    )
