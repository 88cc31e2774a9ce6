"""A network as the compiled loop calls it: the same weights and mathematics in a faster order.

A recipe's network stays plain Keras layers. What a processor does better in another form is
written here and nowhere else, each form with the figure that earns its place. TENFOLD_LOOP=fit
trains on the layers as they are, to compare: `tenfold bench training`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

Step = Callable[[Any, bool], Any]
_PICTURE_CHANNELS = 3  # a convolution of no more reads the picture, not another layer's output


@dataclass(frozen=True, eq=False)
class Lowered:
    """A network ready to be compiled.

    steps: each takes (tensor, training); the first uint8 pictures, the last gives logits.
    xla: whether XLA makes something faster of them than TensorFlow's own kernels.
    precision: what convolutions are computed in; weights and all else are always float32.
    """

    steps: tuple[Step, ...]
    xla: bool
    precision: str

    def __call__(self, pictures: Any, training: bool) -> Any:
        """Logits, float32 (n, classes), of uint8 pictures (n, height, width)."""
        tensor = pictures
        for step in self.steps:
            tensor = step(tensor, training)
        return tensor


def lower(model: Any, *, precision: str) -> Lowered:
    """The layers of `model` (one after another, as models/networks.py builds them), lowered.

    precision: "bfloat16" where the recipe allows its convolutions that; it is used where the
    processor has it fast.
    """
    import keras

    from tenfold.models.residual import ResidualBlock

    half = precision == "bfloat16" and bfloat16_is_fast()
    steps: list[Step] = []
    convolves = False
    layers = list(model.layers[1:])  # without the input
    while layers:
        layer = layers.pop(0)
        if layers and _fits_phases(layer, layers[0]):
            layers.pop(0)
            steps.append(partial(_convolve_and_pool, layer))
        elif isinstance(layer, keras.layers.Conv2D):
            convolves = True
            steps.append(partial(_convolve_in_bfloat16 if half else _as_it_is, layer))
        elif isinstance(layer, ResidualBlock):
            convolves = True
            steps.append(partial(_add_convolved, layer, "bfloat16" if half else "float32"))
        elif isinstance(layer, keras.layers.Dropout):
            steps.append(partial(_drop, layer))
        else:
            steps.append(partial(_as_it_is, layer))
    # XLA has matrix products and fuses what lies between them, but its convolutions are slower
    # than oneDNN's: an epoch of digits-cnn, layer by layer, takes 18.7 s with XLA and 7.7 without.
    return Lowered(tuple(steps), not convolves, "bfloat16" if convolves and half else "float32")


def bfloat16_is_fast() -> bool:
    """Whether the processor multiplies bfloat16 matrices in hardware (AMX).

    Read from Linux' own list; elsewhere the answer is no, which costs time and nothing else.
    """
    try:
        return " amx_bf16" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def _as_it_is(layer: Any, tensor: Any, training: bool) -> Any:
    if "training" in inspect.signature(layer.call).parameters:
        return layer(tensor, training=training)
    return layer(tensor)


def _drop(layer: Any, tensor: Any, training: bool) -> Any:
    """Dropout by Philox (Salmon et al. 2011), named because XLA's own choice is 20 times slower.

    With that one dropout took a third of a step of digits-cnn. The seed comes from the layer's
    own stream, which a checkpoint holds.
    """
    import tensorflow as tf

    if not training or not layer.rate:
        return tensor
    seed = tf.cast(layer.seed_generator.next(), tf.int32)
    kept = tf.random.stateless_uniform(tf.shape(tensor), seed, alg="philox") >= layer.rate
    return tf.where(kept, tensor / (1 - layer.rate), 0.0)


def _convolve_in_bfloat16(layer: Any, tensor: Any, training: bool) -> Any:
    """Conv2D with bfloat16 factors: a step of digits-fast in less than half of the time."""
    import tensorflow as tf

    tensor, kernel, bias = (tf.cast(t, tf.bfloat16) for t in (tensor, layer.kernel, layer.bias))
    product = tf.nn.conv2d(tensor, kernel, list(layer.strides), layer.padding.upper())
    return layer.activation(tf.nn.bias_add(product, bias))


def _add_convolved(block: Any, precision: str, tensor: Any, training: bool) -> Any:
    """A residual block whose gain multiplies filters: they are fewer numbers than pictures."""
    import tensorflow as tf

    def convolved(tensor: Any, kernel: Any, bias: Any) -> Any:
        product = tf.nn.conv2d(tensor, tf.cast(kernel, precision), 1, "SAME")
        return tf.nn.bias_add(product, tf.cast(bias, precision))

    first, second, gain = block.first, block.second, tf.convert_to_tensor(block.gain)
    tensor = tf.cast(tensor, precision)
    found = tf.nn.relu(convolved(tensor, first.kernel, first.bias))
    return tf.nn.relu(tensor + convolved(found, second.kernel * gain, second.bias * gain))


def _fits_phases(layer: Any, after: Any) -> bool:
    """Whether these two layers are a small convolution of the picture, pooled by 2x2."""
    import keras

    return (
        isinstance(layer, keras.layers.Conv2D)
        and isinstance(after, keras.layers.MaxPooling2D)
        and layer.kernel.shape[2] <= _PICTURE_CHANNELS
        and (layer.strides, layer.padding) == ((1, 1), "valid")
        and (after.pool_size, after.strides, after.padding) == ((2, 2), (2, 2), "valid")
        # The maximum may change places with a function that never falls.
        and layer.activation.__name__ in ("linear", "relu")
    )


def _convolve_and_pool(layer: Any, tensor: Any, training: bool) -> Any:
    """A convolution and its 2x2 max pooling as one matrix product.

    A pooled pixel is the maximum of the convolution at four places: the phases (0, 0), (0, 1),
    (1, 0) and (1, 1) of a grid of step 2. All four read the same window, one pixel larger than the
    filter, so four shifted copies of the filter side by side give them in one product. In
    digits-cnn this lets XLA have the whole network, and an epoch takes a third less time.
    """
    import tensorflow as tf

    size, _, channels, filters = layer.kernel.shape
    window = size + 1
    height, width = ((side - size + 1) // 2 for side in tensor.shape[1:3])
    patches = tf.stack(
        [
            tensor[:, y : y + 2 * height - 1 : 2, x : x + 2 * width - 1 : 2]
            for y in range(window)
            for x in range(window)
        ],
        axis=3,
    )
    shifted = [
        tf.pad(layer.kernel, [[y, 1 - y], [x, 1 - x], [0, 0], [0, 0]])
        for y in range(2)
        for x in range(2)
    ]
    rows = window * window * channels
    kernels = tf.concat([tf.reshape(kernel, (rows, filters)) for kernel in shifted], axis=1)
    a, b, c, d = tf.split(tf.reshape(patches, (-1, rows)) @ kernels, 4, axis=1)
    largest = tf.maximum(tf.maximum(a, b), tf.maximum(c, d))
    return layer.activation(tf.reshape(largest + layer.bias, (-1, height, width, filters)))
