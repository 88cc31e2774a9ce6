from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tenfold import faults


class Lamp(BaseModel):
    model_config = ConfigDict(extra="forbid")

    watts: int = Field(ge=1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"wats": 3, "watts": 3}, "Lamp 'a': setting 'wats' does not exist. Did you mean 'watts'?"),
        ({}, "Lamp 'a': setting 'watts' is missing."),
        (
            {"watts": 0},
            "Lamp 'a': watts: Input should be greater than or equal to 1. Got 0.",
        ),
    ],
)
def test_a_fault_is_a_sentence(values, words):
    with pytest.raises(ValidationError) as caught:
        Lamp.model_validate(values)
    fault = caught.value.errors(include_url=False)[0]
    where = ".".join(map(str, fault["loc"]))
    said = faults.in_words(fault, whose="Lamp 'a'", where=where, known=Lamp.model_fields)
    assert said == words
