"""Recipes: everything that decides a training run but the seed, as typed data from TOML.

A recipe comes from the package by name, from a person's own file, and through overrides
(`--set epochs=3`, `--set layers.2.units=512`). An unknown key fails with the nearest known one.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tenfold.errors import RecipeError, did_you_mean
from tenfold.models.registry import Layer
from tenfold.training.augment import Augment
from tenfold.training.composer.lines import HEIGHT, Composed
from tenfold.training.damage import Damage
from tenfold.training.explain import explain
from tenfold.training.outliers import Outliers
from tenfold.values import PictureSpec

Metric = Literal["loss", "accuracy", "val_loss", "val_accuracy"]
_FROZEN = ConfigDict(frozen=True, extra="forbid")
_STOP = re.compile(r"\s*(\w+)\s*([<>])\s*([-+0-9.eE]+)\s*")
_MAX_BYTES = 1_000_000


class Optimizer(BaseModel):
    """Which optimiser; where nothing is said, Keras' own defaults for that kind.

    kind: "muon" turns convolution kernels (muon.py) and moves all other weights by SGD, at
    `others` times its learning rate. schedule: "linear" lets the learning rate rise for the share
    `warmup` of the training and then fall to 0 in a straight line. average: the running average
    of the weights, so much of the old at every step, is what is evaluated and kept.
    """

    model_config = _FROZEN

    kind: Literal["adam", "adamw", "muon", "rmsprop", "sgd"] = "adam"
    learning_rate: Annotated[float, Field(gt=0, le=100)] | None = None
    momentum: Annotated[float, Field(ge=0, lt=1)] | None = None
    weight_decay: Annotated[float, Field(ge=0)] | None = None
    others: Annotated[float, Field(gt=0)] | None = None
    schedule: Literal["constant", "linear"] = "constant"
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0
    average: Annotated[float, Field(ge=0, lt=1)] = 0

    @model_validator(mode="after")
    def _fits(self) -> Optimizer:
        if self.momentum and self.kind not in ("muon", "rmsprop", "sgd"):
            raise ValueError(
                f"momentum belongs to 'muon', 'sgd' and 'rmsprop', not to {self.kind!r}"
            )
        if self.others and self.kind != "muon":
            raise ValueError(f"others belongs to 'muon', not to {self.kind!r}")
        if self.warmup and self.schedule != "linear":
            raise ValueError("warmup belongs to schedule = 'linear', and there is none")
        return self


class Validation(BaseModel):
    """How many training pictures are kept back to decide things on."""

    model_config = _FROZEN

    pictures: Annotated[int, Field(ge=0)] = 0
    take: Literal["last", "random"] = "last"


class StopRule(BaseModel):
    """Stop after an epoch whose metric is above or below a bound, or has not got better."""

    model_config = _FROZEN

    metric: Metric
    above: float | None = None
    below: float | None = None
    patience: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> StopRule:
        if sum(x is not None for x in (self.above, self.below, self.patience)) != 1:
            raise ValueError("a stopping rule needs exactly one of above, below and patience")
        return self

    def __str__(self) -> str:
        if self.patience is not None:
            return f"{self.metric} no better for {self.patience} epochs"
        return (
            f"{self.metric} > {self.above}"
            if self.below is None
            else (f"{self.metric} < {self.below}")
        )


def _none_in_words(value: Any) -> Any:
    """TOML has no word for nothing, and --set augment=none must be said somehow."""
    return None if value == "none" else value


class Recipe(BaseModel):
    """What to train, on what, and how.

    picture: how a folder's pictures are standardised; None takes the named data set's own way.
    layers: from uint8 pictures (height, width) to one number for each class. augment: how the
    pictures change from epoch to epoch; "none" switches it off, as it does for outliers, the
    pictures of no class to be unsure of. habits: the share of the pictures that give way to digits
    drawn as other hands write them, for data sets of digits. lines: what a reader of whole numbers
    learns from instead of single pictures. label_smoothing: the share of every target that is
    spread over all classes (Szegedy et al. 2016); the loss shown is then of these targets.
    precision: "bfloat16" allows it for convolutions, on processors that are fast at it; say it
    where the accuracy was measured to hold.
    """

    model_config = _FROZEN

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    title: str
    about: str = ""
    source: str = ""
    data: str
    picture: PictureSpec | None = None
    input_name: str = "pictures"
    layers: tuple[Layer, ...]
    from_logits: bool
    optimizer: Optimizer = Optimizer()
    batch_size: Annotated[int, Field(ge=1, le=65_536)]
    epochs: Annotated[int, Field(ge=1, le=100_000)]
    validation: Validation = Validation()
    stop: tuple[StopRule, ...] = ()
    augment: Annotated[Augment | None, BeforeValidator(_none_in_words)] = None
    outliers: Annotated[Outliers | None, BeforeValidator(_none_in_words)] = None
    habits: Annotated[float, Field(ge=0, le=1)] = 0
    lines: Composed | None = None
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0
    precision: Literal["float32", "bfloat16"] = "float32"

    @property
    def changes_pictures(self) -> bool:
        """Whether training sees other pictures than the data set's, new ones in every epoch."""
        return bool(self.augment or self.outliers or self.habits)

    def seen(self, picture: tuple[int, int]) -> tuple[int, int]:
        """(height, width) of what the network is given of such pictures: they, or strips."""
        return (HEIGHT, self.lines.width) if self.lines else picture

    @model_validator(mode="after")
    def _loss_fits_the_output(self) -> Recipe:
        softmax = bool(self.layers) and getattr(self.layers[-1], "activation", "") == "softmax"
        if softmax and self.from_logits:
            raise ValueError(
                "the last layer already ends in softmax, but from_logits = true tells the loss "
                "to apply softmax again: it would learn slowly and its probabilities would be "
                "wrong. Say from_logits = false, or end the last layer in 'linear'"
            )
        if not softmax and not self.from_logits:
            raise ValueError(
                "from_logits = false tells the loss to expect probabilities, but the last layer "
                "gives logits (any numbers): the loss would take the logarithm of negative "
                "numbers. Say from_logits = true, or end the last layer in 'softmax'"
            )
        return self

    @model_validator(mode="after")
    def _a_reader_reads_lines(self) -> Recipe:
        ends_in_steps = bool(self.layers) and self.layers[-1].kind == "steps"
        if ends_in_steps != (self.lines is not None):
            raise ValueError(
                "a recipe whose last layer is 'steps' learns to read, from lines that are "
                "composed: it needs a table [lines], and no other recipe may have one"
            )
        if self.lines and (self.outliers or self.habits):
            raise ValueError(
                "outliers and habits are single pictures, and a recipe with a table [lines] learns "
                "from lines: leave them out"
            )
        return self

    @model_validator(mode="after")
    def _validation_metrics_need_validation(self) -> Recipe:
        for rule in self.stop:
            if rule.metric.startswith("val_") and not self.validation.pictures:
                raise ValueError(
                    f"the stopping rule on {rule.metric} needs validation pictures, and this "
                    "recipe keeps none. Say validation.pictures = 10000, for example"
                )
        return self


