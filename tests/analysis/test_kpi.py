"""Key figures print with their interval and are found by name."""

from __future__ import annotations

import pytest

from workbench.analysis.kpi import Kpi, named
from workbench.errors import SpecError

LEAD = Kpi("lead_time", "Lead time, mean", 13.72, 13.61, 13.84, 14.1, 15.1, "days", "…")
WORST = Kpi("bottleneck", "Bottleneck", 64.0, 63.1, 64.9, 64, 70, "%", "…", text="Dye vat")


def test_a_figure_prints_with_its_interval():
    assert str(LEAD) == "Lead time, mean: 13.72 days (13.61 to 13.84)"


def test_a_figure_that_is_a_word_prints_it():
    assert str(WORST) == "Bottleneck: Dye vat, 64 % (63.1 to 64.9)"


def test_a_figure_is_found_by_name():
    assert named([LEAD, WORST], "bottleneck") is WORST


def test_a_misspelt_figure_is_answered_with_the_nearest():
    with pytest.raises(SpecError, match="did you mean 'lead_time'"):
        named([LEAD, WORST], "leadtime")
