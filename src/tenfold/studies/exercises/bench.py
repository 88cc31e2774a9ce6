"""What every exercise starts from: the pictures, the seeds, and the network of S3."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.datasets import hold_out, load_dataset
from tenfold.models import networks
from tenfold.models.backend import require_keras
from tenfold.studies.measured import Measured, seeds_in_words
from tenfold.training import recipe as recipes
from tenfold.training.engine import OnProgress, Trained, fit
from tenfold.training.recipe import Recipe
from tenfold.training.side_by_side import Check, Slowest, check_seeds, side_by_side
from tenfold.values import Dataset, Epoch, Progress, Split

Say = Callable[[str], None]
EPOCHS = 5  # where an exercise says nothing else
QUICK_EPOCHS = 2
_HELD_OUT = 6  # one picture in six: 10,000 of 60,000


@dataclass(frozen=True, eq=False)
class Trials:
    """The same recipe trained once a seed.

    histories: one entry a seed, in the order of the seeds. parameters: of the network.
    """

    histories: tuple[tuple[Epoch, ...], ...]
    parameters: int

    def last(self, figure: str) -> Measured:
        """A figure of every run's last epoch: "loss", "accuracy", "val_loss", "val_accuracy"."""
        return Measured(tuple(getattr(history[-1], figure) for history in self.histories))

    def curves(self, figure: str) -> np.ndarray:
        """A figure of every epoch: float64, shape (seeds, epochs); runs of one length only."""
        return np.array([[getattr(e, figure) for e in history] for history in self.histories])

    @property
    def epoch_seconds(self) -> Measured:
        """Each run's fastest epoch: compiling and whatever else runs here only make it slower."""
        return Measured(tuple(min(e.seconds for e in history) for history in self.histories))


@dataclass(frozen=True, eq=False)
class Bench:
    """What an exercise works with.

    train, held_out: parts of the data set's training pictures; held_out is never learned from.
    """

    dataset: Dataset
    train: Split
    held_out: Split
    seeds: tuple[int, ...]
    quick: bool
    on_progress: OnProgress
    say: Say

    @property
    def setting(self) -> str:
        """On what and how often the figures were measured, for below a table of means."""
        many = len(self.seeds) > 1
        runs = f"mean ± standard deviation of {len(self.seeds)} runs" if many else "one run"
        runs += f" ({seeds_in_words(self.seeds)})"
        return f"{runs}; {self.pictures}"

    @property
    def pictures(self) -> str:
        """How many pictures of what were learned from and held out."""
        return (
            f"{self.dataset.name}, {len(self.train):,} pictures learned from, "
            f"{len(self.held_out):,} held out"
        )

    def epochs(self, asked: int) -> int:
        """As many as the exercise asks for; two where it has to be quick."""
        return min(asked, QUICK_EPOCHS) if self.quick else asked

    def fit(self, plan: Recipe, seed: int, what: str) -> Trained:
        """Train `plan` once; what: the network in words, for whoever watches."""
        self.say(f"{what}, seed {seed}")
        return self._fit(plan, seed, self.on_progress)

    def fit_seeds(self, plan: Recipe, what: str) -> tuple[Trained, ...]:
        """Train `plan` once a seed, side by side."""
        self.say(f"{what}, {seeds_in_words(self.seeds)}")
        slowest = Slowest(self.on_progress)

        def job(seed: int, check: Check) -> Trained:
            def on_progress(progress: Progress) -> None:
                check()
                slowest.report(seed, progress)

            return self._fit(plan, seed, on_progress)

        require_keras()  # by this thread, before several would import it at once
        return side_by_side([partial(job, seed) for seed in self.seeds])

    def trials(self, plans: Mapping[str, Recipe], *, timed: bool = False) -> dict[str, Trials]:
        """Train every plan with every seed, the seeds of a plan side by side.

        timed: one after another instead, the plans taking turns, so that their seconds are their
        own and an hour in which the machine is busy slows all of them.
        """
        if timed:
            rounds = [{n: self.fit(p, seed, n) for n, p in plans.items()} for seed in self.seeds]
            trained = {name: [one[name] for one in rounds] for name in plans}
        else:
            trained = {name: list(self.fit_seeds(plan, name)) for name, plan in plans.items()}
        return {
            name: Trials(tuple(one.history for one in trained[name]), self._parameters(plan))
            for name, plan in plans.items()
        }

    def _fit(self, plan: Recipe, seed: int, on_progress: OnProgress) -> Trained:
        return fit(
            plan,
            self.train,
            self.held_out,
            classes=len(self.dataset.classes),
            seed=seed,
            on_progress=on_progress,
        )

    def _parameters(self, plan: Recipe) -> int:
        layers = networks.resolve(plan.layers, len(self.dataset.classes))
        return sum(row.parameters for row in networks.table(layers, self.dataset.spec.shape))


def make_bench(
    data: str | Path,
    *,
    seeds: Sequence[int],
    quick: bool,
    data_dir: str | Path | None,
    on_progress: OnProgress,
    say: Say,
) -> Bench:
    """Load the data and hold the last sixth of its training pictures out."""
    numbers = check_seeds(seeds)
    dataset = load_dataset(data, data_dir=data_dir)
    train, held_out = hold_out(
        dataset.train,
        pictures=len(dataset.train) // _HELD_OUT,
        take="last",
        rng=np.random.default_rng(0),  # "last" draws nothing
    )
    chosen = numbers[:1] if quick else numbers
    return Bench(dataset, train, held_out, chosen, quick, on_progress, say)


def network(
    *hidden: int,
    rescale: bool = True,
    flatten: bool = True,
    outputs: int | str = "classes",
    epochs: int = EPOCHS,
    stop: Sequence[str] = (),
) -> Recipe:
    """S3's network, fashion-mlp, with other layers: `hidden` units of each hidden layer.

    Without `rescale` pixels stay at 0 to 255; without `flatten` a picture keeps its two axes.
    stop: rules such as "loss<0.4".
    """
    layers: list[dict[str, Any]] = [
        *([{"kind": "rescale", "divide_by": 255}] if rescale else []),
        *([{"kind": "flatten"}] if flatten else []),
        *({"kind": "dense", "units": units, "activation": "relu"} for units in hidden),
        {"kind": "dense", "units": outputs, "activation": "softmax"},
    ]
    return recipes.plan("fashion-mlp", {"layers": layers, "epochs": epochs}, stop)
