"""The whole story: load, prepare, train, write the one file, evaluate, report.

datasets -> pictures -> models -> training -> evaluation -> artefact -> inference
"""

from __future__ import annotations

import functools
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.artefact import export, runs
from tenfold.artefact.bundle import Metadata, parse
from tenfold.artefact.runs import Run
from tenfold.datasets import CATALOGUE, hold_out, load_dataset
from tenfold.errors import DatasetError, TenfoldWarning, UsageError
from tenfold.evaluation.calibration import fit_temperature, refusal_threshold
from tenfold.evaluation.report import EvaluatedSplit, Facts, ReportData, render
from tenfold.evaluation.scores import score
from tenfold.inference.classifier import Classifier, load
from tenfold.models import networks
from tenfold.models.backend import backend
from tenfold.probability import softmax
from tenfold.storage import write_bytes, write_text, writing
from tenfold.training import checkpoint as checkpoints
from tenfold.training import recipe as recipes
from tenfold.training.engine import OnProgress, Trained, fit
from tenfold.training.recipe import Recipe
from tenfold.values import Dataset, Scores, Split
from tenfold.versions import machine, versions

Say = Callable[[str], None]
_PARITY_PICTURES = 1000


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


def train(
    recipe: str | Path | Recipe,
    *,
    data: str | Path | None = None,
    data_dir: str | Path | None = None,
    seed: int = 0,
    out: str | Path | None = None,
    stop_at: Sequence[str] = (),
    on_progress: OnProgress = lambda progress: None,
    say: Say = lambda text: None,
    **settings: Any,
) -> Run:
    """Train a recipe (a name, a TOML file or a Recipe) and write its run folder.

    data: a name, a folder or an .npz, in place of the recipe's own. settings: any of the
    recipe's, such as epochs=3 or, with dots, **{"layers.2.units": 512}. stop_at: rules such as
    "accuracy>0.9". on_progress and say: for whoever shows what happens.
    Raises RecipeError, UsageError, DatasetError, TrainingError, StorageError, MissingExtraError.
    """
    plan = recipes.plan(recipe, settings, stop_at)
    folder = runs.new_folder(plan.name, seed, out)
    source = data or plan.data
    material = _prepare(plan, source, data_dir=data_dir, seed=seed)
    _check_before_training(plan, material)
    run = Run(folder, {}).updated(**_opening_record(plan, material, source, seed))
    return _train_and_finish(run, plan, material, on_progress=on_progress, say=say)


def resume(
    run: str | Path,
    *,
    data_dir: str | Path | None = None,
    on_progress: OnProgress = lambda progress: None,
    say: Say = lambda text: None,
) -> Run:
    """Go on with an interrupted run; its weights end as if it had never stopped.

    A finished run is given back as it is. Raises RunError, and what `train` raises.
    """
    found = runs.find_run(run)
    if found.finished:
        return found
    plan = recipes.parse(found.recipe)
    seed = int(found.record["seed"])
    data = found.record["data"]
    material = _prepare(plan, data, data_dir=data_dir, seed=seed)
    _same_data(found, material)
    return _train_and_finish(found, plan, material, on_progress=on_progress, say=say)


def evaluate(
    model: str | Path | None = None,
    *,
    data: str | Path | None = None,
    split: str = "test",
    data_dir: str | Path | None = None,
) -> Scores:
    """Scores of a model (FILE, RUN, NAME or None for the newest run) on one split of its data.

    data: another data set, or a folder of labelled pictures: all of them are then the test
    split. An evaluation of a run on the test split of its own data is counted in run.json.
    Raises UsageError, DatasetError, ModelFileError.
    """
    if split not in ("train", "validation", "test"):
        raise UsageError(f"The split must be train, validation or test. Got {split!r}.")
    path = runs.find_model(None if model is None else Path(model))
    classifier, run = load(path), runs.run_of(path)
    metadata = classifier.metadata
    dataset = _dataset_for(metadata, data or (run.record["data"] if run else None), data_dir)
    pictures = _choose(dataset, split, metadata)
    scores = _score(classifier, dataset, split, pictures)
    if run and split == "test" and dataset.sha256 == metadata.dataset["sha256"]:
        run.updated(test_evaluations=run.record["test_evaluations"] + 1)
    return scores


