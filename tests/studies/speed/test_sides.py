import sys

import pytest

from tenfold.errors import UsageError
from tenfold.studies.speed.sides import choose


def test_keras_on_tensorflow_here_is_always_a_rival():
    (only,) = choose([])
    assert (only.name, only.python) == ("keras-tensorflow", sys.executable)
    assert only.environment == {"KERAS_BACKEND": "tensorflow"}
    assert only.command("{}") == [sys.executable, str(only.script), "{}"]


def test_rivals_stand_in_the_order_of_the_tables():
    sides = choose(["torch=some/python", "keras-jax=other/python"])
    assert [(side.name, side.python) for side in sides[1:]] == [
        ("keras-jax", "other/python"),
        ("torch", "some/python"),
    ]
    assert all(side.script.is_file() for side in sides)


def test_another_interpreter_may_run_keras_on_tensorflow():
    (only,) = choose(["keras-tensorflow=elsewhere/python"])
    assert only.python == "elsewhere/python"


@pytest.mark.parametrize("words", ["torch", "torch=", ""])
def test_a_rival_without_an_interpreter_is_explained(words):
    with pytest.raises(UsageError) as caught:
        choose([words])
    assert str(caught.value) == (
        f"A rival must look like NAME=PYTHON. Got {words!r}. "
        "Such as: --rival torch=.venv-torch/bin/python"
    )


def test_a_misspelt_rival_names_the_nearest():
    with pytest.raises(UsageError) as caught:
        choose(["keras-jaxx=python"])
    assert str(caught.value) == (
        "Rival 'keras-jaxx' does not exist. Did you mean 'keras-jax'? "
        "Known: keras-tensorflow, keras-jax, torch."
    )
