"""What a form is, as typed data from TOML: its fields, where they are, what they must hold.

    reference = "empty.png"              # the empty form that the boxes were measured on, or
    size = [1654, 2339]                  # only its width and height in pixels

    [fields.member]
    box = [410, 320, 480, 70]            # x, y, width, height; or shares of the page, 0 to 1
    digits = 8
    check = "luhn"
    required = true

With a reference each scan is first laid on it, however it was shifted, turned or scaled on the
glass, and what is printed on the empty form is taken away from it. Without one, pages are taken to
lie alike, and margins must be enough.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tenfold import faults
from tenfold.errors import UsageError, did_you_mean
from tenfold.inference import checks
from tenfold.inference.checks import Accepts

MAX_FIELDS = 500
_MAX_BYTES = 1_000_000
_FROZEN = ConfigDict(frozen=True, extra="forbid")

Check = Literal["luhn", "gtin", "mod11", "mod11-cycle7", "iso7064-11-2"]
Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class FormField(BaseModel):
    """A box that holds one number.

    box: x, y, width, height, in pixels of the reference, or each at most 1 as shares of the page.
    page: which page of the form it is on, from 1. digits: how many the number must have. pattern:
    a regular expression that the whole number must match. check: a check digit, see checks.py.
    required: an empty box is refused.
    """

    model_config = _FROZEN

    box: tuple[Share, Share, Share, Share]
    page: Annotated[int, Field(ge=1, le=100)] = 1
    digits: Annotated[int, Field(ge=1, le=64)] | None = None
    pattern: str | None = None
    check: Check | None = None
    required: bool = False

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            if pattern is not None:
                checks.matches(pattern)
        except UsageError as error:
            raise ValueError(str(error).removesuffix(".")) from None
        return pattern

    @model_validator(mode="after")
    def _holds_something(self) -> FormField:
        if not (self.box[2] and self.box[3]):
            raise ValueError("a box is x, y, width, height, and its width and height are not 0")
        return self

    @property
    def in_shares(self) -> bool:
        """Whether the box is given as shares of the page."""
        return max(self.box) <= 1

    @cached_property
    def accepts(self) -> Accepts | None:
        """Whether a number may stand in this field; None where anything may."""
        each: list[Accepts] = []
        if self.digits is not None:
            each.append(checks.has_digits(self.digits))
        if self.pattern is not None:
            each.append(checks.matches(self.pattern))
        if self.check is not None:
            each.append(checks.CHECKS[self.check])
        return checks.all_of(each) if each else None


class Form(BaseModel):
    """A form of one or more pages.

    name: what to call it. reference: the file of the picture that boxes were measured on, absolute
    or beside the form's own file; of several pages where the form has several. filled: it is
    filled in itself, and not an empty form whose print is taken away from the scans. size: width
    and height of that picture in pixels, where only this is known. margin: how far around each box
    is looked, in heights of the box.
    """

    model_config = _FROZEN

    name: Annotated[str, Field(min_length=1, max_length=64)]
    reference: str | None = None
    filled: bool = False
    size: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] | None = None
    margin: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 0.15
    fields: Annotated[dict[str, FormField], Field(min_length=1, max_length=MAX_FIELDS)]

    @model_validator(mode="after")
    def _boxes_fit(self) -> Form:
        if self.reference is not None and self.size is not None:
            raise ValueError("reference and size are both given; the reference knows its size")
        for name, field in self.fields.items():
            x, y, width, height = field.box
            if field.in_shares:
                page = (1.0, 1.0)
            elif self.size is not None:
                page = (float(self.size[0]), float(self.size[1]))
            elif self.reference is not None:
                continue  # known when it is read
            else:
                raise ValueError(
                    f"the box of {name!r} is in pixels, and nothing says of what. Give reference = "
                    '"empty.png", or size = [1654, 2339], or the box in shares of the page, 0 to 1'
                )
            if x + width > page[0] * 1.0001 or y + height > page[1] * 1.0001:
                raise ValueError(f"the box of {name!r} reaches beyond the page")
        return self

    @property
    def pages(self) -> int:
        """How many pages the form has."""
        return max(field.page for field in self.fields.values())


def load_form(path: str | os.PathLike[str]) -> Form:
    """A form from its TOML file; a relative reference is looked for beside it.

    Raises UsageError: no such file, not TOML, an unknown or ill-fitting setting.
    """
    file = Path(path)
    whose = f"Form {str(file)!r}"
    if not file.is_file():
        raise UsageError(
            f"{whose} does not exist. Check the spelling, or write one: see 'Forms' in the docs."
        )
    content = file.read_bytes()[: _MAX_BYTES + 1]
    if len(content) > _MAX_BYTES:
        raise UsageError(f"{whose} must be at most 1 MB of text. Give another file.")
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{whose} is not valid TOML: {error}.") from None
    form = parse_form({"name": file.stem[:64] or "form"} | values, whose=whose)
    if form.reference is None:
        return form
    return form.model_copy(update={"reference": str(file.parent / form.reference)})


def parse_form(values: Mapping[str, Any], *, whose: str = "The form") -> Form:
    """A checked form from plain values. Raises UsageError naming the setting at fault."""
    try:
        return Form.model_validate(values)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        in_field = fault["loc"][:1] == ("fields",) and len(fault["loc"]) > 2
        where = ".".join(map(str, fault["loc"]))
        if fault["loc"][2:] == ("check",):
            near = did_you_mean(str(fault["input"]), get_args(Check))
            raise UsageError(
                f"{whose}: {where} must be one of {', '.join(get_args(Check))}. "
                f"Got {fault['input']!r}.{near}"
            ) from None
        known = FormField.model_fields if in_field else Form.model_fields
        raise UsageError(faults.in_words(fault, whose=whose, where=where, known=known)) from None
