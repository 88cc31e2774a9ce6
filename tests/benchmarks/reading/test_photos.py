import numpy as np

from benchmarks.reading.photos import PENS, photos
from tenfold.values import Split


def digits() -> Split:
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    return Split(images, np.arange(20) % 10)


def test_the_same_seed_takes_the_same_photos():
    first, again = (list(photos(digits(), 2, np.random.default_rng(3))) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one[0], other[0])
        assert one[1:] == other[1:]


def test_a_photo_shows_a_number_of_four_to_nine_digits_darker_than_its_page():
    for pixels, truth, pen in photos(digits(), 6, np.random.default_rng(0)):
        assert pixels.dtype == np.uint8
        assert pixels.shape[1] * 3 // 4 == pixels.shape[0] >= 768
        assert 4 <= len(truth) <= 9
        assert truth.isdigit()
        assert pen in PENS
        assert np.median(pixels) > np.percentile(pixels, 0.5) + 3