def report(run: str | Path | Run, *, data_dir: str | Path | None = None) -> Path:
    """Write (anew) the report of a finished run; its answers are those kept with the run.

    Raises RunError, UsageError (not finished), DatasetError (its data are gone or changed).
    """
    found = run if isinstance(run, Run) else runs.find_run(run)
    if not found.finished:
        raise UsageError(
            f"Run {found.folder} is not finished. Finish it: tenfold train --resume {found.folder}"
        )
    plan = recipes.parse(found.recipe)
    seed = int(found.record["seed"])
    material = _prepare(plan, found.record["data"], data_dir=data_dir, seed=seed)
    _same_data(found, material)
    _write_report(found, plan, material)
    return found.report


def _prepare(plan: Recipe, data: str | Path, *, data_dir: str | Path | None, seed: int) -> Material:
    """Load the data set and keep the recipe's validation pictures back."""
    spec = plan.picture
    if spec is None and plan.data in CATALOGUE:
        spec = CATALOGUE[plan.data].spec
    return _hold_out(load_dataset(data, data_dir=data_dir, spec=spec), plan.validation, seed)


def _hold_out(dataset: Dataset, kept: recipes.Validation, seed: int) -> Material:
    if not kept.pictures:
        return Material(dataset, dataset.train, None)
    rng = np.random.default_rng([seed, 2**32])  # a stream of its own, apart from the epochs'
    parts = hold_out(dataset.train, pictures=kept.pictures, take=kept.take, rng=rng)
    return Material(dataset, *parts)


def _check_before_training(plan: Recipe, material: Material) -> None:
    """Everything that would go wrong later, said now and in words."""
    classes = len(material.dataset.classes)
    layers = networks.resolve(plan.layers, classes)
    networks.check(layers, material.dataset.spec.shape, classes)
    if not len(material.train) or not len(material.dataset.test):
        raise DatasetError(
            f"Training needs pictures to learn from and pictures to be tested on. Got "
            f"{len(material.train)} and {len(material.dataset.test)} from {material.dataset.name}. "
            "Add pictures, or keep fewer for validation."
        )
    if networks.reads_raw_pixels(layers):
        warnings.warn(
            f"Recipe {plan.name!r} gives its first layer pixels from 0 to 255: networks learn "
            "slower and worse from large numbers. Put { kind = 'rescale', divide_by = 255 } "
            "before it.",
            TenfoldWarning,
            stacklevel=3,
        )


def _opening_record(
    plan: Recipe, material: Material, data: str | Path, seed: int
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
        "started_at": _now(),
        "test_evaluations": 0,
    }


