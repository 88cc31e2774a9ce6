import base64
import io

import numpy as np
import pytest
from PIL import Image

from tenfold.evaluation import html

PIXELS = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)


@pytest.mark.parametrize("pixels", [PIXELS, np.stack([PIXELS] * 3, axis=-1)])
def test_pictures_survive_the_data_uri_to_the_bit(pixels):
    head, _, body = html.png_uri(pixels).partition(",")
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(body))) as picture:
        assert (np.asarray(picture) == pixels).all()


def test_a_wrong_answer_marks_both_bars():
    answer = html.answered(PIXELS, np.array([0.1, 0.7, 0.2]), ("a", "b", "c"), label=2)
    assert answer.picture.caption == ("b 70%", "(c)")
    assert answer.picture.verdict == "wrong"
    assert [bar.kind for bar in answer.bars] == ["", "predicted", "true"]


def test_a_right_answer_has_one_marked_bar():
    answer = html.answered(PIXELS, np.array([0.1, 0.9]), ("a", "b"), label=1)
    assert answer.picture.verdict == "right"
    assert [bar.kind for bar in answer.bars] == ["", "right"]


def test_without_the_truth_nothing_is_judged():
    answer = html.answered(PIXELS, np.array([0.1, 0.9]), ("a", "b"))
    assert (answer.picture.verdict, answer.picture.caption) == ("", ("b 90%",))
    assert answer.bars[1].kind == "said"
    assert answer.summary == "Probabilities: b 90.0%, a 10.0%"


def test_many_classes_show_the_likeliest_and_always_the_true_one():
    probabilities = np.linspace(0, 1, 300)
    names = tuple(f"class {index}" for index in range(300))
    answer = html.answered(PIXELS, probabilities / probabilities.sum(), names, label=0)
    assert [bar.mark for bar in answer.bars] == ["0", *map(str, range(292, 300))]


def test_control_characters_and_markup_are_taken_out_or_escaped():
    page = html.environment().from_string("{{ name }}")
    assert page.render(name="a\x00\x1b\u202eb<i>&") == "ab&lt;i&gt;&amp;"


@pytest.mark.parametrize(
    ("shape", "text"), [((None, 28, 28), "28 × 28"), ([None, 4732], "4,732"), ("(10,)", "(10,)")]
)
def test_shapes_are_written_as_people_write_them(shape, text):
    assert html.shape_text(shape) == text
