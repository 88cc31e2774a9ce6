"""Plain Keras as the tutorials write it; a rival of `tenfold bench`, in a process of its own.

    KERAS_BACKEND=jax python keras_side.py '{"kind": "versions"}'

Knows nothing of tenfold and needs Keras, a back end of it, NumPy and (for picture files) Pillow.
The one argument is a job as jobs.py describes it; the answer is one line of JSON on stdout. What
is done is what a reader of the tutorials does: `Sequential`, float32 arrays divided by 255,
`fit` and `predict` with Keras' defaults. Only the printing is switched off, in Keras' favour.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

_began = time.perf_counter()
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras  # noqa: E402
import numpy as np  # noqa: E402

IMPORT_SECONDS = time.perf_counter() - _began
Job = dict[str, Any]


class MeanAndMax(keras.layers.Layer):
    """Both of Keras' global poolings, side by side."""

    def call(self, x: Any) -> Any:
        """(n, h, w, c) to (n, 2 c)."""
        parts = [keras.ops.mean(x, axis=(1, 2)), keras.ops.max(x, axis=(1, 2))]
        return keras.ops.concatenate(parts, axis=1)


class Residual(keras.layers.Layer):
    """Two convolutions, added to what they are given times a gain, then ReLU."""

    def build(self, shape: tuple[int, ...]) -> None:
        """As many filters as there are channels."""
        self.first = keras.layers.Conv2D(shape[-1], 3, padding="same", activation="relu")
        self.second = keras.layers.Conv2D(shape[-1], 3, padding="same")
        self.first.build(shape)
        self.second.build(shape)
        self.gain = self.add_weight(shape=shape[-1:], initializer="ones")

    def call(self, x: Any) -> Any:
        """(n, h, w, c) to the same."""
        return keras.ops.relu(x + self.gain * self.second(self.first(x)))


POOLS = {
    "mean": keras.layers.GlobalAveragePooling2D,
    "max": keras.layers.GlobalMaxPooling2D,
    "both": MeanAndMax,
}
# kind of a recipe's layer -> its Keras layer, called with the recipe's settings
LAYERS = {
    "rescale": lambda divide_by: keras.layers.Rescaling(1 / divide_by),
    "reshape": lambda shape: keras.layers.Reshape(shape),
    "flatten": keras.layers.Flatten,
    "dense": keras.layers.Dense,
    "conv": lambda size, **settings: keras.layers.Conv2D(kernel_size=size, **settings),
    "residual": Residual,
    "max_pool": lambda size: keras.layers.MaxPooling2D(size),
    "global_pool": lambda of: POOLS[of](),
    "dropout": keras.layers.Dropout,
}
OPTIMIZERS = {
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
    "sgd": keras.optimizers.SGD,
}


def before_the_network(images: np.ndarray, layers: list[Job]) -> tuple[Any, list[Job]]:
    """What the tutorials do to the arrays themselves: divide and reshape; the layers left."""
    arrays, left = images.astype("float32"), list(layers)
    while left and left[0]["kind"] in ("rescale", "reshape"):
        first = left.pop(0)
        if first["kind"] == "rescale":
            arrays = arrays / np.float32(first["divide_by"])
        else:
            arrays = arrays.reshape(-1, *first["shape"])
    return arrays, left


def sequential(layers: list[Job], shape: tuple[int, ...]) -> Any:
    """The network. ValueError names the layer that this script does not know."""
    model = keras.Sequential([keras.Input(shape)])
    for settings in layers:
        kind = settings["kind"]
        if kind not in LAYERS:
            raise ValueError(f"keras_side.py knows no layer {kind!r}; known: {', '.join(LAYERS)}")
        model.add(LAYERS[kind](**{k: v for k, v in settings.items() if k != "kind"}))
    return model


def pictures(job: Job, name: str) -> np.ndarray:
    """One array of the data file."""
    with np.load(job["data"], allow_pickle=False) as file:
        return file[name]


class Watch(keras.callbacks.Callback):
    """Seconds of every epoch, its validation included; ends training as the tutorials do."""

    def __init__(self, rules: list[Job]) -> None:
        super().__init__()
        self.rules = rules
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Job | None = None) -> None:
        """Start the clock."""
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Job) -> None:
        """Stop the clock, and training once a rule holds."""
        self.seconds.append(time.perf_counter() - self.began)
        for rule in self.rules:
            value = logs[rule["metric"]]
            if value > rule.get("above", np.inf) or value < rule.get("below", -np.inf):
                self.model.stop_training = True


