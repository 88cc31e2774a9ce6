"""Corrections as material: what is learned, what is held back, what is left aside."""

import io
from dataclasses import replace

import numpy as np
import pytest
from conftest import drawn_split
from PIL import Image
from pipeline.scribbles import png, scribbles

from tenfold.artefact.runs import Run
from tenfold.errors import DatasetError, RunError
from tenfold.pictures.decode import decode
from tenfold.pictures.standardise import standardise
from tenfold.pipeline.corrections import (
    HELD_OUT_SHARE,
    Correction,
    compare,
    gather,
    kept_with,
    save,
)
from tenfold.pipeline.material import Material
from tenfold.values import Split

CLASSES = ("standing", "lying", "disc")


def corrections(n: int, seed: int = 9) -> list[Correction]:
    """So many pictures, each given one of three classes."""
    return [
        Correction(png(image), number % 3, CLASSES[number % 3], CLASSES)
        for number, image in enumerate(scribbles(n, seed))
    ]


@pytest.fixture
def material(drawn) -> Material:
    return Material(drawn, drawn.train[:500], drawn.train[500:])


def test_pictures_are_what_the_model_sees_and_parted_by_themselves(material):
    given = corrections(60)
    taught = gather(given, material)
    both = np.concatenate([taught.learned.images, taught.held_out.images])
    spec = material.dataset.spec
    seen = {standardise(decode(one.picture), spec).pixels.tobytes(): one.label for one in given}
    assert {image.tobytes() for image in both} == set(seen)
    labels = np.concatenate([taught.learned.labels, taught.held_out.labels])
    assert [seen[image.tobytes()] for image in both] == labels.tolist()
    assert abs(len(taught.held_out) / len(both) - HELD_OUT_SHARE) < 0.15
    assert taught.left_aside == {}


def test_a_picture_stays_on_its_side_whatever_is_corrected_later(material):
    few, more = gather(corrections(30), material), gather(corrections(200), material)
    held = {image.tobytes() for image in more.held_out.images}
    learned = {image.tobytes() for image in more.learned.images}
    assert len(few.held_out) > 0
    assert {image.tobytes() for image in few.held_out.images} <= held
    assert {image.tobytes() for image in few.learned.images} <= learned
    assert not held & learned


def test_the_order_of_corrections_does_not_matter_and_their_hash_names_them(material):
    given = corrections(30)
    one, other = gather(given, material), gather(given[::-1], material)
    assert one.sha256 == other.sha256
    assert (one.learned.images == other.learned.images).all()
    assert gather(given[:29], material).sha256 != one.sha256


def test_the_newest_word_on_a_picture_counts_however_its_file_is_written(material):
    first = corrections(30)
    bitmap = io.BytesIO()
    Image.open(io.BytesIO(first[0].picture)).save(bitmap, "BMP")
    now = replace(first[0], picture=bitmap.getvalue(), label=2, name="disc")
    taught = gather([now, *first], material)
    pixels = standardise(decode(now.picture), material.dataset.spec).pixels
    both = [*taught.learned.images, *taught.held_out.images]
    labels = [*taught.learned.labels, *taught.held_out.labels]
    assert [
        label for image, label in zip(both, labels, strict=True) if (image == pixels).all()
    ] == [2]
    assert taught.left_aside == {"corrected again later": 1}


def test_what_cannot_be_learned_is_left_aside_and_counted(material):
    good = corrections(30)
    blank = png(np.full((28, 28), 255, np.uint8))
    aside = [
        Correction(good[0].picture, None, None, CLASSES),
        replace(good[1], name="square"),
        replace(good[1], label=7),
        replace(good[1], classes=("lying", "standing", "disc")),
        replace(good[1], picture=b"no picture"),
        replace(good[1], picture=blank),
    ]
    taught = gather([*aside, *(replace(one, classes=()) for one in good)], material)
    assert len(taught.learned) + len(taught.held_out) == 30
    assert taught.left_aside == {
        "cannot be read": 1, "nothing is on it": 1, "of no class": 1, "of other classes": 3,
    }  # fmt: skip


