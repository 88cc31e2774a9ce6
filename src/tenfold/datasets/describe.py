"""What a data set is, in figures: types, shapes, ranges and counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from tenfold.datasets import catalog
from tenfold.values import Dataset, Split


def describe(dataset: Dataset) -> dict[str, Any]:
    """The facts of a data set as plain JSON values.

    Keys: name, title, licence and source (None where the catalogue does not know the set),
    sha256, height, width, classes (a list of {label, name, train, test}: how many pictures of
    each), and train and test (each {count, shape, dtype, min, max, mean, labels: {shape, dtype,
    min, max}}; ranges are None for an empty split).
    """
    known = catalog.CATALOGUE.get(dataset.name)
    if known is not None and (known.classes, known.counts) != (
        dataset.classes,
        (len(dataset.train), len(dataset.test)),
    ):
        known = None  # a person's folder that happens to have the name
    counts = [
        np.bincount(split.labels, minlength=len(dataset.classes))
        for split in (dataset.train, dataset.test)
    ]
    return {
        "name": dataset.name,
        "title": known.title if known else dataset.name,
        "licence": known.licence if known else None,
        "source": known.homepage if known else None,
        "sha256": dataset.sha256,
        "height": dataset.spec.height,
        "width": dataset.spec.width,
        "classes": [
            {"label": label, "name": name, "train": int(train), "test": int(test)}
            for label, (name, train, test) in enumerate(zip(dataset.classes, *counts, strict=True))
        ],
        "train": _split_facts(dataset.train),
        "test": _split_facts(dataset.test),
    }


def _split_facts(split: Split) -> dict[str, Any]:
    images, labels = split.images, split.labels
    filled = len(split) > 0
    return {
        "count": len(split),
        "shape": list(images.shape),
        "dtype": str(images.dtype),
        "min": int(images.min()) if filled else None,
        "max": int(images.max()) if filled else None,
        "mean": float(images.mean()) if filled else None,
        "labels": {
            "shape": list(labels.shape),
            "dtype": str(labels.dtype),
            "min": int(labels.min()) if filled else None,
            "max": int(labels.max()) if filled else None,
        },
    }
