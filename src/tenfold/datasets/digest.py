"""The SHA-256 that names what a data set holds."""

from __future__ import annotations

import hashlib
import json

import numpy as np

from tenfold.values import PictureSpec, Split


def dataset_sha256(classes: tuple[str, ...], spec: PictureSpec, train: Split, test: Split) -> str:
    """The SHA-256, in hexadecimal, of class names, picture size, pictures and labels.

    Defined once, here: a line of JSON (classes, height, width, counts of train and test), then
    the bytes of train images, train labels, test images and test labels; images as uint8,
    labels as little-endian int64, both in C order. The name of the data set is left out: the
    same pictures in another folder are the same data.
    """
    head = json.dumps([list(classes), *spec.shape, len(train), len(test)], ensure_ascii=True)
    digest = hashlib.sha256(head.encode("ascii") + b"\n")
    for split in (train, test):
        digest.update(np.ascontiguousarray(split.images).data)
        digest.update(np.ascontiguousarray(split.labels.astype("<i8")).data)
    return digest.hexdigest()
