"""Every row of the five systems trained as written: theirs beside ours.

A row holds when the mean test accuracy of seeds 0, 1 and 2 is at least theirs minus 0.3 points
and the network has as many parameters as theirs. A row that is to stop by itself holds when each
of these seeds does so within its epochs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold import pipeline
from tenfold.artefact.runs import Run
from tenfold.evaluation.words import percent
from tenfold.studies.measured import Measured, seeds_in_words
from tenfold.studies.systems import Theirs, select
from tenfold.training import recipe as recipes
from tenfold.training.engine import OnProgress
from tenfold.training.side_by_side import Slowest, check_seeds

JUDGED_SEEDS = (0, 1, 2)
MARGIN = 0.003  # 0.3 points below theirs still holds: one run of theirs is one draw
QUICK_EPOCHS = 2
_ROUNDING = 1e-9  # accuracies are counts of 10,000: sums of them must not fail by a last bit


@dataclass(frozen=True)
class Ours:
    """What our runs of a recipe gave, one value a seed.

    train_accuracy is measured as theirs was: see `Theirs.train_measured`.
    """

    seeds: tuple[int, ...]
    test_accuracy: Measured
    test_loss: Measured
    train_accuracy: Measured
    validation_accuracy: Measured | None
    parameters: int
    epochs: tuple[int, ...]
    seconds: Measured

    @property
    def gap(self) -> Measured:
        """Train accuracy minus test accuracy of each seed."""
        pairs = zip(self.train_accuracy.values, self.test_accuracy.values, strict=True)
        return Measured(tuple(train - test for train, test in pairs))

    def to_json(self) -> dict[str, Any]:
        """Every figure with its mean, spread and each seed's value."""
        validation = self.validation_accuracy
        return {
            "seeds": list(self.seeds),
            "test_accuracy": self.test_accuracy.to_json(),
            "validation_accuracy": None if validation is None else validation.to_json(),
            "train_accuracy": self.train_accuracy.to_json(),
            "train_minus_test": self.gap.to_json(),
            "test_loss": self.test_loss.to_json(),
            "parameters": self.parameters,
            "epochs": list(self.epochs),
            "seconds": self.seconds.to_json(),
        }


@dataclass(frozen=True)
class Comparison:
    """One row: theirs, ours, whether it holds (None where it is not judged), and why."""

    theirs: Theirs
    ours: Ours
    holds: bool | None
    why: str

    def to_json(self) -> dict[str, Any]:
        """The row as one object."""
        return {
            "recipe": self.theirs.recipe,
            "system": self.theirs.system,
            "theirs": self.theirs.to_json(),
            "ours": self.ours.to_json(),
            "holds": self.holds,
            "why": self.why,
        }

    def table(self) -> list[tuple[str, str, str]]:
        """(what, theirs, ours) for people; a figure that neither side has is left out."""
        theirs, ours = self.theirs, self.ours
        validation = ours.validation_accuracy
        rows = [("test accuracy", _share(theirs.test_accuracy), ours.test_accuracy.as_share())]
        if validation is not None:
            told = _share(theirs.validation_accuracy)
            rows.append(("validation accuracy", told, validation.as_share()))
        how = "running" if theirs.train_measured == "running mean" else "evaluated"
        train = _share(theirs.train_accuracy), ours.train_accuracy.as_share()
        rows.append((f"train accuracy, {how}", *train))
        gap = "-" if theirs.gap is None else f"{100 * theirs.gap:.2f} points"
        rows.append(("train minus test", gap, ours.gap.as_points()))
        if theirs.test_loss is not None:
            rows.append(("test loss", f"{theirs.test_loss:.4f}", ours.test_loss.as_number()))
        epochs = ", ".join(str(count) for count in sorted(set(ours.epochs)))
        return [
            *rows,
            ("epochs", str(theirs.stopped_in or theirs.epochs), epochs),
            ("parameters", f"{theirs.parameters:,}", f"{ours.parameters:,}"),
            ("time of a run, side by side", "-", ours.seconds.as_seconds()),
        ]


