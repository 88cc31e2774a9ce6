"""What each of Pillow's pixel modes means in opaque uint8, grey or RGB."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tenfold.pictures.counted import quantile

# A 12-bit camera or scanner stores its samples in 16 bits and fills a sixteenth of the range;
# a mask may hold only 0 and 1. The smallest of these that holds the largest sample is white.
_WHITES = (1, 255, 1023, 4095, 16383, 65535)

# Of what is visible, this share of the darkest is passed over before asking whether any dark
# ink is there: the dark fringe that drawing programs leave around soft white strokes.
_FRINGE = 0.02


def to_opaque(image: Image.Image) -> np.ndarray:
    """The pixels of a loaded image as uint8, shape (h, w) or (h, w, 3), nothing transparent.

    Wide samples (16-bit, 32-bit, float) are scaled so that the bit depth they really use fills
    0 to 255. Transparent pictures are laid on white, or on black when all that is visible in
    them is bright: white ink on white would vanish.
    """
    if image.mode.startswith("I") or image.mode == "F":
        return _narrow(np.asarray(image))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _flatten(image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"))
    # Read only, which saves a photo one of its copies.
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _narrow(samples: np.ndarray) -> np.ndarray:
    """Integers or floats of any range as uint8; what is not finite counts as black."""
    values = samples.astype(np.float64)
    values[~np.isfinite(values)] = 0.0
    low, high = min(0.0, float(values.min())), float(values.max())
    white = next((white for white in _WHITES if high <= white), high)
    # Halved before subtracting: the two ends of the float range are too far apart to subtract.
    scaled = (values / 2 - low / 2) / max(white / 2 - low / 2, np.finfo(np.float64).tiny)
    return np.rint(scaled * 255).astype(np.uint8)


def _flatten(image: Image.Image) -> np.ndarray:
    """An RGBA image laid on white, or on black when nothing dark is visible in it."""
    alpha = np.asarray(image.getchannel("A"))
    if alpha.min() == 255:
        return np.array(image.convert("RGB"))
    counts = np.bincount(np.asarray(image.convert("L"))[alpha >= 128])
    levels = np.flatnonzero(counts)
    only_bright = (
        levels.size > 0 and quantile(levels.astype(np.float64), counts[levels], _FRINGE) >= 128
    )
    page = Image.new("RGBA", image.size, (0, 0, 0, 255) if only_bright else (255, 255, 255, 255))
    return np.array(Image.alpha_composite(page, image).convert("RGB"))
