"""What people corrected, as material: what is learned, what is held back, and whether it helped.

About 30% of the corrected pictures are never learned, in this training or a later one: which is
decided by the picture itself, so what a model is compared on is new to it.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.artefact import export
from tenfold.artefact.bundle import Metadata, parse
from tenfold.artefact.runs import Run
from tenfold.datasets.digest import dataset_sha256
from tenfold.errors import DatasetError, PictureError, RunError
from tenfold.evaluation.taught import before_after
from tenfold.inference.classifier import Classifier, load
from tenfold.pictures.decode import decode
from tenfold.pictures.standardise import standardise
from tenfold.pipeline.material import Material
from tenfold.storage import writing
from tenfold.training.engine import OnProgress, fit
from tenfold.training.recipe import Recipe
from tenfold.values import Dataset, Split

HELD_OUT_SHARE = 0.3
# A few dozen corrections among 60,000 pictures would hardly be seen. So each is learned up to 30
# times an epoch, but all of them make up at most a tenth of it. Tried on MNIST's test digits turned
# by 30 degrees (ocr-mlp-64, 4 epochs), corrections of some errors and 570 other errors: with 30
# corrections, each learned 1, 3, 10, 30 times, 15, 17, 26, 31% of those are answered right; with
# 200, 30, 45, 59, 64%. Validation accuracy stayed within its noise, 95.2 to 96.2%.
_MOST_TIMES, _MOST_OF_AN_EPOCH = 30, 0.1
_FILE = "corrections.npz"
_ARRAYS = ("learned_images", "learned_labels", "held_out_images", "held_out_labels")


@dataclass(frozen=True)
class Correction:
    """A picture's bytes and the class a person gave it: label and name, None for no class.

    classes: those of the model that was corrected, empty where they are not known. read: numbers
    that were read were corrected, and no class.
    """

    picture: bytes
    label: int | None
    name: str | None
    classes: tuple[str, ...] = ()
    read: bool = False


@dataclass(frozen=True, eq=False)
class Taught:
    """Corrected pictures as the model sees them: those to learn and those held back.

    times: how often an epoch learns each. left_aside: how many were not taken, by reason. sha256:
    of all that was taken.
    """

    learned: Split
    held_out: Split
    times: int
    left_aside: dict[str, int]
    sha256: str

    def joined(self, train: Split) -> Split:
        """The train pictures with the corrections behind them."""
        images, labels = [self.learned.images] * self.times, [self.learned.labels] * self.times
        return Split(
            np.concatenate([train.images, *images]), np.concatenate([train.labels, *labels])
        )

    def to_json(self) -> dict[str, Any]:
        """What run.json says of them."""
        return {
            "used": len(self.learned),
            "held_out": len(self.held_out),
            "times": self.times,
            "left_aside": self.left_aside,
            "sha256": self.sha256,
        }


def gather(corrections: Iterable[Correction], material: Material) -> Taught:
    """Standardise the corrections of the material's classes and part them.

    corrections: the newest first, since the newest word on a picture counts. Two files that look
    the same to the model are one picture. Left aside is what is among the pictures that the model
    is judged on, which would then be known to it. Raises DatasetError where none is left to learn.
    """
    dataset = material.dataset
    judged = {_digest(image) for image in dataset.test.images}
    if material.validation is not None:
        judged |= {_digest(image) for image in material.validation.images}
    taken: dict[bytes, tuple[np.ndarray, int]] = {}
    aside: Counter[str] = Counter()
    for correction in corrections:
        found = _standardised(correction, dataset)
        if isinstance(found, str):
            aside[found] += 1
            continue
        digest = _digest(found[0])
        if digest in judged:
            aside["the model is judged on it"] += 1
        elif digest in taken:
            aside["corrected again later"] += 1
        else:
            taken[digest] = found
    learned, held_out = _parted(taken, dataset)
    if not len(learned):
        raise DatasetError(_nothing_to_learn(dataset, len(held_out), aside))
    room = int(_MOST_OF_AN_EPOCH * len(material.train)) // len(learned)
    sha256 = dataset_sha256(dataset.classes, dataset.spec, learned, held_out)
    times = max(1, min(_MOST_TIMES, room))
    return Taught(learned, held_out, times, dict(sorted(aside.items())), sha256)


def compare(
    taught: Taught, validation: Split | None, *, without: Any, given: Any
) -> dict[str, Any]:
    """Whether they helped: accuracy without and with them, on the pictures held back.

    without, given: functions from uint8 pictures (n, height, width) to logits (n, classes), of the
    model trained without the corrections and of the one that was given them. Both are asked the
    corrections held out and the validation pictures; a split that is missing is None.
    """
    splits = {"held_out": taught.held_out, "validation": validation}
    return {
        name: before_after(
            split.labels, without(split.images).argmax(axis=1), given(split.images).argmax(axis=1)
        ).to_json()
        if split is not None and len(split)
        else None
        for name, split in splits.items()
    }


def compared(
    run: Run,
    plan: Recipe,
    material: Material,
    taught: Taught,
    *,
    metadata: Metadata,
    on_progress: OnProgress,
) -> Run:
    """The run, its record saying whether the corrections helped.

    The recipe is trained once more without them, and the run's own model compared with that.
    """
    trained = fit(
        plan,
        material.train,
        material.validation,
        classes=len(material.dataset.classes),
        seed=int(run.record["seed"]),
        on_progress=lambda now: on_progress(replace(now, history=())),
    )
    # Both as files: how a network rounds must not tell them apart.
    graph = export.to_onnx(trained.to_logits)
    without = Classifier(parse(export.with_metadata(graph, metadata)))
    helped = compare(
        taught, material.validation, without=without.logits, given=load(run.model).logits
    )
    return Run(run.folder, run.record | {"corrections": taught.to_json() | {"helped": helped}})


def save(run: Run, taught: Taught) -> None:
    """Keep them with the run: the store may change, and the run can still be resumed."""
    parts = (taught.learned, taught.held_out)
    arrays = [array for part in parts for array in (part.images, part.labels)]
    with writing(run.folder / _FILE) as temporary, open(temporary, "wb") as file:
        np.savez_compressed(file, **dict(zip(_ARRAYS, arrays, strict=True)))  # type: ignore[arg-type]


def kept_with(run: Run, dataset: Dataset) -> Taught | None:
    """Those that the run was started with, None where it was started without.

    Raises RunError where their file is broken or another one.
    """
    record = run.record.get("corrections")
    if record is None:
        return None
    path = Path(run.folder) / _FILE
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = [file[name] for name in _ARRAYS]
        learned, held_out = Split(*arrays[:2]), Split(*arrays[2:])
        if dataset_sha256(dataset.classes, dataset.spec, learned, held_out) != record["sha256"]:
            raise ValueError("these are not the corrections that the run was started with")
    except (OSError, ValueError, EOFError, KeyError, DatasetError, zipfile.BadZipFile) as error:
        raise RunError(
            f"{path} cannot be read ({error}). Put it back, or start a new run."
        ) from None
    return Taught(learned, held_out, record["times"], record["left_aside"], record["sha256"])


def _standardised(correction: Correction, dataset: Dataset) -> tuple[np.ndarray, int] | str:
    """The picture as the model sees it and its label, or why it is left aside."""
    if correction.read:
        return "of numbers, which cannot be learned yet"
    if correction.label is None:
        return "of no class"
    known = dict(enumerate(dataset.classes)).get(correction.label)
    if known != correction.name or correction.classes not in ((), dataset.classes):
        return "of other classes"
    try:
        found = standardise(decode(correction.picture), dataset.spec)
    except PictureError:
        return "cannot be read"
    return "nothing is on it" if found.empty else (found.pixels, correction.label)


def _parted(taken: dict[bytes, tuple[np.ndarray, int]], dataset: Dataset) -> tuple[Split, Split]:
    """Those to learn and those held out, in the order of their digests: any order of corrections
    gives the same training."""
    parts: tuple[list[bytes], list[bytes]] = ([], [])
    for digest in sorted(taken):
        parts[int.from_bytes(digest[:8], "big") < HELD_OUT_SHARE * 2**64].append(digest)
    learned, held_out = (
        Split(
            np.array([taken[one][0] for one in part], np.uint8).reshape(-1, *dataset.spec.shape),
            np.array([taken[one][1] for one in part], np.int64),
        )
        for part in parts
    )
    return learned, held_out


def _digest(image: np.ndarray) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(image).data).digest()


def _nothing_to_learn(dataset: Dataset, held_out: int, aside: Counter[str]) -> str:
    reasons = [f"{count} {reason}" for reason, count in sorted(aside.items())]
    if held_out:
        reasons.insert(0, f"{held_out} held back to measure with")
    return (
        f"There is no corrected picture of the classes of {dataset.name} to learn from. Got "
        f"{', '.join(reasons) or 'no corrections at all'}. Correct answers on the page (tenfold "
        "serve) or with tenfold review correct, or train without --with-corrections."
    )
