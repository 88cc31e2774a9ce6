import numpy as np
import pytest

from tenfold.evaluation.answering_chart import answering_chart
from tenfold.evaluation.calibration import AnsweringCurve, answering_curve
from tenfold.evaluation.charts import BOTTOM, LEFT, RIGHT, TOP


def curve(n: int, wrong: int) -> AnsweringCurve:
    """Of n pictures, each a little less sure than the one before, the last `wrong` are wrong."""
    confidence = np.linspace(0.99, 0.6, n)
    labels = (np.arange(n) >= n - wrong).astype(np.int64)
    return answering_curve(np.stack([confidence, 1 - confidence], axis=1), labels)


def threshold_of(one: AnsweringCurve, answered: float) -> float:
    return float(one.thresholds[np.searchsorted(one.answered, answered)])


def test_a_line_ends_where_all_are_answered_at_the_plain_accuracy():
    chart = answering_chart({"validation": curve(1000, 40), "test": curve(2000, 60)}, None)
    assert [(line.kind, line.label) for line in chart.lines] == [
        ("validation", "96.0%"),
        ("test", "97.0%"),
    ]
    assert {line.points[-1][0] for line in chart.lines} == {RIGHT}
    for line in chart.lines:
        heights = [y for _, y in line.points]
        assert heights == sorted(heights)  # the more is answered, the more often it is wrong
        assert heights[0] == TOP
    assert chart.marks == ()
    assert chart.summary == (
        "How often right, by the share of pictures answered, the surest first. "
        "validation, all answered: 96.0% right. test, all answered: 97.0% right."
    )


def test_the_mark_lies_on_its_line_and_says_what_is_there():
    one = curve(1000, 40)
    chart = answering_chart({"test": one}, threshold_of(one, 0.97))
    (mark,) = chart.marks
    assert mark.title == "97.0% of the test pictures are answered, 99.0% of them right"
    assert chart.summary.endswith(f"At the file's threshold, {mark.title}.")
    (line,) = chart.lines
    places = np.array(line.points)
    assert np.interp(mark.x, places[:, 0], places[:, 1]) == pytest.approx(mark.y, abs=2)


@pytest.mark.parametrize(
    ("wrong", "first", "lowest"), [(0, "95%", "99.80%"), (30, "95%", "99.7%"), (3000, "0%", "70%")]
)
def test_the_axes_show_where_the_mistakes_are(wrong, first, lowest):
    chart = answering_chart({"test": curve(10_000, wrong)}, None)
    assert (chart.x_ticks[0].text, chart.x_ticks[-1].text) == (first, "100%")
    assert chart.y_ticks[0].text == lowest
    assert (chart.x_ticks[0].at, chart.x_ticks[-1].at) == (LEFT, RIGHT)
    assert (chart.y_ticks[0].at, chart.y_ticks[-1].at) == (BOTTOM, TOP)


@pytest.mark.parametrize("answered", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("wrong", [0, 5, 400])
def test_everything_lies_within_the_axes(wrong, answered):
    one = curve(1000, wrong)
    chart = answering_chart({"test": one}, threshold_of(one, answered))
    places = [*chart.lines[0].points, *((mark.x, mark.y) for mark in chart.marks)]
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in places)
    assert len(chart.lines[0].points) <= 150


def test_few_pictures_are_one_point():
    chart = answering_chart({"test": curve(3, 1)}, None)
    assert len(chart.lines[0].points) == 1


def test_a_threshold_that_refuses_everything_has_no_mark():
    assert answering_chart({"test": curve(100, 3)}, 0.999).marks == ()
