"""Connectionist temporal classification: the loss of a text whose places nobody marked.

The network gives, for every step along a line, the logits of each class and of a blank; a text's
probability is the sum over all ways to spread it over the steps (Graves et al. 2006, section 4.1).
Written with `keras.ops` as one pass over the steps: Keras' own takes four times as long on
TensorFlow, and with all lines padded alike there is no need for its lengths.
"""

from __future__ import annotations

from typing import Any

_NEVER = -1e5  # a logarithm that no sum notices, and whose gradient is a number


def ctc_losses(logits: Any, texts: Any) -> Any:
    """-log of each text's probability: float32, shape (n,).

    logits: float32, shape (n, steps, classes + 1), the last is the blank's. texts: integers, shape
    (n, most), class indices, filled up with blanks.
    """
    from keras import ops

    steps, blank = logits.shape[1], logits.shape[2] - 1
    n, most = ops.shape(texts)[0], texts.shape[1]
    likely = ops.log_softmax(logits, axis=-1)
    # Every text with a blank before, between and after: 2 most + 1 places to be at.
    blanks = ops.full_like(texts, blank)
    places = ops.reshape(ops.stack([blanks, texts], axis=2), (n, 2 * most))
    places = ops.concatenate([places, blanks[:, :1]], axis=1)
    here = ops.einsum("btc,bpc->tbp", likely, ops.one_hot(places, blank + 1))
    # A blank may be left out between two characters that differ.
    differ = (places[:, 2:] != blank) & (places[:, 2:] != places[:, :-2])
    leap = ops.pad(ops.where(differ, 0.0, _NEVER), ((0, 0), (2, 0)), constant_values=_NEVER)
    begin = ops.where(ops.arange(2 * most + 1) < 2, 0.0, _NEVER)
    reached = here[0] + begin
    for step in range(1, steps):
        one = ops.pad(reached[:, :-1], ((0, 0), (1, 0)), constant_values=_NEVER)
        two = ops.pad(reached[:, :-2], ((0, 0), (2, 0)), constant_values=_NEVER) + leap
        top = ops.maximum(ops.maximum(reached, one), two)
        total = ops.exp(reached - top) + ops.exp(one - top) + ops.exp(two - top)
        reached = top + ops.log(total) + here[step]
    # It ends on the last character or on the blank after it; an empty text on its only blank.
    length = ops.sum(ops.cast(texts != blank, "int32"), axis=1)
    place = ops.arange(2 * most + 1)[None]
    ends = (place == 2 * length[:, None]) | (place == 2 * length[:, None] - 1)
    return -ops.logsumexp(ops.where(ends, reached, _NEVER), axis=1)


def read_right(logits: Any, texts: Any) -> Any:
    """Which texts are just what the likeliest class of every step says: 1 or 0, float32, (n,)."""
    from keras import ops

    blank = logits.shape[2] - 1
    said = ops.cast(ops.argmax(logits, axis=-1), "int32")
    texts = ops.cast(texts, "int32")
    before = ops.pad(said[:, :-1], ((0, 0), (1, 0)), constant_values=blank)
    begins = (said != blank) & (said != before)
    number = ops.cumsum(ops.cast(begins, "int32"), axis=1)
    wanted = ops.take_along_axis(texts, ops.clip(number - 1, 0, texts.shape[1] - 1), axis=1)
    fits = ops.all(~begins | (said == wanted), axis=1)
    length = ops.sum(ops.cast(texts != blank, "int32"), axis=1)
    return ops.cast(fits & (number[:, -1] == length), "float32")
