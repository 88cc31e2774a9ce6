"""FastAPI in front of Keras' `model.predict`: what tutorials deploy. A rival, in its own process.

    python rival.py model.keras 8001

Knows nothing of tenfold. `/predict` calls `model.predict` in an `async def`, as most tutorials do;
`/predict-in-threads` in a plain `def`, which FastAPI runs in threads; `/call` calls the model
itself, compiled once, which few know: it is measured so that nobody can say it was forgotten.
Pictures come as {"instances": [[[0.0, ...], ...], ...]}, divided by 255 as the tutorials do.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Pictures(BaseModel):
    """What a client sends."""

    instances: list[list[list[float]]]


def build(path: str) -> FastAPI:
    """The whole server, as a tutorial writes it."""
    model = keras.saving.load_model(path)
    compiled = tf.function(lambda batch: model(batch, training=False), reduce_retracing=True)
    app = FastAPI()

    def as_the_model_takes_it(pictures: Pictures) -> np.ndarray:
        array = np.array(pictures.instances, dtype="float32")
        # model.keras divides by 255 itself: the tutorials' clients have divided already.
        return np.rint(array * 255).astype("uint8")

    @app.get("/health")
    async def health() -> dict[str, bool]:
        return {"live": True}

    @app.post("/predict")
    async def predict(pictures: Pictures) -> dict[str, list[list[float]]]:
        batch = as_the_model_takes_it(pictures)
        return {"predictions": model.predict(batch, verbose=0).tolist()}

    @app.post("/predict-in-threads")
    def predict_in_threads(pictures: Pictures) -> dict[str, list[list[float]]]:
        batch = as_the_model_takes_it(pictures)
        return {"predictions": model.predict(batch, verbose=0).tolist()}

    @app.post("/call")
    async def call(pictures: Pictures) -> dict[str, list[list[float]]]:
        batch = as_the_model_takes_it(pictures)
        return {"predictions": compiled(tf.constant(batch)).numpy().tolist()}

    for batch in (1, 64):  # whatever is built at the first call is built before it is measured
        pixels = np.zeros((batch, 28, 28), "uint8")
        model.predict(pixels, verbose=0)
        compiled(tf.constant(pixels))
    return app


if __name__ == "__main__":
    app = build(sys.argv[1])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