def reproduce(
    only: str | None = None,
    *,
    seeds: Sequence[int] = JUDGED_SEEDS,
    quick: bool = False,
    data: str | Path | None = None,
    data_dir: str | Path | None = None,
    out: str | Path | None = None,
    on_progress: OnProgress = lambda progress: None,
    say: Callable[[str], None] = lambda text: None,
) -> Iterator[Comparison]:
    """Train rows as written and give each as soon as its seeds are done.

    only: a system ("S0", "S0a") or a recipe; all where None. quick: two epochs and the first
    seed, to see that everything runs. data: other data in place of each recipe's own. Neither
    is judged. out: where the run folders are kept, RECIPE-seedN; without it they are temporary.
    Raises UsageError (no such system), and what `tenfold.train` raises.
    """
    rows, numbers = select(only), check_seeds(seeds)
    chosen = numbers[:1] if quick else numbers

    def each() -> Iterator[Comparison]:
        for theirs in rows:
            plan = recipes.load(theirs.recipe)
            epochs = min(QUICK_EPOCHS, plan.epochs) if quick else plan.epochs
            with _folder(out) as folder:
                say(f"{theirs.system} {theirs.recipe}, {seeds_in_words(chosen)}")
                runs = pipeline.train_seeds(
                    plan,
                    seeds=chosen,
                    data=data,
                    data_dir=data_dir,
                    out=folder,
                    on_progress=Slowest(on_progress).report,
                    epochs=epochs,
                )
                ours = _ours(theirs, chosen, runs)
            yield compare(theirs, ours, as_written=not quick and data is None)

    return each()


def compare(theirs: Theirs, ours: Ours, *, as_written: bool = True) -> Comparison:
    """Judge a row; it is not judged unless it ran as written with seeds 0, 1 and 2."""
    if not as_written:
        why = "not judged: it did not run as written (quick, or on other data)"
        return Comparison(theirs, ours, None, why)
    if not set(JUDGED_SEEDS) <= set(ours.seeds):
        return Comparison(theirs, ours, None, "not judged: that takes seeds 0, 1 and 2")
    rows = [ours.seeds.index(seed) for seed in JUDGED_SEEDS]
    right, why = (
        _reaches(theirs, Measured(tuple(ours.test_accuracy.values[row] for row in rows)).mean)
        if theirs.stop_above is None
        else _stops(theirs, ours, rows, theirs.stop_above)
    )
    same = ours.parameters == theirs.parameters
    why += ", and the parameters are theirs" if same else ", but the parameters are not theirs"
    return Comparison(theirs, ours, right and same, why)


def _reaches(theirs: Theirs, mean: float) -> tuple[bool, str]:
    if theirs.test_accuracy is None:
        bound, meaning = theirs.holds_at or 0.0, "what their network reaches when run again"
    else:
        bound, meaning = theirs.test_accuracy - MARGIN, "theirs minus 0.3 points"
    reached = mean >= bound - _ROUNDING
    relation = "is at least" if reached else "is below"
    return reached, (
        f"the mean test accuracy {percent(mean, 2)} of seeds 0-2 {relation} "
        f"{percent(bound, 2)}, {meaning}"
    )


def _stops(theirs: Theirs, ours: Ours, rows: list[int], bound: float) -> tuple[bool, str]:
    stopped = [
        ours.train_accuracy.values[row] > bound and ours.epochs[row] <= theirs.epochs
        for row in rows
    ]
    return all(stopped), (
        f"{sum(stopped)} of {len(rows)} seeds stopped within {theirs.epochs} epochs because the "
        f"train accuracy passed {percent(bound, 0)}"
    )


def _ours(theirs: Theirs, seeds: tuple[int, ...], runs: Sequence[Run]) -> Ours:
    scores = [run.scores for run in runs]
    if theirs.train_measured == "running mean":
        train = tuple(run.history[-1].accuracy for run in runs)
    else:
        train = tuple(one["train"].accuracy for one in scores)
    kept = "validation" in scores[0]
    return Ours(
        seeds=seeds,
        test_accuracy=Measured(tuple(one["test"].accuracy for one in scores)),
        test_loss=Measured(tuple(one["test"].loss for one in scores)),
        train_accuracy=Measured(train),
        validation_accuracy=(
            Measured(tuple(one["validation"].accuracy for one in scores)) if kept else None
        ),
        parameters=runs[0].record["parameters"],
        epochs=tuple(len(run.history) for run in runs),
        seconds=Measured(tuple(run.record["seconds"]["train"] for run in runs)),
    )


def _folder(out: str | Path | None) -> AbstractContextManager[str | Path]:
    return tempfile.TemporaryDirectory(prefix="tenfold-") if out is None else nullcontext(out)


def _share(value: float | None) -> str:
    return "-" if value is None else percent(value, 2)
