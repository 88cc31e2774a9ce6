"""What a finished training leaves: the one file, its scores, the Keras file, the report."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from tenfold.artefact import export
from tenfold.artefact.bundle import Metadata, parse
from tenfold.artefact.runs import Run
from tenfold.evaluation.calibration import fit_temperature, lowest_accepted, refusal_threshold
from tenfold.evaluation.errors import mistakes
from tenfold.evaluation.report import EXPLAINED, EvaluatedSplit, Facts, ReportData, render
from tenfold.evaluation.scores import score
from tenfold.evaluation.sets import hold_out
from tenfold.inference.classifier import Classifier, load
from tenfold.inference.explain import occlusion
from tenfold.models import networks
from tenfold.pipeline.material import Material
from tenfold.probability import energy, softmax
from tenfold.storage import write_bytes, write_text, writing
from tenfold.training.augment import augment
from tenfold.training.engine import Trained
from tenfold.training.recipe import Recipe
from tenfold.values import Dataset, Scores, Split
from tenfold.versions import versions

_PARITY_PICTURES = 1000


def write_model(
    run: Run, plan: Recipe, material: Material, trained: Trained
) -> tuple[Metadata, dict[str, np.ndarray], dict[str, Scores]]:
    """Write model.onnx and model.keras; the scores are the file's own, not the trainer's.

    What is decided (temperature, threshold) is decided on validation pictures, before the test
    split is looked at.
    """
    dataset, splits = material.dataset, material.judged
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
        metadata = _decided(metadata, plan, material.validation, classifier)
    logits["test"] = classifier.logits(splits["test"].images)
    scores = {
        name: score_logits(metadata, dataset, name, splits[name], logits[name]) for name in splits
    }
    metadata = replace(metadata, scores={n: _brief(one) for n, one in scores.items()})
    write_bytes(run.model, export.with_metadata(graph, metadata))
    with writing(run.folder / "model.keras") as temporary:
        trained.model.save(temporary)
    return metadata, logits, scores


def _decided(
    metadata: Metadata, plan: Recipe, validation: Split, classifier: Classifier
) -> Metadata:
    """With temperature, prediction sets and what to refuse, fitted on validation pictures.

    Where training changed its pictures, what to refuse is decided on pictures changed likewise:
    people's own differ from a data set's about as much. Damage is left out, since it would lower
    what is asked of all others. The least sure 4% of them are refused, or more where it takes more
    for 99% of the answers to be right; so is the 1% of least energy.
    """
    logits, labels = classifier.logits(validation.images), validation.labels
    temperature = fit_temperature(logits, labels)
    held_out = hold_out(softmax(logits, temperature), labels)
    if plan.augment:
        unharmed = plan.augment.model_copy(update={"damage": None})
        changed = augment(validation.images, unharmed, np.random.default_rng(0))
        logits = classifier.logits(changed)
    likely = softmax(logits, temperature)
    enough = refusal_threshold(likely, labels) or 0.0
    return replace(
        metadata,
        temperature=temperature,
        refusal_threshold=max(enough, lowest_accepted(likely.max(axis=1), accepted=0.96)),
        outlier_threshold=lowest_accepted(energy(logits), accepted=0.99),
        held_out=held_out,
    )


def write_report(run: Run, plan: Recipe, material: Material) -> None:
    """Write report.html from what the run kept: no picture is judged anew.

    The model is asked only what spoke for its surest mistakes on the test split.
    """
    dataset = material.dataset
    layers = networks.resolve(plan.layers, len(dataset.classes))
    scores, logits = run.scores, run.predictions
    classifier = load(run.model)
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
            held_out=classifier.metadata.held_out,
            versions=run.record["versions"],
        ),
        history=run.history,
        classes=dataset.classes,
        splits={
            name: EvaluatedSplit(split.images, split.labels, logits[name], scores[name])
            for name, split in material.judged.items()
        },
        evidence=_evidence(classifier, dataset.test, logits["test"]),
    )
    write_text(run.report, render(data))


def _evidence(classifier: Classifier, test: Split, logits: np.ndarray) -> dict[int, np.ndarray]:
    """What spoke for the answer of the surest mistakes on the test split, by their row."""
    temperature = classifier.metadata.temperature
    return {
        one.index: occlusion(
            test.images[one.index],
            classifier.logits,
            label=one.predicted,
            temperature=temperature,
        )
        for one in mistakes(test.labels, logits, limit=EXPLAINED, temperature=temperature)
    }


def score_logits(
    metadata: Metadata, dataset: Dataset, split: str, pictures: Split, logits: np.ndarray
) -> Scores:
    """Scores of these logits, calibrated as the model\'s metadata say."""
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
