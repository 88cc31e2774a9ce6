"""What stands on lines that are not digits alone."""

import string

import numpy as np

from tenfold.training.composer.hands import MARKS, marks
from tenfold.training.composer.handwritten import Writers
from tenfold.training.composer.lines import Composed, draw_line
from tenfold.training.composer.texts import CLEAR, LONGEST, draw_text, draw_words
from tenfold.values import Dataset


def test_texts_are_short_and_every_sign_can_be_written() -> None:
    rng = np.random.default_rng(0)
    texts = [draw_text(rng) for _ in range(500)]
    assert max(map(len, texts)) <= LONGEST
    assert set("".join(texts)) <= set(MARKS + string.digits + " ")
    # Dates, sums of money, codes and words are all among them.
    for kind in ("/", "$", "%", ":", "=", " "):
        assert any(kind in text for text in texts)
    assert 0.1 < np.mean([not any(map(str.isdigit, text)) for text in texts]) < 0.4


def test_every_word_has_a_letter_that_is_like_no_digit() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        for word in draw_words(rng).rstrip(".,:;!?").split():
            assert set(word) & set(CLEAR), word
    assert not set(CLEAR) & set("lIiOoSsZzBbGgqT")


def test_marks_stand_on_their_base_line_as_large_as_beside_digits() -> None:
    pictures = marks("train")
    assert pictures.shape[1] == len(MARKS)
    ink = pictures > 90
    some = ink.any(axis=(2, 3))
    assert some.mean() > 0.99

    def middle(sign: str) -> float:
        rows = ink[:, MARKS.index(sign)].any(axis=2)[some[:, MARKS.index(sign)]]
        return float(np.median((rows * np.arange(rows.shape[1])).sum(1) / rows.sum(1)))

    def height(sign: str) -> float:
        return float(np.median(ink[:, MARKS.index(sign)].any(axis=2).sum(axis=1)))

    assert middle("°") < middle("x") < middle(".")
    assert 15 < height("H") < 24
    assert height(".") < height("x") < height("H") <= height("/")


def test_lines_with_signs_say_their_digits_alone(mnist: Dataset) -> None:
    writers = Writers.of(mnist.train, "train")
    rng = np.random.default_rng(2)
    settings = Composed(other=0, printed=0.3, marked=1)
    lines = [draw_line(writers, settings, rng) for _ in range(60)]
    for line in lines:
        assert line.text == "" or line.text.isdigit()
        assert line.ink.max() > 0.5
        assert 0 <= line.left < line.right <= line.ink.shape[1]
    assert sum(bool(line.text) for line in lines) > 30
