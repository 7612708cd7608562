"""VRPLIB and Solomon files: the collections' own best solutions must come out at their cost."""

from pathlib import Path

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.formats import vrp
from dispatch_console.planning.formats.files import Family, load_problem, load_solution
from dispatch_console.planning.solution import Rule, Term

SETS = Path(__file__).parents[3].parent / "shared" / "data" / "vrptw"
TEXT = """NAME : tiny
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 1 1
DEMAND_SECTION
1 0
2 6
3 6
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 20 60
DEPOT_SECTION
1
-1
EOF
"""


@pytest.mark.skipif(not SETS.is_dir(), reason="the public sets are not beside this checkout")
@pytest.mark.parametrize(
    ("problem", "solution"),
    [("C101.txt", "C101.sol"), ("RC106.txt", "RC106.sol"), ("R1_10_1.vrp", "R1_10_1.sol")],
)
def test_the_best_known_solution_is_feasible_at_its_published_cost(
    problem: str, solution: str
) -> None:
    loaded = load_problem(SETS / problem, Family.VRPLIB)
    verdict = check(loaded, load_solution(SETS / solution, Family.VRPLIB, loaded))
    published = float((SETS / solution).read_text().split("Cost")[1])
    assert verdict.feasible
    assert verdict.objective.terms[Term.TRAVEL] / loaded.time_scale == pytest.approx(published)


def test_distances_with_windows_are_cut_to_a_tenth() -> None:
    problem = vrp.read(TEXT)
    assert problem.time_scale == 10
    (travel,) = problem.travel.values()
    assert travel.durations[0].tolist() == [0, 50, 14]  # pyright: ignore[reportAttributeAccessIssue]
    assert problem.tickets[1].windows == ((200, 600),)
    assert problem.tickets[0].service_s == 50


def test_too_much_on_one_route_is_a_violation(tmp_path: Path) -> None:
    (tmp_path / "tiny.vrp").write_text(TEXT)
    (tmp_path / "tiny.sol").write_text("Route #1: 1 2\nCost 1\n")
    problem = load_problem(tmp_path / "tiny.vrp", Family.VRPLIB)
    verdict = check(problem, load_solution(tmp_path / "tiny.sol", Family.VRPLIB, problem))
    assert {violation.rule for violation in verdict.violations} == {Rule.CAPACITY}


def test_a_round_trip_of_all_customers_has_one_vehicle() -> None:
    assert len(vrp.read(TEXT.replace("TYPE : VRPTW\n", "TYPE : CVRP\n")).shifts) == 2
    tsp = TEXT.replace("TYPE : VRPTW\n", "TYPE : TSP\n").replace("VEHICLES : 2\n", "")
    assert len(vrp.read(tsp).shifts) == 1


@pytest.mark.parametrize("text", ["", "{}", "\n\n", "a : b", "Route #1: x"])
def test_what_is_no_such_file_at_all_is_refused(text: str) -> None:
    for reader in (vrp.read, vrp.read_routes):
        with pytest.raises(DomainError):
            reader(text)


def test_written_routes_read_back() -> None:
    problem = vrp.read(TEXT)
    text = vrp.write(problem, {1: (2,), 2: (1,)}, 128)
    assert text == "Route #1: 2\nRoute #2: 1\nCost 12.8\n"
    assert vrp.read_routes(text) == [[2], [1]]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("TYPE : VRPTW", "TYPE : PDPTW", "format.unsupported"),
        ("EDGE_WEIGHT_TYPE : EUC_2D", "EDGE_WEIGHT_TYPE : GEO", "format.unsupported"),
        ("CAPACITY : 10", "CAPACITY : 10\nDISTANCE : 7", "format.unsupported"),
        ("NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 1 1\n", "", "format.missing"),
        ("1 0 0\n", "one 0 zero\n", "format.text"),
        ("3 1 1\n", "", "format.value"),
        ("3 1 1\n", "3 inf 1\n", "format.value"),
        ("3 1 1\n", "3 1e300 1\n", "format.value"),
    ],
)
def test_what_cannot_be_read_is_named(old: str, new: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        vrp.read(TEXT.replace(old, new))
    assert refusal.value.code == code


def test_a_file_that_is_not_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\xfe\x00")
    for family in Family:
        with pytest.raises(DomainError):
            load_problem(path, family)
    with pytest.raises(DomainError):
        load_problem(tmp_path / "absent", Family.OWN)
