import numpy as np
import pytest
from matplotlib.colors import to_hex

from tenfold.errors import UsageError
from tenfold.evaluation import plots
from tenfold.evaluation.errors import Mistake
from tenfold.evaluation.plots.canvas import BLUE, GREY, RED

PICTURES = np.random.default_rng(0).integers(0, 256, (20, 8, 8)).astype(np.uint8)
CLASSES = ("T-shirt/top", "Sneaker", "Bag")
LIKELY = np.array([[0.1, 0.7, 0.2], [0.98, 0.01, 0.01]])


def titles(figure):
    return [axis.get_title() for axis in figure.axes if axis.get_title()]


def colours(axis):
    return [to_hex(bar.get_facecolor()).upper() for bar in axis.patches]


def drawn(axis):
    return np.asarray(axis.images[0].get_array())


def test_strip_is_one_row_of_the_pictures_themselves():
    figure = plots.strip(PICTURES[:4], list("0123"))
    assert titles(figure) == ["0", "1", "2", "3"]
    assert {axis.get_subplotspec().rowspan.start for axis in figure.axes} == {0}
    assert (drawn(figure.axes[2]) == PICTURES[2]).all()


def test_grid_fills_rows_and_leaves_the_rest_empty():
    figure = plots.grid(PICTURES[:5], list("abcde"), columns=3, title_colours=[RED] * 5)
    assert len(figure.axes) == 6
    assert titles(figure) == list("abcde")
    assert not figure.axes[5].images
    assert figure.axes[0].title.get_color() == RED


def test_colour_pictures_are_drawn_too():
    colourful = np.zeros((4, 6, 3), dtype=np.uint8)
    assert drawn(plots.strip([colourful], ["own"]).axes[0]).shape == (4, 6, 3)


def test_one_has_a_colour_bar_and_on_request_every_number():
    plain = plots.one(PICTURES[0], title="Sneaker")
    assert len(plain.axes) == 2
    numbered = plots.one(PICTURES[0], title="Sneaker", numbers=True)
    table = max(numbered.axes, key=lambda axis: len(axis.texts))
    assert [text.get_text() for text in table.texts] == [str(v) for v in PICTURES[0].ravel()]


def test_answers_are_blue_where_right_and_red_where_wrong():
    figure = plots.answers(PICTURES[:2], LIKELY, np.array([1, 2]), CLASSES, columns=1)
    right, right_bars, wrong, wrong_bars = figure.axes
    assert (right.get_xlabel(), right.xaxis.label.get_color()) == ("Sneaker 70% (Sneaker)", BLUE)
    assert wrong.get_xlabel() == "T-shirt/top 98% (Bag)"
    assert wrong.xaxis.label.get_color() == RED
    assert colours(right_bars) == [GREY.upper(), BLUE, GREY.upper()]
    assert colours(wrong_bars) == [RED, GREY.upper(), BLUE]
    assert [bar.get_height() for bar in wrong_bars.patches] == LIKELY[1].tolist()


def test_answers_without_truth_judge_nothing():
    figure = plots.answers(PICTURES[:2], LIKELY, None, CLASSES)
    assert figure.axes[0].get_xlabel() == "Sneaker 70%"
    assert RED not in colours(figure.axes[1])


def test_answers_keep_to_their_rows_and_columns():
    figure = plots.answers(
        PICTURES, np.tile(LIKELY[:1], (20, 1)), np.ones(20, dtype=int), CLASSES, rows=5, columns=3
    )
    assert len([axis for axis in figure.axes if axis.images]) == 15


def test_prediction_stacks_pictures_beside_named_bars_at_45_degrees():
    figure = plots.prediction(
        [PICTURES[0], np.zeros((4, 9, 3), dtype=np.uint8)],
        PICTURES[:2],
        LIKELY,
        CLASSES,
        files=["a.png", "b.png"],
        refused=[False, True],
    )
    assert titles(figure) == ["Sneaker 70%", "refused\nat best T-shirt/top 98%"]
    assert [figure.axes[0].get_xlabel(), figure.axes[3].get_xlabel()] == ["a.png", "b.png"]
    names = figure.axes[2].get_xticklabels()
    assert [name.get_text() for name in names] == list(CLASSES)
    assert {name.get_rotation() for name in names} == {45}


@pytest.mark.parametrize(("errors", "words"), [(0, "No errors"), (1, "1 error"), (12, "12 errors")])
def test_gallery_counts_its_errors(errors, words):
    wrong = [Mistake(index, 0, 1, 0.9) for index in range(errors)]
    figure = plots.gallery(PICTURES, wrong, CLASSES, errors=errors, total=20)
    heading = figure.get_suptitle() or figure.texts[0].get_text()
    assert heading == f"{words} in 20 pictures"
    assert titles(figure) == ["T-shirt/top, Sneaker"] * errors
    rows = {axis.get_subplotspec().rowspan.start for axis in figure.axes}
    assert len(rows) == -(-errors // 8)


def test_names_that_look_like_mathematics_or_control_the_terminal_are_drawn_as_text(tmp_path):
    nasty = (r"$\frac$", "a\x1b[31m\nb", "c" * 90)
    figure = plots.prediction(PICTURES[:1], PICTURES[:1], LIKELY[:1], nasty, files=["$\\x$.png"])
    plots.save(figure, tmp_path / "nasty.png")
    shown = [name.get_text() for name in figure.axes[2].get_xticklabels()]
    assert shown == [r"$\frac$", "a[31mb", "c" * 15 + "…"]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: plots.strip([], []), "at least one picture.*Got no pictures and 0 titles"),
        (lambda: plots.strip(PICTURES[:2], ["a"]), "Got 2 pictures and 1 titles or answers"),
        (lambda: plots.answers(PICTURES[:2], LIKELY[:1], None, CLASSES), "Got 2 pictures and 1"),
        (lambda: plots.one(PICTURES, title="x"), r"Got shape \(20, 8, 8\)\. Give a grey picture"),
        (
            lambda: plots.one(np.zeros((65, 8), dtype=np.uint8), title="x", numbers=True),
            "at most 64 pixels a side",
        ),
    ],
)
def test_what_cannot_be_drawn_is_explained(call, text):
    with pytest.raises(UsageError, match=text):
        call()
