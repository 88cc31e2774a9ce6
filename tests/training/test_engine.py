import dataclasses

import numpy as np
import pytest

from tenfold.errors import TrainingError
from tenfold.training import recipe as recipes
from tenfold.training.engine import fit

MLP = {"epochs": 3, "layers.2.units": 16}
CNN = {"epochs": 2, "layers.2.filters": 4, "layers.5.units": 16}
DEEP = {"epochs": 2, "batch_size": 64}
MODERN = DEEP | {
    "batch_size": 32,
    "label_smoothing": 0.1,
    "augment": {"rotate": 5, "shift": 1, "pen": 0.3},
    "optimizer": {
        "kind": "muon",
        "learning_rate": 0.05,
        "momentum": 0.6,
        "others": 0.5,
        "schedule": "linear",
        "warmup": 0.2,
        "average": 0.9,
    },
}
EACH = [
    ("fashion-mlp", MLP),
    ("digits-cnn", CNN),
    ("digits-fast", DEEP),
    ("digits-fast", MODERN),
]


def train(drawn, name="fashion-mlp", *, seed=0, validation=None, **arguments):
    plan = recipes.plan(name, arguments.pop("settings", MLP))
    return fit(plan, drawn.train, validation, classes=3, seed=seed, **arguments)


def bits(trained):
    return b"".join(np.asarray(v).tobytes() for v in trained.to_logits.get_weights())


def without_time(history):
    return [dataclasses.replace(epoch, seconds=0) for epoch in history]


@pytest.mark.parametrize(("name", "settings"), EACH)
def test_same_seed_gives_the_same_bits_and_another_seed_others(drawn, name, settings):
    first = train(drawn, name, settings=settings)
    again = train(drawn, name, settings=settings)
    assert bits(first) == bits(again)
    assert without_time(first.history) == without_time(again.history)
    assert bits(train(drawn, name, settings=settings, seed=1)) != bits(first)


@pytest.mark.parametrize(("name", "settings"), EACH)
def test_resuming_ends_in_the_same_bits_as_never_stopping(drawn, name, settings):
    kept = []
    whole = train(drawn, name, settings=settings, on_epoch=kept.append)
    resumed = train(drawn, name, settings=settings, start=kept[0])
    assert bits(resumed) == bits(whole)
    assert without_time(resumed.history) == without_time(whole.history)


def test_the_network_learns(drawn):
    trained = train(drawn, validation=drawn.test, settings=MLP | {"epochs": 6})
    assert trained.history[-1].val_accuracy > 0.9
    assert trained.history[-1].loss < trained.history[0].loss


def test_the_compiled_loop_does_what_model_fit_does(drawn, monkeypatch):
    compiled = train(drawn, validation=drawn.test)
    monkeypatch.setenv("TENFOLD_LOOP", "fit")
    plain = train(drawn, validation=drawn.test)
    assert (compiled.loop, plain.loop) == ("compiled with XLA", "model.fit")
    for a, b in zip(compiled.history, plain.history, strict=True):
        assert a.loss == pytest.approx(b.loss, rel=1e-3)
        assert a.val_loss == pytest.approx(b.val_loss, rel=1e-3)


def test_augmentation_average_and_smoothing_are_the_same_by_model_fit(drawn, monkeypatch):
    """In float32, and with a last batch that is not full."""
    odd = dataclasses.replace(drawn, train=drawn.train[:590])
    settings = MODERN | {"precision": "float32"}
    compiled = train(odd, "digits-fast", validation=drawn.test, settings=settings)
    monkeypatch.setenv("TENFOLD_LOOP", "fit")
    plain = train(odd, "digits-fast", validation=drawn.test, settings=settings)
    for a, b in zip(compiled.history, plain.history, strict=True):
        assert a.loss == pytest.approx(b.loss, rel=1e-2)
        assert a.val_loss == pytest.approx(b.val_loss, rel=2e-2)
    for a, b in zip(compiled.to_logits.get_weights(), plain.to_logits.get_weights(), strict=True):
        assert np.allclose(a, b, atol=0.02)


def test_the_average_is_what_is_judged_and_kept(drawn):
    settings = MODERN | {"optimizer.average": 0.9}
    trained = train(drawn, "digits-fast", validation=drawn.test, settings=settings)
    logits = np.asarray(trained.to_logits(drawn.test.images))
    accuracy = (logits.argmax(axis=1) == drawn.test.labels).mean()
    assert accuracy == pytest.approx(trained.history[-1].val_accuracy, abs=0.02)


def test_the_last_batch_counts_only_its_own_pictures(drawn, monkeypatch):
    """590 pictures in batches of 32 leave 14 for the last: filling must not change the step."""
    odd = dataclasses.replace(drawn, train=drawn.train[:590])
    assert len(odd.train) % 32
    compiled = train(odd, settings=MLP | {"epochs": 1})
    monkeypatch.setenv("TENFOLD_LOOP", "fit")
    plain = train(odd, settings=MLP | {"epochs": 1})
    assert compiled.history[0].loss == pytest.approx(plain.history[0].loss, rel=1e-4)
    assert compiled.history[0].accuracy == pytest.approx(plain.history[0].accuracy, abs=1e-6)


def test_training_stops_by_its_rule(drawn):
    settings = MLP | {"epochs": 50, "stop": [{"metric": "accuracy", "above": 0.8}]}
    trained = train(drawn, settings=settings)
    assert trained.history[-1].accuracy > 0.8
    assert all(epoch.accuracy <= 0.8 for epoch in trained.history[:-1])
    assert trained.stopped.startswith("accuracy > 0.8 (accuracy is 0.")


def test_progress_reaches_the_end_of_every_epoch(drawn):
    seen = []
    train(drawn, on_progress=seen.append)
    ends = [p.epoch for p in seen if p.pictures == p.total == 600 and len(p.history) == p.epoch]
    assert ends == [1, 2, 3]
    assert all(0 < p.pictures <= p.total for p in seen)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop", "sgd"])
def test_every_optimiser_lowers_the_loss(drawn, optimizer):
    settings = MLP | {"optimizer.kind": optimizer, "optimizer.learning_rate": 0.01}
    history = train(drawn, settings=settings).history
    assert history[-1].loss < history[0].loss


def test_a_runaway_loss_is_explained(drawn):
    settings = {"optimizer.kind": "sgd", "optimizer.learning_rate": 100, "layers.0.divide_by": 1e-9}
    with pytest.raises(TrainingError) as error:
        train(drawn, settings=settings)
    assert str(error.value) == (
        "The loss became nan in epoch 1: the weights have run away. Lower the learning rate "
        "(--set optimizer.learning_rate=0.0001), and see that the recipe rescales its pixels "
        "({ kind = 'rescale', divide_by = 255 })."
    )
