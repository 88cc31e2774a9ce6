"""The tutorials' own lines for S3 (fashion-mlp-100), without tenfold's engine: what do they reach?

    KERAS_BACKEND=jax .venv-jax/bin/python benchmarks/plain_keras.py [SEEDS [EPOCHS]]

Prints train accuracy (running mean of the last epoch), test loss and accuracy, and seconds, one
line a seed, and the mean with its spread.
"""

from __future__ import annotations

import sys
import time

import keras
import numpy as np

from tenfold import load_dataset
from tenfold.evaluation.compare import mean_spread


def main() -> int:
    seeds, epochs = (int(word) for word in [*sys.argv[1:], "5", "100"][:2])
    data = load_dataset("fashion-mnist")
    train, test = (split.images / np.float32(255) for split in (data.train, data.test))
    accuracies = []
    for seed in range(seeds):
        began = time.perf_counter()
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                keras.Input((28, 28)),
                keras.layers.Flatten(),
                keras.layers.Dense(128, activation="relu"),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )
        model.compile(
            optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        history = model.fit(train, data.train.labels, epochs=epochs, verbose=0).history
        loss, accuracy = model.evaluate(test, data.test.labels, verbose=0)
        accuracies.append(accuracy)
        seconds = time.perf_counter() - began
        print(
            f"seed {seed}  train {history['accuracy'][-1]:.4f}  test loss {loss:.4f}  "
            f"test accuracy {accuracy:.4f}  {seconds:.1f} s",
            flush=True,
        )
    spread = mean_spread(accuracies)
    print(f"mean {spread.mean:.4f} of {spread.n}, from {spread.low:.4f} to {spread.high:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
