"""What is wrong with a person's TOML file, in words; pydantic's own list is for programmers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tenfold.errors import did_you_mean

# pydantic's words for a key that a model does not have, and a dataclass
UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")


def in_words(fault: Mapping[str, Any], *, whose: str, where: str, known: Iterable[str] = ()) -> str:
    """One of the faults that pydantic's `ValidationError.errors()` lists, as a sentence.

    whose: what is at fault, such as "Recipe 'digits'". where: the dotted key, as the person wrote
    it. known: the keys that exist where the unknown one was found.
    """
    if fault["type"] in UNKNOWN:
        near = did_you_mean(where.split(".")[-1], known)
        return f"{whose}: setting {where!r} does not exist.{near}"
    if fault["type"] == "missing":
        return f"{whose}: setting {where!r} is missing."
    reason = fault["msg"].removeprefix("Value error, ")
    got = "" if isinstance(fault["input"], dict) else f" Got {fault['input']!r}."
    return f"{whose}: {where + ': ' if where else ''}{reason}.{got}"
