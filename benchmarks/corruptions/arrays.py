"""What the corruptions share: pictures as amounts of ink and back, and Gaussian blur."""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 28
Rng = np.random.Generator


def as_ink(images: np.ndarray) -> np.ndarray:
    """uint8 pictures, shape (n, 28, 28), as float32, 0 to 1."""
    return images.astype(np.float32) / 255


def as_bytes(ink: np.ndarray) -> np.ndarray:
    """The reverse: clipped to 0 and 1, and rounded as in the published files."""
    return np.rint(255 * np.clip(ink, 0, 1)).astype(np.uint8)


def signs(rng: Rng, shape: int | tuple[int, ...]) -> np.ndarray:
    """-1 or 1, each as likely: int64."""
    return rng.choice(np.array([-1, 1]), shape)


def gaussian(ink: np.ndarray, sigma: float, *, border: int = cv2.BORDER_REPLICATE) -> np.ndarray:
    """Each picture blurred, float32; the bell is cut off at 4 sigma, as scikit-image does."""
    width = 2 * int(4 * sigma + 0.5) + 1
    blurred = [cv2.GaussianBlur(one, (width, width), sigma, borderType=border) for one in ink]
    return np.stack(blurred)
