"""Pools of strips with what stands on them: what a reader learns from, and is judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.cores import cores
from tenfold.training.composer.ground import photograph
from tenfold.training.composer.handwritten import Writers, write_by_hand
from tenfold.training.composer.other import write_other
from tenfold.training.composer.printed import write_printed
from tenfold.training.composer.strip import strip_of
from tenfold.training.composer.writing import Written
from tenfold.values import Lines

HEIGHT = 32
_PIXELS_A_DIGIT = 8  # no line is closer written than that
_CHUNK = 500  # lines that one job of a process makes, with a random stream of its own


OnComposed = Callable[[int], None]


class Composed(BaseModel):
    """How many lines, and what they are like.

    lines, validation, test: how many of each; from digits of the training pictures, of those kept
    back (the last 10,000: other writers), and of the test split. width: pixels of a strip. other:
    the share of the lines that hold no digit. printed: of the others, the share in print. hands:
    of the handwritten ones, the share that is in one hand, of those that are drawn as fonts.
    marked: of the handwritten ones, the share with signs and words beside the digits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[int, Field(ge=1, le=10_000_000)] = 60_000
    validation: Annotated[int, Field(ge=1, le=100_000)] = 4_000
    test: Annotated[int, Field(ge=1, le=100_000)] = 4_000
    width: Annotated[int, Field(ge=64, le=1024)] = 192
    other: Annotated[float, Field(ge=0, lt=1)] = 0.1
    printed: Annotated[float, Field(ge=0, le=1)] = 0.12
    hands: Annotated[float, Field(ge=0, le=1)] = 0.25
    marked: Annotated[float, Field(ge=0, le=1)] = 0.0


def compose(
    writers: Writers,
    count: int,
    settings: Composed,
    seed: Sequence[int],
    *,
    filled: bool,
    on_composed: OnComposed = lambda lines: None,
) -> Lines:
    """`count` strips of lines by `writers`, made in processes of their own.

    seed: the numbers of the random stream; the same ones give the same lines, however many
    processes there are. filled: several lines stand in a strip where there is room, to learn
    from; otherwise each strip holds one, to be judged by. on_composed: told how many more are done.
    """
    sizes = [min(_CHUNK, count - first) for first in range(0, count, _CHUNK)]
    job = partial(_chunk, writers, settings, tuple(seed), filled)
    # Not forked: TensorFlow's threads do not survive that.
    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as processes:
        parts = []
        for part in processes.map(job, range(len(sizes)), sizes):
            parts.append(part)
            on_composed(len(part))
    return Lines(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def _chunk(
    writers: Writers,
    settings: Composed,
    seed: tuple[int, ...],
    filled: bool,
    chunk: int,
    count: int,
) -> Lines:
    rng = np.random.default_rng([*seed, chunk])
    images = np.zeros((count, HEIGHT, settings.width), np.uint8)
    texts = np.full((count, settings.width // _PIXELS_A_DIGIT), Lines.BLANK, np.int64)
    lines = _strips(writers, settings, rng)
    pixels, line = next(lines)
    for row in range(count):
        place, text = 0, ""
        while place + pixels.shape[1] <= settings.width:
            images[row, :, place : place + pixels.shape[1]] = pixels
            place, text = place + pixels.shape[1], text + line
            pixels, line = next(lines)
            if not filled:
                break
        texts[row, : len(text)] = [int(character) for character in text]
    return Lines(images, texts)


def _strips(
    writers: Writers, settings: Composed, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, str]]:
    """Line after line as a strip that fits into one of the width that is learned from."""
    while True:
        line = draw_line(writers, settings, rng)
        pixels = strip_of(line, photograph(line, rng), rng)
        if pixels.shape[1] <= settings.width:
            yield pixels, line.text


def draw_line(writers: Writers, settings: Composed, rng: np.random.Generator) -> Written:
    """One line, of one to ten digits or of none, 18 to 44 pixels high."""
    tall = float(rng.uniform(18, 44))
    if rng.random() < settings.other:
        return write_other(tall, rng)
    if rng.random() < settings.printed:
        return write_printed(tall, rng)
    return write_by_hand(writers, tall, rng, hands=settings.hands, marked=settings.marked)
