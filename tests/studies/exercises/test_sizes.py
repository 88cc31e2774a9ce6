from tenfold.studies.exercises.bench import Trials
from tenfold.studies.exercises.sizes import paragraph
from tenfold.values import Epoch


def trials(*accuracies, seconds=1.0):
    """Runs of two epochs with these held-out accuracies; the first epoch compiles."""
    return Trials(
        tuple(
            (
                Epoch(1, 0.5, 0.9, 0.5, 0.9, 60.0),
                Epoch(2, 0.3, 0.95, 0.3, accuracy, seconds + index / 100),
            )
            for index, accuracy in enumerate(accuracies)
        ),
        parameters=1,
    )


def test_only_steps_that_the_runs_carry_are_said_to_help():
    said = paragraph(
        {
            "128 units": trials(0.970, 0.971, 0.972),
            "512 units": trials(0.980, 0.981, 0.982),
            "1024 units": trials(0.979, 0.981, 0.983, seconds=4.0),
        }
    )
    assert "512 units was 1.00 points higher than that of 128 units" in said
    assert "1024 units and of 512 units, +0.00 points, could be chance" in said
    assert "time of an epoch of 1024 units was 3.00 s higher than that of 128 units" in said
    assert said.endswith(
        "What these runs carry: the step to 512 units helped; "
        "nothing that could not be chance came of the step to 1024 units."
    )


def test_a_step_that_harms_is_said_to_harm():
    said = paragraph({"a": trials(0.980, 0.981, 0.982), "b": trials(0.970, 0.971, 0.972)})
    assert said.endswith("What these runs carry: the step to b did harm.")


def test_one_run_of_each_carries_nothing():
    said = paragraph({"a": trials(0.90), "b": trials(0.99)})
    assert "What these runs carry" not in said
    assert said.endswith(
        "One run of each cannot tell a difference from luck: it takes several seeds."
    )


def test_steps_of_one_kind_are_told_together():
    same = trials(0.980, 0.981, 0.982)
    assert paragraph({"a": same, "b": same, "c": same}).endswith(
        "nothing that could not be chance came of the step to b and the step to c."
    )


def test_the_time_is_that_of_the_fastest_epoch():
    assert trials(0.9, 0.9).epoch_seconds.values == (1.0, 1.01)