def _train_and_finish(
    run: Run, plan: Recipe, material: Material, *, on_progress: OnProgress, say: Say
) -> Run:
    """Train from the newest checkpoint on, then write the one file and everything beside it."""
    start = checkpoints.load(run.checkpoint) if run.checkpoint.exists() else None

    def keep(checkpoint: checkpoints.Checkpoint) -> None:
        checkpoints.save(run.checkpoint, checkpoint)
        runs.write_history(run.folder, checkpoint.history)

    began = time.perf_counter()
    trained = fit(
        plan,
        material.train,
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
    metadata, logits, scores = _write_model(run, plan, material, trained)
    seconds["write and evaluate"] = time.perf_counter() - began
    finished = Run(
        run.folder,
        run.record
        | {
            "state": "finished",
            "finished_at": _now(),
            "backend": backend(),
            "loop": trained.loop,
            "stopped": trained.stopped,
            "parameters": int(trained.model.count_params()),
            "temperature": metadata.temperature,
            "refusal_threshold": metadata.refusal_threshold,
            "scores": {name: one.to_json() for name, one in scores.items()},
            "test_evaluations": run.record["test_evaluations"] + 1,
            "seconds": seconds,
            "versions": metadata.versions,
            "machine": machine(),
        },
    )
    say("Writing the report")
    runs.write_predictions(run.folder, logits)
    _write_report(finished, plan, material)
    return finished.updated()


def _write_model(
    run: Run, plan: Recipe, material: Material, trained: Trained
) -> tuple[Metadata, dict[str, np.ndarray], dict[str, Scores]]:
    """Write model.onnx and model.keras; the scores are the file's own, not the trainer's.

    What is decided (temperature, threshold) is decided on validation pictures, before the test
    split is looked at.
    """
    dataset, splits = material.dataset, material.splits
    metadata = Metadata(
        name=plan.name,
        classes=dataset.classes,
        spec=dataset.spec,
        recipe=run.recipe,
        seed=int(run.record["seed"]),
        dataset=run.record["dataset"],
        versions=versions(),
    )
    graph = export.to_onnx(trained.to_logits)
    classifier = Classifier(parse(export.with_metadata(graph, metadata)))
    sample = material.train.images[:_PARITY_PICTURES]
    export.check_parity(np.asarray(trained.to_logits(sample)), classifier.logits(sample))

    logits = {n: classifier.logits(splits[n].images) for n in splits if n != "test"}
    if material.validation is not None:
        temperature = fit_temperature(logits["validation"], material.validation.labels)
        likely = softmax(logits["validation"], temperature)
        threshold = refusal_threshold(likely, material.validation.labels)
        metadata = replace(metadata, temperature=temperature, refusal_threshold=threshold)
    logits["test"] = classifier.logits(splits["test"].images)
    scores = {
        name: _score_logits(metadata, dataset, name, splits[name], logits[name]) for name in splits
    }
    metadata = replace(metadata, scores={n: _brief(one) for n, one in scores.items()})
    write_bytes(run.model, export.with_metadata(graph, metadata))
    with writing(run.folder / "model.keras") as temporary:
        trained.model.save(temporary)
    return metadata, logits, scores


def _write_report(run: Run, plan: Recipe, material: Material) -> None:
    dataset = material.dataset
    layers = networks.resolve(plan.layers, len(dataset.classes))
    scores, logits = run.scores, run.predictions
    data = ReportData(
        title=plan.title,
        recipe=run.recipe,
        layers=[asdict(row) for row in networks.table(layers, dataset.spec.shape)],
        facts=Facts(
            seed=int(run.record["seed"]),
            dataset=dataset.name,
            sha256=dataset.sha256,
            seconds=sum(epoch.seconds for epoch in run.history),
            test_evaluations=run.record["test_evaluations"],
            temperature=run.record["temperature"],
            threshold=run.record["refusal_threshold"],
            versions=run.record["versions"],
        ),
        history=run.history,
        classes=dataset.classes,
        splits={
            name: EvaluatedSplit(split.images, split.labels, logits[name], scores[name])
            for name, split in material.splits.items()
        },
    )
    write_text(run.report, render(data))


def _dataset_for(
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


def _choose(dataset: Dataset, split: str, metadata: Metadata) -> Split:
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
    return _hold_out(dataset, plan.validation, metadata.seed or 0).splits[split]


def _score(classifier: Classifier, dataset: Dataset, split: str, pictures: Split) -> Scores:
    logits = classifier.logits(pictures.images)
    return _score_logits(classifier.metadata, dataset, split, pictures, logits)


def _score_logits(
    metadata: Metadata, dataset: Dataset, split: str, pictures: Split, logits: np.ndarray
) -> Scores:
    return score(
        pictures.labels,
        logits,
        classes=metadata.classes,
        dataset=dataset.name,
        split=split,
        temperature=metadata.temperature,
    )


def _brief(scores: Scores) -> dict[str, Any]:
    """What of the scores travels with the file."""
    return {
        "n": scores.n,
        "accuracy": scores.accuracy,
        "interval": list(scores.interval),
        "loss": scores.loss,
        "ece": scores.ece,
    }


def _same_data(run: Run, material: Material) -> None:
    if material.dataset.sha256 != run.record["dataset"]["sha256"]:
        raise UsageError(
            f"The data set {run.record['data']} has changed since {run.folder} was started. "
            "Put the old data back, or start a new run."
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
