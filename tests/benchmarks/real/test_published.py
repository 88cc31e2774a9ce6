from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from benchmarks.real import published


@pytest.mark.parametrize("ground", [0, 255])
def test_inverted_pictures_are_light_on_dark(tmp_path, ground):
    page = np.full((9, 9), ground, np.uint8)
    page[4, 4] = 255 - ground
    Image.fromarray(page).save(tmp_path / "x.png")
    turned = np.asarray(published.light_on_dark(str(tmp_path / "x.png")))
    assert (turned[0, 0], turned[4, 4]) == (0, 255)


def test_answers_are_listed_with_nan_for_what_cannot_be_read():
    def answer(file: str) -> published.Answer:
        if file == "broken":
            raise OSError("cannot identify image file")
        return 3, [0.1, 0.9]

    said = published.one_set(answer, ["a", "broken"])
    assert said["labels"] == [3, -1]
    assert said["probabilities"][0] == [0.1, 0.9]
    assert np.isnan(said["probabilities"][1]).all()
    assert len(said["seconds"]) == 2


def test_labels_alone_have_no_probabilities():
    assert published.one_set(lambda file: (3, None), ["a"])["probabilities"] is None
