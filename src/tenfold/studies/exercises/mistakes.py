"""Exercises 3 and 4: the network without Flatten, and with five outputs for ten classes.

Each mistake is made twice: in plain Keras, to show the error that a person meets there, and as a
recipe, to show what tenfold says before it trains.
"""

from __future__ import annotations

import math

import numpy as np

from tenfold.errors import RecipeError
from tenfold.models import networks
from tenfold.studies.exercises import drawings
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.exercises.bench import Bench, network
from tenfold.studies.exercises.mishaps import Mishap, train_in_plain_keras
from tenfold.training.recipe import Recipe

_UNITS = 64
_COLUMNS = (Column("who", "who"), Column("says", "says"))


def without_flatten(bench: Bench) -> Answer:
    """Leave Flatten out."""
    picture, classes = bench.dataset.spec.shape, len(bench.dataset.classes)
    bench.say("plain Keras without Flatten")
    met = train_in_plain_keras(bench.train, flatten=False, units=_UNITS, outputs=classes)
    wrong = network(_UNITS, flatten=False)
    ours = _refusal(bench, wrong)
    chains = {
        title: [("picture", picture)]
        + [(row.kind, row.output_shape) for row in networks.table(layers, picture)]
        for title, layers in (
            ("With Flatten", networks.resolve(network(_UNITS).layers, classes)),
            ("Without Flatten", networks.resolve(wrong.layers, classes)),
        )
    }
    rows, columns = picture
    return Answer(
        number=3,
        question="What happens without the Flatten layer?",
        table=_table(met, ours),
        setting=_setting(bench, met),
        figure=drawings.shapes(chains),
        paragraph=(
            f"{_in_keras(met)} A dense layer works on the last axis only: given a picture of "
            f"{rows} rows of {columns} numbers, it works on every row by itself, and the network "
            f"gives {rows} times {classes} numbers where one label asks for {classes}. Flatten "
            f"lays the rows end to end, as {math.prod(picture)} numbers in one row. tenfold sees "
            "this from the shapes alone and refuses the recipe before it trains."
        ),
        quick=bench.quick,
    )


def five_outputs(bench: Bench) -> Answer:
    """Five outputs where the labels go up to nine.

    What the paragraph says of other back ends: NaN on a GPU is in TensorFlow's documentation of
    sparse_softmax_cross_entropy_with_logits; on JAX (0.10, Keras 3.15, same pictures) the epoch
    ended at a loss of 0.216 and no word, because a label out of range becomes a row of zeros.
    """
    classes = bench.dataset.classes
    few = math.ceil(len(classes) / 2)  # five of ten; other data may have other classes
    bench.say(f"plain Keras with {few} outputs")
    met = train_in_plain_keras(bench.train, flatten=True, units=_UNITS, outputs=few)
    ours = _refusal(bench, network(_UNITS, outputs=few))
    counts = np.bincount(bench.dataset.train.labels, minlength=len(classes))
    without = int(counts[few:].sum())
    return Answer(
        number=4,
        question=f"What happens with {few} outputs for {len(classes)} classes?",
        table=_table(met, ours),
        setting=_setting(bench, met),
        figure=drawings.labels_without_output(counts, few, classes),
        paragraph=(
            f"{_in_keras(met)} A label is the place of an output: with {few} outputs the labels "
            f"0 to {few - 1} have one and {few} to {len(classes) - 1} have none, which is "
            f"{without:,} of the {int(counts.sum()):,} training pictures. Do not count on an "
            "error: on a GPU TensorFlow gives a loss of NaN instead, and on JAX Keras takes the "
            "loss of such pictures for 0, so that nothing is said and the loss looks well. "
            "tenfold counts outputs and classes before it trains, wherever it trains."
        ),
        quick=bench.quick,
    )


def _refusal(bench: Bench, wrong: Recipe) -> str:
    """What tenfold says of the recipe; with other data it may fit after all."""
    try:
        bench.fit(wrong, bench.seeds[0], "the same as a recipe")
    except RecipeError as error:
        return error.message
    return "nothing: it fits these data"


def _in_keras(met: Mishap) -> str:
    if met.error is not None:
        return f"In plain Keras training ends in {_article(met.error)} {met.error}."
    outcome = "NaN" if math.isnan(met.loss or 0.0) else f"{met.loss:.4f}"
    return (
        f"In plain Keras on {met.backend} nothing is said: training goes on, "
        f"and the loss after the epoch is {outcome}."
    )


def _article(name: str) -> str:
    return "an" if name[0] in "AEIOU" else "a"


def _table(met: Mishap, ours: str) -> Table:
    says = f"{met.error}: {met.telling}" if met.error else f"nothing; the loss is {met.loss}"
    rows = (
        {
            "who": "Keras",
            "says": says,
            "error": met.error,
            "loss": None if met.loss is None or math.isnan(met.loss) else met.loss,
            "lines": len(met.lines),
        },
        {"who": "tenfold", "says": ours, "error": RecipeError.__name__},
    )
    return Table(_COLUMNS, rows)


def _setting(bench: Bench, met: Mishap) -> str:
    said = f"; its message has {len(met.lines)} lines" if len(met.lines) > 1 else ""
    return f"{bench.dataset.name}, really run: Keras on {met.backend}{said}"
