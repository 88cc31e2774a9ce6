"""What a finished model does: figures and a page."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from tenfold import conformal
from tenfold.artefact import runs
from tenfold.artefact.runs import Run
from tenfold.errors import UsageError
from tenfold.evaluation.sets import score_sets
from tenfold.inference.classifier import load
from tenfold.pipeline.material import choose, dataset_for, keep_back, load_for, same_data
from tenfold.pipeline.products import score_logits, write_report
from tenfold.probability import softmax
from tenfold.training import recipe as recipes
from tenfold.values import Scores


def evaluate(
    model: str | os.PathLike[str] | None = None,
    *,
    data: str | Path | None = None,
    split: str = "test",
    data_dir: str | Path | None = None,
    coverage: float | None = None,
) -> Scores:
    """Scores of a model (FILE, RUN, NAME or None for the shipped digits) on one split of its data.

    data: another data set, or a folder of labelled pictures: all of them are then the test
    split. coverage: 0.9 to below 1; the scores then say what prediction sets of it do (`sets`).
    An evaluation of a run on the test split of its own data is counted in run.json.
    Raises UsageError, DatasetError, ModelFileError.
    """
    if split not in ("train", "validation", "test"):
        raise UsageError(f"The split must be train, validation or test. Got {split!r}.")
    path = runs.find_model(None if model is None else Path(model))
    classifier, run = load(path), runs.run_of(path)
    metadata = classifier.metadata
    if coverage is not None:  # before data are looked at
        conformal.threshold(metadata.held_out, coverage)
    dataset = dataset_for(metadata, data or (run.record["data"] if run else None), data_dir)
    pictures = choose(dataset, split, metadata)
    logits = classifier.logits(pictures.images)
    scores = score_logits(metadata, dataset, split, pictures, logits)
    if coverage is not None:
        likely, held_out = softmax(logits, metadata.temperature), metadata.held_out
        sets = score_sets(likely, pictures.labels, held_out, coverage=coverage)
        scores = replace(scores, sets=sets)
    if run and split == "test" and dataset.sha256 == metadata.dataset["sha256"]:
        run.updated(test_evaluations=run.record["test_evaluations"] + 1)
    return scores


def report(run: str | Path | Run, *, data_dir: str | Path | None = None) -> Path:
    """Write (anew) the report of a finished run; its answers are those kept with the run.

    Raises UsageError (no such run, not finished, or its data have changed), RunError (broken),
    DatasetError (its data are gone).
    """
    found = run if isinstance(run, Run) else runs.find_run(run)
    if not found.finished:
        raise UsageError(
            f"Run {found.folder} is not finished. Finish it: tenfold train --resume {found.folder}"
        )
    if found.reads:
        raise UsageError(
            f"The report of a reader is written once, when its training ends, with the lines "
            f"composed for it. It is {found.report}"
        )
    plan = recipes.parse(found.recipe)
    seed = int(found.record["seed"])
    dataset = load_for(plan, found.record["data"], data_dir=data_dir)
    material = keep_back(dataset, plan.validation, seed)
    same_data(found, material.dataset)
    write_report(found, plan, material)
    return found.report
