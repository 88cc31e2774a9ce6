"""What was measured: one result a case, with every run of every side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tenfold.studies.speed.figures import FIGURES
from tenfold.studies.speed.ratios import Summary, summarise, times_faster
from tenfold.studies.speed.sides import TENFOLD


@dataclass(frozen=True)
class SideRuns:
    """What one side gave. runs: figures by round; failure: why there are no more, or None."""

    title: str
    versions: Mapping[str, str]
    runs: Mapping[int, Mapping[str, Any]]
    failure: str | None = None

    def series(self, figure: str) -> dict[int, float]:
        """One figure by round; a round without it is left out."""
        return {r: f[figure] for r, f in self.runs.items() if f.get(figure) is not None}


@dataclass(frozen=True)
class Result:
    """One case measured by its sides, tenfold among them.

    work, case: what it is called. shown: names of its figures. settings: see `Case.settings`.
    measured: ISO date and time of its start, UTC. machine: see machine.py. quick: figures that
    mean nothing.
    """

    work: str
    case: str
    shown: tuple[str, ...]
    settings: Mapping[str, Any]
    measured: str
    machine: Mapping[str, Any]
    quick: bool
    sides: Mapping[str, SideRuns]

    def with_run(self, side: str, number: int, figures: Mapping[str, Any]) -> Result:
        """The same with one more run."""
        had = self.sides[side]
        return self._with(side, replace(had, runs={**had.runs, number: dict(figures)}))

    def with_failure(self, side: str, why: str) -> Result:
        """The same with a side that failed."""
        return self._with(side, replace(self.sides[side], failure=why))

    def _with(self, side: str, runs: SideRuns) -> Result:
        return replace(self, sides={**self.sides, side: runs})

    def summary(self, side: str, figure: str) -> Summary | None:
        """One side's figure over its rounds, None where it has none."""
        values = list(self.sides[side].series(figure).values()) if side in self.sides else []
        return summarise(values) if values else None

    def times_faster(self, side: str, figure: str) -> Summary | None:
        """How many times faster tenfold is than `side`; None where no round can be compared."""
        better = FIGURES[figure].better
        if better is None or side == TENFOLD or not {side, TENFOLD} <= self.sides.keys():
            return None
        ours, theirs = (self.sides[name].series(figure) for name in (TENFOLD, side))
        return times_faster(ours, theirs, more_is_better=better == "more")

    def to_json(self) -> dict[str, Any]:
        """Every figure of every run, and the ratios that the tables show."""
        ratios = {
            side: {
                figure: vars(ratio)
                for figure in self.shown
                if (ratio := self.times_faster(side, figure)) is not None
            }
            for side in self.sides
            if side != TENFOLD
        }
        return vars(self) | {
            "shown": list(self.shown),
            "settings": dict(self.settings),
            "machine": dict(self.machine),
            "sides": {name: _side_to_json(side) for name, side in self.sides.items()},
            "times_faster": ratios,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Result:
        """The same result, back from `to_json`."""
        kept = {name: values[name] for name in cls.__dataclass_fields__}
        sides = {name: _side_from_json(side) for name, side in values["sides"].items()}
        return cls(**kept | {"shown": tuple(values["shown"]), "sides": sides})


def _side_to_json(side: SideRuns) -> dict[str, Any]:
    runs = [{"round": number, **figures} for number, figures in side.runs.items()]
    return vars(side) | {"versions": dict(side.versions), "runs": runs}


def _side_from_json(values: Mapping[str, Any]) -> SideRuns:
    runs = {
        run["round"]: {name: value for name, value in run.items() if name != "round"}
        for run in values["runs"]
    }
    return SideRuns(values["title"], values["versions"], runs, values["failure"])
