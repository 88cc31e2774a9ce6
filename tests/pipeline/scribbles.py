"""Pictures for tests of corrections, and their bytes."""

import io

import numpy as np
from PIL import Image, ImageDraw


def png(pixels: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def scribbles(n: int, seed: int = 9) -> np.ndarray:
    """Pictures that stay different from each other when they are standardised."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(n):
        image = Image.new("L", (28, 28), 0)
        ImageDraw.Draw(image).line(
            [tuple(at) for at in rng.integers(3, 25, (5, 2)).tolist()], 255, 3
        )
        made.append(np.asarray(image))
    return np.array(made)
