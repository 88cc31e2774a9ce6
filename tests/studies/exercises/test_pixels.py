from tenfold.models import networks
from tenfold.studies.exercises.bench import Trials, network
from tenfold.studies.exercises.pixels import paragraph
from tenfold.values import Epoch


def trials(losses, accuracy):
    epochs = [
        (Epoch(1, 3.0, 0.8, loss, accuracy, 1.0), Epoch(2, 0.4, 0.9, loss, accuracy, 1.0))
        for loss in losses
    ]
    return Trials(tuple(epochs), parameters=1)


def test_what_is_measured_is_told_whatever_theirs_was():
    said = paragraph(
        {
            "pixels 0 to 1": trials((0.10, 0.11, 0.12), 0.97),
            "pixels 0 to 255": trials((0.30, 0.31, 0.32), 0.97),
        }
    )
    assert "The held-out loss of pixels 0 to 255 was 0.200 higher" in said
    assert "of pixels 0 to 255 and of pixels 0 to 1, +0.00 points, could be chance" in said
    assert "began at a mean of 3.00 in the first epoch and ended at 0.40" in said


def test_the_raw_network_is_one_that_tenfold_warns_of():
    assert networks.reads_raw_pixels(network(128, rescale=False).layers)
    assert not networks.reads_raw_pixels(network(128).layers)