_TABLES: dict[str, type[BaseModel]] = {
    "": Recipe,
    "optimizer": Optimizer,
    "validation": Validation,
    "stop": StopRule,
    "augment": Augment,
    "augment.damage": Damage,
    "outliers": Outliers,
    "lines": Composed,
}


def names() -> list[str]:
    """The names of the recipes in the package, sorted."""
    folder = resources.files("tenfold.training").joinpath("recipes")
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def load(name_or_file: str | Path) -> Recipe:
    """A recipe by name or from a TOML file.

    Raises RecipeError: no such recipe, not TOML, an unknown or ill-fitting setting.
    """
    known = names()
    if str(name_or_file) in known:
        folder = resources.files("tenfold.training").joinpath("recipes")
        text = folder.joinpath(f"{name_or_file}.toml").read_text(encoding="utf-8")
    else:
        text = _read(Path(name_or_file), known)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"Recipe file {name_or_file} is not valid TOML: {error}.") from None
    return parse(values)


def plan(
    recipe: str | Path | Recipe, settings: Mapping[str, Any], stop_at: Sequence[str] = ()
) -> Recipe:
    """The recipe (a name, a file or a Recipe) with `settings` and further stopping rules."""
    chosen = recipe if isinstance(recipe, Recipe) else load(recipe)
    values = override(chosen.model_dump(mode="json", exclude_none=True), settings)
    rules = [parse_stop(text).model_dump(exclude_none=True) for text in stop_at]
    return parse(values | {"stop": [*values.get("stop", []), *rules]})


