import numpy as np

from tenfold.studies.exercises.outputs import paragraph

CLASSES = ("boot", "bag")


def test_the_paragraph_counts_winners_and_right_answers():
    numbers = np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.7, 0.3], [0.6, 0.4]]])
    said = paragraph(numbers, np.array([0, 1]), CLASSES)
    assert "The network gives 2 numbers for a picture, one for each class." in said
    assert "boot (class 0) in 2 of 2 runs, its number 0.8000 on average" in said
    assert "its label is boot (class 0)." in said
    assert said.endswith("Picked so, 75.00% ± 35.36 of the test pictures were answered right.")


def test_runs_that_disagree_are_all_told():
    numbers = np.array([[[0.9, 0.1]], [[0.4, 0.6]], [[0.2, 0.8]]])
    said = paragraph(numbers, np.array([0]), CLASSES)
    assert (
        "boot (class 0) in 1 of 3 runs, its number 0.9000 on average and "
        "bag (class 1) in 2 of 3 runs, its number 0.7000 on average" in said
    )
