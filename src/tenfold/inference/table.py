"""What was read in the fields of forms, as a table: a row a form, four columns a field."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tenfold.inference.fields import Form
from tenfold.inference.readings import Box
from tenfold.values import ModelId

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets run


@dataclass(frozen=True)
class FieldReading:
    """What stands in one field.

    text: its digits, "" where it is empty; kept when refused. confidence: 0 to 1, None where it is
    empty. refused: the text should not be used; reason says why. suggestion: the likeliest text
    that passes the field's checks, where the text does not. box: of the field, x, y, width, height
    in the page's pixels, upright where the scan is turned. page: of the form, from 1.
    """

    text: str
    confidence: float | None
    refused: bool
    box: Box
    page: int = 1
    reason: str | None = None
    suggestion: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values; what does not apply is left out."""
        answer: dict[str, Any] = {
            "text": self.text,
            "confidence": self.confidence,
            "refused": self.refused,
        }
        answer |= {} if self.reason is None else {"reason": self.reason}
        answer |= {} if self.suggestion is None else {"suggestion": self.suggestion}
        return answer | {"page": self.page, "box": [*self.box]}


@dataclass(frozen=True)
class FormRow:
    """One form that was read.

    page: of the file, from 1, the first one of this form; None where the file has no other.
    """

    file: str
    page: int | None
    form: str
    fields: dict[str, FieldReading]
    model: ModelId

    def to_json(self) -> dict[str, Any]:
        """The row as the CLI, Python and HTTP all give it."""
        answer: dict[str, Any] = {"file": self.file}
        answer |= {} if self.page is None else {"page": self.page}
        fields = {name: one.to_json() for name, one in self.fields.items()}
        return answer | {"form": self.form, "fields": fields, "model": asdict(self.model)}

    def cells(self) -> list[str]:
        """The row for csv.writer, under `columns`; nothing in it is taken for a formula."""
        row = [harmless(self.file), "" if self.page is None else str(self.page)]
        for one in self.fields.values():
            sure = "" if one.confidence is None else f"{one.confidence:.4f}"
            row += [one.text, sure, "yes" if one.refused else "no", one.suggestion or ""]
        return row


def columns(form: Form) -> list[str]:
    """The heads of the table: four columns for each field."""
    heads = ["file", "page"]
    for name in form.fields:
        safe = harmless(name)
        heads += [safe, f"{safe} confidence", f"{safe} refused", f"{safe} suggestion"]
    return heads


def harmless(cell: str) -> str:
    """A stranger's words for a table, so that no spreadsheet runs them."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
