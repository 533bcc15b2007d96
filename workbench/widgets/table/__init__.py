"""A table of a few rows that people read, such as here against offshore."""

from __future__ import annotations

import csv
import io
from typing import Any

import traitlets

from workbench.widgets._part import Part, script, short, style

_TONES = ("", "good", "warn", "bad")


class ComparisonTable(Part):
    """A small table; the last cell of a row may carry a tone.

    >>> ComparisonTable(columns=["", "Here", "Offshore"], rows=[["Lead time", "19 d", "97 d"]])
    ComparisonTable(1 row)
    """

    _esm = script("table", "table")
    _css = style("table", "table")

    columns = traitlets.List(default_value=[]).tag(sync=True)
    rows = traitlets.List(default_value=[]).tag(sync=True)
    """One list of texts per row, 200 rows at most."""
    tones = traitlets.List(default_value=[]).tag(sync=True)
    """Tone of the last cell, one per row: "", "good", "warn" or "bad"."""
    caption = traitlets.Unicode("").tag(sync=True)
    """Read to those who cannot see the heading."""
    pending = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate("columns")
    def _validate_columns(self, proposal: Any) -> list[str]:
        if len(proposal["value"]) > 12:
            raise traitlets.TraitError("columns has more than 12 entries")
        return [short(text, 80, "column") for text in proposal["value"]]

    @traitlets.validate("rows")
    def _validate_rows(self, proposal: Any) -> list[list[str]]:
        rows = proposal["value"]
        if len(rows) > 200:
            raise traitlets.TraitError("rows has more than 200 entries")
        if not all(isinstance(row, (list, tuple)) and len(row) <= 12 for row in rows):
            raise traitlets.TraitError("each row must be a list of at most 12 texts")
        return [[short(text, 300, "cell") for text in row] for row in rows]

    @traitlets.validate("tones")
    def _validate_tones(self, proposal: Any) -> list[str]:
        if len(proposal["value"]) > 200 or not all(t in _TONES for t in proposal["value"]):
            raise traitlets.TraitError(f"tones must be a list of at most 200 of {_TONES}")
        return list(proposal["value"])

    def to_csv(self) -> str:
        """Return the table as CSV."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()

    def __repr__(self) -> str:
        """Return the number of rows."""
        count = len(self.rows)
        return f"ComparisonTable({count} row{'' if count == 1 else 's'})"
