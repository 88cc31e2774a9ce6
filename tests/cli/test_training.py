"""How a running training is shown."""

import io

from rich.console import Console

from tenfold.cli.training import TrainingDisplay
from tenfold.values import Epoch, Progress


def console(*, terminal=False):
    return Console(
        file=io.StringIO(), width=80, force_terminal=terminal, color_system=None, highlight=False
    )


def epoch(number, **validation):
    held = {"val_loss": None, "val_accuracy": None} | validation
    return Epoch(number, loss=0.5 / number, accuracy=0.9, seconds=2.5, **held)


def progress(number, pictures, *history):
    return Progress(number, 3, pictures, 600, loss=0.25, accuracy=0.93, history=history)


def test_every_finished_epoch_gets_one_line():
    screen = console()
    with TrainingDisplay(screen) as display:
        display.on_progress(progress(1, 300))
        display.on_progress(progress(2, 300, epoch(1)))
        display.on_progress(progress(2, 600, epoch(1)))
        display.on_progress(progress(2, 600, epoch(1), epoch(2)))
        display.say("Writing the model file")
    assert screen.file.getvalue().splitlines() == [
        "epoch 1   loss 0.5000  accuracy 90.00%  2.5 s",
        "epoch 2   loss 0.2500  accuracy 90.00%  2.5 s",
        "Writing the model file",
    ]


def test_lines_being_composed_are_counted_before_the_first_epoch():
    screen = console(terminal=True)
    with TrainingDisplay(screen) as display:
        display.say("Composing 1,200 lines of digits")
        display.on_composed(500, 1200)
        display.on_progress(progress(1, 300))
    shown = screen.file.getvalue()
    assert "500 of 1,200 lines composed" in shown
    assert "epoch 1/3" in shown


def test_validation_is_shown_where_there_is_one():
    screen = console()
    held = epoch(1, val_loss=0.75, val_accuracy=0.8)
    TrainingDisplay(screen).on_progress(progress(1, 600, held))
    assert "validation 0.7500 80.00%" in screen.file.getvalue()


def test_epochs_of_an_earlier_process_are_not_shown_again():
    screen = console()
    TrainingDisplay(screen, done=1).on_progress(progress(2, 600, epoch(1), epoch(2)))
    assert [line.split()[1] for line in screen.file.getvalue().splitlines()] == ["2"]


def test_a_terminal_gets_a_bar_with_epoch_loss_accuracy_and_time_left():
    screen = console(terminal=True)
    with TrainingDisplay(screen, done=1) as display:
        display.on_progress(progress(2, 300, epoch(1)))
    bar = screen.file.getvalue()
    assert "epoch 2/3" in bar
    assert "loss 0.2500 accuracy 93.0%" in bar
    assert "left" in bar
    assert "epoch 1 " not in bar
