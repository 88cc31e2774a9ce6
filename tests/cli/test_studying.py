import pytest

from tenfold.cli.studying import StudyBar
from tenfold.values import Progress


def test_without_a_terminal_each_network_is_one_line(capsys):
    bar = StudyBar()
    for seed in (0, 1):
        with bar:  # it may be started again
            bar.say(f"128 units, \x1b[31mseed {seed}")
            bar.on_progress(Progress(1, 5, 100, 600, 0.5, 0.9))
    printed = capsys.readouterr()
    assert printed.err.splitlines() == ["128 units, [31mseed 0", "128 units, [31mseed 1"]
    assert printed.out == ""


def test_ctrl_c_says_that_what_is_printed_stands():
    with pytest.raises(KeyboardInterrupt, match="what is printed above stands"), StudyBar():
        raise KeyboardInterrupt
