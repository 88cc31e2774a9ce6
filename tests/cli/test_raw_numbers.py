"""The raw numbers of a picture."""

import numpy as np

from tenfold.cli.raw_numbers import raw_numbers


def test_raw_numbers_are_those_of_the_part_that_holds_ink():
    pixels = np.zeros((6, 6), np.uint8)
    pixels[2, 1:4] = [1, 0, 255]
    where, numbers = raw_numbers(pixels, colour=False)
    assert where == "Rows 2 to 2, columns 1 to 3; all others are 0."
    assert numbers.plain == "   1   0 255"


def test_wide_pictures_are_written_in_hexadecimal():
    pixels = np.zeros((1, 28), np.uint8)
    pixels[0, [0, 27]] = [10, 255]
    where, numbers = raw_numbers(pixels, colour=True)
    assert where.endswith("In hexadecimal: ·· is 0, ff is 255.")
    assert numbers.plain == "0a·· " + "···· " * 12 + "··ff"


def test_an_empty_picture_has_no_numbers():
    assert raw_numbers(np.zeros((4, 4), np.uint8), colour=False)[0] == "All pixels are 0."
