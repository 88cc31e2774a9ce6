"""Pictures of anything but writing: parts of photos, leaves that are none, noise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import matplotlib
import numpy as np

from tenfold.pictures.decode import decode

Rng = np.random.Generator

_PHOTOS = (".jpg", ".jpeg", ".png")


def photos(folder: Path | None) -> tuple[np.ndarray, ...]:
    """The photo that comes with matplotlib, and those of a folder: uint8, (h, w) or (h, w, 3)."""
    files = [Path(matplotlib.get_data_path(), "sample_data", "grace_hopper.jpg")]
    if folder is not None:
        files += sorted(one for one in folder.iterdir() if one.suffix.lower() in _PHOTOS)
    return tuple(decode(file).pixels for file in files)


def part_of_a_photo(photos: Sequence[np.ndarray], rng: Rng) -> np.ndarray:
    """A part of any size and shape of one of them, seen from any of four sides."""
    photo = photos[int(rng.integers(len(photos)))]
    largest = min(photo.shape[:2])
    height, width = (round(np.exp(rng.uniform(np.log(60), np.log(largest)))) for _ in range(2))
    top = int(rng.integers(photo.shape[0] - height + 1))
    left = int(rng.integers(photo.shape[1] - width + 1))
    part = photo[top : top + height, left : left + width]
    return np.ascontiguousarray(np.rot90(part, int(rng.integers(4))))


def leaves(rng: Rng) -> np.ndarray:
    """Discs of all sizes that cover each other, whose statistics are those of photos.

    Dead leaves: Lee, Mumford and Huang, "Occlusion models for natural images", IJCV 2001; as many
    discs of a radius as the radius to the power of -3.
    """
    height, width = rng.integers(64, 320, 2)
    page = np.full((height, width, 3), 128, np.uint8)
    least, most = 3.0, 0.5 * max(height, width)
    for spread in rng.random(int(rng.integers(50, 1500))):
        radius = (least**-2 + spread * (most**-2 - least**-2)) ** -0.5
        at = (int(rng.integers(width)), int(rng.integers(height)))
        colour = [int(one) for one in np.clip(rng.normal(rng.uniform(20, 235), 25, 3), 0, 255)]
        cv2.circle(page, at, round(radius), colour, -1, cv2.LINE_AA)
    return page


def even_noise(rng: Rng) -> np.ndarray:
    """Every grey as likely in every pixel."""
    return rng.integers(0, 256, _shape(rng)).astype(np.uint8)


def normal_noise(rng: Rng) -> np.ndarray:
    """Normal noise of any strength about any grey, some of it coarse."""
    noise = rng.normal(0, 1, _shape(rng))
    if rng.random() < 0.5:
        noise = cv2.GaussianBlur(noise, (0, 0), rng.uniform(0.5, 4))
    seen = rng.uniform(60, 200) + rng.uniform(10, 90) * noise / noise.std()
    return np.clip(seen, 0, 255).astype(np.uint8)


def salt_and_pepper(rng: Rng) -> np.ndarray:
    """Black and white pixels on any grey, from one in a hundred to every second."""
    shape = _shape(rng)
    page = np.full(shape, rng.choice([0, 128, 255]), np.uint8)
    hit = rng.random(shape) < np.exp(rng.uniform(np.log(0.01), np.log(0.5)))
    page[hit] = rng.choice([0, 255], int(hit.sum()))
    return page


def _shape(rng: Rng) -> tuple[int, int]:
    """As large as a picture of MNIST, or as any other."""
    side = 28 if rng.random() < 0.5 else int(rng.integers(16, 300))
    return side, side


NOISE = (even_noise, normal_noise, salt_and_pepper)
