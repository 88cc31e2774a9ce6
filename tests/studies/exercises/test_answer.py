from tenfold.evaluation.plots.canvas import canvas
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.measured import Measured


def answer():
    table = Table(
        (Column("name", "name"), Column("accuracy", "accuracy", Measured.as_share)),
        ({"name": "<b>x</b>", "accuracy": Measured((0.9, 0.92)), "more": 3},),
    )
    return Answer(2, "Is <a> > b?", table, "mnist", canvas(1, 1), "So & so.", quick=False)


def test_cells_are_shown_as_their_columns_say():
    assert answer().table.cells() == [["<b>x</b>", "91.00% ± 1.41"]]


def test_json_carries_every_value_of_a_row():
    (row,) = answer().to_json()["rows"]
    assert row["more"] == 3
    assert row["accuracy"]["values"] == [0.9, 0.92]


def test_a_notebook_gets_everything_escaped():
    page = answer()._repr_html_()
    assert "<td>&lt;b&gt;x&lt;/b&gt;</td><td>91.00% ± 1.41</td>" in page
    assert "Exercise 2. Is &lt;a&gt; &gt; b?" in page
    assert "So &amp; so." in page
    assert "<b>x" not in page
