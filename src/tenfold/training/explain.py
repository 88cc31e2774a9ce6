"""What is wrong with a recipe, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError

from tenfold import faults
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
    if fault["type"] == "union_tag_invalid":
        kind = str(fault["ctx"]["tag"])
        return (
            f"Recipe {recipe!r}: {where} has the kind {kind!r}, which does not exist."
            f"{did_you_mean(kind, LAYERS)} Known: {', '.join(LAYERS)}."
        )
    unknown = fault["type"] in faults.UNKNOWN
    known = _known_keys(fault["loc"], tables) if unknown else ()
    return faults.in_words(fault, whose=f"Recipe {recipe!r}", where=where, known=known)


def _known_keys(location: tuple[int | str, ...], tables: Mapping[str, type[BaseModel]]) -> set[str]:
    """The settings that exist where an unknown one was found."""
    table = str(location[0])
    if table == "picture":
        return set(PictureSpec.__dataclass_fields__)
    if table == "layers":
        return set(LAYERS[str(location[2])].model_fields)
    within = ".".join(str(part) for part in location[:-1])
    return set(tables[next(key for key in (within, table, "") if key in tables)].model_fields)
