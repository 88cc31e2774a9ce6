"""Strips in windows: what each says does not depend on how they were packed."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tenfold.artefact import export, shipped
from tenfold.artefact.bundle import STEP, Metadata, parse, read
from tenfold.errors import ModelFileError, PictureError
from tenfold.inference.classifier import Classifier
from tenfold.inference.strips import StripReader, _pieces


@pytest.fixture(scope="module")
def reader() -> StripReader:
    return StripReader(read(shipped.model_file("numbers") or Path()))


def noise(width: int, seed: int = 0) -> np.ndarray:
    """A strip of smooth ink with the empty ends that every strip has."""
    strip = np.random.default_rng(seed).integers(0, 256, (32, width)).astype(np.uint8)
    strip[:, :8] = strip[:, -8:] = 0
    return strip


def test_a_lattice_has_a_row_for_every_fourth_pixel(reader: StripReader) -> None:
    widths = [16, 17, 64, 191, 192, 193, 700]
    lattices = reader.log_probabilities([noise(width) for width in widths])
    assert [len(one) for one in lattices] == [-(-width // STEP) for width in widths]
    for one in lattices:
        assert one.dtype == np.float32
        np.testing.assert_allclose(np.exp(one).sum(axis=1), 1, atol=1e-4)


def test_no_strips_no_lattices(reader: StripReader) -> None:
    assert reader.log_probabilities([]) == []


def test_strips_that_share_a_window_do_not_disturb_each_other(reader: StripReader) -> None:
    strips = [noise(40, seed) for seed in range(6)]
    together = reader.log_probabilities(strips)
    for strip, lattice in zip(strips, together, strict=True):
        alone = reader.log_probabilities([strip])[0]
        assert (lattice.argmax(axis=1) == alone.argmax(axis=1)).all()


@pytest.mark.parametrize("width", [193, 256, 320, 1000, 4096])
def test_windows_of_a_long_strip_leave_no_step_out(width: int) -> None:
    pieces = list(_pieces([width], 192))
    kept = [step for piece in pieces for step in range(*piece.kept)]
    assert kept == list(range(-(-width // STEP)))
    for piece in pieces:
        assert piece.begin % STEP == 0
        assert piece.begin + 192 >= piece.kept[1] * STEP or piece is pieces[-1]


def test_a_strip_of_another_height_is_an_error(reader: StripReader) -> None:
    with pytest.raises(
        PictureError, match=r"must be uint8 of shape \(32, width\). Got uint8 of shape \(28, 28\)"
    ):
        reader.log_probabilities([np.zeros((28, 28), np.uint8)])


def test_a_classifier_cannot_read() -> None:
    with pytest.raises(ModelFileError, match="'digits' tells the class of one picture"):
        StripReader(read(shipped.model_file("digits") or Path()))


def test_a_reader_cannot_classify() -> None:
    with pytest.raises(ModelFileError, match="'numbers' reads numbers and cannot tell the class"):
        Classifier(read(shipped.model_file("numbers") or Path()))


def test_a_file_that_lies_about_its_task_is_refused(reader: StripReader) -> None:
    content = (shipped.model_file("numbers") or Path()).read_bytes()
    lying: Metadata = dataclasses.replace(reader.metadata, task="classify")
    with pytest.raises(ModelFileError, match="its output must be 'logits' of shape"):
        parse(export.with_metadata(content, lying))
