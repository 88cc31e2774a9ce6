import pytest

from tenfold.studies.exercises.stopping import paragraph
from tenfold.values import Epoch


def history(*losses):
    return tuple(Epoch(i, loss, 0.86, 0.4, 0.85, 1.0) for i, loss in enumerate(losses, 1))


@pytest.mark.parametrize(
    ("histories", "start"),
    [
        (
            (history(0.5, 0.39), history(0.5, 0.41, 0.38), history(0.5, 0.399)),
            "3 of 3 runs ended because the train loss had fallen below 0.4: "
            "2 after epoch 2, 1 after epoch 3. The rule looks",
        ),
        (
            (history(0.5, 0.39), history(*[0.5] * 5)),
            "1 of 2 runs ended because the train loss had fallen below 0.4: 1 after epoch 2. "
            "The other 1 ran all 5 epochs. The rule looks",
        ),
        (
            (history(*[0.5] * 5),),
            "None of 1 run came below a train loss of 0.4 within 5 epochs, so none stopped",
        ),
    ],
)
def test_the_paragraph_says_which_runs_stopped_and_when(histories, start):
    assert paragraph(histories, most=5).startswith(start)


def test_a_loss_is_not_read_as_an_accuracy():
    said = paragraph((history(0.39),), most=5)
    assert "86.0% of the training pictures were answered right" in said
