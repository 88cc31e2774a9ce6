import numpy as np
import pytest

from tenfold.errors import RunError
from tenfold.training import checkpoint as checkpoints
from tenfold.training.checkpoint import Checkpoint
from tenfold.values import Epoch


def example():
    return Checkpoint(
        model=(np.arange(12, dtype=np.float32).reshape(3, 4), np.float32(1.5).reshape(())),
        optimizer=tuple(np.full(2, i) for i in range(11)),
        history=(Epoch(1, 0.1 + 0.2, 0.5, None, None, 1.25),),
    )


def test_a_checkpoint_comes_back_to_the_bit(tmp_path):
    path = tmp_path / "checkpoint" / "epoch.npz"
    checkpoints.save(path, example())
    back = checkpoints.load(path)
    assert back.history == example().history
    all_back, all_given = (c.model + c.optimizer for c in (back, example()))
    for got, wanted in zip(all_back, all_given, strict=True):
        assert got.dtype == wanted.dtype
        assert np.array_equal(got, wanted)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_a_broken_checkpoint_is_explained(tmp_path, content):
    path = tmp_path / "epoch.npz"
    path.write_bytes(content)
    with pytest.raises(RunError, match="cannot be read .* Train again from the start"):
        checkpoints.load(path)


def test_pickled_objects_are_never_loaded(tmp_path):
    path = tmp_path / "epoch.npz"
    np.savez(path, history=np.array([{"a": 1}], dtype=object))
    with pytest.raises(RunError, match="Object arrays cannot be loaded"):
        checkpoints.load(path)


def test_a_checkpoint_of_another_network_is_refused():
    class Variable:
        shape = (2, 2)

    with pytest.raises(RunError, match="does not fit the recipe's network: their shapes differ"):
        checkpoints.assign([Variable()], [np.zeros((3, 3))])
