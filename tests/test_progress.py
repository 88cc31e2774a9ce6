import tenfold
from tenfold.values import Epoch, Progress


def test_a_running_epoch_is_written_over_and_a_finished_one_stays(capsys):
    done = Epoch(1, 0.5, 0.8125, 0.25, 0.9, 2.0)
    tenfold.show_progress(Progress(1, 3, 300, 600, 0.75, 0.75))
    tenfold.show_progress(Progress(1, 3, 600, 600, 0.5, 0.8125, (done,)))
    running, finished = capsys.readouterr().out.split("\r")[1:]
    assert running == "epoch 1/3  loss 0.7500  accuracy 75.0%  300 of 600 pictures"
    assert finished.rstrip(" \n") == (
        "epoch 1/3  loss 0.5000  accuracy 81.2%  validation 0.2500 90.0%  2.0 s"
    )
    assert finished.endswith("\n")
    assert len(finished) > len(running), "nothing of the running line is left behind"


def test_without_validation_pictures_none_are_shown(capsys):
    done = Epoch(1, 0.5, 1.0, None, None, 2.0)
    tenfold.show_progress(Progress(1, 3, 600, 600, 0.5, 1.0, (done,)))
    assert capsys.readouterr().out.strip() == "epoch 1/3  loss 0.5000  accuracy 100%  2.0 s"