def train(job: Job) -> Job:
    """`fit` on the training pictures, `evaluate` on the test pictures."""
    keras.utils.set_random_seed(job["seed"])
    x, layers = before_the_network(pictures(job, "x_train"), job["layers"])
    y, kept = pictures(job, "y_train"), job["validation"]
    held = None
    if kept:
        x, y, held = x[:-kept], y[:-kept], (x[-kept:], y[-kept:])
    model = sequential(layers, x.shape[1:])
    settings = {k: v for k, v in job["optimizer"].items() if k != "kind"}
    model.compile(
        optimizer=OPTIMIZERS[job["optimizer"]["kind"]](**settings),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=job["from_logits"]),
        metrics=["accuracy"],
    )
    watch = Watch(job["stop"])
    model.fit(
        *(x, y),
        batch_size=job["batch_size"],
        epochs=job["epochs"],
        validation_data=held,
        callbacks=[watch],
        verbose=0,
    )
    test, _ = before_the_network(pictures(job, "x_test"), job["layers"])
    _, accuracy = model.evaluate(test, pictures(job, "y_test"), verbose=0)
    return {"epochs": watch.seconds, "accuracy": accuracy, "import": IMPORT_SECONDS}


def untrained(job: Job) -> tuple[Any, Any]:
    """A network with fresh weights, which answers at the same speed, and the test pictures."""
    x, layers = before_the_network(pictures(job, "x_test"), job["layers"])
    return sequential(layers, x.shape[1:]), x


def median_seconds(call: Callable[[], object], job: Job) -> float:
    """Median of one call's time, repeated for job["seconds"]; the first calls compile."""
    for _ in range(3):
        call()
    times: list[float] = []
    end = time.perf_counter() + job["seconds"]
    while len(times) < 5 or time.perf_counter() < end:
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def latency(job: Job) -> Job:
    """One picture: `predict` and its class, as the tutorials do, and the model just called."""
    model, x = untrained(job)
    one = x[:1]
    return {
        "answer": median_seconds(lambda: np.argmax(model.predict(one, verbose=0)), job),
        "logits": median_seconds(lambda: np.asarray(model(one)), job),
    }


def throughput(job: Job) -> Job:
    """All test pictures: `predict` with its own batches of 32, and with batches of 1,000."""
    model, x = untrained(job)
    return {
        "as_written": len(x) / median_seconds(lambda: model.predict(x, verbose=0), job),
        "in_thousands": len(x)
        / median_seconds(lambda: model.predict(x, batch_size=1000, verbose=0), job),
    }


def read(file: str, shape: tuple[int, ...]) -> np.ndarray:
    """A picture file as the tutorials read one: grey, resized, divided by 255."""
    image = keras.utils.load_img(file, color_mode="grayscale", target_size=shape[:2])
    return keras.utils.img_to_array(image).reshape(1, *shape) / 255


def files(job: Job) -> Job:
    """From a picture file to its class: a small PNG and a large JPEG."""
    model, x = untrained(job)

    def seconds(file: str) -> float:
        shape = x.shape[1:]
        return median_seconds(lambda: np.argmax(model.predict(read(file, shape), verbose=0)), job)

    return {name: seconds(file) for name, file in job["files"].items()}


def save(job: Job) -> Job:
    """Write the network where job["to"] says, for `cold` and `folder`."""
    untrained(job)[0].save(job["to"])
    return {}


def cold(job: Job) -> Job:
    """Load a model and say what is in one picture file."""
    model = keras.saving.load_model(job["model"])
    picture = read(job["picture"], model.input_shape[1:])
    return {"class": int(np.argmax(model.predict(picture, verbose=0)))}


def folder(job: Job) -> Job:
    """Load a model and say what is in every picture file of a folder, all in one `predict`."""
    model = keras.saving.load_model(job["model"])
    names = sorted(os.listdir(job["folder"]))
    paths = [os.path.join(job["folder"], name) for name in names]
    batch = np.concatenate([read(path, model.input_shape[1:]) for path in paths])
    classes = model.predict(batch, verbose=0).argmax(axis=1)
    return {"pictures": len(classes)}


def versions(job: Job) -> Job:
    """What this side runs on."""
    backend = keras.backend.backend()
    module = __import__(backend)
    python = sys.version.split()[0]
    return {"python": python, "keras": keras.__version__, backend: module.__version__}


KINDS = {
    one.__name__: one for one in (latency, throughput, files, save, cold, folder, versions)
} | {"training": train}

if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    print(json.dumps(KINDS[job["kind"]](job)))
