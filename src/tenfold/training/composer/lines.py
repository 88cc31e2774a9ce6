"""Pools of strips with what stands on them: what a reader learns from, and is judged by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.cores import cores
from tenfold.training.composer.ground import photograph
from tenfold.training.composer.hand import draw_hand
from tenfold.training.composer.other import write_other
from tenfold.training.composer.printed import write_printed
from tenfold.training.composer.strip import strip_of
from tenfold.training.composer.writing import Written, write
from tenfold.values import Lines, Split

HEIGHT = 32
_PIXELS_A_DIGIT = 8  # no line is closer written than that
_MANY = 100
_CHUNK = 500  # lines that one job of a process makes, with a random stream of its own


OnComposed = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Writers:
    """Whose digits lines are written with.

    digits: single ones, uint8, shape (n, 28, 28), bright on 0, each by whomever. hands: uint8,
    shape (hands, 10, 28, 28), all ten by each.
    """

    digits: Split
    hands: np.ndarray


class Composed(BaseModel):
    """How many lines, and what they are like.

    lines, validation, test: how many of each; from digits of the training pictures, of those kept
    back (the last 10,000: other writers), and of the test split. width: pixels of a strip. other:
    the share of the lines that hold no digit. printed: of the others, the share in print. hands:
    of the handwritten ones, the share that is in one hand, of those that are drawn as fonts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[int, Field(ge=1, le=10_000_000)] = 60_000
    validation: Annotated[int, Field(ge=1, le=100_000)] = 4_000
    test: Annotated[int, Field(ge=1, le=100_000)] = 4_000
    width: Annotated[int, Field(ge=64, le=1024)] = 192
    other: Annotated[float, Field(ge=0, lt=1)] = 0.1
    printed: Annotated[float, Field(ge=0, le=1)] = 0.12
    hands: Annotated[float, Field(ge=0, le=1)] = 0.25


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
    for row in range(count):
        text = _fill(images[row], writers, settings, rng, lines=_MANY if filled else 1)
        texts[row, : len(text)] = [int(character) for character in text]
    return Lines(images, texts)


def _fill(
    strip: np.ndarray, writers: Writers, settings: Composed, rng: np.random.Generator, *, lines: int
) -> str:
    """Put lines on an empty strip, as many as `lines` and as have room. Returns their text."""
    place, text = 0, ""
    while lines and strip.shape[1] - place >= HEIGHT:
        line = draw_line(writers, settings, rng)
        pixels = strip_of(line, photograph(line, rng), rng)
        end = place + pixels.shape[1]
        if end > strip.shape[1]:
            if place:
                break
            continue  # longer than a strip by itself: another one
        strip[:, place:end] = pixels
        place, text, lines = end, text + line.text, lines - 1
    return text


def draw_line(writers: Writers, settings: Composed, rng: np.random.Generator) -> Written:
    """One line, of one to ten digits or of none, 18 to 44 pixels high."""
    tall = float(rng.uniform(18, 44))
    if rng.random() < settings.other:
        return write_other(tall, rng)
    if rng.random() < settings.printed:
        return write_printed(tall, rng)
    count = min(1 + int(rng.geometric(0.3)), 10) if rng.random() < 0.85 else 1
    if settings.hands and rng.random() < settings.hands:
        return _in_one_hand(writers.hands, count, tall, rng)
    digits = writers.digits
    rows = rng.integers(0, len(digits), count)
    text = "".join(str(label) for label in digits.labels[rows])
    return write(list(digits.images[rows]), text, draw_hand(rng), tall, rng)


def _in_one_hand(hands: np.ndarray, count: int, tall: float, rng: np.random.Generator) -> Written:
    """A line of digits that one of `hands` wrote, which has its own ones and sevens."""
    own = hands[rng.integers(len(hands))]
    digits = rng.integers(0, 10, count)
    hand = replace(draw_hand(rng), sevens_crossed=False, ones_flagged=False)
    return write(list(own[digits]), "".join(map(str, digits)), hand, tall, rng)
