"""Random durations that depend on a seed and on what they are for, not on the order of drawing."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_TRAFFIC = 9


class Luck:
    """Draws for `runs` runs at once; arrays are (runs,) float32. `hour` is in time units."""

    def __init__(self, seed: int, runs: int, traffic_cv: float, memory: float, hour: int) -> None:
        self.runs = runs
        self.nothing: Floats = np.zeros(runs, dtype=np.float32)
        self._seed = seed
        self._certain: Floats = np.ones(runs, dtype=np.float32)
        self._traffic_cv = traffic_cv
        self._memory = memory
        self._hour = hour
        self._hours: dict[int, Floats] = {}

    def factor(self, key: tuple[int, ...], cv: float) -> Floats:
        """Log-normal with mean 1 and standard deviation `cv`."""
        if cv == 0:
            return self._certain
        return _log_normal(self._generator(key).standard_normal(self.runs, np.float32), cv)

    def happens(self, key: tuple[int, ...], probability: float) -> npt.NDArray[np.bool_]:
        """Whether it does."""
        return self._generator(key).random(self.runs, np.float32) < probability

    def traffic(self, time: int) -> Floats:
        """The factor, mean 1, of all legs that begin in the same hour as `time`."""
        if self._traffic_cv == 0:
            return self._certain
        hour = time // self._hour
        if hour not in self._hours:
            self._hours[hour] = _log_normal(self._mood(hour), self._traffic_cv)
        return self._hours[hour]

    def _mood(self, hour: int) -> Floats:
        """Standard normal, correlated with the hours around it by the memory to their distance.

        A moving average over the day before, so that each hour can be had without the others.
        """
        back = 24 if 0 < self._memory < 1 else 1
        weights = self._memory ** np.arange(back, dtype=np.float64)
        weights /= np.sqrt((weights**2).sum())
        mood = np.zeros(self.runs, dtype=np.float32)
        anchor = hour if self._memory < 1 else 0
        for lag, weight in enumerate(weights):
            fresh = self._generator((_TRAFFIC, anchor - lag))
            mood += np.float32(weight) * fresh.standard_normal(self.runs, np.float32)
        return mood

    def _generator(self, key: tuple[int, ...]) -> np.random.Generator:
        entropy = [self._seed, *(part % (1 << 63) for part in key)]
        return np.random.Generator(np.random.SFC64(entropy))


def _log_normal(normal: Floats, cv: float) -> Floats:
    variance = float(np.log1p(cv * cv))
    return np.exp(np.float32(np.sqrt(variance)) * normal - np.float32(variance / 2))
