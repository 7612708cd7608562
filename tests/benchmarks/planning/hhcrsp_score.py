"""Home-care plans judged in floating point from the instance file alone.

Knows the two public file formats and nothing of the product: a second opinion on its reader, its
thousandths and its solution files.
`python -m tests.benchmarks.planning.hhcrsp_score INSTANCE PLAN` prints the score of a plan file.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

NEAR = 1e-6
"""What sums of numbers with three decimals may be off by."""

Visit = tuple[str, str, float, float]
"""Caregiver, service, start, end."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan costs, and in words what is wrong with it."""

    distance: float
    worst_tardiness: float
    total_tardiness: float
    wrong: tuple[str, ...]

    @property
    def cost(self) -> float:
        """A third each, as in the published tables."""
        return (self.distance + self.worst_tardiness + self.total_tardiness) / 3


def score(instance: Mapping[str, Any], plan: Mapping[str, Any]) -> Score:
    """Distance and tardiness of the plan, and every condition of the instance it fails."""
    judge = _Judge(instance, plan)
    wrong = (*judge.ways(), *judge.services(), *judge.together())
    late = judge.tardiness()
    return Score(judge.distance(), max(late, default=0.0), sum(late), wrong)


class _Judge:
    def __init__(self, instance: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
        self.patients = {patient["id"]: patient for patient in instance["patients"]}
        self.index = {name: 1 + i for i, name in enumerate(self.patients)}
        self.abilities = {c["id"]: set(c["abilities"]) for c in instance["caregivers"]}
        self.defaults = {s["id"]: s.get("default_duration") for s in instance["services"]}
        self.legs = instance["distances"]
        self.routes: dict[str, list[dict[str, Any]]] = {}
        for route in plan["routes"]:
            self.routes.setdefault(route["caregiver_id"], []).extend(route["locations"])

    def distance(self) -> float:
        """All the way of all caregivers, from the office and back."""
        total = 0.0
        for visits in self.routes.values():
            stops = [0, *(self.index[visit["patient_id"]] for visit in visits), 0]
            total += sum(self.legs[a][b] for a, b in pairwise(stops))
        return total

    def tardiness(self) -> list[float]:
        """How long after the end of its patient's window each service starts."""
        return [
            max(0.0, visit["arrival_time"] - self.patients[visit["patient_id"]]["time_window"][1])
            for visits in self.routes.values()
            for visit in visits
        ]

    def ways(self) -> Iterator[str]:
        """Nobody leaves before the office opens at 0, or is anywhere sooner than can be."""
        for carer, visits in self.routes.items():
            clock, place = 0.0, 0
            for visit in visits:
                patient = visit["patient_id"]
                clock += self.legs[place][self.index[patient]]
                if visit["arrival_time"] < clock - NEAR:
                    yield f"{carer} cannot be at {patient} by {visit['arrival_time']}"
                if visit["arrival_time"] < self.patients[patient]["time_window"][0] - NEAR:
                    yield f"{carer} serves {patient} before the window"
                clock, place = visit["departure_time"], self.index[patient]

    def services(self) -> Iterator[str]:
        """Every service wanted once, by someone able, for as long as it takes."""
        for carer in self.routes.keys() - self.abilities.keys():
            yield f"nobody is called {carer}"
        for patient, wanted in self.patients.items():
            done = self._visits(patient)
            if sorted(s for _, s, _, _ in done) != sorted(n["service"] for n in _needs(wanted)):
                yield f"{patient} gets {[service for _, service, _, _ in done]}"
            for carer, service, start, end in done:
                if service not in self.abilities.get(carer, ()):
                    yield f"{carer} is not able to do {service} for {patient}"
                if end - start < self._length(wanted, service) - NEAR:
                    yield f"{carer} leaves {patient} too soon"

    def together(self) -> Iterator[str]:
        """Two caregivers for one patient: both at once, or the second in due time."""
        for patient, wanted in self.patients.items():
            done = {service: (carer, start) for carer, service, start, _ in self._visits(patient)}
            needs = _needs(wanted)
            if len(needs) < 2 or len(done) < 2:
                continue
            (one, first), (other, second) = (done[need["service"]] for need in needs)
            if one == other:
                yield f"{patient} has one caregiver for both services"
            rule = wanted["synchronization"]
            least, most = rule["distance"] if rule["type"] == "sequential" else (0.0, 0.0)
            if not least - NEAR <= second - first <= most + NEAR:
                yield f"{patient}: {second - first} between the services, not {least} to {most}"

    def _visits(self, patient: str) -> list[Visit]:
        return [
            (carer, visit["service_id"], visit["arrival_time"], visit["departure_time"])
            for carer, visits in self.routes.items()
            for visit in visits
            if visit["patient_id"] == patient
        ]

    def _length(self, wanted: Mapping[str, Any], service: str) -> float:
        lengths = {need["service"]: need.get("duration") for need in _needs(wanted)}
        given = lengths.get(service)
        return self.defaults.get(service) or 0.0 if given is None else given


def _needs(patient: Mapping[str, Any]) -> list[dict[str, Any]]:
    return patient["required_caregivers"]


def main() -> int:
    """Print the score of a plan file; 1 if something is wrong with it."""
    instance, plan = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:3])
    found = score(instance, plan)
    for sentence in found.wrong:
        print(sentence)
    print(f"distance {found.distance:.3f}, tardiness {found.total_tardiness:.3f}", end=", ")
    print(f"the worst {found.worst_tardiness:.3f}: cost {found.cost:.3f}")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
