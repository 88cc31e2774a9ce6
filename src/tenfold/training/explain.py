"""What is wrong with a recipe, in words; pydantic's own list is for programmers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from tenfold.errors import did_you_mean
from tenfold.models.registry import LAYERS
from tenfold.values import PictureSpec

# Parts of pydantic's location that name a type of a union, not a key of the person's file.
_TYPE = re.compile(f"{'|'.join(LAYERS)}|constrained-.*|literal.*|int|float|none")


def explain(error: ValidationError, *, recipe: str, tables: Mapping[str, type[BaseModel]]) -> str:
    """The first fault of the recipe named `recipe`.

    tables: the kinds of table in a recipe file by their key, "" for the file itself.
    """
    fault = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in fault["loc"] if not _TYPE.fullmatch(str(part)))
    if fault["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        key = where.split(".")[-1]
        near = did_you_mean(key, _known_keys(fault["loc"], tables))
        return f"Recipe {recipe!r}: setting {where!r} does not exist.{near}"
    if fault["type"] == "missing":
        return f"Recipe {recipe!r}: setting {where!r} is missing."
    if fault["type"] == "union_tag_invalid":
        kind = str(fault["ctx"]["tag"])
        return (
            f"Recipe {recipe!r}: {where} has the kind {kind!r}, which does not exist."
            f"{did_you_mean(kind, LAYERS)} Known: {', '.join(LAYERS)}."
        )
    reason = fault["msg"].removeprefix("Value error, ")
    got = "" if isinstance(fault["input"], dict) else f" Got {fault['input']!r}."
    return f"Recipe {recipe!r}: {where + ': ' if where else ''}{reason}.{got}"


def _known_keys(location: tuple[int | str, ...], tables: Mapping[str, type[BaseModel]]) -> set[str]:
    """The settings that exist where an unknown one was found."""
    table = str(location[0])
    if table == "picture":
        return set(PictureSpec.__dataclass_fields__)
    if table == "layers":
        return set(LAYERS[str(location[2])].model_fields)
    within = ".".join(str(part) for part in location[:-1])
    return set(tables[next(key for key in (within, table, "") if key in tables)].model_fields)
