"""What is assumed where a twin says nothing: each value with its source, year and mark.

``verified`` means that the number stands in the source named; ``estimate`` that it does not, or
that no source was found. A report lists every estimate that its figures rest on.
"""

from __future__ import annotations

from workbench.errors import SpecError, nearest
from workbench.model.sources import Estimate, Mark, Sourced
from workbench.units import Quantity, parse


def _table(*rows: tuple[str, str, str, int | None, Mark]) -> dict[str, Quantity]:
    return {
        name: parse(value).sourced(Sourced(source, year, mark))
        for name, value, source, year, mark in rows
    }


_OFFSHORE = "meshapparel sourcing guide; Messe Frankfurt on McKinsey"
_INDUSTRIAL = "Vilumsone-Nemes, Industrial Cutting of Textile Materials"

DEFAULTS: dict[str, Quantity] = _table(
    # people and floor
    ("transport.speed", "60 m/min", "estimate: 1 m/s with work in hand", None, "estimate"),
    ("transport.handling", "0.5 min", "estimate: pick up and put down", None, "estimate"),
    (
        "network.detour",
        "130 %",
        "estimate: way by road against the straight line, 1.2 to 1.5",
        None,
        "estimate",
    ),
    # money
    ("costs.energy", "0.20 EUR/kWh", "estimate: small business tariff in the EU", 2023, "estimate"),
    ("costs.rent", "90 EUR/m2/year", "estimate: light industrial space", 2023, "estimate"),
    ("costs.interest", "8 %", "estimate: cost of capital of a small firm", None, "estimate"),
    ("costs.overhead", "15 %", "estimate: administration, insurance, software", None, "estimate"),
    ("capex.maintenance", "5 %", "estimate: yearly share of the price", None, "estimate"),
    ("pool.wage", "17 EUR/h", "Eurostat labour costs, Portugal (recalled)", 2023, "estimate"),
    # demand
    ("preorder.share", "30 %", "estimate: share of demand within the window", None, "estimate"),
    ("prior.cv", "60 %", "estimate: fashion demand before any order", None, "estimate"),
    ("drop.salvage", "30 %", "estimate: 20 to 40 % of the price", None, "estimate"),
    ("shipping.cost", "6 EUR", "estimate: one parcel within a country", None, "estimate"),
    ("shipping.returns", "20 %", "EEA briefing on clothing bought online", 2024, "verified"),
    # offshore
    ("baseline.unsold", "21 %", "EEA briefing, mean of the literature", 2024, "verified"),
    ("baseline.destroyed", "6 %", "EEA briefing, 4 to 9 % of textiles", 2024, "verified"),
    ("baseline.markdown", "40 %", "estimate: 30 to 50 % off", None, "estimate"),
    ("baseline.sampling", "15 d", _OFFSHORE, 2018, "verified"),
    ("baseline.fabric", "28 d", _OFFSHORE, 2018, "verified"),
    ("baseline.make", "27 d", _OFFSHORE, 2018, "verified"),
    ("freight.sea.time", "30 d", _OFFSHORE, 2018, "verified"),
    ("freight.air.time", "5 d", "estimate: door to door with customs", None, "estimate"),
    ("freight.rail.time", "18 d", "estimate: China to Europe", None, "estimate"),
    (
        "freight.road.time",
        "5 d",
        "meshapparel sourcing guide, nearshore 3 to 6 d",
        2018,
        "verified",
    ),
    (
        "freight.sea.distance",
        "19600 km",
        "estimate: Shanghai to Rotterdam by Suez",
        None,
        "estimate",
    ),
    ("freight.air.distance", "9000 km", "estimate: Shanghai to western Europe", None, "estimate"),
    ("freight.rail.distance", "11000 km", "estimate: Xi'an to Duisburg", None, "estimate"),
    ("freight.road.distance", "2500 km", "estimate: Turkey to western Europe", None, "estimate"),
    # rugs
    ("tuft.hand", "0.5 m2/h", "estimate: hand gun 0.2 to 0.6 m2/h", None, "estimate"),
    ("tuft.robot", "2 m2/h", "estimate: robot 1 to 4 m2/h", None, "estimate"),
    ("tuft.pile", "3 kg/m2", "estimate: 2 to 4 kg/m2", None, "estimate"),
    ("latex.cure", "24 h", "estimate", None, "estimate"),
    ("dye.batch", "4 h", "estimate: 3 to 5 h in a small vat", None, "estimate"),
    ("dye.lighter_to_darker", "0.5 h", "estimate", None, "estimate"),
    ("dye.darker_to_lighter", "2 h", "estimate", None, "estimate"),
    ("dye.redo", "5 %", "R. Brady, Deakin, wool dyeing: 5 to 15 % re-dyed", None, "verified"),
    ("dye.liquor", "20 L/kg", "BREF Textiles, hank 1:15 to 1:30; estimate", None, "estimate"),
    ("dye.heat_efficiency", "60 %", "estimate: losses of an open vat", None, "estimate"),
    ("dye.evaporated", "2 %", "estimate: of a heated bath", None, "estimate"),
    ("dye.carried", "1 L/kg", "estimate: wet goods after draining and pressing", None, "estimate"),
    (
        "dye.redo_natural",
        "15 %",
        "estimate: shades of plants vary with the harvest",
        None,
        "estimate",
    ),
    # kilns
    (
        "kiln.duty.bisque",
        "50 %",
        "Lakeside Pottery, Estimating electric kiln firing costs",
        None,
        "verified",
    ),
    (
        "kiln.duty.glaze",
        "65 %",
        "Lakeside Pottery, Estimating electric kiln firing costs",
        None,
        "verified",
    ),
    (
        "kiln.duty.candle",
        "15 %",
        "Lakeside Pottery, Estimating electric kiln firing costs",
        None,
        "verified",
    ),
    (
        "kiln.loss.bisque",
        "1.5 %",
        "estimate: 1 to 2 %; Clayart calls 10 % a problem",
        None,
        "estimate",
    ),
    ("kiln.loss.glaze", "3 %", "estimate", None, "estimate"),
    ("kiln.loss.new_form", "10 %", "estimate: large or new forms", None, "estimate"),
    (
        "kiln.wear",
        "5 EUR",
        "bigceramicstore: about 5 dollars a load over 400 firings",
        None,
        "verified",
    ),
    (
        "kiln.fee",
        "3.66 EUR/L",
        "Clay Space: 0.06 dollars a cubic inch and firing; at par",
        None,
        "verified",
    ),
    # apparel
    (
        "print.roll",
        "303 m2/h",
        "PI World on Kornit Presto: 184 linear yd/h at 70.8 in",
        2020,
        "verified",
    ),
    ("cut.single_ply", "30 m/min", "estimate: automatic knife 20 to 40 m/min", None, "estimate"),
    ("cut.corner", "0.3 s", "estimate: the knife lifts, turns and drops", None, "estimate"),
    ("cut.notch", "0.5 s", "estimate: a slit, or a drill hole", None, "estimate"),
    ("cut.label", "3 s", "estimate: a piece taken off and labelled", None, "estimate"),
    ("cut.manual", "3 m/min", "GSE: straight knife 1150 to 1400 m in 7 h", None, "verified"),
    ("sew.tee", "10 min", "oastudy and estimate: T-shirt 5 to 10 min", None, "estimate"),
    ("sew.efficiency", "72.2 %", "UCI garment productivity, mean", 2015, "verified"),
    ("sew.family_step", "50 %", "estimate: a similar style costs half a change", None, "estimate"),
    (
        "sew.efficiency_new_style",
        "61.5 %",
        "UCI garment productivity, one style change",
        2015,
        "verified",
    ),
    (
        "marker.efficiency",
        "80 %",
        f"{_INDUSTRIAL}, p. 19: 70 % good, 80 to 85 % very good",
        2018,
        "verified",
    ),
    ("marker.end_allowance", "3 cm", f"{_INDUSTRIAL}: 2 to 4 cm a ply", 2018, "verified"),
    ("cut.waste", "15 %", "Rissanen & McQuillan, Zero Waste Fashion Design", 2016, "verified"),
)


def default(name: str) -> Quantity:
    """Return the default of that name, with its source in ``.note``."""
    if name not in DEFAULTS:
        raise SpecError(f"there is no default '{name}'", advice=nearest(name, DEFAULTS))
    return DEFAULTS[name]


def estimate_of(name: str) -> Estimate | None:
    """Return how a report lists that default, or None when it is verified."""
    value = default(name)
    if not value.note.is_estimate:
        return None
    return Estimate(f"default: {name}", value.text, value.note.source, value.note.year)
