"""Every corruption by its name, in the order of the paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from benchmarks.corruptions.arrays import SIDE
from benchmarks.corruptions.blur import glass_blur, motion_blur
from benchmarks.corruptions.edges import canny_edges
from benchmarks.corruptions.light import brightness, fog, stripe
from benchmarks.corruptions.marks import dotted_line, spatter, zigzag
from benchmarks.corruptions.noise import impulse_noise, shot_noise
from benchmarks.corruptions.placing import rotate, scale, shear, translate
from tenfold.errors import UsageError, did_you_mean

Corruption = Callable[[np.ndarray, np.random.Generator], np.ndarray]

CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            *(shot_noise, impulse_noise, glass_blur, motion_blur, shear, scale, rotate),
            *(brightness, translate, stripe, fog, spatter, dotted_line, zigzag, canny_edges),
        )
    }
)

# Pictures at once: what a corruption makes on its way stays within some tens of megabytes.
_BLOCK = 1000


def corrupted(name: str, images: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Pictures as the corruption `name` leaves them: uint8, shape (n, 28, 28), as they came.

    The same seed gives the same pictures, whatever other corruptions are asked for. Raises
    UsageError for a name that is not in the table, and pictures that are not as MNIST's.
    """
    if name not in CORRUPTIONS:
        raise UsageError(
            f"Corruption {name!r} does not exist.{did_you_mean(name, CORRUPTIONS)} "
            f"There are {', '.join(CORRUPTIONS)}."
        )
    if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE):
        raise UsageError(
            f"Pictures to corrupt must be uint8 of shape (n, {SIDE}, {SIDE}). Got {images.dtype} "
            f"of shape {images.shape}. Take them as load_dataset('mnist') gives them."
        )
    rng = np.random.default_rng([seed, list(CORRUPTIONS).index(name)])
    blocks = [images[start : start + _BLOCK] for start in range(0, len(images), _BLOCK)]
    return np.concatenate([images[:0], *(CORRUPTIONS[name](block, rng) for block in blocks)])