def override(values: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a recipe's plain `values` with `settings` (dotted keys) laid over them."""
    changed = copy.deepcopy(dict(values))
    for key, value in settings.items():
        _lay_over(changed, key, value)
    return changed


def parse(values: Mapping[str, Any]) -> Recipe:
    """A checked recipe from plain values. Raises RecipeError naming the setting at fault."""
    try:
        return Recipe.model_validate(values)
    except ValidationError as error:
        raise RecipeError(
            explain(error, recipe=str(values.get("name", "?")), tables=_TABLES)
        ) from None


def parse_setting(text: str) -> tuple[str, Any]:
    """`"epochs=3"` as `("epochs", 3)`; the value is read as TOML, or else as plain text."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise RecipeError(f"A setting must look like epochs=3. Got {text!r}.")
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


def parse_stop(text: str) -> StopRule:
    """`"accuracy>0.9"` as a stopping rule."""
    match = _STOP.fullmatch(text)
    hint = "A stopping rule must look like 'accuracy>0.9' or 'loss<0.4'."
    if not match:
        raise RecipeError(f"{hint} Got {text!r}.")
    metric, sign, bound = match.groups()
    known = get_args(Metric)
    if metric not in known:
        near = did_you_mean(metric, known)
        raise RecipeError(f"{hint} Got the metric {metric!r}.{near} Known: {', '.join(known)}.")
    side = "above" if sign == ">" else "below"
    try:
        return StopRule.model_validate({"metric": metric, side: float(bound)})
    except ValueError:
        raise RecipeError(f"{hint} Got the bound {bound!r}, which is no number.") from None


def _read(path: Path, known: list[str]) -> str:
    if not path.is_file():
        raise RecipeError(
            f"Recipe {str(path)!r} does not exist.{did_you_mean(str(path), known)} "
            "See: tenfold recipes"
        )
    content = path.read_bytes()[: _MAX_BYTES + 1]
    try:
        if len(content) <= _MAX_BYTES:
            return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise RecipeError(f"Recipe file {path} must be UTF-8 text of at most 1 MB.")


def _lay_over(values: dict[str, Any], key: str, value: Any) -> None:
    """Lay `value` over the dotted `key`; a number in the key counts into a list."""
    *path, last = key.split(".")
    place: Any = values
    for part in path:
        place = _step(place, part, key)
    if isinstance(place, list):
        place[_row(place, last, key)] = value
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise RecipeError(f"Setting {key!r} leads into a plain value, not into a table.")


def _step(place: Any, part: str, key: str) -> Any:
    if isinstance(place, list):
        return place[_row(place, part, key)]
    if isinstance(place, dict):
        return place.setdefault(part, {})
    raise RecipeError(f"Setting {key!r} leads into a plain value, not into a table.")


def _row(place: list[Any], part: str, key: str) -> int:
    try:
        row = int(part)
        place[row]
    except (ValueError, IndexError):
        raise RecipeError(
            f"Setting {key!r}: {part!r} must be a row from 0 to {len(place) - 1} (or -1 for the "
            "last). See: tenfold recipes show"
        ) from None
    return row
