"""A reader of numbers from its one file: pictures in, the numbers written on them out."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenfold.artefact import shipped
from tenfold.artefact.bundle import Bundle, Metadata
from tenfold.artefact.bundle import read as read_bundle
from tenfold.artefact.runs import find_model
from tenfold.errors import MissingExtraError, PictureError, UsageError
from tenfold.inference.belief import (
    LIKELIER_THAN_NOT,
    SURE,
    SURE_DIGITS,
    believed,
    is_plain,
    longest,
    mostly_sure,
    reads_more,
    with_doubts,
)
from tenfold.inference.decoding import Wanted, decode_numbers
from tenfold.inference.many import answers_in_order, name_of, one_by_one
from tenfold.inference.readings import Box, Digit, Number, Reading
from tenfold.inference.signs import without_signs
from tenfold.inference.strips import StripReader
from tenfold.inference.words import WrittenLine, are_text, are_words
from tenfold.pictures.decode import Picture
from tenfold.pictures.documents import pages
from tenfold.pictures.page.finding import looks
from tenfold.pictures.page.strips import Strip
from tenfold.values import BrokenPicture, ModelId

if TYPE_CHECKING:
    from tenfold.inference.checks import Accepts
    from tenfold.inference.many import Source

__all__ = ["Digit", "Number", "Reader", "Reading", "load_reader", "read"]

DEFAULT = "numbers"  # the model that came with tenfold to read with

_MANY_LINES = 8  # a page with more, of which some are read, is not looked at again
_CUT_OUT = 48  # pixels: who asks for the numbers in a smaller picture has cut it out around one

# What became of one source: a reading a page, and last what is wrong where it broke off.
Pages = tuple[Reading | BrokenPicture, ...]


class Reader:
    """Reads the numbers in a picture, from the one file alone.

    bundle: the checked file. metadata: what it says of itself. id: its name and hash.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Start a session on checked bytes. threads: None leaves the number to onnxruntime.

        Raises ModelFileError where the file is a classifier's, or the runtime refuses its graph.
        """
        self.bundle = bundle
        self._strips = StripReader(bundle, threads=threads)
        beside = shipped.companion(bundle.content)
        self._signs = StripReader(read_bundle(beside), threads=threads) if beside else None
        self.metadata: Metadata = bundle.metadata
        self.id: ModelId = bundle.id

    def read(
        self,
        source: Source,
        *,
        name: str | None = None,
        digits: int | None = None,
        pattern: str | None = None,
        single: bool = False,
    ) -> list[Reading]:
        """The numbers in a picture, a reading for each page; an empty one where there are none.

        source: a path, the bytes of a file (a picture, a TIFF of several pages, a PDF), a PIL
        image, a decoded Picture, or an array of uint8, shape (h, w) or (h, w, 3) for RGB. name:
        what to call a picture that has no path. A new line begins a new number, and so does a gap
        wider than the digits are high that stands out among those of its line. digits: every
        number has so many. pattern: every number matches this regular expression as a whole.
        single: all that is written is one number.
        Raises PictureError, UsageError, and MissingExtraError for a PDF where none can be drawn.
        """
        wanted = Wanted(digits, pattern, single)
        return list(self._read(source, name=name, wanted=wanted))

    def read_many(
        self,
        sources: Iterable[Source],
        *,
        workers: int | None = 1,
        digits: int | None = None,
        pattern: str | None = None,
        single: bool = False,
    ) -> Generator[Reading | BrokenPicture]:
        """Readings one after another, in order; a broken picture does not stop the others.

        A file of several pages gives several. digits, pattern, single: as in `read`. workers: how
        many processes may read; as in `Classifier.predict_many`. Raises UsageError at once, and
        WorkerError when a worker dies or cannot start.
        """
        each = self.read_each(
            sources, workers=workers, digits=digits, pattern=pattern, single=single
        )
        return one_by_one(each)

    def read_each(
        self,
        sources: Iterable[Source],
        *,
        workers: int | None = 1,
        digits: int | None = None,
        pattern: str | None = None,
        single: bool = False,
    ) -> Generator[Pages]:
        """As `read_many`, but one tuple for each source, of the readings of all its pages."""
        wanted = Wanted(digits, pattern, single)
        attempt = partial(self.attempt, wanted=wanted)
        return answers_in_order(sources, attempt, Readings(self.bundle, wanted), workers=workers)

    def read_region(
        self,
        picture: Picture,
        box: Box,
        *,
        digits: int | None = None,
        accepts: Accepts | None = None,
    ) -> Number | None:
        """What is written in a part of a picture, as one number; None where it holds no digit.

        box: x, y, width, height in pixels of the picture. digits: it has so many. accepts: a check
        that it must pass: where it does not, it is refused, and the likeliest number that does
        is its `suggestion`. The boxes of the answer are in pixels of the whole picture.
        Raises UsageError for a box that is not in the picture.
        """
        x, y, width, height = box
        high, wide = picture.pixels.shape[:2]
        if not (0 <= x < x + width <= wide and 0 <= y < y + height <= high):
            raise UsageError(
                f"The box must lie in the picture, which has {wide} x {high} pixels. Got x {x}, "
                f"y {y}, width {width}, height {height}."
            )
        part = Picture(picture.pixels[y : y + height, x : x + width], picture.name)
        wanted = Wanted(digits, single=True, check=accepts)
        numbers = self._numbers(part, wanted)
        return _moved(numbers[0], x, y) if numbers else None

    def attempt(self, number: int, source: Source | BrokenPicture, *, wanted: Wanted) -> Pages:
        """The readings of one of many sources (from 0); what is wrong with it comes last."""
        if isinstance(source, BrokenPicture):
            return (source,)
        done: list[Reading | BrokenPicture] = []
        try:
            done.extend(self._read(source, name=None, wanted=wanted))
        except (PictureError, MissingExtraError) as error:
            done.append(BrokenPicture(name_of(source, number), error.code, error.message))
        return tuple(done)

    def _read(self, source: Source, *, name: str | None, wanted: Wanted) -> Iterator[Reading]:
        file = os.fspath(source) if isinstance(source, str | os.PathLike) else name
        if isinstance(source, np.ndarray):
            source = Picture(source, name)
        for picture in pages(source, name=name):
            height, width = picture.pixels.shape[:2]
            page = picture.page if picture.pages > 1 else None
            numbers = self._numbers(picture, wanted)
            yield Reading(file, page, numbers, self.id, (width, height))

    def _numbers(self, picture: Picture, wanted: Wanted) -> tuple[Number, ...]:
        """What is written, looked at again in other ways where little of it can be read."""
        best: tuple[Number, ...] = ()
        sure = tangled = has_words = False
        cut_out = max(picture.pixels.shape[:2]) < _CUT_OUT
        for number, page in enumerate(looks(picture)):
            written = self._written(page.strips, picture, wanted)
            has_words |= written.has_words
            seen = numbers = written.numbers
            if wanted.may_be_nothing:
                lone = page.lone and not has_words
                numbers = believed(seen, cut_out=cut_out or page.in_cell, lone=lone)
                if number and not is_plain(numbers, lone=lone):
                    numbers = ()
            # What much fainter ink reads as is not missed where it was not sure.
            likely = SURE if page.darkest else LIKELIER_THAN_NOT
            clearer = tangled and not page.tangled and longest(numbers) >= longest(best)
            if numbers and (not best or clearer or reads_more(numbers, best, likely=likely)):
                best, sure, tangled = numbers, mostly_sure(seen), page.tangled
            # A page of words, or of many lines of which some are read, was found well. Beside ink,
            # much fainter ink may have joined its lines or hidden their ends.
            enough = sure or written.is_text or (best and len(page.strips) > _MANY_LINES)
            if enough and page.whole and (page.darkest or not page.has_faint) and not tangled:
                break
            # What is ink was not mistaken where digits were read.
            if page.before_reverse and longest(best) >= SURE_DIGITS:
                break
        return with_doubts(best) if wanted.may_be_nothing else best

    def _written(self, strips: Sequence[Strip], picture: Picture, wanted: Wanted) -> _Written:
        """The numbers on strips of a picture, and whether there are words."""
        height, width = picture.pixels.shape[:2]
        lines, doubted = self._lines([strip.pixels for strip in strips])
        words = are_words(doubted) if wanted.may_be_nothing else None
        if words is not None:
            # Words, and lone digits: most of what photographs give where nothing is written.
            both = zip(lines, doubted, words, strict=True)
            lines = [
                strict if is_words or len(plain.text) == 1 else plain
                for plain, strict, is_words in both
            ]
        numbers = decode_numbers(
            strips,
            lines,
            size=(width, height),
            wanted=wanted,
            words=words,
            threshold=self.metadata.refusal_threshold,
        )
        return _Written(numbers, any(words or ()), words is not None and are_text(doubted))

    def _lines(self, pixels: Sequence[np.ndarray]) -> tuple[list[WrittenLine], list[WrittenLine]]:
        """Strips as they are read, and as they are where whatever may be no digit is none."""
        lattices = self._strips.log_probabilities(pixels)
        if self._signs is None:
            lines = [WrittenLine(*each) for each in zip(pixels, lattices, strict=True)]
            return lines, lines
        seen = self._signs.log_probabilities(pixels)
        lines, doubted = (
            [
                WrittenLine(strip, without_signs(lattice, other, strictly=strictly))
                for strip, lattice, other in zip(pixels, lattices, seen, strict=True)
            ]
            for strictly in (False, True)
        )
        return lines, doubted


@dataclass(frozen=True)
class _Written:
    """What one look at a page shows: numbers, whether a line is words, whether all clearly are."""

    numbers: tuple[Number, ...]
    has_words: bool
    is_text: bool


@dataclass(frozen=True, eq=False)
class Readings:
    """What the workers of `Reader.read_many` do."""

    bundle: Bundle
    wanted: Wanted

    def start(self) -> Callable[[int, Source | BrokenPicture], Pages]:
        """A reader of one thread. Returns its `attempt`."""
        return partial(Reader(self.bundle, threads=1).attempt, wanted=self.wanted)


def load_reader(
    model: str | os.PathLike[str] | None = None, *, threads: int | None = None
) -> Reader:
    """The reader in a FILE, a RUN folder, by NAME, or (None) the one that came with tenfold.

    Raises UsageError (no such model) or ModelFileError (broken, foreign, lying, or no reader).
    """
    return Reader(read_bundle(find_model(Path(model or DEFAULT))), threads=threads)


def read(
    source: Source,
    *,
    model: str | os.PathLike[str] | None = None,
    digits: int | None = None,
    pattern: str | None = None,
    single: bool = False,
) -> list[Reading]:
    """The numbers in a picture, a reading for each page: see `Reader.read`.

    The model is loaded for this call alone; for many pictures load it once with `load_reader`.
    """
    reader = load_reader(model)
    return reader.read(source, digits=digits, pattern=pattern, single=single)


def _moved(number: Number, x: int, y: int) -> Number:
    """The number, its boxes counted from elsewhere."""

    def shifted(box: Box) -> Box:
        return box[0] + x, box[1] + y, box[2], box[3]

    digits = tuple(replace(digit, box=shifted(digit.box)) for digit in number.digits)
    return replace(number, box=shifted(number.box), digits=digits)
