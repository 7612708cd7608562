"""The project's own JSON for problems, solutions, commands and events.

Described in docs/formats/problem.md and, for machines, in resources/schema. Field names are those
of the dataclasses; times are whole units after `origin`. Reading is strict: see `strict_json`.
"""

from typing import Any

from dispatch_console.planning.messages import (
    Cancel,
    Command,
    Event,
    Failed,
    Finished,
    Improved,
    Solve,
    Started,
)
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.strict_json import from_json, refuse, to_json

_COMMANDS: dict[str, type[Command]] = {"solve": Solve, "cancel": Cancel}
_EVENTS: dict[str, type[Event]] = {
    "started": Started,
    "improved": Improved,
    "finished": Finished,
    "failed": Failed,
}


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The problem as JSON values; matrices become lists of rows."""
    return to_json(problem)


def problem_from_json(data: object) -> Problem:
    """The problem. Raises `problem.field` naming the path of what is wrong."""
    return from_json(Problem, data)


def solution_to_json(solution: Solution) -> dict[str, Any]:
    """The solution as JSON values."""
    return to_json(solution)


def solution_from_json(data: object) -> Solution:
    """The solution. Raises `problem.field` naming the path of what is wrong."""
    return from_json(Solution, data)


def command_to_json(command: Command) -> dict[str, Any]:
    """The command with its name under ``"command"``."""
    return _tagged("command", _COMMANDS, command)


def command_from_json(data: object) -> Command:
    """The command. Raises `problem.field`."""
    return _untagged("command", _COMMANDS, data)


def event_to_json(event: Event) -> dict[str, Any]:
    """The event with its name under ``"event"``."""
    return _tagged("event", _EVENTS, event)


def event_from_json(data: object) -> Event:
    """The event. Raises `problem.field`."""
    return _untagged("event", _EVENTS, data)


def _tagged(tag: str, kinds: dict[str, Any], value: object) -> dict[str, Any]:
    name = next(name for name, kind in kinds.items() if isinstance(value, kind))
    return {tag: name} | to_json(value)


def _untagged(tag: str, kinds: dict[str, Any], data: object) -> Any:
    if not isinstance(data, dict) or data.get(tag) not in kinds:
        raise refuse(tag, " | ".join(kinds))
    rest = {name: value for name, value in data.items() if name != tag}
    return from_json(kinds[data[tag]], rest)
