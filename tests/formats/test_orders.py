"""Order files as people save them, and what is said when they are wrong."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from workbench.errors import SpecError
from workbench.formats import OrderLine, read_orders

EXPECTED = [
    OrderLine("1001", date(2026, 5, 17), "tee", "M", 2),
    OrderLine("1002", date(2026, 5, 18), "tee, organic", "XL", 1),
]
COMMA = """order,date,product,size,quantity
1001,2026-05-17,tee,M,2
1002,2026-05-18,"tee, organic",XL,1
"""
SEMICOLON = """Order ID;Order Date;SKU;Size;Qty
1001;17.05.2026;tee;M;2

1002;18/05/2026;tee, organic;XL;1
"""
TAB = """order\tdate\tproduct\tsize\tquantity
1001\t2026-05-17T09:30\ttee\tM\t2.0
1002\t2026-5-18\ttee, organic\tXL\t1
"""


@pytest.mark.parametrize(
    "data",
    [
        COMMA.encode(),
        b"\xef\xbb\xbf" + COMMA.replace("\n", "\r\n").encode(),
        COMMA.encode("utf-16"),
        SEMICOLON.encode(),
        TAB.encode(),
    ],
    ids=["comma", "bom", "utf-16", "semicolon", "tab"],
)
def test_every_dialect_of_csv(data):
    assert read_orders(data) == EXPECTED


def test_workbooks():
    book = openpyxl.Workbook()
    book.active.append(["Order", "Date", "Product", "Size", "Quantity", "Note"])
    book.active.append([1001, datetime(2026, 5, 17, 9), "tee", "M", 2, "gift"])
    book.active.append([])
    book.active.append([1002.0, "18.05.2026", "tee, organic", "XL", 1.0, None])
    stream = io.BytesIO()
    book.save(stream)
    assert read_orders(stream.getvalue(), name="orders.xlsx") == EXPECTED


def test_order_product_and_size_may_be_absent(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("date,quantity\n2026-05-17,1\n")
    assert read_orders(path) == [OrderLine("2", date(2026, 5, 17), "", "", 1)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "orders.csv: the file is empty"),
        ("date,product,quantity\n", "no order"),
        (
            "date,product,quantty\n2026-05-17,tee,1\n",
            "no column 'quantity'.*did you mean 'quantty'",
        ),
        ("date,day,product,quantity\n", "two columns"),
        ("date,product,quantity\n2026-05-17,tee,1\n2026-05-17,tee,two\n", "line 3.*reads 'two'"),
        ("date,product,quantity\n2026-05-17,tee,0\n", "line 2.*reads '0'"),
        ("date,product,quantity\n2026-05-17,tee,-3\n", "line 2.*reads '-3'"),
        ("date,product,quantity\n2026-05-17,tee,1.5\n", "line 2.*reads '1.5'"),
        ("date,product,quantity\n2026-05-17,tee\n", "line 2.*reads ''"),
        ("date,product,quantity\n2026-02-30,tee,1\n", "line 2.*date reads '2026-02-30'"),
        ("date,product,quantity\nsoon,tee,1\n", "line 2.*date reads 'soon'"),
        ("date,product,quantity\n2026-05-17,,1\n", "line 2.*no product"),
        ("date,product,quantity\n2026-05-17,tee,99999999\n", "pieces are ordered"),
    ],
)
def test_faults_are_named_with_their_line(text, message):
    with pytest.raises(SpecError, match=message) as caught:
        read_orders(text.encode(), name="orders.csv")
    assert caught.value.where.startswith("orders.csv")


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x00\x01\x02\x03binary"])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(SpecError, match=r"orders\.xlsx"):
        read_orders(data, name="orders.xlsx")
