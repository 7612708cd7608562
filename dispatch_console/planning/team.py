"""Workers that help a worker: parts of a problem solved side by side in processes of their own.

Threads would not do: OR-Tools holds the interpreter's lock while it searches.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from dispatch_console.planning.channel import Channel
from dispatch_console.planning.messages import Cancel, Failed, Finished, Improved, Solve

LATE_S = 5.0
"""How long after its time a helper may still answer before it is given up."""

_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class PartPlan:
    """What became of a part: its shifts as they were at the `start`, and its new `plan`."""

    start: dict[int, tuple[int, ...]]
    plan: dict[int, tuple[int, ...]]


class Team:
    """Helpers are started when first needed and kept until `dismiss`."""

    def __init__(self) -> None:
        self._channels: list[Channel] = []
        self._threads = ThreadPoolExecutor(max_workers=64, thread_name_prefix="part")

    def call(self, count: int) -> None:
        """Have so many helpers ready, starting those that are missing."""
        while len(self._channels) < count:
            self._channels.append(Channel())

    def solve(
        self,
        commands: Sequence[Solve],
        cancelled: Callable[[], bool],
        watch: Callable[[list[PartPlan]], None],
    ) -> list[PartPlan]:
        """The parts' plans in order; a part whose helper fails is left out, and is as it was.

        Meanwhile `watch` is given the parts' plans so far, now and then.
        """
        self.call(len(commands))
        channels = self._channels[: len(commands)]
        latest: dict[int, PartPlan] = {}
        futures = [
            self._threads.submit(_ask, channel, command, latest, number)
            for number, (channel, command) in enumerate(zip(channels, commands, strict=True))
        ]
        self._await(futures, channels, commands, cancelled, lambda: watch(list(latest.values())))
        answers = [future.result() for future in futures]
        for channel, answer in zip(channels, answers, strict=True):
            if answer is None:
                self._channels.remove(channel)
                channel.process.kill()
                channel.dispose()
        return [
            _part(command, answer)
            for command, answer in zip(commands, answers, strict=True)
            if answer is not None
        ]

    def dismiss(self) -> None:
        """End all helpers."""
        for channel in self._channels:
            channel.process.kill()
            channel.dispose()
        self._channels.clear()
        self._threads.shutdown()

    def _await(
        self,
        futures: Sequence["Future[Finished | None]"],
        channels: Sequence[Channel],
        commands: Sequence[Solve],
        cancelled: Callable[[], bool],
        watch: Callable[[], None],
    ) -> None:
        deadline = time.monotonic() + max(command.seconds for command in commands) + LATE_S
        told = False
        while wait(futures, timeout=_POLL_S).not_done:
            watch()
            if cancelled() and not told:
                told = True
                deadline = time.monotonic() + LATE_S
                for channel in channels:
                    channel.send(Cancel())
            if time.monotonic() > deadline:
                for channel in channels:
                    channel.process.kill()


def _ask(
    channel: Channel, command: Solve, latest: dict[int, PartPlan], number: int
) -> Finished | None:
    """The helper's final word, None where it failed or died; `latest` has its best so far."""
    channel.send(command)
    for event in channel.events():
        if isinstance(event, Finished):
            return event
        if isinstance(event, Failed):
            return None
        if isinstance(event, Improved):
            latest[number] = _part(command, event)
    return None


def _part(command: Solve, event: Improved | Finished) -> PartPlan:
    return PartPlan(dict(command.start), {r.shift: r.tickets for r in event.solution.routes})
