"""Pieces and sizes of a drop stay in agreement when only one of them is set."""

from __future__ import annotations

import pytest

from workbench.errors import SpecError
from workbench.model import load_twin
from workbench.plan import quantities


@pytest.mark.parametrize("pieces", [1, 7, 50, 1000])
def test_pieces_keep_the_mix(pieces: int) -> None:
    twin = load_twin("apparel_microfactory").with_settings({"drops.C1.pieces": pieces})
    made = quantities(twin, "C1")
    assert sum(made.values()) == twin.drop("C1").count == pieces
    for size, of_fifty in {"XS": 5, "S": 11, "M": 16, "L": 12, "XL": 6}.items():
        assert abs(made.get(size, 0) - of_fifty * pieces / 50) < 1


def test_sizes_say_how_many() -> None:
    twin = load_twin("apparel_microfactory").with_settings({"drops.C1.sizes": {"M": 3, "L": 4}})
    assert twin.drop("C1").count == 7


def test_both_must_agree() -> None:
    with pytest.raises(SpecError, match="add up to 7"):
        load_twin("apparel_microfactory").with_settings(
            {"drops.C1.sizes": {"M": 3, "L": 4}, "drops.C1.pieces": 8}
        )


@pytest.mark.parametrize("pieces", [-1, "many"])
def test_nonsense_is_refused(pieces: object) -> None:
    with pytest.raises(SpecError):
        load_twin("apparel_microfactory").with_settings({"drops.C1.pieces": pieces})
