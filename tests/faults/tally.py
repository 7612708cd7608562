"""What all scenarios together found, and the rows they are reported in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.benchmarks.rows import Row, row
from tests.faults.invariants import Breach


@dataclass(slots=True)
class Tally:
    """Counts of one run, and every breach with the case it came up in."""

    injected: int = 0
    hostile_inputs: int = 0
    rows_lost: int = 0
    breaches: list[tuple[str, Breach]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, case: str, found: Iterable[Breach]) -> None:
        """Note what was found broken after a case."""
        for breach in found:
            self.breaches.append((case, breach))
            self.rows_lost += breach.invariant == "I1"
            print(f"BROKEN {breach.invariant} after {case}: {breach.what}", flush=True)

    def skip(self, case: str, reason: str) -> None:
        """Note what could not be tried here."""
        self.skipped.append(f"{case}: {reason}")
        print(f"skipped {case}: {reason}", flush=True)

    def rows(self) -> list[Row]:
        """The counts, in the shape of measurements."""
        return [
            row("faults.injected", self.injected, "faults"),
            row("faults.hostile_inputs", self.hostile_inputs, "inputs"),
            row("faults.rows_lost", self.rows_lost, "rows"),
            row("faults.invariants_broken", len(self.breaches), "breaches"),
            row("faults.skipped", len(self.skipped), "cases"),
        ]
