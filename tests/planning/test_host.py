"""The solver process: ends when told, when killed and when its parent is; always says how."""

import json
import subprocess
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning import host
from dispatch_console.planning.channel import WORKER
from dispatch_console.planning.checker import check
from dispatch_console.planning.codec import command_to_json
from dispatch_console.planning.host import Running, SolverHost
from dispatch_console.planning.messages import Event, Failed, Finished, Improved, Solve, Started
from tests.planning.instances import field_service
from tests.planning.town import town

LARGE = field_service(130, 20, 1, 3)
"""Large enough to take its time."""


def until(said: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not said() and time.monotonic() < deadline:
        time.sleep(0.02)
    return said()


def improved(events: list[Event]) -> Callable[[], bool]:
    return lambda: any(isinstance(event, Improved) for event in events)


def processes(running: Running) -> list[psutil.Process]:
    """The worker and whatever it started."""
    worker = psutil.Process(running.process_id)
    return [worker, *worker.children(recursive=True)]


def test_importing_the_host_does_not_import_or_tools():
    code = "import sys, dispatch_console.planning.host; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has classes instead of numbers")
def test_the_solver_makes_way_for_the_window():
    events: list[Event] = []
    running = SolverHost().solve(Solve(problem=LARGE, seconds=20.0), events.append)
    assert until(improved(events))
    assert [process.nice() for process in processes(running)].count(0) == 0
    running.stop()


def test_a_small_problem_is_solved_and_the_worker_gone():
    events: list[Event] = []
    running = SolverHost().solve(Solve(problem=town(), seconds=1.0), events.append)
    worker = psutil.Process(running.process_id)
    assert running.wait(20)
    assert isinstance(events[0], Started)
    last = events[-1]
    assert isinstance(last, Finished)
    assert not last.cancelled
    assert last.solution.unserved == ()
    assert check(town(), last.solution).feasible
    assert not worker.is_running()


@pytest.mark.parametrize("cores", [1, 2])
def test_a_cancelled_solve_gives_its_best_plan_soon(cores: int):
    events: list[Event] = []
    running = SolverHost().solve(Solve(problem=LARGE, seconds=60, cores=cores), events.append)
    assert until(improved(events))
    begun = time.monotonic()
    running.cancel()
    assert running.wait(10)
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.cancelled
    assert check(LARGE, last.solution).feasible
    assert time.monotonic() - begun < 3


def test_a_cancel_is_heard_inside_the_routing_library():
    events: list[Event] = []
    small = field_service(30, 6, 1, 2)
    running = SolverHost().solve(Solve(problem=small, seconds=4, cores=1), events.append)
    assert until(improved(events))
    time.sleep(max(0.0, 4 * 0.8 - 0.2))
    begun = time.monotonic()
    running.cancel()
    assert running.wait(5)
    assert isinstance(events[-1], Finished)
    assert time.monotonic() - begun < 1.5


def test_a_stopped_solve_leaves_no_process():
    events: list[Event] = []
    running = SolverHost().solve(Solve(problem=LARGE, seconds=60), events.append)
    assert until(improved(events))
    alive = processes(running)
    assert len(alive) == 1
    running.stop()
    assert running.wait(0)
    assert psutil.wait_procs(alive, timeout=5)[1] == []


def test_a_killed_worker_is_reported_and_leaves_nothing():
    events: list[Event] = []
    running = SolverHost().solve(Solve(problem=LARGE, seconds=60), events.append)
    assert until(improved(events))
    alive = processes(running)
    alive[0].kill()
    assert running.wait(5)
    last = events[-1]
    assert isinstance(last, Failed)
    assert last.code == "solver.died"
    assert psutil.wait_procs(alive, timeout=5)[1] == []


def test_a_killed_parent_leaves_no_process():
    code = (
        "import sys, time\n"
        "from dispatch_console.planning.host import SolverHost\n"
        "from dispatch_console.planning.messages import Improved, Solve\n"
        "from tests.planning.instances import field_service\n"
        "def tell(event):\n"
        "    if isinstance(event, Improved): print('going', flush=True)\n"
        "SolverHost().solve(Solve(problem=field_service(130, 20, 1, 3), seconds=60), tell)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().strip() == b"going"
        alive = psutil.Process(parent.pid).children(recursive=True)
        assert len(alive) == 1
        parent.kill()
    assert psutil.wait_procs(alive, timeout=5)[1] == []


def test_a_deaf_worker_is_stopped_the_hard_way(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(host, "GRADE_S", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    events: list[Event] = []
    running = SolverHost((sys.executable, "-c", deaf)).solve(Solve(problem=town()), events.append)
    worker = psutil.Process(running.process_id)
    time.sleep(0.3)
    running.stop()
    assert running.wait(2)
    assert not worker.is_running()
    assert [type(event) for event in events] == [Failed]


def test_a_worker_that_babbles_is_a_failed_solve():
    events: list[Event] = []
    babble = (sys.executable, "-c", "print('hello')")
    running = SolverHost(babble).solve(Solve(problem=town()), events.append)
    assert running.wait(5)
    assert [type(event) for event in events] == [Failed]


def test_a_worker_that_cannot_start_is_a_domain_error():
    with pytest.raises(DomainError) as error:
        SolverHost(("/nowhere/at/all",)).solve(Solve(problem=town()), print)
    assert error.value.code == "solver.start"


def test_an_unsound_problem_fails_with_its_fault():
    events: list[Event] = []
    problem = town(a={"windows": ((5, 1),)})
    SolverHost().solve(Solve(problem=problem), events.append).wait(20)
    (event,) = events
    assert isinstance(event, Failed)
    assert (event.code, event.params["ticket"]) == ("problem.ticket_window", 1)


def test_a_handler_that_raises_does_not_end_the_solve(caplog: pytest.LogCaptureFixture):
    def raising(event: Event) -> None:
        seen.append(event)
        raise RuntimeError(event)

    seen: list[Event] = []
    assert SolverHost().solve(Solve(problem=town(), seconds=0.5), raising).wait(20)
    assert isinstance(seen[-1], Finished)
    assert "an event handler failed" in caplog.text
    caplog.clear()


def test_the_protocol_has_the_output_to_itself_and_a_bad_line_is_answered():
    lines = [b"{not json\n", json.dumps(command_to_json(Solve(problem=town()))).encode()[:50]]
    done = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with done:
        assert done.stdin is not None
        assert done.stdout is not None
        done.stdin.write(lines[0])
        done.stdin.flush()
        assert json.loads(done.stdout.readline())["code"] == "problem.json"
        done.stdin.close()
        assert done.wait(5) == 0
