"""A drawing of one size and its grade-rule table give every size."""

from __future__ import annotations

import pytest

from workbench.errors import SpecError
from workbench.formats import read_dxf, read_rules

TABLE = b"""ASTM/D13Proposal 1 Version: D 6673-04
UNITS: METRIC
GRADE RULE TABLE: TEE
NUMBER OF SIZES: 3
SIZE LIST: S M L
SAMPLE SIZE: M
RULE: DELTA 1
0.0, 0.0  0.0, 0.0  0.0, 0.0
RULE: DELTA 2
-20.0, 0.0
0.0, 0.0
20.0, 0.0
RULE: DELTA 3
-20.0, -10.0  0, 0  20.0, 10.0
RULE: DELTA 4
0, -10.0  0, 0  0, 10.0
END
"""

# A back of 300 × 200 mm; the corners carry rules, the middles of two sides and a notch do not.
CORNERS = [(0, 0, 1), (150, 0, None), (300, 0, 2), (300, 200, 3), (150, 200, None), (0, 200, 4)]


def _drawing(numbers=True):
    rows = ["0", "SECTION", "2", "BLOCKS", "0", "BLOCK", "8", "1", "2", "BACK", "70", "64",
            "10", "0", "20", "0", "30", "0"]  # fmt: skip
    rows += ["0", "POLYLINE", "8", "1", "66", "1", "70", "1"]
    for x, y, _ in CORNERS:
        rows += ["0", "VERTEX", "8", "1", "10", str(x), "20", str(y)]
    rows += ["0", "SEQEND", "0", "POINT", "8", "4", "10", "225", "20", "0"]
    rows += ["0", "POINT", "8", "13", "10", "150", "20", "100"]
    rows += ["0", "LINE", "8", "7", "10", "20", "20", "100", "11", "280", "21", "100"]
    for x, y, number in CORNERS if numbers else ():
        if number:
            rows += ["0", "TEXT", "8", "1", "10", str(x), "20", str(y), "40", "5",
                     "1", f"# {number}"]  # fmt: skip
    rows += ["0", "TEXT", "8", "1", "10", "0", "20", "-9", "40", "5", "1", "Piece Name: BACK"]
    rows += ["0", "ENDBLK", "0", "ENDSEC", "0", "SECTION", "2", "ENTITIES", "0", "INSERT",
             "8", "1", "2", "BACK", "10", "0", "20", "0", "0", "ENDSEC", "0", "EOF"]  # fmt: skip
    return "\n".join(rows).encode()


def test_every_size_of_the_table_is_made_exactly():
    pattern = read_dxf(_drawing(), name="back.dxf", rules=read_rules(TABLE, name="tee.rul"))
    areas = {piece.size: piece.area for piece in pattern.pieces}
    assert areas == pytest.approx({"S": 280 * 190, "M": 300 * 200, "L": 320 * 210})
    large = next(piece for piece in pattern.pieces if piece.size == "L")
    # Half-way between two rules a point moves by half; the notch at three quarters by as much.
    assert (160.0, 0.0) in large.outline
    assert large.notches[0] == pytest.approx((240.0, 0.0))
    assert large.grain == 0.0
    assert large.drills[0] == pytest.approx((160.0, 105.0))


def test_inches_are_read_as_inches():
    rules = read_rules(TABLE.replace(b"UNITS: METRIC", b"UNITS: ENGLISH"), name="tee.rul")
    assert rules.rules[2][2] == pytest.approx((508.0, 0.0))


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (TABLE.replace(b"SAMPLE SIZE: M", b"SAMPLE SIZE: XL"), "SAMPLE SIZE"),
        (TABLE.replace(b"0, -10.0  0, 0  0, 10.0", b"0, -10.0  0, 0"), "4 numbers for 3 sizes"),
        (TABLE.replace(b"0, -10.0  0, 0 ", b"0, -10.0  5, 0 "), "moves the sample size"),
        (b"nothing of the sort", "lacks its SIZE LIST"),
    ],
)
def test_a_table_that_cannot_be_played_is_refused(broken, what):
    with pytest.raises(SpecError, match=what):
        read_rules(broken, name="tee.rul")


def test_a_number_without_a_rule_names_the_piece():
    table = TABLE[: TABLE.index(b"RULE: DELTA 4")]
    with pytest.raises(SpecError, match=r"rule 4.*") as caught:
        read_dxf(_drawing(), name="back.dxf", rules=read_rules(table, name="tee.rul"))
    assert "BACK" in caught.value.where


def test_without_numbers_the_drawing_stays_one_size():
    pattern = read_dxf(_drawing(numbers=False), rules=read_rules(TABLE), name="back.dxf")
    assert len(pattern.pieces) == 1
