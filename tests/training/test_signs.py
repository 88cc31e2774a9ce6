import string

import numpy as np

from tenfold.training.signs import SIGNS, draw_sign


def test_no_sign_is_a_digit_or_a_latin_letter() -> None:
    assert not set(SIGNS) & set(string.ascii_letters + string.digits)
    assert len(set(SIGNS)) == len(SIGNS) > 60


def test_signs_differ_and_fill_their_picture_with_ink() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw_sign(rng) for _ in range(60)]
    for sign in drawn:
        assert sign.dtype == np.uint8
        assert sign.max() > 200
        for edge in (sign[0], sign[-1], sign[:, 0], sign[:, -1]):
            assert edge.any(), "it is cropped to its ink"
    assert len({sign.tobytes() for sign in drawn}) > 40
