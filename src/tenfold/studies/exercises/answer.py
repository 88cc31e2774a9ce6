"""What an exercise gives back: the question, a table, a figure and a paragraph."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenfold.studies.measured import Measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Column:
    """A column of a table: its key in every row, its heading, how its values are shown."""

    key: str
    title: str
    show: Callable[[Any], str] = str


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of values by key, and the columns that show them to people."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]

    def cells(self) -> list[list[str]]:
        """Every row as texts, in the order of the columns."""
        return [[column.show(row[column.key]) for column in self.columns] for row in self.rows]

    def to_json(self) -> list[dict[str, Any]]:
        """Every row with its values, each seed's included."""
        return [
            {key: v.to_json() if isinstance(v, Measured) else v for key, v in row.items()}
            for row in self.rows
        ]


@dataclass(frozen=True, eq=False)
class Answer:
    """One exercise, answered from what was measured.

    setting: on what and how often it was measured. figure: a matplotlib figure. paragraph:
    plain text; it says no more than the table carries. quick: run for a look only.
    """

    number: int
    question: str
    table: Table
    setting: str
    figure: Figure
    paragraph: str
    quick: bool

    def to_json(self) -> dict[str, Any]:
        """Everything but the figure."""
        return {
            "exercise": self.number,
            "question": self.question,
            "setting": self.setting,
            "rows": self.table.to_json(),
            "paragraph": self.paragraph,
            "quick": self.quick,
        }

    def _repr_html_(self) -> str:
        picture = io.BytesIO()
        self.figure.savefig(picture, format="png", dpi=100)
        source = base64.b64encode(picture.getvalue()).decode("ascii")
        heads = "".join(f"<th>{html.escape(column.title)}</th>" for column in self.table.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self.table.cells()
        )
        return (
            f"<h4>Exercise {self.number}. {html.escape(self.question)}</h4>"
            f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p><small>{html.escape(self.setting)}</small></p>"
            f'<img style="max-width:100%" alt="The figure of exercise {self.number}" '
            f'src="data:image/png;base64,{source}">'
            f"<p>{html.escape(self.paragraph)}</p>"
        )
