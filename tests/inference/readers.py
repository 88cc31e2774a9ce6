"""A small reader for tests, as good as a real one at the one font that it was fitted to.

Its first layers are fixed, random templates of 32 x 28 pixels, and only what is made of them is
fitted: solved for and not trained, in a second, and always the same.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.artefact import export
from tenfold.artefact.bundle import STEP, Bundle, Metadata, parse
from tenfold.inference.lattice import BLANK
from tenfold.inference.readings import Number
from tenfold.models import networks
from tenfold.pictures.decode import Picture
from tenfold.pictures.page.finding import find_strips
from tenfold.training import recipe as recipes
from tenfold.values import PictureSpec

HEIGHT, WIDTH = 32, 192  # pixels of a window
SIGHT, FEATURES = 7, 700  # steps; templates
_LAYERS = [
    {"kind": "rescale", "divide_by": 255},
    {"kind": "reshape", "shape": [HEIGHT, WIDTH, 1]},
    {"kind": "conv", "filters": 16, "size": 4, "strides": 4, "padding": "same"},
    {
        "kind": "conv",
        "filters": FEATURES,
        "size": [8, SIGHT],
        "strides": [8, 1],
        "padding": "same",
        "activation": "relu",
    },
    {"kind": "conv", "filters": 11, "size": 1},
    {"kind": "steps"},
]


def page(*lines: str, height: int = 40, gap: int = 4, space: float = 2.0) -> np.ndarray:
    """Lines of digits, black on white: uint8 (h, w). height of the digits and gap between them in
    pixels; a space in a line is `space` heights wide.
    """
    rows = [_line(text, height, gap, space) for text in lines]
    width = max((row.shape[1] for row in rows), default=height) + 2 * height
    rows = [
        np.pad(row, ((height // 2,) * 2, (height, width - height - row.shape[1]))) for row in rows
    ]
    blank = np.zeros((height, width), np.uint8)
    return 255 - np.concatenate([blank, *rows, blank])


def _line(text: str, height: int, gap: int, space: float) -> np.ndarray:
    parts = []
    for sign in text:
        parts += [np.zeros((height, round(space * height)), np.uint8)] if sign == " " else [
            _digit(sign, height), np.zeros((height, gap), np.uint8),
        ]  # fmt: skip
    return np.concatenate(parts, axis=1)


@cache
def _digit(sign: str, height: int) -> np.ndarray:
    image = Image.new("L", (160, 160))
    ImageDraw.Draw(image).text((40, 20), sign, fill=255, font=ImageFont.load_default(110))
    drawn = np.asarray(image)
    rows, columns = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn.any(0))
    drawn = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    width = max(1, round(height * drawn.shape[1] / drawn.shape[0]))
    return cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA)


@cache
def reader_bundle(refusal_threshold: float | None = None) -> Bundle:
    """A checked reader's file."""
    plan = recipes.plan("numbers", {"layers": _LAYERS})
    layers = networks.resolve(plan.layers, 10)
    model, _ = networks.build(
        layers, (HEIGHT, WIDTH), input_name="pictures", rng=np.random.default_rng(0)
    )
    patches, looking, telling = (layer for layer in model.layers if "conv" in layer.name)
    templates, told = _fitted()
    patches.set_weights([np.eye(16).reshape(4, 4, 1, 16), np.zeros(16)])
    kernel = templates[:-1].reshape(8, 4, SIGHT, 4, FEATURES).transpose(0, 2, 1, 3, 4)
    looking.set_weights([kernel.reshape(8, SIGHT, 16, FEATURES), templates[-1]])
    telling.set_weights([told[:-1].reshape(1, 1, FEATURES, 11), told[-1]])
    about = Metadata(
        name="tiny-reader",
        classes=tuple("0123456789"),
        spec=PictureSpec(HEIGHT, WIDTH, 22),
        task="read",
        refusal_threshold=refusal_threshold,
    )
    return parse(export.with_metadata(export.to_onnx(model), about))


@cache
def _fitted() -> tuple[np.ndarray, np.ndarray]:
    """Random templates, and by least squares what their likeness says of a step's class; both
    with a last row of biases.
    """
    rng = np.random.default_rng(0)
    seen, classes = [], []
    for _ in range(60):
        text = "".join(str(digit) for digit in rng.integers(0, 10, 16))
        height = int(rng.integers(30, 60))
        gap = round(height * rng.uniform(0.04, 0.45))
        (strip,) = find_strips(Picture(page(text, gap=gap, height=height))).strips
        widths = np.array([_digit(sign, height).shape[1] for sign in text])
        middles = height + np.cumsum(widths + gap) - gap - widths / 2
        middles = (middles - strip.to_page[0, 2]) / strip.to_page[0, 0]
        pixels = np.pad(strip.pixels, ((0, 0), (3 * STEP, 4 * STEP))) / 255
        for step in range(strip.pixels.shape[1] // STEP):
            away = np.abs(middles - STEP * (step + 0.5))
            if not 3 < away.min() < 5:  # neither on the digit nor beside it
                seen.append(pixels[:, step * STEP :][:, : SIGHT * STEP].ravel())
                classes.append(int(text[away.argmin()]) if away.min() <= 3 else BLANK)
    rows = _with_one(np.array(seen))
    templates = rng.normal(size=(rows.shape[1], FEATURES)) / 8
    features = _with_one(np.maximum(rows @ templates, 0))
    squares = features.T @ features + 0.3 * np.eye(FEATURES + 1)
    return templates, np.linalg.solve(squares, features.T @ (20 * np.eye(11)[classes]))


def _with_one(rows: np.ndarray) -> np.ndarray:
    return np.column_stack([rows, np.ones(len(rows))])


def number(text: str, confidence: float) -> Number:
    """A number without places."""
    return Number(text, confidence, refused=False, box=(0, 0, 1, 1), digits=())
