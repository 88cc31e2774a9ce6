"""From a recipe to a finished run folder."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tenfold.artefact import runs
from tenfold.artefact.bundle import Metadata
from tenfold.artefact.runs import Run
from tenfold.datasets import CATALOGUE
from tenfold.errors import DatasetError, TenfoldWarning, UsageError
from tenfold.evaluation.reading import ReadingScores
from tenfold.models import networks
from tenfold.models.backend import backend, require_keras
from tenfold.pipeline import corrections as taught_by_people
from tenfold.pipeline import products, reading
from tenfold.pipeline.corrections import Correction
from tenfold.pipeline.material import Material, keep_back, load_for, same_data
from tenfold.pipeline.reading import LineMaterial, OnComposed
from tenfold.pipeline.start import start_from
from tenfold.training import checkpoint as checkpoints
from tenfold.training import habits
from tenfold.training import recipe as recipes
from tenfold.training.engine import OnProgress, Trained, fit
from tenfold.training.recipe import Recipe
from tenfold.training.side_by_side import Check, check_seeds, side_by_side
from tenfold.values import Dataset, Progress, Scores
from tenfold.versions import machine

Say = Callable[[str], None]
OnStart = Callable[[Run], None]
OnSeedProgress = Callable[[int, Progress], None]


def train(
    recipe: str | Path | Recipe,
    *,
    data: str | Path | None = None,
    data_dir: str | Path | None = None,
    seed: int = 0,
    out: str | Path | None = None,
    start: str | Path | None = None,
    stop_at: Sequence[str] = (),
    corrections: Iterable[Correction] | None = None,
    on_start: OnStart = lambda run: None,
    on_progress: OnProgress = lambda progress: None,
    on_composed: OnComposed = lambda done, total: None,
    say: Say = lambda text: None,
    **settings: Any,
) -> Run:
    """Train a recipe (a name, a TOML file or a Recipe) and write its run folder.

    data: a name, a folder or an .npz, in place of the recipe's own. start: a model (a file, a run
    or a name) of the same network, to go on from in place of fresh weights. settings: any of the
    recipe's, such as epochs=3 or, with dots, **{"layers.2.units": 512}. stop_at: rules such as
    "accuracy>0.9". corrections: what people corrected, the newest first: some are learned beside
    the data, the others held back, and the recipe is trained once more without them to see whether
    they helped (run.json says it). on_start (called once the run folder is there), on_progress,
    on_composed (lines done, of how many) and say: for whoever shows what happens.
    Raises RecipeError, UsageError, DatasetError, TrainingError, StorageError, MissingExtraError.
    """
    plan = recipes.plan(recipe, settings, stop_at)
    if out is not None:
        runs.check_free(out)  # before the data are loaded: this is a matter of a moment
    source = data or plan.data
    return _train_seed(
        plan,
        *(load_for(plan, source, data_dir=data_dir), source, seed, out),
        start=start,
        corrections=corrections,
        on_start=on_start,
        on_progress=on_progress,
        on_composed=on_composed,
        say=say,
    )


def train_seeds(
    recipe: str | Path | Recipe,
    *,
    seeds: Sequence[int],
    data: str | Path | None = None,
    data_dir: str | Path | None = None,
    out: str | Path | None = None,
    start: str | Path | None = None,
    stop_at: Sequence[str] = (),
    corrections: Iterable[Correction] | None = None,
    on_start: OnStart = lambda run: None,
    on_progress: OnSeedProgress = lambda seed, progress: None,
    say: Say = lambda text: None,
    **settings: Any,
) -> tuple[Run, ...]:
    """Train a recipe once a seed, side by side; each run ends as `train` with its seed would.

    out: a folder for the run folders, RECIPE-seedN. on_progress is told whose progress it is.
    Everything else, and what is raised, as in `train`. Ctrl-C keeps every finished epoch of
    every run for `resume`.
    """
    numbers = check_seeds(seeds)
    taught = None if corrections is None else list(corrections)  # each seed goes through them
    plan = recipes.plan(recipe, settings, stop_at)
    folders = [None if out is None else Path(out) / f"{plan.name}-seed{seed}" for seed in numbers]
    for folder in folders:
        if folder is not None:
            runs.check_free(folder)
    source = data or plan.data
    dataset = load_for(plan, source, data_dir=data_dir)
    require_keras()  # by this thread, before several would import it at once

    def job(seed: int, folder: Path | None, check: Check) -> Run:
        def watch(progress: Progress) -> None:
            check()
            on_progress(seed, progress)

        return _train_seed(
            plan,
            *(dataset, source, seed, folder),
            start=start,
            corrections=taught,
            on_start=on_start,
            on_progress=watch,
            say=say,
        )

    return side_by_side(
        [partial(job, seed, folder) for seed, folder in zip(numbers, folders, strict=True)]
    )


def resume(
    run: str | Path,
    *,
    data_dir: str | Path | None = None,
    on_progress: OnProgress = lambda progress: None,
    on_composed: OnComposed = lambda done, total: None,
    say: Say = lambda text: None,
) -> Run:
    """Go on with an interrupted run; its weights end as if it had never stopped.

    A finished run is given back as it is. Raises UsageError (no such run), RunError (it is
    broken), and what `train` raises.
    """
    found = runs.find_run(run)
    if found.finished:
        return found
    plan = recipes.parse(found.recipe)
    seed = int(found.record["seed"])
    data = found.record["data"]
    dataset = load_for(plan, data, data_dir=data_dir)
    material = _material(plan, dataset, seed, say=say, on_composed=on_composed)
    same_data(found, material.dataset)
    _same_backend(found)
    return _train_and_finish(found, plan, material, on_progress=on_progress, say=say)


def _train_seed(
    plan: Recipe,
    dataset: Dataset,
    source: str | Path,
    seed: int,
    out: str | Path | None,
    *,
    start: str | Path | None = None,
    corrections: Iterable[Correction] | None = None,
    on_start: OnStart,
    on_progress: OnProgress,
    on_composed: OnComposed = lambda done, total: None,
    say: Say,
) -> Run:
    """One run from its first epoch to its report."""
    if corrections is not None and plan.lines:  # said before a minute of composing
        raise UsageError(
            f"Numbers cannot be learned from corrections yet: recipe {plan.name!r} learns from "
            "composed lines. Leave out --with-corrections; what was corrected stays in the store."
        )
    _check_before_training(plan, dataset)
    begun = None if start is None else start_from(start, plan, dataset, seed)
    material = _material(plan, dataset, seed, say=say, on_composed=on_composed)
    _check_parts(material)
    taught = None
    if corrections is not None and isinstance(material, Material):
        taught = taught_by_people.gather(corrections, material)
    require_keras()  # before a folder is made: without Keras there is nothing to put into it
    folder = runs.new_folder(plan.name, seed, out)
    record = _opening_record(plan, material, source, seed)
    if taught is not None:
        taught_by_people.save(Run(folder, {}), taught)
        record["corrections"] = taught.to_json()
        record["dataset"]["corrections"] = taught.sha256
    if begun is not None:
        record["start"] = asdict(begun.model)
        checkpoints.save(Run(folder, {}).checkpoint, begun.checkpoint)
    run = Run(folder, {}).updated(**record)
    on_start(run)
    return _train_and_finish(run, plan, material, on_progress=on_progress, say=say)


def _material(
    plan: Recipe, dataset: Dataset, seed: int, *, say: Say, on_composed: OnComposed
) -> Material | LineMaterial:
    """What a recipe learns from: single pictures, or lines composed of them."""
    if plan.lines:
        return reading.compose_material(dataset, plan.lines, seed, say=say, on_composed=on_composed)
    return keep_back(dataset, plan.validation, seed)


def _check_before_training(plan: Recipe, dataset: Dataset) -> None:
    """Everything that would go wrong later, said now and in words."""
    classes = len(dataset.classes)
    layers = networks.resolve(plan.layers, classes)
    if plan.lines:
        reading.check_digits(dataset)
    if plan.habits:
        habits.check_classes(plan.name, plan.habits, dataset)
    networks.check(layers, plan.seen(dataset.spec.shape), classes)
    if networks.reads_raw_pixels(layers):
        warnings.warn(
            f"Recipe {plan.name!r} gives its first layer pixels from 0 to 255: networks learn "
            "slower and worse from large numbers. Put { kind = 'rescale', divide_by = 255 } "
            "before it.",
            TenfoldWarning,
            stacklevel=4,
        )


def _check_parts(material: Material | LineMaterial) -> None:
    if not len(material.train) or not len(material.dataset.test):
        raise DatasetError(
            f"Training needs pictures to learn from and pictures to be tested on. Got "
            f"{len(material.train)} and {len(material.dataset.test)} from {material.dataset.name}. "
            "Add pictures, or keep fewer for validation."
        )


def _opening_record(
    plan: Recipe, material: Material | LineMaterial, data: str | Path, seed: int
) -> dict[str, Any]:
    """run.json as it stands before the first epoch: enough to resume from."""
    dataset = material.dataset
    return {
        "format": 1,
        "state": "running",
        "recipe": plan.model_dump(mode="json", exclude_none=True),
        "seed": seed,
        "data": str(data) if str(data) in CATALOGUE else str(Path(data).resolve()),
        "dataset": {"name": dataset.name, "sha256": dataset.sha256},
        "pictures": {name: len(split) for name, split in material.splits.items()},
        "backend": backend(),
        "started_at": _now(),
        "test_evaluations": 0,
    }


def _same_backend(run: Run) -> None:
    """Another back end rounds and draws otherwise: the run would end in other weights."""
    if run.record["backend"] != backend():
        raise UsageError(
            f"Run {run.folder} was started with Keras on {run.record['backend']}, and this is "
            f"Keras on {backend()}: it would not end in the same weights. Set "
            f"KERAS_BACKEND={run.record['backend']}, or start a new run."
        )


def _train_and_finish(
    run: Run, plan: Recipe, material: Material | LineMaterial, *, on_progress: OnProgress, say: Say
) -> Run:
    """Train from the newest checkpoint on, then write the one file and everything beside it."""
    start = checkpoints.load(run.checkpoint) if run.checkpoint.exists() else None
    taught = taught_by_people.kept_with(run, material.dataset)

    def keep(checkpoint: checkpoints.Checkpoint) -> None:
        checkpoints.save(run.checkpoint, checkpoint)
        runs.write_history(run.folder, checkpoint.history)

    began = time.perf_counter()
    trained = fit(
        plan,
        taught.joined(material.train)
        if taught and isinstance(material, Material)
        else material.train,
        material.validation,
        classes=len(material.dataset.classes),
        seed=int(run.record["seed"]),
        start=start,
        on_progress=on_progress,
        on_epoch=keep,
    )
    seconds = {"train": time.perf_counter() - began}
    say("Writing the model file and evaluating it")
    began = time.perf_counter()
    scores: Mapping[str, Scores | ReadingScores]
    if isinstance(material, LineMaterial):
        metadata, scores = reading.write_model(run, plan, material, trained)
    else:
        metadata, logits, scores = products.write_model(run, plan, material, trained)
        runs.write_predictions(run.folder, logits)
    seconds["write and evaluate"] = time.perf_counter() - began
    if taught is not None and isinstance(material, Material):
        say("Training once more without the corrections, to see whether they helped")
        began = time.perf_counter()
        run = taught_by_people.compared(
            run, plan, material, taught, metadata=metadata, on_progress=on_progress
        )
        seconds["train without corrections"] = time.perf_counter() - began
    finished = _finished(run, trained, metadata, scores, seconds)
    if isinstance(material, Material):
        say("Writing the report")
        products.write_report(finished, plan, material)
    return finished.updated()


def _finished(
    run: Run,
    trained: Trained,
    metadata: Metadata,
    scores: Mapping[str, Scores | ReadingScores],
    seconds: Mapping[str, float],
) -> Run:
    """The run with what its training came to; run.json is written last of all."""
    return Run(
        run.folder,
        run.record
        | {
            "state": "finished",
            "finished_at": _now(),
            "loop": trained.loop,
            "precision": trained.precision,
            "stopped": trained.stopped,
            "parameters": int(trained.model.count_params()),
            "temperature": metadata.temperature,
            "refusal_threshold": metadata.refusal_threshold,
            "outlier_threshold": metadata.outlier_threshold,
            "scores": {name: one.to_json() for name, one in scores.items()},
            "test_evaluations": run.record["test_evaluations"] + 1,
            "seconds": dict(seconds),
            "versions": metadata.versions,
            "machine": machine(),
        },
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
