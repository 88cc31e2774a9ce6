from tenfold.studies.exercises.mishaps import Mishap

LINES = (
    "Graph execution error:",
    "",
    "Detected at node loss/Sparse defined at (most recent call last):",
    '  File "mine.py", line 10, in <module>',
    "Received a label value of 9 which is outside the valid range of [0, 5).  Label values: 0 2",
    "\t [[{{node loss/Sparse}}]] [Op:__inference_multi_step_on_iterator_1097]",
)


def test_the_telling_lines_of_a_long_error_are_found():
    assert Mishap("tensorflow", "InvalidArgumentError", LINES, None).telling == (
        "Graph execution error: … "
        "Received a label value of 9 which is outside the valid range of [0, 5)."
    )