def test_a_picture_that_the_model_is_judged_on_is_not_learned(material):
    seen = [
        standardise(decode(png(image)), material.dataset.spec).pixels for image in scribbles(2, 5)
    ]
    dataset = replace(material.dataset, test=Split(seen[0][None], material.dataset.test.labels[:1]))
    judged = replace(
        material, dataset=dataset, validation=Split(seen[1][None], material.validation.labels[:1])
    )
    known = [Correction(png(image), 0, "standing", CLASSES) for image in seen]
    taught = gather([*known, *corrections(30)], judged)
    assert taught.left_aside == {"the model is judged on it": 2}
    assert len(taught.learned) + len(taught.held_out) == 30


def test_few_corrections_are_learned_often_and_many_once(material):
    large = replace(material, train=drawn_split(3000, 3))
    assert gather(corrections(6), large).times == 30
    many = gather(corrections(200), material)
    assert many.times == 1
    joined = many.joined(material.train)
    assert len(joined) == 500 + len(many.learned)
    few = gather(corrections(20), material)
    joined = few.joined(material.train)
    assert few.times > 1
    assert len(joined) == 500 + few.times * len(few.learned)
    assert (joined.images[:500] == material.train.images).all()
    assert (joined.labels[-len(few.learned) :] == few.learned.labels).all()


def test_nothing_to_learn_is_said_with_the_reasons(material):
    with pytest.raises(DatasetError) as error:
        gather([Correction(b"x", None, None)], material)
    assert str(error.value) == (
        "There is no corrected picture of the classes of drawn to learn from. Got 1 of no class. "
        "Correct answers on the page (tenfold serve) or with tenfold review correct, or train "
        "without --with-corrections."
    )
    with pytest.raises(DatasetError, match="Got no corrections at all. Correct"):
        gather([], material)
    held = [one for one in corrections(30) if not _learned(one, material)]
    with pytest.raises(DatasetError, match="Got 1 held back to measure with. Correct"):
        gather(held[:1], material)


def _learned(one: Correction, material: Material) -> bool:
    try:
        return len(gather([one], material).learned) == 1
    except DatasetError:
        return False


def test_two_models_are_asked_the_same_pictures(material):
    taught = gather(corrections(60), material)

    def knows(split: Split):
        known = {
            image.tobytes(): label for image, label in zip(split.images, split.labels, strict=True)
        }
        return lambda images: np.eye(3)[[known.get(image.tobytes(), 0) for image in images]]

    found = compare(
        taught,
        material.validation,
        without=knows(material.validation),
        given=knows(taught.held_out),
    )
    assert (found["held_out"]["n"], found["held_out"]["after"]) == (len(taught.held_out), 1.0)
    assert found["held_out"]["before"] == (taught.held_out.labels == 0).mean()
    assert (found["validation"]["n"], found["validation"]["before"]) == (100, 1.0)
    nobody = replace(taught, held_out=taught.held_out[:0])
    assert compare(nobody, None, without=None, given=None) == {"held_out": None, "validation": None}


def test_a_run_keeps_its_corrections_and_notices_others(material, tmp_path):
    taught = gather(corrections(30), material)
    run = Run(tmp_path, {"corrections": taught.to_json()})
    save(run, taught)
    kept = kept_with(run, material.dataset)
    assert (kept.learned.images == taught.learned.images).all()
    assert (kept.held_out.labels == taught.held_out.labels).all()
    assert kept.to_json() == taught.to_json()
    assert kept_with(Run(tmp_path, {}), material.dataset) is None
    save(run, gather(corrections(29), material))
    with pytest.raises(RunError, match="not the corrections that the run was started with.*Put it"):
        kept_with(run, material.dataset)
    (tmp_path / "corrections.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(RunError, match="corrections.npz cannot be read"):
        kept_with(run, material.dataset)
