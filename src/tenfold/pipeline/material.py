"""Which pictures a recipe is trained on, decided with, and judged on."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenfold.artefact.bundle import Metadata
from tenfold.artefact.runs import Run
from tenfold.datasets import CATALOGUE, hold_out, load_dataset
from tenfold.errors import UsageError
from tenfold.training import recipe as recipes
from tenfold.training.recipe import Recipe
from tenfold.values import Dataset, Split

_JUDGED = 10_000  # training pictures


@dataclass(frozen=True, eq=False)
class Material:
    """What a recipe is trained and judged on. validation is None where a recipe keeps none."""

    dataset: Dataset
    train: Split
    validation: Split | None

    @property
    def splits(self) -> dict[str, Split]:
        """The splits by name, as far as there are any."""
        validation = {} if self.validation is None else {"validation": self.validation}
        return {"train": self.train} | validation | {"test": self.dataset.test}

    @property
    def judged(self) -> dict[str, Split]:
        """The splits as a run judges them: of many training pictures, 10,000 evenly spread.

        They only show how much better a network knows what it has seen, and 10,000 show it to
        0.1 points. All 60,000 took a convolutional network as long as an epoch of training.
        """
        count = len(self.train)
        spread = np.linspace(0, count - 1, min(count, _JUDGED)).round().astype(int)
        return self.splits | {"train": self.train[spread]}


def load_for(plan: Recipe, data: str | Path, *, data_dir: str | Path | None) -> Dataset:
    """The data set as the recipe wants its pictures."""
    spec = plan.picture
    if spec is None and plan.data in CATALOGUE:
        spec = CATALOGUE[plan.data].spec
    return load_dataset(data, data_dir=data_dir, spec=spec)


def keep_back(dataset: Dataset, kept: recipes.Validation, seed: int) -> Material:
    """Part the training pictures into those to learn from and those to decide with."""
    if not kept.pictures:
        return Material(dataset, dataset.train, None)
    rng = np.random.default_rng([seed, 2**32])  # a stream of its own, apart from the epochs'
    parts = hold_out(dataset.train, pictures=kept.pictures, take=kept.take, rng=rng)
    return Material(dataset, *parts)


def dataset_for(
    metadata: Metadata, data: str | Path | None, data_dir: str | Path | None
) -> Dataset:
    """The data set to evaluate on, its classes in the model's order."""
    source = data or metadata.dataset.get("name", "")
    if data is None and source not in CATALOGUE:
        raise UsageError(
            f"The model was trained on {source!r}, which is no data set tenfold can get. "
            "Say what to evaluate on: --data NAME or --data FOLDER"
        )
    load_it = functools.partial(
        load_dataset, source, data_dir=data_dir, spec=metadata.spec, classes=metadata.classes
    )
    dataset = load_it()
    if dataset.sha256 == metadata.dataset.get("sha256") or str(source) in CATALOGUE:
        return dataset
    # Pictures the model was not trained on need not be parted: all of them test it.
    return load_it(split_flat=False)


def choose(dataset: Dataset, split: str, metadata: Metadata) -> Split:
    """The pictures of one split, parted as they were for training. Raises UsageError."""
    if split == "test":
        return dataset.test
    if dataset.sha256 != metadata.dataset.get("sha256"):
        raise UsageError(
            f"The {split} split belongs to the data the model was trained on, and "
            f"{dataset.name!r} is other data. Use --split test."
        )
    plan = recipes.parse(metadata.recipe)
    if split == "validation" and not plan.validation.pictures:
        raise UsageError(
            f"Recipe {plan.name!r} keeps no validation pictures, so there is nothing to evaluate "
            "on. Use --split test, or train with --set validation.pictures=10000."
        )
    return keep_back(dataset, plan.validation, metadata.seed or 0).splits[split]


def same_data(run: Run, dataset: Dataset) -> None:
    """Raise UsageError where the data set is no longer the one the run was started with."""
    if dataset.sha256 != run.record["dataset"]["sha256"]:
        raise UsageError(
            f"The data set {run.record['data']} has changed since {run.folder} was started. "
            "Put the old data back, or start a new run."
        )
