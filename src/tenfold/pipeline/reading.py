"""A reader's part of the story: lines to learn from, and what a finished training leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import numpy as np

from tenfold.artefact import export
from tenfold.artefact.bundle import Metadata, parse
from tenfold.artefact.runs import Run
from tenfold.errors import RecipeError
from tenfold.evaluation import reading_report
from tenfold.evaluation.calibration import answering_curve_of, least_confidence
from tenfold.evaluation.reading import ReadingScores, are_right, score_readings
from tenfold.evaluation.report import Facts
from tenfold.inference.lattice import best_texts
from tenfold.inference.strips import StripReader
from tenfold.models import networks
from tenfold.probability import log_softmax
from tenfold.storage import write_bytes, write_text, writing
from tenfold.training.composer.hands import Part
from tenfold.training.composer.handwritten import Writers
from tenfold.training.composer.lines import Composed, compose
from tenfold.training.engine import Trained
from tenfold.training.recipe import Recipe
from tenfold.values import Dataset, Lines, PictureSpec, Split
from tenfold.versions import versions

Say = Callable[[str], None]
OnComposed = Callable[[int, int], None]

# The last pictures of MNIST's train split, by writers who wrote none of the others.
_KEPT_BACK = 10_000
_PARITY_STRIPS = 200
_COOLED = 1000  # validation lines that the temperature is fitted on; each is decoded ten times
_ANSWERED_RIGHT = 0.99  # the share of the answered validation lines that a threshold is set for
_DIGIT_HEIGHT = 22  # pixels of a strip


@dataclass(frozen=True, eq=False)
class LineMaterial:
    """The lines a reader is trained and judged on, and the single digits they are composed of."""

    dataset: Dataset
    train: Lines
    validation: Lines
    test: Lines

    @property
    def splits(self) -> dict[str, Lines]:
        """The splits by name."""
        return {"train": self.train, "validation": self.validation, "test": self.test}

    @property
    def spec(self) -> PictureSpec:
        """What a strip is."""
        height, width = self.train.images.shape[1:]
        return PictureSpec(height, width, box=_DIGIT_HEIGHT, centre="mass")


def check_digits(dataset: Dataset) -> None:
    """Raise RecipeError where a data set's pictures cannot be the digits of numbers."""
    if dataset.classes != tuple("0123456789") or dataset.spec.shape != (28, 28):
        raise RecipeError(
            "Lines are composed of single digits: a data set of 28 x 28 pictures with the classes "
            f"0 to 9. Got {dataset.name}, {dataset.spec.height} x {dataset.spec.width}, with the "
            f"classes {', '.join(dataset.classes[:12])}. Say --data mnist, or a folder of digits."
        )


