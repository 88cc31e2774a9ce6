"""What `tenfold bench` can measure: one table of works, each a list of cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tenfold.errors import UsageError, did_you_mean
from tenfold.evaluation.words import count_of
from tenfold.studies.speed.jobs import plain
from tenfold.training import recipe as recipes
from tenfold.training.recipe import Recipe

# Three epochs after the first show what an epoch costs; the recipes' own length takes an hour.
EPOCHS = 4
_QUICK_PICTURES = (2000, 500)
_ANSWERING = ("digits-mlp-256", "digits-cnn", "digits-best")


@dataclass(frozen=True)
class Options:
    """How to measure.

    recipes: in place of those that a work measures by itself. epochs: the most that `training`
    trains, None for the recipes' own length. repeats: rounds. quick: one round of little work, to
    see that everything runs; its figures mean nothing. data, data_dir: as `tenfold train` has them.
    """

    recipes: tuple[str, ...] = ()
    epochs: int | None = EPOCHS
    repeats: int = 3
    quick: bool = False
    data: str | None = None
    data_dir: Path | None = None

    @property
    def rounds(self) -> int:
        """How often every side runs."""
        return 1 if self.quick else self.repeats

    @property
    def most_pictures(self) -> tuple[int, int] | None:
        """How many train and test pictures are used, None for all."""
        return _QUICK_PICTURES if self.quick else None

    @property
    def seconds(self) -> float:
        """How long one call is repeated inside a process."""
        return 0.1 if self.quick else 1.0


@dataclass(frozen=True)
class Case:
    """One row of a table: the same work for every side.

    kind: what the sides are told to do (see jobs.py). recipe: as it is trained here; given: what
    it is called on the command line. families: of the sides that take part. figures: what is
    shown, see figures.py. also: other recipes that are the same work. amount: how many epochs or
    pictures, where that is the question; `name` then starts with what there is so many of.
    """

    work: str
    name: str
    kind: str
    recipe: Recipe
    given: str
    figures: tuple[str, ...]
    families: tuple[str, ...] = ("tenfold", "keras", "torch")
    also: tuple[str, ...] = ()
    amount: int | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What a reader of the figures must know of the work."""
        known: dict[str, Any] = {"recipe": self.recipe.name}
        if self.kind == "training":
            known |= {"epochs": self.recipe.epochs, "batch_size": self.recipe.batch_size}
        known |= {"also": list(self.also)} if self.also else {}
        return known | ({"amount": self.amount} if self.amount is not None else {})


def _training(options: Options) -> list[Case]:
    """Every recipe once; those that differ in their name or in epochs beyond the cap are one."""
    cases: dict[str, Case] = {}
    every = [name for name in recipes.names() if not recipes.load(name).lines]
    for given, planned in _planned(options, options.recipes or every, options.epochs):
        recipe = plain(planned)
        same = json.dumps(
            recipe.model_dump(mode="json", exclude={"name", "title", "about", "source"})
        )
        if same in cases:
            cases[same] = replace(cases[same], also=(*cases[same].also, recipe.name))
        else:
            figures = ("epoch", "run", "memory", "accuracy")
            plainly = "" if recipe is planned else "'s network, plainly"
            name = f"{recipe.name}{plainly}, {count_of(recipe.epochs, 'epoch')}"
            cases[same] = Case("training", name, "training", recipe, given, figures)
    return list(cases.values())


def _latency(options: Options) -> list[Case]:
    return [
        Case("latency", recipe.name, "latency", recipe, given, ("answer", "logits"))
        for given, recipe in _answering(options)
    ]


def _throughput(options: Options) -> list[Case]:
    return [
        Case("throughput", recipe.name, "throughput", recipe, given, ("as_written", "in_thousands"))
        for given, recipe in _answering(options)
    ]


def _files(options: Options) -> list[Case]:
    """Picture files; PyTorch sits out, since it reads none by itself."""
    count = 20 if options.quick else 10_000
    sides = ("tenfold", "keras")
    cases = []
    for given, recipe in _answering(options, ("digits-cnn",)):
        row = Case("files", recipe.name, "files", recipe, given, ("png", "jpeg"), sides)
        name = f"{recipe.name}, folder of {count:,} files"
        folder = replace(row, name=name, kind="folder", figures=("run", "memory"), amount=count)
        cases += [row, folder]
    return cases


def _cold(options: Options) -> list[Case]:
    cases = []
    for given, recipe in _answering(options, ("digits-cnn",)):
        cases.append(Case("cold", recipe.name, "cold", recipe, given, ("run", "memory")))
    help_page = replace(
        cases[0], name="--help", kind="help", figures=("run",), families=("tenfold",)
    )
    return [*cases, help_page]


def _scaling(options: Options) -> list[Case]:
    """Only tenfold: whether its cost grows in a straight line."""
    amounts = (1, 2, 4) if options.quick else (5, 10, 20, 40, 60)
    pictures = (100, 1000, 5000) if options.quick else (1000, 10_000, 100_000, 1_000_000)
    cases = []
    for given, recipe in _answering(options, ("ocr-mlp-64",)):
        row = Case("scaling", "", "training", recipe, given, ("run", "memory"), ("tenfold",))
        cases += [
            replace(
                row,
                name=f"epochs of {recipe.name}: {count}",
                recipe=recipe.model_copy(update={"epochs": count}),
                amount=count,
            )
            for count in amounts
        ]
        cases += [
            replace(
                row,
                name=f"pictures answered by {recipe.name}: {count:,}",
                kind="many",
                amount=count,
            )
            for count in pictures
        ]
    return cases


WORKS: dict[str, Callable[[Options], list[Case]]] = {
    "training": _training,
    "latency": _latency,
    "throughput": _throughput,
    "files": _files,
    "cold": _cold,
    "scaling": _scaling,
}


def cases(works: Sequence[str], options: Options) -> list[Case]:
    """The cases of some works, or of all where none is named.

    Raises UsageError for a work, RecipeError for a recipe that does not exist.
    """
    for name in works:
        if name not in WORKS:
            raise UsageError(
                f"Work {name!r} does not exist.{did_you_mean(name, WORKS)} "
                f"Known: {', '.join(WORKS)}."
            )
    return [case for name in WORKS if name in (works or WORKS) for case in WORKS[name](options)]


def _answering(options: Options, names: Sequence[str] = _ANSWERING) -> list[tuple[str, Recipe]]:
    """Recipes whose models answer: how long they were trained is no matter."""
    return _planned(options, options.recipes or names, 1)


def _planned(
    options: Options, names: Iterable[str], epochs: int | None
) -> list[tuple[str, Recipe]]:
    planned = []
    for name in names:
        recipe = recipes.load(name)
        if recipe.lines:
            raise UsageError(
                f"Recipe {recipe.name!r} learns to read lines, which no other side here does. "
                "Name a classifier's recipe (tenfold recipes lists them), or measure reading with "
                "python -m benchmarks.reading."
            )
        planned.append((name, _fitted(recipe, options, epochs)))
    return planned


def _fitted(recipe: Recipe, options: Options, epochs: int | None) -> Recipe:
    """The recipe with no more epochs than `epochs`, and no more pictures than a quick run has."""
    settings: dict[str, Any] = {"epochs": min(recipe.epochs, epochs or recipe.epochs)}
    if options.quick:
        settings["epochs"] = min(settings["epochs"], 2)
    if options.most_pictures and recipe.validation.pictures:
        kept = min(recipe.validation.pictures, options.most_pictures[0] // 5)
        settings["validation.pictures"] = kept
    return recipes.plan(recipe, settings)
