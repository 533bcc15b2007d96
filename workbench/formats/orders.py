"""Read an order file: CSV as spreadsheets write it in any country, or XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workbench.errors import SpecError, nearest
from workbench.formats.source import Source, decode, read_bytes

MOST_LINES = 100_000
MOST_PIECES = 1_000_000


@dataclass(frozen=True)
class OrderLine:
    """One line of an order.

    Parameters
    ----------
    order : str        The order's number.
    date : date        When it was placed.
    product : str      "" when the file has no such column.
    size : str         "" when the product has none.
    quantity : int     Pieces.
    """

    order: str
    date: date
    product: str
    size: str
    quantity: int


_HEADINGS = {
    "order": ("order", "order id", "order no", "order number", "orderid", "id", "commande"),
    "date": ("date", "order date", "ordered", "day", "created", "created at", "datum", "data"),
    "product": ("product", "style", "sku", "article", "item", "produit", "produto"),
    "size": ("size", "taille", "tamanho", "grösse", "größe"),
    "quantity": ("quantity", "qty", "pieces", "count", "units", "quantité", "quantidade", "menge"),
}
_REQUIRED = ("date", "quantity")
_KNOWN = {alias: column for column, aliases in _HEADINGS.items() for alias in aliases}


def read_orders(source: Source, *, name: str = "") -> list[OrderLine]:
    """Return the lines of an order file.

    Parameters
    ----------
    source : path or bytes
        CSV (comma, semicolon or tab; with or without byte order mark) or XLSX, whose first sheet
        is read. The first line names the columns: date and quantity must be there, order, product
        and size may be. Dates are 2026-05-17, 17.05.2026 or 17/05/2026.
    name : str
        How messages name the file.

    Raises
    ------
    SpecError
        Naming the line and column at fault.
    """
    data, label = read_bytes(source, name)
    rows = _sheet(data, label) if data.startswith(b"PK\x03\x04") else _table(data, label)
    numbered = (
        (number, cells) for number, cells in rows if any(str(c).strip() for c in cells if c)
    )
    first = next(numbered, None)
    if first is None:
        raise SpecError("the file is empty", where=label, advice="give a heading and one line")
    columns = _columns(first[1], f"{label}, line {first[0]}")
    lines = [_line(number, cells, columns, label) for number, cells in numbered]
    if not lines:
        raise SpecError("there is a heading but no order", where=label, advice="add order lines")
    if sum(line.quantity for line in lines) > MOST_PIECES:
        raise SpecError(
            f"more than {MOST_PIECES} pieces are ordered",
            where=label,
            advice="check the quantities",
        )
    return lines


def _table(data: bytes, label: str) -> Iterator[tuple[int, list[Any]]]:
    if b"\x00" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise SpecError(
            "this is neither text nor XLSX", where=label, advice="save the orders as CSV or XLSX"
        )
    text = decode(data)
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if reader.line_num > MOST_LINES:
                raise SpecError(
                    f"the file has more than {MOST_LINES} lines", where=label, advice="split it"
                )
            yield reader.line_num, cells
    except csv.Error as error:
        raise SpecError(
            f"the line cannot be read ({error})",
            where=f"{label}, line {reader.line_num}",
            advice="check its quotation marks",
        ) from error


def _sheet(data: bytes, label: str) -> Iterator[tuple[int, list[Any]]]:
    import zipfile
    from xml.etree.ElementTree import ParseError

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MOST_LINES:
                break
            yield number, ["" if cell is None else cell for cell in cells]
        book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        IndexError,
        ValueError,
    ) as error:
        raise SpecError(
            f"the workbook is broken ({error})", where=label, advice="save it again as XLSX or CSV"
        ) from error


def _columns(heading: Iterable[Any], where: str) -> dict[str, int]:
    names = [" ".join(str(cell).replace("_", " ").lower().split()) for cell in heading]
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        column = _KNOWN.get(name)
        if column in found:
            raise SpecError(
                f"two columns say what the {column} is",
                where=where,
                advice="keep one of them",
            )
        if column:
            found[column] = place
    for column in _REQUIRED:
        if column not in found:
            close = nearest(column, [name for name in names if name])
            raise SpecError(
                f"there is no column '{column}'",
                where=where,
                advice=f"name the columns order, date, product, size, quantity ({close})",
            )
    return found


def _line(number: int, cells: list[Any], columns: dict[str, int], label: str) -> OrderLine:
    where = f"{label}, line {number}"

    def cell(column: str) -> Any:
        place = columns.get(column)
        return "" if place is None or place >= len(cells) else cells[place]

    product = _text(cell("product"))
    if not product and "product" in columns:
        raise SpecError("no product is named", where=where, advice="fill the product column")
    return OrderLine(
        order=_text(cell("order")) or str(number),
        date=_date(cell("date"), where),
        product=product,
        size=_text(cell("size")),
        quantity=_quantity(cell("quantity"), where),
    )


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a spreadsheet's 1001.0 is order 1001
    return " ".join(str(value).split())


def _quantity(value: Any, where: str) -> int:
    text = _text(value)
    if not re.fullmatch(r"\d+([.,]0+)?", text) or int(re.split(r"[.,]", text)[0]) < 1:
        raise SpecError(
            f"the quantity reads '{text}'", where=where, advice="give a whole number of pieces ≥ 1"
        )
    return int(re.split(r"[.,]", text)[0])


_DATES = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"), "year first"),
    (re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"), "day first"),
)


def _date(value: Any, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    for form, _ in _DATES:
        found = form.fullmatch(text)
        if found:
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise SpecError(
        f"the date reads '{text}'", where=where, advice="write it as 2026-05-17 or 17.05.2026"
    )
