"""How tenfold is called: by its command line where a person would, else by own_side.py."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tenfold.artefact import runs
from tenfold.artefact.bundle import read
from tenfold.models import networks
from tenfold.studies.speed import machine
from tenfold.studies.speed.jobs import PLAIN
from tenfold.studies.speed.works import Options
from tenfold.training import recipe as recipes
from tenfold.training.recipe import Recipe

# What the script `tenfold` does, without asking where it was installed.
CLI = (sys.executable, "-c", "from tenfold.cli.main import main; main()")


def train_words(
    given: str, recipe: Recipe, source: str | None, options: Options, *, seed: int, out: Path
) -> list[str]:
    """`tenfold train` with a recipe as it is measured here."""
    words = ["train", given, "--json", "--seed", str(seed), "--out", str(out)]
    words += ["--set", f"epochs={recipe.epochs}"]
    if recipe.validation.pictures:
        words += ["--set", f"validation.pictures={recipe.validation.pictures}"]
    if recipe.optimizer != recipes.load(given).optimizer:
        words += [word for setting in PLAIN for word in ("--set", setting)]
    words += ["--data", source] if source else []
    return words + (["--data-dir", str(options.data_dir)] if options.data_dir else [])


def predict_words(picture: Path, model: Path) -> list[str]:
    """`tenfold predict` of a file or of a folder."""
    return ["predict", str(picture), "--model", str(model), "--json"]


def train_figures(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a `tenfold train --json`, and from its run folder how they came about."""
    run = runs.open_run(answer["run"])
    metadata = read(run.model).metadata
    layers = networks.resolve(recipes.parse(run.recipe).layers, len(metadata.classes))
    arithmetic = networks.training_arithmetic(layers, metadata.spec.shape)
    return {
        "gflop": arithmetic * run.record["pictures"]["train"] / 1e9,
        "peak": machine.float32_peak(),
        "epochs": [epoch.seconds for epoch in run.history],
        "accuracy": answer["scores"]["test"]["accuracy"],
        "loop": run.record["loop"],
        "precision": run.record.get("precision", "float32"),
    }