def compose_material(
    dataset: Dataset, settings: Composed, seed: int, *, say: Say, on_composed: OnComposed
) -> LineMaterial:
    """Compose the lines of a training; the same ones for the same seed.

    on_composed: told how many lines are done, of how many.
    """
    digits = dataset.train
    kept = min(_KEPT_BACK, len(digits) // 4)
    sources: dict[Part, tuple[Split, int]] = {
        "train": (digits[: len(digits) - kept], settings.lines),
        "validation": (digits[len(digits) - kept :], settings.validation),
        "test": (dataset.test, settings.test),
    }
    total = sum(count for _, count in sources.values())
    say(f"Composing {total:,} lines of digits")
    done = 0

    def count_more(lines: int) -> None:
        nonlocal done
        done += lines
        on_composed(done, total)

    made: dict[str, Lines] = {
        name: compose(
            *(Writers.of(split, name), count, settings, (seed, number)),
            filled=name == "train",
            on_composed=count_more,
        )
        for number, (name, (split, count)) in enumerate(sources.items())
    }
    return LineMaterial(dataset, **made)


def write_model(
    run: Run, plan: Recipe, material: LineMaterial, trained: Trained
) -> tuple[Metadata, dict[str, ReadingScores]]:
    """Write model.onnx, model.keras and the report; the scores are the file's own.

    The temperature and the threshold are decided on validation lines, before those of the test
    split are read.
    """
    dataset = material.dataset
    metadata = Metadata(
        name=plan.name,
        classes=dataset.classes,
        spec=material.spec,
        task="read",
        recipe=run.recipe,
        seed=int(run.record["seed"]),
        dataset=run.record["dataset"],
        versions=versions(),
    )
    graph = export.to_onnx(trained.to_logits)
    reader = StripReader(parse(export.with_metadata(graph, metadata)))
    sample = material.train.images[:_PARITY_STRIPS]
    export.check_parity(np.asarray(trained.to_logits(sample)), reader.logits(sample))

    logits = reader.logits(material.validation.images)
    truths = texts_of(material.validation)
    temperature = _best_temperature(logits[:_COOLED], truths[:_COOLED])
    texts, confidences = _read(logits, temperature)
    curve = answering_curve_of(confidences, are_right(texts, truths))
    threshold = least_confidence(curve, accuracy=_ANSWERED_RIGHT)
    metadata = replace(metadata, temperature=temperature, refusal_threshold=threshold)

    read: dict[str, reading_report.ReadLines] = {}
    for name in ("validation", "test"):
        lines = material.splits[name]
        read[name] = _judged(reader, lines, metadata, split=name)
    scores = {name: one.scores for name, one in read.items()}
    brief = ("n", "accuracy", "interval", "ece", "digit_error_rate")
    metadata = replace(
        metadata,
        scores={name: {key: one.to_json()[key] for key in brief} for name, one in scores.items()},
    )
    write_bytes(run.model, export.with_metadata(graph, metadata))
    with writing(run.folder / "model.keras") as temporary:
        trained.model.save(temporary)
    _write_report(run, plan, material, metadata, read)
    return metadata, scores


def texts_of(lines: Lines) -> list[str]:
    """What stands on each line."""
    return ["".join(str(n) for n in row if n != Lines.BLANK) for row in lines.labels.tolist()]


def _judged(
    reader: StripReader, lines: Lines, metadata: Metadata, *, split: str
) -> reading_report.ReadLines:
    texts, confidences = _read(reader.logits(lines.images), metadata.temperature)
    truths = texts_of(lines)
    scores = score_readings(
        texts,
        truths,
        confidences,
        threshold=metadata.refusal_threshold,
        dataset=f"lines of {metadata.dataset['name']}",
        split=split,
    )
    return reading_report.ReadLines(lines.images, truths, texts, confidences, scores)


def _read(logits: np.ndarray, temperature: float) -> tuple[list[str], np.ndarray]:
    """The likeliest text of every strip, and its probability."""
    best = [best_texts(log_softmax(one, temperature), most=1)[0] for one in logits]
    return [one.text for one in best], np.array([one.confidence for one in best])


def _best_temperature(logits: np.ndarray, truths: list[str]) -> float:
    """The temperature, of some between 0.5 and 3, at which readings are as sure as right.

    By the squared error of the confidence (Brier 1950): the logarithm of a text's probability,
    which is what is trained on, is mostly that of the few lines that nobody could read.
    """

    def error(temperature: float) -> float:
        texts, confidences = _read(logits, temperature)
        return float(((confidences - are_right(texts, truths)) ** 2).mean())

    return min(np.geomspace(0.5, 3, 10).tolist(), key=error)


def _write_report(
    run: Run,
    plan: Recipe,
    material: LineMaterial,
    metadata: Metadata,
    read: dict[str, reading_report.ReadLines],
) -> None:
    layers = networks.resolve(plan.layers, len(metadata.classes))
    data = reading_report.ReadingReportData(
        title=plan.title,
        recipe=run.recipe,
        layers=[asdict(row) for row in networks.table(layers, material.spec.shape)],
        facts=Facts(
            seed=int(run.record["seed"]),
            dataset=material.dataset.name,
            sha256=material.dataset.sha256,
            seconds=sum(epoch.seconds for epoch in run.history),
            test_evaluations=1,
            temperature=metadata.temperature,
            threshold=metadata.refusal_threshold,
            versions=metadata.versions,
        ),
        history=run.history,
        lines=read,
    )
    write_text(run.report, reading_report.render(data))
